package rows

import (
	"fmt"
	"strings"

	"holdfast/infra/holdfast/sheet"
)

// orderData is an order as our own events say it.
type orderData struct {
	ID        string   `json:"id"`
	Number    string   `json:"number,omitempty"`
	PlacedAt  string   `json:"placed_at"`
	PayBy     string   `json:"pay_by,omitempty"`
	Awaits    string   `json:"awaits,omitempty"`
	UpdatedAt string   `json:"updated_at"`
	Status    string   `json:"status,omitempty"`
	Cancelled bool     `json:"cancelled,omitempty"`
	Currency  string   `json:"currency"`
	Total     string   `json:"total"`
	Refunded  string   `json:"refunded,omitempty"`
	Discount  string   `json:"discount,omitempty"`
	Cost      string   `json:"cost,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Text      string   `json:"text,omitempty"`
	Via       string   `json:"sales_channel,omitempty"`
	Items     []item   `json:"items,omitempty"`
	Customer  *person  `json:"customer,omitempty"`
}

// sendOrder sends the order as an event. A credit note, and any order that comes to less
// than nothing, is money given back: an order of nothing with a refund.
func (in *reading) sendOrder(o *order) error {
	if !o.stated {
		return in.refuseOrder(o, fmt.Errorf("order %s states no amount", o.id))
	}
	credit := in.CreditPrefix != "" && strings.HasPrefix(o.id, in.CreditPrefix) || o.total < 0
	if credit {
		o.refunded += max(o.total, -o.total)
		o.total = 0
	}
	status, err := in.statusOf(o.status, o.shipped)
	if err != nil {
		return in.refuseOrder(o, err)
	}
	guest := o.who.ID == "" && o.who.Email == ""
	in.leaveUnpaid(o)
	in.giveBack(o)
	data := o.data(status)
	in.addAwaited(o, &data)
	if !guest { // a country without a person would be a profile of nobody
		data.Customer = &o.who
	}
	event, err := newEvent(o.firstLine(), o.id, "order.updated", o.updated, data)
	if err != nil {
		return in.refuseOrder(o, err)
	}
	in.sum.count(credit, guest)
	return in.send(event, len(o.lines))
}

// refuseOrder refuses all rows of an order.
func (in *reading) refuseOrder(o *order, why error) error {
	letGo := len(o.lines) - len(o.rows)
	for i, line := range o.lines {
		r := row{Row: sheet.Row{Line: int(line)}}
		if i >= letGo {
			r = o.rows[i-letGo]
		}
		if err := in.refuse(r, why); err != nil {
			return err
		}
	}
	return nil
}

// data returns the order as the body of an event, but for the customer.
func (o *order) data(status string) orderData {
	data := orderData{
		ID:        o.id,
		Number:    o.number,
		PlacedAt:  formatTime(o.placed),
		UpdatedAt: formatTime(o.updated),
		Status:    status,
		Cancelled: o.cancelled || isCancelled(o.status),
		Currency:  string(o.currency),
		Total:     o.decimal(o.total),
		Tags:      o.tags,
		Text:      o.text,
		Via:       o.via,
	}
	data.Items = o.listItems()
	if o.refunded != 0 {
		data.Refunded = o.decimal(o.refunded)
	}
	if o.discount != 0 {
		data.Discount = o.decimal(o.discount)
	}
	if o.costKnown {
		data.Cost = o.decimal(o.cost)
	}
	return data
}

func (o *order) decimal(minor int64) string { return o.currency.Of(minor).Decimal() }

// isOrdinary reports whether the order holds only what the parser of our own format takes
// for sure: what was read as a number, a date or a word of ours, and ids of usual lengths.
// Parsing would take half of the time of an import; FuzzRead parses them all.
func (o *orderData) isOrdinary() bool {
	if !isOrdinaryID(o.ID) || o.PlacedAt < "1971" {
		return false
	}
	for i := range o.Items {
		if id := o.Items[i].ID; id != "" && !isOrdinaryID(id) {
			return false
		}
	}
	c := o.Customer
	if c == nil {
		return true
	}
	isNamed := c.ID == "" || isOrdinaryID(c.ID)
	return isNamed && c.CompanyID == "" && c.Zone == "" && c.Birthday == ""
}

// isOrdinaryID reports whether an id is of a few letters and digits.
func isOrdinaryID(id string) bool {
	const most = 64
	if id == "" || id == "0" || len(id) > most {
		return false
	}
	for i := range len(id) {
		c := id[i]
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
