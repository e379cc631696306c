package webhook

import "holdfast/shared/words/crm"

// Fill sets a profile field as of the instant. An empty value says nothing, and neither
// does a masked address or phone.
func Fill(p *crm.Profile, f crm.Field, value string, at crm.Instant) {
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

// FillMissing is Fill for a field that is not set yet.
func FillMissing(p *crm.Profile, f crm.Field, value string, at crm.Instant) {
	if p[f].Value == "" {
		Fill(p, f, value, at)
	}
}
