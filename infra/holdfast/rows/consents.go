package rows

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/infra/holdfast/cells"
	"holdfast/shared/words/crm"
)

// consent is a consent as our own events say it.
type consent struct {
	State string `json:"state"`
	At    string `json:"at,omitempty"`
}

// consentColumns are the columns of each channel.
var consentColumns = []struct {
	channel string
	state   field
	at      field
}{
	{"email", fieldConsentEmail, fieldConsentEmailAt},
	{"sms", fieldConsentSMS, fieldConsentSMSAt},
	{"call", fieldConsentCall, fieldConsentCallAt},
	{"chat", fieldConsentChat, fieldConsentChatAt},
}

// readConsents reads a list of consents: a row for a customer and a channel, or a row for a
// customer with a column for each channel. It says nothing else of the customer.
func (in *reading) readConsents() error {
	return in.eachRow(func(r row) error {
		c, at, err := in.readConsentRow(r)
		if err != nil {
			return in.refuse(r, err)
		}
		return in.sendCustomer(r, c, at)
	})
}

// readConsentRow returns what a row of a list of consents says.
func (in *reading) readConsentRow(r row) (c customerData, at time.Time, err error) {
	if c, at, err = in.readAddress(r); err != nil {
		return c, at, err
	}
	if c.Consents, err = in.readConsentColumns(r, at); err != nil {
		return c, at, err
	}
	if err := in.addConsent(r, at, c.Consents); err != nil {
		return c, at, err
	}
	if len(c.Consents) == 0 {
		return c, at, errors.New("the row states no consent: name the column with --map consent=COLUMN, " +
			"or say --consent for rows that state none")
	}
	return c, at, nil
}

// readAddress returns what a customer of a row is known by, and as of when the row is so. It
// reads nothing else of the customer.
func (in *reading) readAddress(r row) (c customerData, at time.Time, err error) {
	c.ID = customerID(r)
	c.Email = r.get(fieldEmail)
	c.Phone = r.id(fieldPhone)
	if c.ID == "" && c.Email == "" {
		return c, at, errNobody
	}
	if err := in.checkIDs(r, fieldCustomer, fieldPhone, fieldEmail); err != nil {
		return c, at, err
	}
	at, err = in.readAge(r)
	c.setAge(at)
	return c, at, err
}

// readChannel returns the channel that a row names, else that of the file.
func (in *reading) readChannel(r row) (string, error) {
	channel := strings.ToLower(cmp.Or(r.get(fieldChannel), in.Channel))
	if _, err := crm.ParseChannel(channel); err != nil {
		return "", fmt.Errorf("channel %q is none of email, sms, call, chat", channel)
	}
	return channel, nil
}

// addConsent adds the consent of a row that names its channel, or is of the file's.
func (in *reading) addConsent(r row, at time.Time, said map[string]consent) error {
	text := cmp.Or(r.get(fieldConsent), in.Consent)
	if text == "" {
		return nil
	}
	channel, err := in.readChannel(r)
	if err != nil {
		return err
	}
	c, err := in.readConsent(r, fieldConsent, text, fieldConsentAt, at)
	if err != nil {
		return err
	}
	said[channel] = c
	return nil
}

// readConsentColumns returns what a row says of each channel that has a column of its own.
func (in *reading) readConsentColumns(r row, at time.Time) (map[string]consent, error) {
	said := map[string]consent{}
	for _, column := range consentColumns {
		text := r.get(column.state)
		if text == "" {
			continue
		}
		c, err := in.readConsent(r, column.state, text, column.at, at)
		if err != nil {
			return nil, err
		}
		said[column.channel] = c
	}
	return said, nil
}

// readConsent returns the consent that a text says, and since when: as its own column says,
// else as of the row.
func (in *reading) readConsent(
	r row,
	f field,
	text string,
	dated field,
	at time.Time,
) (c consent, err error) {
	state, known := in.parseConsent(f, text)
	if !known {
		return c, fmt.Errorf("consent %q is neither yes nor no", text)
	}
	if r.get(dated) != "" {
		if at, err = in.parseDate(r, dated); err != nil {
			return c, err
		}
	}
	c.State = state
	if !at.IsZero() {
		c.At = formatTime(at)
	}
	return c, nil
}

// unaskedWords say that there is no consent, and not that one was refused.
var unaskedWords = []string{"not_subscribed", "not subscribed", "never", "none", "not_asked"}

// pendingWords say that a consent is not confirmed.
var pendingWords = []string{"pending", "unconfirmed"}

// parseConsent returns the state that a cell says. In a column such as Shopify's "Accepts
// Email Marketing", a no does not tell a refusal from a customer who was never asked.
func (in *reading) parseConsent(f field, text string) (state string, known bool) {
	word := strings.ToLower(text)
	switch {
	case slices.Contains(unaskedWords, word):
		return "not_asked", true
	case slices.Contains(pendingWords, word):
		return "pending", true
	}
	given, known := cells.ReadAnswer(word)
	switch {
	case given:
		return "given", known
	case isPlainNo(word) && in.asksWhoAccepts(f):
		return "not_asked", known
	}
	return "refused", known
}

func isPlainNo(word string) bool {
	return slices.Contains([]string{"no", "n", "false", "0", "否", "nein", "non"}, word)
}

// asksWhoAccepts reports whether the column of a field is called after those who accept
// marketing.
func (in *reading) asksWhoAccepts(f field) bool {
	return strings.Contains(normalizeHeader(in.table.columns.headerOf(f)), "accepts")
}
