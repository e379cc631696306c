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
	var b strings.Builder
	for _, ev := range events {
		fmt.Fprintf(&b, "%s%s\n", ev.ID, at(" at", ev.At))
		line(&b, "who", who(ev.Who))
		describeFact(&b, ev)
		for f, text := range ev.Profile {
			if text.Value != "" {
				line(&b, crm.Field(f).String(), fmt.Sprintf("%q%s", text.Value, at(" at", text.At)))
			}
		}
		for ch, c := range ev.Consents {
			if c.State != crm.ConsentUnknown {
				line(
					&b,
					"consent",
					crm.Channel(ch).String()+" "+consentNames[c.State]+at(" at", c.At),
				)
			}
		}
		line(&b, "tags", strings.Join(ev.Tags, " | "))
		if ev.Text != "" {
			line(&b, "text", fmt.Sprintf("%q", ev.Text))
		}
	}
	return b.String()
}

var consentNames = [...]string{"unknown", "pending", "given", "refused"}

func line(b *strings.Builder, name, value string) {
	if value = strings.TrimSpace(value); value != "" {
		fmt.Fprintf(b, "  %s: %s\n", name, value)
	}
}

func at(word string, i crm.Instant) string {
	if i == 0 {
		return ""
	}
	return word + " " + i.Time().Format(time.RFC3339Nano)
}

func named(word string, r crm.Ref) string {
	if r.Zero() {
		return ""
	}
	return " " + word + " " + r.String()
}

func who(w crm.Who) string {
	s := named("account", w.Account) + named("desk", w.Desk)
	if w.Key != "" {
		s += " key " + string(w.Key)
	}
	if w.Email != "" {
		s += " email " + w.Email
	}
	return s
}

func mark(word string, set bool) string {
	if !set {
		return ""
	}
	return " " + word
}

func describeFact(b *strings.Builder, ev crm.Event) {
	if o := ev.Order; o != nil {
		money := func(n int64) string { return o.Currency.Of(n).Decimal() }
		line(
			b,
			"order",
			o.Ref.String()+" number "+o.Number+at(
				" placed",
				o.Placed,
			)+at(
				" updated",
				o.Updated,
			)+at(
				" triggered",
				o.Triggered,
			),
		)
		line(
			b,
			"state",
			fmt.Sprintf(
				"status %d reason %v%s%s",
				o.Status,
				o.Reason,
				mark("cancelled", o.Cancelled),
				mark("flagged", o.Flagged),
			),
		)
		line(b, "money", fmt.Sprintf(
			"%s total %s refunded %s discount %s cost %s known %t",
			o.Currency,
			money(o.Total),
			money(o.Refunded),
			money(o.Discount),
			money(o.Cost),
			o.CostKnown,
		))
		if o.Via != 0 || o.Goods != "" {
			line(b, "goods", fmt.Sprintf("via %v: %s", o.Via, strings.Join(o.Goods.Names(), "; ")))
		}
	}
	if t := ev.Ticket; t != nil {
		line(b, "ticket", t.Ref.String()+at(" created", t.Created)+at(" updated", t.Updated))
		line(b, "state", fmt.Sprintf(
			"status %d priority %d reason %v score %d%s%s",
			t.Status,
			t.Priority,
			t.Reason,
			t.Score,
			at(" scored", t.ScoredAt),
			mark("complaint", t.Complaint),
		))
	}
	if d := ev.Delivery; d != nil {
		line(
			b,
			"delivery",
			d.Order.String()+at(
				" updated",
				d.Updated,
			)+at(
				" promised",
				d.Promised,
			)+at(
				" delivered",
				d.Delivered,
			),
		)
	}
	if e := ev.Enquiry; e != nil {
		line(b, "enquiry", e.Ref.String()+at(" at", e.At)+at(" updated", e.Updated))
	}
	if l := ev.Lesson; l != nil {
		line(
			b,
			"lesson",
			fmt.Sprintf(
				"reason %v%s to question %s%s%s",
				l.Reason,
				mark("answered", l.Survey),
				l.Task,
				at(" asked", l.Asked),
				at(" at", l.At),
			),
		)
	}
	if m := ev.Merge; m != nil {
		line(b, "merge", "kept "+m.Kept.String()+" gone "+m.Gone.String())
	}
	if x := ev.Redact; x != nil {
		s := named("account", x.Account) + " request " + x.Request
		if x.Email != "" {
			s += " email " + x.Email
		}
		for _, o := range x.Orders {
			s += named("order", o)
		}
		line(b, ev.Kind.String(), s)
	}
}
