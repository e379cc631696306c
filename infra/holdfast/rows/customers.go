package rows

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

type consent struct {
	State string `json:"state"`
	At    string `json:"at"`
}

type customerData struct {
	person
	UpdatedAt string             `json:"updated_at"`
	Consents  map[string]consent `json:"consents,omitempty"`
}

// readCustomers reads a file of customers, one in each row.
func (in *reading) readCustomers() error {
	if err := in.table.requireColumn("customer", "email"); err != nil {
		return err
	}
	return in.eachRow(func(r row) error {
		c, at, err := in.readCustomer(r)
		if err != nil {
			return in.refuse(r, err)
		}
		return in.sendEvent(r, cmp.Or(c.ID, "line "+fmt.Sprint(r.line)), "customer.updated", at, c)
	})
}

// readCustomer returns the customer of a row, and since when the row is true.
func (in *reading) readCustomer(r row) (c customerData, at time.Time, err error) {
	c.person = personOf(r)
	at = in.AsOf
	if c.ID == "" && c.Email == "" {
		return c, at, errors.New("the row has neither a customer number nor an e-mail address")
	}
	if err := checkNotShortened(c.ID); err != nil {
		return c, at, err
	}
	if text := cmp.Or(r.get("updated"), r.get("date")); text != "" {
		if at, err = in.parseDate(text); err != nil {
			return c, at, err
		}
	}
	if at.IsZero() {
		return c, at, errors.New("the row does not say as of when it is so: say it with --as-of")
	}
	c.UpdatedAt = formatTime(at)
	for _, channel := range []string{"email", "sms", "call", "chat"} {
		text := r.get("consent_" + channel)
		given, ok := parseYesNo(text)
		switch {
		case text != "" && !ok:
			return c, at, fmt.Errorf("consent %q is neither yes nor no", text)
		case ok && c.Consents == nil:
			c.Consents = map[string]consent{}
		}
		if ok {
			c.Consents[channel] = consent{
				State: map[bool]string{true: "given", false: "refused"}[given],
				At:    c.UpdatedAt,
			}
		}
	}
	return c, at, nil
}
