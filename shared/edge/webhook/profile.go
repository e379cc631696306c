package webhook

import "holdfast/shared/words/crm"

// SetField sets a profile field as of the instant. An empty value says nothing, and neither
// does a masked address or phone.
func SetField(p *crm.Profile, f crm.Field, value string, at crm.Instant) {
	switch f {
	case crm.Email:
		value = FirstPersonalEmail(value)
	case crm.Phone:
		value = PlainPhone(value)
	}
	if value != "" {
		p[f] = crm.Text{Value: value, At: at}
	}
}

// SetMissingField is Fill for a field that is not set yet.
func SetMissingField(p *crm.Profile, f crm.Field, value string, at crm.Instant) {
	if p[f].Value == "" {
		SetField(p, f, value, at)
	}
}
