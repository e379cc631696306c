package webhooktest

import (
	"fmt"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// Describe writes events for people to read and tests to compare: one line a fact,
// nothing that is zero.
func Describe(events []crm.Event) string {
	d := &description{}
	for _, ev := range events {
		fmt.Fprintf(d, "%s%s\n", ev.ID, atTime("at", ev.At))
		d.line("who", describeWho(ev.Who))
		d.addFact(ev)
		d.line("anonymised", wordIf(ev.Anonymised, "by the shop"))
		for i := range ev.Products {
			d.addProduct(&ev.Products[i])
		}
		d.addProfile(&ev.Profile)
		for _, p := range ev.ContactPersons {
			d.addContactPerson(p)
		}
		d.addConsents(&ev.Consents)
		d.line("tags", strings.Join(ev.Tags, " | "))
		if ev.Text != "" {
			d.line("text", fmt.Sprintf("%q", ev.Text))
		}
		if ev.Message != "" {
			d.line("message", fmt.Sprintf("%q", ev.Message))
		}
	}
	return d.String()
}

type description struct{ strings.Builder }

// line writes one line, or nothing if its parts are all empty. Parts begin with a space.
func (d *description) line(name string, parts ...string) {
	value := strings.TrimSpace(strings.Join(parts, ""))
	if value != "" {
		fmt.Fprintf(d, "  %s: %s\n", name, value)
	}
}

// addFact writes the fact that the event has; each kind of event has another one.
func (d *description) addFact(ev crm.Event) {
	if ev.Order != nil {
		d.addOrder(ev.Order)
	}
	if ev.Ticket != nil {
		d.addTicket(ev.Ticket)
	}
	if ev.Delivery != nil {
		d.addDelivery(ev.Delivery)
	}
	for i := range ev.Parcels {
		d.addDelivery(&ev.Parcels[i])
	}
	if ev.Objection != nil {
		d.addObjection(ev.Objection)
	}
	if ev.Subscription != nil {
		d.addSubscription(ev.Subscription)
	}
	if ev.Enquiry != nil {
		d.addEnquiry(ev.Enquiry)
	}
	if ev.Lesson != nil {
		d.addLesson(ev.Lesson)
	}
	if ev.Merge != nil {
		d.line("merge", word("kept", ev.Merge.Kept.String()), word("gone", ev.Merge.Gone.String()))
	}
	if ev.Redact != nil {
		d.addRedact(ev.Kind, ev.Redact)
	}
}

func (d *description) addOrder(o *crm.Order) {
	d.line(
		"order",
		o.Ref.String(),
		" number "+o.Number,
		atTime("placed", o.Placed),
		atTime("updated", o.Updated),
		atTime("triggered", o.Triggered),
	)
	d.line(
		"state",
		fmt.Sprintf("status %d reason %v", o.Status, o.Reason),
		wordIf(o.Cancelled, "cancelled"),
		wordIf(o.Flagged, "flagged"),
		wordIf(o.Awaits != crm.AwaitedAnyTime, "awaits "+o.Awaits.String()),
		atTime("pay by", o.PayBy),
	)

	decimal := func(minor int64) string { return o.Currency.Of(minor).Decimal() }
	d.line(
		"money",
		string(o.Currency),
		word("total", decimal(o.Total)),
		word("refunded", decimal(o.Refunded)),
		word("discount", decimal(o.Discount)),
		word("cost", decimal(o.Cost)),
		fmt.Sprintf(" known %t", o.CostKnown),
	)

	if o.Via != 0 || o.Goods != "" {
		goods := strings.Join(o.Goods.Names(), "; ")
		d.line("goods", fmt.Sprintf("via %v: %s", o.Via, goods))
	}
	for _, l := range o.Lines.List() {
		d.line(
			"line",
			fmt.Sprintf("%d of %q", l.Quantity, l.Product),
			word("for", decimal(l.Amount)),
			wordIf(l.Discount != 0, "less "+decimal(l.Discount)),
			wordIf(l.Back != 0, fmt.Sprintf("back %d", l.Back)),
		)
	}
}

func (d *description) addTicket(t *crm.Ticket) {
	d.line(
		"ticket",
		t.Ref.String(),
		atTime("created", t.Created),
		atTime("updated", t.Updated),
	)
	d.line(
		"state",
		fmt.Sprintf("status %d priority %d reason %v", t.Status, t.Priority, t.Reason),
		fmt.Sprintf(" score %d", t.Score),
		atTime("scored", t.ScoredAt),
		wordIf(t.Complaint, "complaint"),
	)
}

func (d *description) addDelivery(v *crm.Delivery) {
	d.line(
		"delivery",
		v.Order.String(),
		word("parcel", v.Parcel),
		wordIf(v.State != crm.ParcelUnknown, v.State.String()),
		atTime("updated", v.Updated),
		atTime("shipped", v.Shipped),
		atTime("promised", v.Promised),
		atTime("delivered", v.Delivered),
	)
}

func (d *description) addObjection(o *crm.Objection) {
	d.line(
		o.Kind.String(),
		o.Ref.String(),
		word("order", o.Order.String()),
		atTime("at", o.At),
		atTime("updated", o.Updated),
	)
	d.line("state", o.State.String(), word("cause", o.Cause.String()), word("reason", o.Reason.String()))
	if o.Currency != "" {
		d.line("amount", o.Currency.Of(o.Amount).String())
	}
}

func (d *description) addSubscription(s *crm.Subscription) {
	d.line(
		"subscription",
		s.Ref.String(),
		atTime("began", s.Began),
		atTime("updated", s.Updated),
	)
	d.line("state", s.State.String(), word("reason", s.Reason.String()))
}

func (d *description) addEnquiry(e *crm.Enquiry) {
	d.line("enquiry", e.Ref.String(), atTime("at", e.At), atTime("updated", e.Updated))
}

func (d *description) addContactPerson(p crm.ContactPerson) {
	parts := []string{p.ID, atTime("left", p.Left)}
	for _, field := range crm.ContactFields() {
		if value := p.Get(field); value != "" {
			parts = append(parts, word(field.String(), fmt.Sprintf("%q", value)))
		}
	}
	d.line("contact person", parts...)
}

func (d *description) addLesson(l *crm.Lesson) {
	d.line(
		"lesson",
		fmt.Sprintf("reason %v", l.Reason),
		wordIf(l.Survey, "answered"),
		" to question "+l.Task,
		atTime("asked", l.Asked),
		atTime("at", l.At),
		word("bought at", l.Competitor),
	)
}

func (d *description) addRedact(kind crm.Kind, what *crm.Redact) {
	parts := []string{
		describeRef("account", what.Account),
		" request " + what.Request,
		word("email", what.Email),
	}
	for _, o := range what.Orders {
		parts = append(parts, describeRef("order", o))
	}
	d.line(kind.String(), parts...)
}

func (d *description) addProfile(p *crm.Profile) {
	for f, text := range p {
		if text.Value != "" {
			d.line(crm.Field(f).String(), fmt.Sprintf("%q", text.Value), atTime("at", text.At))
		}
	}
}

func (d *description) addConsents(consents *crm.Consents) {
	for channel, c := range consents {
		name := crm.Channel(channel).String()
		if c.State != crm.ConsentUnknown {
			d.line("consent", name, " "+c.State.String(), atTime("at", c.At))
		}
		if c.Ticked != 0 {
			d.line("consent", name, " box ticked", atTime("at", c.Ticked))
		}
	}
}

func describeWho(w crm.Who) string {
	return describeRef("company", w.Company) +
		describeRef("account", w.Account) +
		describeRef("desk", w.Desk) +
		describeRef("merged with", w.OtherDesk) +
		word("key", string(w.Key)) +
		word("email", w.Email)
}

func describeRef(name string, r crm.Ref) string {
	if r.Zero() {
		return ""
	}
	return word(name, r.String())
}

func atTime(name string, at crm.Instant) string {
	if at.Undated() {
		return ""
	}
	return word(name, at.Time().Format(time.RFC3339Nano))
}

// word returns " name value", or "" if there is no value.
func word(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + " " + value
}

func wordIf(is bool, name string) string {
	if !is {
		return ""
	}
	return " " + name
}
