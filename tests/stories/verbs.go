package stories

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// verbs is everything that can happen.
var verbs = map[string]func(*Player, context.Context, arguments) error{
	"order":    (*Player).order,
	"pay":      (*Player).pay,
	"cancel":   (*Player).cancel,
	"refund":   (*Player).refund,
	"again":    (*Player).again,
	"ticket":   (*Player).ticket,
	"solve":    (*Player).solve,
	"reopen":   (*Player).reopen,
	"rate":     (*Player).rate,
	"parcel":   (*Player).parcel,
	"customer": (*Player).customer,
	"consent":  (*Player).consent,
	"merge":    (*Player).merge,
	"erase":    (*Player).erase,
	"ask":      (*Player).ask,
	"answer":   (*Player).answer,
	"crowd":    (*Player).crowd,
	"history":  (*Player).history,
	"census":   (*Player).census,
	"sweep":    (*Player).sweep,
	"result":   (*Player).result,
	"end":      func(*Player, context.Context, arguments) error { return nil },
}

func text(data map[string]any) string {
	b, err := json.Marshal(data)
	if err != nil {
		panic(err) // strings only: cannot happen
	}
	return string(b)
}

// order ID by WHO AMOUNT [CURRENCY] [cost AMOUNT] [placed DATE]
func (p *Player) order(ctx context.Context, a arguments) error {
	o := order{id: a.at(0), who: whoIs(a.after("by")), total: a.at(3), currency: a.at(4), cost: a.after("cost"), placed: p.theirs(), status: "paid"}
	if len(o.currency) != 3 {
		o.currency = string(p.Story.Shop.Config.Currency)
	}
	if day, err := time.Parse(time.DateOnly, a.after("placed")); err == nil {
		o.placed = day.Add(morning)
	}
	return p.sendOrder(ctx, o, o.placed)
}

// sendOrder sends the whole order as it stands since an instant.
func (p *Player) sendOrder(ctx context.Context, o order, since time.Time) error {
	data := map[string]any{
		"id": o.id, "number": o.id, "currency": o.currency, "total": o.total, "status": o.status,
		"placed_at": o.placed.Format(time.RFC3339), "updated_at": since.Format(time.RFC3339), "cancelled": o.cancelled,
	}
	for name, value := range map[string]string{"refunded": o.refunded, "cost": o.cost, "reason": o.reason} {
		if value != "" {
			data[name] = value
		}
	}
	o.who.in(data)
	o.last = text(data)
	p.orders[o.id] = o
	return p.deliver(ctx, "shop", "order.updated", o.last)
}

// ErrUnknown says that something happens to an order or a ticket of which the story has not told.
var ErrUnknown = errors.New("nobody has told of it")

func (p *Player) change(ctx context.Context, id string, by func(*order)) error {
	o, ok := p.orders[id]
	if !ok {
		return fmt.Errorf("%w: order %s", ErrUnknown, id)
	}
	by(&o)
	return p.sendOrder(ctx, o, p.theirs())
}

// pay ORDER
func (p *Player) pay(ctx context.Context, a arguments) error {
	return p.change(ctx, a.at(0), func(o *order) { o.status = "completed" })
}

// cancel ORDER [REASON]
func (p *Player) cancel(ctx context.Context, a arguments) error {
	return p.change(ctx, a.at(0), func(o *order) { o.cancelled, o.reason = true, a.at(1) })
}

// refund ORDER AMOUNT [REASON]
func (p *Player) refund(ctx context.Context, a arguments) error {
	return p.change(ctx, a.at(0), func(o *order) { o.refunded, o.reason = a.at(1), a.at(2) })
}

// again ORDER: the shop sends the last word on an order once more.
func (p *Player) again(ctx context.Context, a arguments) error {
	o, ok := p.orders[a.at(0)]
	if !ok {
		return fmt.Errorf("%w: order %s", ErrUnknown, a.at(0))
	}
	return p.deliver(ctx, "shop", "order.updated", o.last)
}

// ticket ID by WHO [complaint] [urgent|high] "WORDS"
func (p *Player) ticket(ctx context.Context, a arguments) error {
	t := ticket{who: whoIs(a.after("by")), complaint: a.has("complaint"), created: p.theirs()}
	for _, priority := range []string{"urgent", "high"} {
		if a.has(priority) {
			t.priority = priority
		}
	}
	if last := a.at(len(a) - 1); strings.Contains(last, " ") {
		t.subject = last
	}
	p.tickets[a.at(0)] = t
	return p.sendTicket(ctx, a.at(0), "open", "")
}

func (p *Player) sendTicket(ctx context.Context, id, status, score string) error {
	t, ok := p.tickets[id]
	if !ok {
		return fmt.Errorf("%w: ticket %s", ErrUnknown, id)
	}
	data := map[string]any{
		"id": id, "status": status, "complaint": t.complaint, "priority": t.priority, "subject": t.subject,
		"created_at": t.created.Format(time.RFC3339),
	}
	if score != "" {
		data = map[string]any{"id": id, "created_at": data["created_at"], "rating": map[string]any{"score": score}}
	}
	t.who.in(data)
	return p.deliver(ctx, "desk", "ticket.updated", text(data))
}

// solve TICKET
func (p *Player) solve(ctx context.Context, a arguments) error {
	return p.sendTicket(ctx, a.at(0), "solved", "")
}

// reopen TICKET
func (p *Player) reopen(ctx context.Context, a arguments) error {
	return p.sendTicket(ctx, a.at(0), "open", "")
}

// rate TICKET SCORE
func (p *Player) rate(ctx context.Context, a arguments) error {
	return p.sendTicket(ctx, a.at(0), "", a.at(1))
}

// parcel ORDER promised DATE [delivered DATE]
func (p *Player) parcel(ctx context.Context, a arguments) error {
	data := map[string]any{"order": map[string]any{"id": a.at(0), "source": "shop"}}
	for _, what := range []string{"promised", "delivered"} {
		if day, err := time.Parse(time.DateOnly, a.after(what)); err == nil {
			data[what+"_at"] = day.Format(time.RFC3339)
		}
	}
	p.orders[a.at(0)].who.in(data)
	return p.deliver(ctx, "shop", "delivery.updated", text(data))
}

// customer WHO FIELD=VALUE...
func (p *Player) customer(ctx context.Context, a arguments) error {
	data := a.person()
	for _, pair := range a[1:] {
		name, value, _ := strings.Cut(pair, "=")
		data[name] = value
	}
	return p.deliver(ctx, "shop", "customer.updated", text(data))
}

func (a arguments) person() map[string]any {
	w, data := whoIs(a.at(0)), map[string]any{}
	if w.account != "" {
		data["id"] = w.account
	}
	if w.email != "" {
		data["email"] = w.email
	}
	return data
}

// consent WHO given|refused CHANNEL...
func (p *Player) consent(ctx context.Context, a arguments) error {
	if len(a) < 3 {
		return fmt.Errorf("which channel?")
	}
	data, consents := a.person(), map[string]any{}
	for _, channel := range a[2:] {
		consents[channel] = map[string]any{"state": a.at(1), "at": p.theirs().Format(time.RFC3339)}
	}
	data["consents"] = consents
	return p.deliver(ctx, "shop", "customer.updated", text(data))
}

// merge ACCOUNT into ACCOUNT
func (p *Player) merge(ctx context.Context, a arguments) error {
	return p.deliver(ctx, "shop", "customer.merged", fmt.Sprintf(`{"kept":{"id":%q},"gone":{"id":%q}}`, a.after("into"), a.at(0)))
}

// erase WHO [ORDER...]
func (p *Player) erase(ctx context.Context, a arguments) error {
	data := map[string]any{"request": "E" + a.at(0)}
	whoIs(a.at(0)).in(data)
	if len(a) > 1 {
		data["orders"] = a[1:]
	}
	return p.deliver(ctx, "shop", "customer.redact", text(data))
}

// crowd N AMOUNT: as many customers with one order each, the n-th of n times the amount. The diary does not follow them.
func (p *Player) crowd(ctx context.Context, a arguments) error {
	n := 0
	if _, err := fmt.Sscan(a.at(0), &n); err != nil {
		return err
	}
	var step int
	if _, err := fmt.Sscan(a.at(1), &step); err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		words := fmt.Sprintf("%s%d by %s%d %d.00", crowd, i, crowd, i, i*step)
		if err := p.order(ctx, strings.Fields(words)); err != nil {
			return err
		}
	}
	return nil
}

// history N every DAYS PREFIX by WHO AMOUNT: the last N orders, so many days apart, all at once, as an import brings them.
func (p *Player) history(ctx context.Context, a arguments) error {
	var n, days int
	if _, err := fmt.Sscan(a.at(0)+" "+a.after("every"), &n, &days); err != nil {
		return err
	}
	rest := a[3:]
	for i := n; i >= 1; i-- {
		placed := p.Time.AddDate(0, 0, -i*days).Format(time.DateOnly)
		words := fmt.Sprintf("%s%d %s placed %s", rest.at(0), n-i+1, strings.Join(rest[1:], " "), placed)
		if err := p.order(ctx, strings.Fields(words)); err != nil {
			return err
		}
	}
	return nil
}

// crowd begins the names of a crowd.
const crowd = "crowd"

// census: all customers are judged, as of now.
func (p *Player) census(ctx context.Context, _ arguments) error {
	return p.insist(func() error { return p.Census.Start(ctx, p.Time) })
}

// sweep: those who are due are judged, besides the daily sweeps.
func (p *Player) sweep(ctx context.Context, _ arguments) error {
	return p.insist(func() error { return p.Sweep.Start(ctx, p.Time) })
}
