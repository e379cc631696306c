package rows

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/words/crm"
)

// orderID returns the number by which the shop's system knows the order.
func (r row) orderID() string { return strings.TrimPrefix(r.id(fieldOrder), "#") }

// number returns the order number that people see.
func (r row) number() string { return strings.TrimPrefix(r.get(fieldNumber), "#") }

// orderReader puts the rows of orders together. Rows of one order number are one order,
// wherever they stand: an order is complete when its last run has ended, which Look has
// counted. So only orders whose rows stand apart are held.
type orderReader struct {
	*reading
	now     run            // that is read
	current *order         // of the run; nil if none of its rows could be used
	left    map[uint64]int // runs to come of each order whose rows stand apart
	held    map[string]*order
	byName  map[string]*order // held orders by the number that people see
	names   interned
}

// readOrders reads a file of orders.
func (in *reading) readOrders() error {
	o := &orderReader{
		reading: in,
		left:    in.plan.apart,
		held:    map[string]*order{},
		byName:  map[string]*order{},
		names:   interned{},
	}
	if err := in.eachRow(o.addRow); err != nil {
		return err
	}
	if err := o.endRun(); err != nil {
		return err
	}
	rest := make([]*order, 0, len(o.held))
	for _, held := range o.held {
		rest = append(rest, held)
	}
	slices.SortFunc(rest, func(a, b *order) int { return cmp.Compare(a.firstLine(), b.firstLine()) })
	for _, held := range rest {
		if err := in.sendOrder(held); err != nil {
			return err
		}
	}
	return nil
}

// addRow adds one row to its order, which may begin with it.
func (o *orderReader) addRow(r row) error {
	id, number := r.orderID(), r.number()
	isOfNone := id == "" && number == ""
	if !isOfNone && !o.now.goesOn(id, number) {
		if err := o.endRun(); err != nil {
			return err
		}
		o.now = run{id: id, number: number}
		o.current = o.findHeld(id, number)
	}
	begun := o.current
	if isOfNone {
		begun = nil
	}
	p, err := o.readOrder(r, begun)
	switch {
	case err != nil:
		return o.refuse(r, err)
	case begun == nil:
		o.current = p
		return nil
	}
	if err := begun.add(p, o.plan.oncePer); err != nil {
		return o.refuse(r, err)
	}
	return nil
}

// findHeld returns the held order that a run goes on with, or nil.
func (o *orderReader) findHeld(id, number string) *order {
	if id != "" {
		return o.held[id]
	}
	return o.byName[number]
}

// endRun ends the run that is read. Its order is sent if it is complete, else held.
func (o *orderReader) endRun() error {
	isComplete := true
	for _, key := range o.now.keys() {
		if o.left[key] > 0 {
			o.left[key]--
		}
		if o.left[key] > 0 {
			isComplete = false
		}
	}
	done := o.current
	o.now = run{}
	o.current = nil
	if done == nil {
		return nil
	}
	if !isComplete {
		done.compact(o.names)
		o.held[done.id] = done
		o.byName[done.number] = done
		return nil
	}
	delete(o.held, done.id)
	if o.byName[done.number] == done {
		delete(o.byName, done.number)
	}
	return o.sendOrder(done)
}

// readOrder returns the order as one row states it. Begun is the order that earlier rows
// have begun, nil if this is the first; what the row leaves empty is taken from there.
func (in *reading) readOrder(r row, begun *order) (o *order, err error) {
	o = &order{
		lines:   []int32{int32(r.Line)},
		rows:    []row{r},
		id:      r.orderID(),
		status:  readStatus(r),
		shipped: strings.ToLower(r.get(fieldShipped)),
		text:    r.get(fieldText),
		payment: strings.ToLower(r.get(fieldPayment)),
	}
	if begun != nil {
		o.id = begun.id
		o.currency = begun.currency
		o.placed = begun.placed
	}
	o.number = cmp.Or(r.number(), o.id)
	if err := in.checkOrderID(r, o); err != nil {
		return nil, err
	}
	if o.who, err = in.readPerson(r); err != nil {
		return nil, err
	}
	o.who.keepCountryCode()
	if begun == nil || r.get(fieldCurrency) != "" {
		if o.currency, err = in.currencyOf(r, fieldAmount, fieldPrice); err != nil {
			return nil, err
		}
	}
	if begun == nil || r.get(fieldDate) != "" {
		if o.placed, err = in.parseDate(r, fieldDate); err != nil {
			return nil, err
		}
	}
	if err := in.readChange(r, o); err != nil {
		return nil, err
	}
	o.tags = splitTags(r.get(fieldTags))
	o.via = readSalesChannel(r)
	return o, in.readAmounts(r, o)
}

// checkOrderID returns an error if the row does not say which order it is of.
func (in *reading) checkOrderID(r row, o *order) error {
	switch {
	case o.id == "" && o.number != "":
		return fmt.Errorf(
			"order %s has no id: the row that had it is missing, or could not be used",
			o.number,
		)
	case o.id == "":
		return errors.New("the row has no order number")
	}
	return in.checkIDs(r, fieldOrder)
}

// splitTags returns the tags of a cell.
func splitTags(cell string) (tags []string) {
	if cell == "" {
		return nil
	}
	for tag := range strings.SplitSeq(cell, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// readSalesChannel returns by which channel an order came: our word, or that of most
// exports for it.
func readSalesChannel(r row) string {
	via := strings.ToLower(r.get(fieldVia))
	if via == "" {
		return ""
	}
	if _, err := crm.ParseSalesChannel(via); err != nil {
		return shopify.SalesChannel(via).String()
	}
	return via
}

// readChange sets when the order was last changed, as far as the row says, and whether it
// was cancelled.
func (in *reading) readChange(r row, o *order) (err error) {
	o.updated = o.placed
	if r.get(fieldUpdated) != "" {
		if o.updated, err = in.parseDate(r, fieldUpdated); err != nil {
			return err
		}
	}
	if r.get(fieldPayBy) != "" {
		if o.payBy, err = in.parseAnyDate(r, fieldPayBy); err != nil {
			return err
		}
	}
	for _, f := range [...]field{fieldPaidAt, fieldShippedAt, fieldCancelled} {
		is, day, err := in.parseWhen(r, f)
		if err != nil {
			return err
		}
		if day.After(o.updated) {
			o.updated = day
		}
		if f == fieldCancelled {
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
	for _, f := range [...]struct {
		field field
		to    *int64
	}{
		{fieldRefunded, &o.refunded},
		{fieldDiscount, &o.discount},
		{fieldOutstanding, &o.unpaid},
	} {
		if *f.to, _, err = in.parseMoney(r, f.field, o.currency); err != nil {
			return err
		}
	}
	o.refunded = max(o.refunded, -o.refunded)
	o.discount = max(o.discount, -o.discount)
	if o.cost, o.costKnown, err = in.parseMoney(r, fieldCost, o.currency); err != nil {
		return err
	}
	o.items, err = in.readItems(r, o)
	return err
}
