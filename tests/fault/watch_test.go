package fault

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
	"holdfast/tests/stories"
)

// watch stands right before the world, sees what really happens to it, and notes whatever a promise forbids.
type watch struct {
	world *stories.World
	once  bool

	mu    sync.Mutex
	wrong []string
	sent  []book.Task // each as it stood when it went out
}

func (w *watch) say(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, w.world.Time.Format("2006-01-02 15:04: ")+fmt.Sprintf(format, args...))
}

// walls are the watch behind the mains: what the mains stop, it does not see.
func (w *watch) walls(m *mains) stories.Walls {
	outer := m.walls()
	return stories.Walls{
		Table:  func(t table.Table) table.Table { return outer.Table(&watchedTable{t, w}) },
		Queue:  outer.Queue,
		Sender: func(s act.Sender) act.Sender { return outer.Sender(&watchedSender{s, w}) },
	}
}

// watchedTable looks at every write of tasks and sums.
type watchedTable struct {
	table.Table
	watch *watch
}

func (t *watchedTable) Write(ctx context.Context, ops ...table.Op) error {
	var before []book.Task
	ids := tasksIn(ops)
	if len(ids) > 0 {
		before, _ = book.Book{Table: t.Table}.FindTasks(ctx, stories.Store, ids...)
	}
	err := t.Table.Write(ctx, ops...)
	if err == nil && len(ids) > 0 {
		after, _ := book.Book{Table: t.Table}.FindTasks(ctx, stories.Store, ids...)
		for _, now := range after {
			i := slices.IndexFunc(before, func(b book.Task) bool { return b.ID == now.ID })
			was := playbook.State("")
			if i >= 0 {
				was = before[i].State
			}
			t.watch.changed(now, was)
		}
	}
	return err
}

func tasksIn(ops []table.Op) (ids []string) {
	for _, op := range ops {
		if id, ok := strings.CutPrefix(op.Item.PK, "T#"+stories.Store+"#"); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// ways from one state to another. What has come to its end stays there.
var paths = map[playbook.State][]playbook.State{
	"":                 {playbook.Proposed, playbook.Refused, playbook.HeldOut},
	playbook.Proposed:  {playbook.Proposed, playbook.Claimed, playbook.Cancelled, playbook.Expired},
	playbook.Claimed:   {playbook.Claimed, playbook.Open, playbook.Done, playbook.Uncertain, playbook.Proposed},
	playbook.Open:      {playbook.Open, playbook.Done, playbook.Cancelled, playbook.Expired},
	playbook.Uncertain: {playbook.Uncertain, playbook.Done, playbook.Open, playbook.Cancelled}, // itself: a merge takes it along
}

func (w *watch) changed(now book.Task, was playbook.State) {
	if !slices.Contains(paths[was], now.State) {
		w.say("%s/%s %s goes from %q to %q", now.Playbook, now.Measure, now.ID[:6], was, now.State)
	}
	if now.Kind != playbook.Owed && was == "" && (now.State == playbook.Refused) != (now.Saving <= now.Cost) {
		w.say("%s: saves %d, costs %d, and is %s", now.ID[:6], now.Saving, now.Cost, now.State)
	}
}

// watchedSender looks at every errand as it goes out.
type watchedSender struct {
	act.Sender
	watch *watch
}

func (s *watchedSender) Send(ctx context.Context, e act.Errand) error {
	s.watch.goesOut(ctx, e)
	return s.Sender.Send(ctx, e)
}

func (w *watch) goesOut(ctx context.Context, e act.Errand) {
	b := book.Book{Table: w.world.Table}
	tasks, err := b.FindTasks(ctx, stories.Store, e.ID)
	if err != nil || len(tasks) != 1 {
		w.say("an errand of no task: %v", err)
		return
	}
	t := tasks[0]
	c, err := b.FindCustomer(ctx, stories.Store, t.Customer)
	shop, err2 := b.FindShop(ctx, stories.Store)
	if err != nil || err2 != nil {
		w.say("%v, %v", err, err2)
		return
	}
	if t.State != playbook.Claimed {
		w.say("%s goes out and is %s", t.ID[:6], t.State)
	}
	w.contact(t, c, &shop.Playbook)
	w.repeated(ctx, t, c, &shop.Playbook)
	w.spend(ctx, t, shop)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, t)
}

// contact: consent, address, night, care first, and nobody who has ordered.
func (w *watch) contact(t book.Task, c *book.Customer, config *playbook.Config) {
	now := crm.InstantOf(w.world.Time)
	if c.Facts.Erased(c.Key) {
		w.say("%s reaches somebody who was erased", t.ID[:6])
	}
	if ch, err := crm.ParseChannel(t.Channel); err == nil {
		if !config.Reachable(c.Facts, ch) {
			w.say("%s by %s without consent or address", t.Playbook, ch)
		}
		if awake := config.Quiet.Awake(now, config.ZoneOf(c.Facts)); awake != now {
			w.say("%s by %s in the customer's night", t.Playbook, ch)
		}
	}
	if t.Playbook == playbook.Obligation {
		return
	}
	for _, k := range c.Facts.Tickets {
		if t.Playbook == playbook.WinBack && k.Serious() && k.Status.Open() {
			w.say("an offer while ticket %s is open", k.ID)
		}
	}
	for _, o := range c.Facts.Orders {
		if o.Counts() && o.Placed <= now && o.Placed > t.Trigger.At {
			w.say("%s to somebody who ordered %s on %s", t.Playbook, o.ID, o.Placed.Time())
		}
	}
}

// repeated: at most once where it must be, and never more often than the cap says. The same id is the same contact.
func (w *watch) repeated(ctx context.Context, t book.Task, c *book.Customer, config *playbook.Config) {
	others := map[string]bool{}
	for _, s := range w.sent {
		if s.ID == t.ID {
			if w.once {
				w.say("%s goes out twice", t.ID[:6])
			}
			continue
		}
		root, err := book.Book{Table: w.world.Table}.FindCustomer(ctx, stories.Store, s.Customer)
		limit, capped := config.Caps[t.Channel]
		if err == nil && capped && root.Key == c.Key && s.Channel == t.Channel && s.ClaimedAt+crm.Instant(limit.Days)*crm.DayLength > t.ClaimedAt {
			others[s.ID] = true
		}
	}
	if limit, capped := config.Caps[t.Channel]; capped && t.Kind != playbook.Owed && len(others) >= limit.Contacts {
		w.say("contact %d by %s, the cap is %d", len(others)+1, t.Channel, limit.Contacts)
	}
}

// spend: nothing without the gate, nothing beyond the month's budget, and the book knows of it.
func (w *watch) spend(ctx context.Context, t book.Task, shop *book.Shop) {
	if t.Kind == playbook.Owed {
		return
	}
	if t.Saving <= t.Cost {
		w.say("%s went out for %d, to save %d", t.ID[:6], t.Cost, t.Saving)
	}
	month := func(at crm.Instant) string { return at.Time().In(shop.Playbook.StoreZone()).Format("2006-01") }
	sum, counted := t.Cost, map[string]bool{t.ID: true}
	for _, s := range w.sent {
		if s.Kind != playbook.Owed && month(s.ClaimedAt) == month(t.ClaimedAt) && !counted[s.ID] {
			counted[s.ID] = true
			sum += s.Cost
		}
	}
	spent, err := book.Book{Table: w.world.Table}.FindSpent(ctx, shop, t.ClaimedAt)
	if err != nil || sum > spent.Minor || spent.Minor > shop.Playbook.Budget {
		w.say("%d went out in a month, %d is in the book, %d is the budget, %v", sum, spent.Minor, shop.Playbook.Budget, err)
	}
}
