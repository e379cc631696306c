package playbook

import "holdfast/shared/words/crm"

// Allows reports whether the customer may be contacted on a channel: they agreed, or they
// are a business that the store calls without.
func (c *Config) Allows(f *crm.Facts, ch crm.Channel) bool {
	return f.Consents.Allows(ch) || c.CallsUnasked(f, ch)
}

// CallsUnasked reports whether the customer is called though nobody asked them: the store
// says that its law allows it with businesses, and the customer is one. A business that
// said no is not called, nor one that was asked and has not answered.
func (c *Config) CallsUnasked(f *crm.Facts, ch crm.Channel) bool {
	if !c.BusinessCalls || ch != crm.ChannelCall || f.Profile[crm.Company].Value == "" {
		return false
	}
	state := f.Consents[ch].Current().State
	return state == crm.ConsentUnknown || state == crm.ConsentNotAsked
}
