package rows

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// customerData is a customer as our own events say it.
type customerData struct {
	person
	UpdatedAt string             `json:"updated_at,omitempty"`
	Undated   bool               `json:"undated,omitempty"` // the file does not say how old it is
	Consents  map[string]consent `json:"consents,omitempty"`
}

// errNobody says that a row names no customer.
var errNobody = errors.New("the row has neither a customer number nor an e-mail address")

// readCustomers reads a file of customers, one in each row.
func (in *reading) readCustomers() error {
	return in.eachRow(func(r row) error {
		c, at, err := in.readCustomer(r)
		if err != nil {
			return in.refuse(r, err)
		}
		return in.sendCustomer(r, c, at)
	})
}

// sendCustomer sends what a row says of a customer.
func (in *reading) sendCustomer(r row, c customerData, at time.Time) error {
	id := cmp.Or(c.ID, fmt.Sprint("line ", r.Line))
	return in.sendRow(r, id, "customer.updated", at, c)
}

// readCustomer returns the customer of a row, and as of when it is so: the zero time if
// neither the row nor the options say. Such a row yields to all that has a date.
func (in *reading) readCustomer(r row) (c customerData, at time.Time, err error) {
	if c.person, err = in.readPerson(r); err != nil {
		return c, at, err
	}
	if c.ID == "" && c.Email == "" {
		return c, at, errNobody
	}
	if at, err = in.readAge(r); err != nil {
		return c, at, err
	}
	c.setAge(at)
	c.Consents, err = in.readConsentColumns(r, at)
	return c, at, err
}

// setAge says as of when the customer's data are so.
func (c *customerData) setAge(at time.Time) {
	if at.IsZero() {
		c.Undated = true
		return
	}
	c.UpdatedAt = formatTime(at)
}

// readAge returns as of when a row is so, zero if nothing says it.
func (in *reading) readAge(r row) (time.Time, error) {
	for _, f := range []field{fieldUpdated, fieldDate} {
		if r.get(f) != "" {
			return in.parseDate(r, f)
		}
	}
	return in.AsOf, nil
}
