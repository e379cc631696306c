package rows

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

type consent struct {
	State string `json:"state"`
	At    string `json:"at,omitempty"`
}

type customerData struct {
	person
	UpdatedAt string             `json:"updated_at,omitempty"`
	Undated   bool               `json:"undated,omitempty"` // the file does not say how old it is
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

// readCustomer returns the customer of a row, and as of when it is so: the zero time if
// neither the row nor the options say. Such a row yields to all that has a date.
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
		c.Undated = true
	} else {
		c.UpdatedAt = formatTime(at)
	}
	c.Consents, err = in.readConsents(r, at)
	return c, at, err
}

// readConsents returns what a row says of each channel.
func (in *reading) readConsents(r row, at time.Time) (map[string]consent, error) {
	said := map[string]consent{}
	for _, channel := range []string{"email", "sms", "call", "chat"} {
		field := "consent_" + channel
		text := r.get(field)
		if text == "" {
			continue
		}
		state, known := in.parseConsent(field, text)
		if !known {
			return nil, fmt.Errorf("consent %q is neither yes nor no", text)
		}
		since := at
		if day := r.get(field + "_at"); day != "" {
			var err error
			if since, err = in.parseDate(day); err != nil {
				return nil, err
			}
		}
		c := consent{State: state}
		if !since.IsZero() {
			c.At = formatTime(since)
		}
		said[channel] = c
	}
	return said, nil
}

// unaskedWords say that there is no consent, and not that one was refused.
var unaskedWords = []string{"not_subscribed", "not subscribed", "never", "none", "not_asked"}

// parseConsent returns the state that a cell says. In a column such as Shopify's "Accepts
// Email Marketing", a no does not tell a refusal from a customer who was never asked.
func (in *reading) parseConsent(field, text string) (state string, known bool) {
	word := strings.ToLower(text)
	switch {
	case slices.Contains(unaskedWords, word):
		return "not_asked", true
	case word == "pending" || word == "unconfirmed":
		return "pending", true
	}
	given, known := parseYesNo(text)
	switch {
	case given:
		return "given", known
	case isPlainNo(word) && in.asksWhoAccepts(field):
		return "not_asked", known
	}
	return "refused", known
}

func isPlainNo(word string) bool {
	return slices.Contains([]string{"no", "n", "false", "0", "否"}, word)
}

// asksWhoAccepts reports whether the column of a field is called after those who accept
// marketing.
func (in *reading) asksWhoAccepts(field string) bool {
	header := normalizeHeader(in.table.Header[in.table.columns[field]])
	return strings.Contains(header, "accepts")
}
