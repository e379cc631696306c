package rows

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// order is one order as its rows add up.
type order struct {
	lines     []int32 // of its rows
	rows      []row   // the last of these, as they stand: those before were let go
	id        string
	number    string
	who       person
	placed    time.Time
	updated   time.Time
	currency  crm.Currency
	total     int64
	stated    bool // an amount was
	refunded  int64
	discount  int64
	cost      int64
	costKnown bool
	status    string
	shipped   string
	payment   string // the way of payment
	payBy     time.Time
	unpaid    int64 // what is outstanding
	cancelled bool
	tags      []string
	text      string
	via       string
	items     []item
}

// money lists the order's sums.
func (o *order) money() []*int64 {
	return []*int64{&o.total, &o.refunded, &o.discount, &o.cost, &o.unpaid}
}

// differ reports whether both texts say something, and not the same.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// firstLine returns the line in which the order began.
func (o *order) firstLine() int { return int(o.lines[0]) }

// checkSame returns an error if a further row of this number cannot be of this order.
func (o *order) checkSame(p *order) error {
	hasID := cmp.Or(p.who.ID, o.who.ID) != ""
	otherID := differ(p.who.ID, o.who.ID)
	otherEmail := differ(strings.ToLower(p.who.Email), strings.ToLower(o.who.Email))
	otherNumber := p.number != o.number && p.number != p.id && o.number != o.id

	switch {
	case otherID, !hasID && otherEmail:
		return fmt.Errorf("order %s began in line %d with another customer", o.id, o.firstLine())
	case otherNumber:
		return fmt.Errorf("order %s began in line %d under another number", o.id, o.firstLine())
	case p.currency != o.currency:
		return fmt.Errorf("order %s began in line %d in another currency", o.id, o.firstLine())
	case p.largest() > maxAmount || o.largest() > maxAmount:
		return errTooMuch
	}
	return nil
}

// largest returns the largest of the order's sums, whatever its sign.
func (o *order) largest() (most int64) {
	for _, sum := range o.money() {
		most = max(most, *sum, -*sum)
	}
	return most
}

// errOtherAmount says that the rows of an order state several amounts for the whole of it.
var errOtherAmount = errors.New("the order began with another amount, and you say that rows repeat it")

// add adds a further row of the same order. Repeats says that its amounts are those of the
// whole order, which all its rows repeat.
func (o *order) add(p *order, repeats bool) error {
	if err := o.checkSame(p); err != nil {
		return err
	}
	if err := o.addMoney(p, repeats); err != nil {
		return err
	}
	o.lines = append(o.lines, p.lines...)
	o.rows = append(o.rows, p.rows...)
	o.who.fill(&p.who)
	if p.placed.Before(o.placed) {
		o.placed = p.placed
	}
	if p.updated.After(o.updated) {
		o.updated = p.updated
	}
	o.stated = o.stated || p.stated
	o.payment = cmp.Or(o.payment, p.payment)
	if o.payBy.IsZero() {
		o.payBy = p.payBy
	}
	o.costKnown = o.costKnown && p.costKnown
	o.status = cmp.Or(o.status, p.status)
	o.shipped = cmp.Or(o.shipped, p.shipped)
	o.cancelled = o.cancelled || p.cancelled
	for _, t := range p.tags {
		if !slices.Contains(o.tags, t) {
			o.tags = append(o.tags, t)
		}
	}
	o.text = cmp.Or(o.text, p.text)
	o.via = cmp.Or(o.via, p.via)
	o.items = append(o.items, p.items...)
	return nil
}

// addMoney adds the sums of a further row, or checks that they are the order's own.
func (o *order) addMoney(p *order, repeats bool) error {
	own := o.money()
	for i, sum := range p.money() {
		switch {
		case !repeats:
		case *own[i] == 0 || *sum == 0 || *own[i] == *sum:
			*own[i] = cmp.Or(*own[i], *sum)
		default:
			return errOtherAmount
		}
	}
	if repeats {
		return nil
	}
	for i, sum := range p.money() {
		*own[i] += *sum
	}
	return nil
}
