package rows

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/words/crm"
)

// person is the customer of a row, as our own events say it.
type person struct {
	ID        string `json:"id,omitempty"`
	Email     string `json:"email,omitempty"`
	Name      string `json:"name,omitempty"`
	Company   string `json:"company,omitempty"`
	CompanyID string `json:"company_id,omitempty"`
	Role      string `json:"role,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Country   string `json:"country,omitempty"`
	Locale    string `json:"locale,omitempty"`
	Zone      string `json:"zone,omitempty"`
	Birthday  string `json:"birthday,omitempty"`
	Owner     string `json:"owner,omitempty"`
	Origin    string `json:"origin,omitempty"`
}

// personOf returns the customer of a row.
func personOf(r row) person {
	return person{
		ID:    cutApostrophe(r.get("customer")),
		Email: r.get("email"),
		Name: cmp.Or(
			r.get("name"),
			strings.TrimSpace(r.get("first_name")+" "+r.get("last_name")),
		),
		Company:   r.get("company"),
		CompanyID: cutApostrophe(r.get("company_id")),
		Role:      r.get("role"),
		Phone:     cutApostrophe(r.get("phone")),
		Country:   r.get("country"),
		Locale:    r.get("locale"),
		Zone:      r.get("zone"),
		Birthday:  r.get("birthday"),
		Owner:     r.get("owner"),
		Origin:    r.get("origin"),
	}
}

// fill takes from o what p does not say.
func (p *person) fill(o person) {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&p.ID, o.ID},
		{&p.Email, o.Email},
		{&p.Name, o.Name},
		{&p.Company, o.Company},
		{&p.CompanyID, o.CompanyID},
		{&p.Role, o.Role},
		{&p.Phone, o.Phone},
		{&p.Country, o.Country},
		{&p.Locale, o.Locale},
		{&p.Zone, o.Zone},
		{&p.Birthday, o.Birthday},
		{&p.Owner, o.Owner},
		{&p.Origin, o.Origin},
	} {
		*f.to = cmp.Or(*f.to, f.from)
	}
}

// order is one order as its rows add up.
type order struct {
	first     row
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

// readOrders reads a file of orders. Rows of one order number are one order, wherever
// they stand, so events come at the end.
func (in *reading) readOrders() error {
	for _, fields := range [][]string{{"order"}, {"date"}, {"amount", "price"}} {
		if err := in.table.requireColumn(fields...); err != nil {
			return err
		}
	}
	byID := map[string]*order{}
	byNumber := map[string]*order{}
	all := []*order(nil)
	err := in.eachRow(func(r row) error {
		begun := byID[orderID(r)]
		if orderID(r) == "" {
			begun = byNumber[number(r)]
		}
		o, err := in.readOrder(r, begun)
		switch {
		case err != nil:
			return in.refuse(r, err)
		case begun == nil:
			byID[o.id], byNumber[o.number], all = o, o, append(all, o)
			return nil
		}
		if err := begun.add(o); err != nil {
			return in.refuse(r, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, o := range all {
		if err := in.sendOrder(o); err != nil {
			return err
		}
	}
	return nil
}

func orderID(r row) string { return strings.TrimPrefix(cutApostrophe(r.get("order")), "#") }
func number(r row) string  { return strings.TrimPrefix(r.get("number"), "#") }

// twoLetters is the form of a country's code, ISO 3166 alpha-2.
var twoLetters = regexp.MustCompile(`^[A-Z]{2}$`)

// readOrder returns the order as one row states it. Begun is the order that earlier rows
// have begun, nil if this is the first; what the row leaves empty is taken from there.
func (in *reading) readOrder(r row, begun *order) (o *order, err error) {
	o = &order{
		first:   r,
		id:      orderID(r),
		who:     personOf(r),
		status:  strings.ToLower(r.get("status")),
		shipped: strings.ToLower(r.get("shipped")),
		text:    r.get("text"),
	}
	if begun != nil {
		o.id = begun.id
		o.currency = begun.currency
		o.placed = begun.placed
	}
	o.number = cmp.Or(number(r), o.id)
	if err := o.checkID(); err != nil {
		return nil, err
	}
	if o.who.Country = strings.ToUpper(o.who.Country); !twoLetters.MatchString(o.who.Country) {
		o.who.Country = "" // the order counts all the same
	}
	if begun == nil || r.get("currency") != "" {
		if o.currency, err = in.currencyOf(r); err != nil {
			return nil, err
		}
	}
	if begun == nil || r.get("date") != "" {
		if o.placed, err = in.parseDate(r.get("date")); err != nil {
			return nil, err
		}
	}
	if err := in.readChange(r, o); err != nil {
		return nil, err
	}
	for tag := range strings.SplitSeq(r.get("tags"), ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			o.tags = append(o.tags, tag)
		}
	}
	if o.via = strings.ToLower(r.get("via")); o.via != "" {
		if _, err := crm.ParseSalesChannel(o.via); err != nil {
			o.via = shopify.SalesChannel(o.via).String() // the words that most exports use
		}
	}
	return o, in.readAmounts(r, o)
}

// checkID returns an error if the row does not say which order it is of.
func (o *order) checkID() error {
	switch {
	case o.id == "" && o.number != "":
		return fmt.Errorf(
			"order %s has no id: the row that had it is missing, or could not be used",
			o.number,
		)
	case o.id == "":
		return errors.New("the row has no order number")
	}
	return checkNotShortened(o.id, o.who.ID)
}

// readChange sets when the order was last changed, as far as the row says, and whether it
// was cancelled.
func (in *reading) readChange(r row, o *order) (err error) {
	o.updated = o.placed
	if text := r.get("updated"); text != "" {
		if o.updated, err = in.parseDate(text); err != nil {
			return err
		}
	}
	o.payment = strings.ToLower(r.get("payment"))
	if text := r.get("pay_by"); text != "" {
		if o.payBy, err = in.parseDate(text); err != nil {
			return err
		}
	}
	for _, field := range [...]string{"paid_at", "shipped_at", "cancelled"} {
		is, day, err := in.parseWhen(r.get(field))
		if err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
		if day.After(o.updated) {
			o.updated = day
		}
		if field == "cancelled" {
			o.cancelled = is
		}
	}
	return nil
}

// readAmounts sets what the row says of money. Refund and discount count as positive,
// whichever sign they have in the file.
func (in *reading) readAmounts(r row, o *order) (err error) {
	if o.total, o.stated, err = in.lineAmount(r, o.currency); err != nil {
		return err
	}
	if o.refunded, _, err = in.parseMoney(r.get("refunded"), o.currency); err != nil {
		return err
	}
	if o.discount, _, err = in.parseMoney(r.get("discount"), o.currency); err != nil {
		return err
	}
	if o.unpaid, _, err = in.parseMoney(r.get("outstanding"), o.currency); err != nil {
		return err
	}
	o.refunded = max(o.refunded, -o.refunded)
	o.discount = max(o.discount, -o.discount)
	if o.cost, o.costKnown, err = in.parseMoney(r.get("cost"), o.currency); err != nil {
		return err
	}
	o.items, err = in.readItems(r, o)
	return err
}

// differ reports whether both texts say something, and not the same.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// checkSame returns an error if a further row of this number cannot be of this order.
func (o *order) checkSame(p *order) error {
	hasID := cmp.Or(p.who.ID, o.who.ID) != ""
	otherID := differ(p.who.ID, o.who.ID)
	otherEmail := differ(strings.ToLower(p.who.Email), strings.ToLower(o.who.Email))
	otherNumber := p.number != o.number && p.number != p.id && o.number != o.id

	switch {
	case otherID, !hasID && otherEmail:
		return fmt.Errorf("order %s began in line %d with another customer", o.id, o.first.line)
	case otherNumber:
		return fmt.Errorf("order %s began in line %d under another number", o.id, o.first.line)
	case p.currency != o.currency:
		return fmt.Errorf("order %s began in line %d in another currency", o.id, o.first.line)
	case p.largest() > maxAmount || o.largest() > maxAmount:
		return errTooMuch
	}
	return nil
}

// largest returns the largest of the order's sums, whatever its sign.
func (o *order) largest() int64 {
	return max(o.total, -o.total, o.refunded, o.discount, o.cost, o.unpaid)
}

// add adds a further row of the same order.
func (o *order) add(p *order) error {
	if err := o.checkSame(p); err != nil {
		return err
	}
	o.who.fill(p.who)
	if p.placed.Before(o.placed) {
		o.placed = p.placed
	}
	if p.updated.After(o.updated) {
		o.updated = p.updated
	}
	o.total += p.total
	o.stated = o.stated || p.stated
	o.refunded += p.refunded
	o.unpaid += p.unpaid
	o.payment = cmp.Or(o.payment, p.payment)
	if o.payBy.IsZero() {
		o.payBy = p.payBy
	}
	o.discount += p.discount
	o.cost += p.cost
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

// sendOrder sends the order as an event. A credit note, and any order that comes to less
// than nothing, is money given back: an order of nothing with a refund.
func (in *reading) sendOrder(o *order) error {
	if !o.stated {
		return in.refuse(o.first, fmt.Errorf("order %s states no amount", o.id))
	}
	credit := in.CreditPrefix != "" && strings.HasPrefix(o.id, in.CreditPrefix) || o.total < 0
	if credit {
		o.refunded += max(o.total, -o.total)
		o.total = 0
	}
	status, err := in.statusOf(o.status, o.shipped)
	if err != nil {
		return in.refuse(o.first, err)
	}
	guest := o.who.ID == "" && o.who.Email == ""
	in.leaveUnpaid(o)
	data := o.data(status)
	in.addAwaited(o, &data)
	if !guest { // a country without a person would be a profile of nobody
		data.Customer = &o.who
	}
	before := in.sum.Events
	err = in.sendEvent(o.first, o.id, "order.updated", o.updated, data)
	if in.sum.Events > before {
		in.sum.count(credit, guest)
	}
	return err
}

// data returns the order as the body of an event, but for the customer.
func (o *order) data(status string) orderData {
	data := orderData{
		ID:        o.id,
		Number:    o.number,
		PlacedAt:  formatTime(o.placed),
		UpdatedAt: formatTime(o.updated),
		Status:    status,
		Cancelled: o.cancelled || strings.HasPrefix(o.status, "cancel"),
		Currency:  string(o.currency),
		Total:     o.money(o.total),
		Tags:      o.tags,
		Text:      o.text,
		Via:       o.via,
	}
	data.Items = o.listItems()
	if o.refunded != 0 {
		data.Refunded = o.money(o.refunded)
	}
	if o.discount != 0 {
		data.Discount = o.money(o.discount)
	}
	if o.costKnown {
		data.Cost = o.money(o.cost)
	}
	return data
}

func (o *order) money(minor int64) string {
	return o.currency.Of(minor).Decimal()
}

func formatTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// sendEvent sends an event in our own format, unless the parser of that format refuses it.
// The zero time stands for a file that does not say how old it is.
func (in *reading) sendEvent(r row, id, topic string, at time.Time, data any) error {
	message := map[string]any{
		"type": topic,
		"data": data,
	}
	if !at.IsZero() {
		message["timestamp"] = formatTime(at)
	}
	body, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("line %d: %w", r.line, err)
	}
	delivery := webhook.Delivery{Source: "import", Topic: topic, Body: body}
	if _, err := (standard.Platform{}).Parse(delivery); err != nil {
		return in.refuse(r, err)
	}
	return in.send(Event{
		Line:  r.line,
		ID:    id,
		Topic: topic,
		At:    at,
		Body:  body,
	})
}
