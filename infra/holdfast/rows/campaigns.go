package rows

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// campaignResults says of each word for what came of a past contact whether it closes the
// channel. Holdfast keeps no contacts that it did not make, so the others say nothing that
// is kept.
var campaignResults = map[string]bool{
	"unsubscribed":   true,
	"unsubscribe":    true,
	"opted_out":      true,
	"opt-out":        true,
	"opted out":      true,
	"complained":     true,
	"complaint":      true,
	"spam":           true,
	"marked as spam": true,
	"abuse":          true,
	"bounced":        true, // for good: the others say soft
	"hard bounce":    true,
	"hard_bounce":    true,
	"hard bounced":   true,
	"cleaned":        true,
	"do not contact": true,
	"abgemeldet":     true,
	"désabonné":      true,
	"退订":             true,
	"sent":           false,
	"delivered":      false,
	"received":       false,
	"opened":         false,
	"open":           false,
	"clicked":        false,
	"click":          false,
	"not opened":     false,
	"unopened":       false,
	"soft bounce":    false,
	"soft_bounce":    false,
	"soft bounced":   false,
	"replied":        false,
	"reached":        false,
	"no answer":      false,
	"ordered":        false,
	"purchased":      false,
	"converted":      false,
	"none":           false,
}

// readCampaigns reads what came of past campaigns, a contact in each row: who must not be
// contacted again.
func (in *reading) readCampaigns() error {
	return in.eachRow(func(r row) error {
		closes, err := readResult(r)
		switch {
		case err != nil:
			return in.refuse(r, err)
		case !closes:
			in.sum.Passed++
			return nil
		}
		c, at, err := in.readClosed(r)
		if err != nil {
			return in.refuse(r, err)
		}
		return in.sendCustomer(r, c, at)
	})
}

// readResult reports whether what came of a contact closes its channel.
func readResult(r row) (closes bool, err error) {
	word := strings.ToLower(r.get(fieldStatus))
	if word == "" {
		return false, errors.New("the row does not say what came of the contact")
	}
	closes, known := campaignResults[word]
	if !known {
		return false, fmt.Errorf("%q is no result of a contact that is known", word)
	}
	return closes, nil
}

// readClosed returns the customer of a row who has closed a channel, and when.
func (in *reading) readClosed(r row) (c customerData, at time.Time, err error) {
	if c, at, err = in.readAddress(r); err != nil {
		return c, at, err
	}
	channel, err := in.readChannel(r)
	if err != nil {
		return c, at, err
	}
	closed := consent{State: "refused"}
	if !at.IsZero() {
		closed.At = formatTime(at)
	}
	c.Consents = map[string]consent{channel: closed}
	return c, at, nil
}
