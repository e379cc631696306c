package webhook

import "holdfast/shared/words/crm"

// ProfileWriter sets the fields of a profile as of one instant.
type ProfileWriter struct {
	Profile *crm.Profile
	At      crm.Instant
}

// Set sets a field. An empty value says nothing and sets nothing; neither does a masked
// address or phone number.
func (w ProfileWriter) Set(f crm.Field, value string) {
	switch f {
	case crm.Email:
		value = FirstPersonalEmail(value)
	case crm.Phone:
		value = PlainPhone(value)
	}
	if value != "" {
		w.Profile[f] = crm.Text{Value: value, At: w.At}
	}
}

// SetMissing is Set for a field that has no value yet.
func (w ProfileWriter) SetMissing(f crm.Field, value string) {
	if w.Profile[f].Value == "" {
		w.Set(f, value)
	}
}
