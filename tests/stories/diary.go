package stories

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Diary watches a world and writes down what was decided, when and why, in sentences.
type Diary struct {
	p       *Player
	names   map[crm.Key]string
	seen    map[string]string // what was last written of a customer or task
	sent    int
	written strings.Builder
}

// NewDiary is an empty one about the people in a player's story.
func NewDiary(p *Player) *Diary {
	d := &Diary{p: p, names: map[crm.Key]string{}, seen: map[string]string{}}
	for _, h := range p.Story.Year {
		for i, word := range h.Words {
			if i > 0 && (h.Words[i-1] == "by" || h.Words[i-1] == "into" || i == 1 && slices.Contains([]string{"customer", "consent", "erase", "merge", "ask", "answer"}, h.Words[0])) {
				d.name(whoIs(word))
			}
			if email, ok := strings.CutPrefix(word, "email="); ok {
				d.name(who{email: email})
			}
		}
	}
	return d
}

func (d *Diary) name(w who) {
	for _, one := range []who{{account: w.account}, {email: w.email}, {desk: w.desk}} {
		if one != (who{}) {
			d.names[one.key()] = cmp.Or(one.account, one.email, "requester "+one.desk)
		}
	}
}

// followed reports whether the diary is about a customer.
func (d *Diary) followed(k crm.Key) bool { return !strings.HasPrefix(string(k), "p:shop:"+crowd) }

func (d *Diary) nameOf(k crm.Key) string { return cmp.Or(d.names[k], string(k)) }

// Look writes down what has changed since the last look.
func (d *Diary) Look() {
	ctx := context.Background()
	customers, tasks, odd := Records(ctx, d.p.World)
	var news []string
	for _, c := range customers {
		if d.followed(c.Key) {
			news = d.note(news, string(c.Key), d.standing(c))
			news = d.note(news, string(c.Key)+" answered", d.answered(c))
		}
	}
	for _, t := range tasks {
		if d.followed(t.Customer) {
			news = d.note(news, t.ID, d.task(t))
		}
	}
	for _, said := range odd {
		news = d.note(news, said, said)
	}
	for _, e := range d.p.Outbox.Sent()[d.sent:] {
		d.sent++
		if d.followed(e.Brief.Task.Customer) {
			said := fmt.Sprintf("%s/%s goes out to %s: %s", e.Brief.Task.Playbook, e.Brief.Task.Measure, e.To, e.Brief.Why)
			if e.Survey != "" {
				said += "; with a link to the survey"
			}
			news = append(news, said)
		}
	}
	slices.SortStableFunc(news, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	for _, line := range news {
		fmt.Fprintf(&d.written, "%s  %s\n", d.p.Time.Format("2006-01-02 15:04"), line)
	}
}

// rank puts errands after the tasks they carry out.
func rank(line string) int {
	if strings.Contains(line, " goes out to ") {
		return 1
	}
	return 0
}

func (d *Diary) note(news []string, about, said string) []string {
	if said == "" || d.seen[about] == said {
		return news
	}
	d.seen[about] = said
	return append(news, said)
}

// answered says what a customer has answered to the survey, and what reason that makes likely.
func (d *Diary) answered(c *book.Customer) string {
	var all []string
	for _, l := range c.Facts.Lessons {
		if l.Survey {
			all = append(all, l.Reason.String())
		}
	}
	if len(all) == 0 {
		return ""
	}
	shop, err := d.p.Book.FindShop(context.Background(), Store)
	if err != nil {
		return err.Error()
	}
	likely := judge.Assess(c, shop, d.p.Time).Input.Reason
	return fmt.Sprintf("%s has answered: %s; likely reason %s", d.nameOf(c.Key), strings.Join(all, ", "), likely)
}

// standing says where a customer stands, as far as it was noticed.
func (d *Diary) standing(c *book.Customer) string {
	name := d.nameOf(c.Key)
	switch {
	case !c.Root():
		return fmt.Sprintf("%s turns out to be %s", name, d.nameOf(c.Forward))
	case len(c.Facts.Erasures) > 0:
		return fmt.Sprintf("%s was erased; %s kept without a name", name, count(len(c.Facts.Remains), "order"))
	case c.Ledger.Judged == 0:
		return ""
	}
	shop, err := d.p.Book.FindShop(context.Background(), Store)
	if err != nil {
		return err.Error()
	}
	about := string(c.Key) + " stands"
	standing := fmt.Sprint(c.Ledger.Standing, c.Ledger.Tier)
	if d.seen[about] == standing {
		return d.seen[string(c.Key)]
	}
	d.seen[about] = standing
	at := c.Ledger.Judged.Time()
	j := judge.Assess(c, shop, at)
	said := fmt.Sprintf("%s (%s) is %s: %s", name, j.Input.Tier, j.Input.Verdict.Standing, j.Input.Verdict.Explain(shop.Playbook.Language))
	if d.p.Story.Shop.Classic {
		v := overdue.DecideClassic(overdue.NewHistory(c.Facts), rankOf(j.Input.Tier), at)
		said += fmt.Sprintf("; classic: %s (cycle %d)", v.Action, v.Cycle)
	}
	return said
}

// rankOf is a tier as the textbook's rule has it.
func rankOf(t segment.Tier) overdue.Rank {
	switch t {
	case segment.Apex:
		return overdue.Top
	case segment.High, segment.Middle:
		return overdue.Valued
	}
	return overdue.Ordinary
}

// task says what became of a task, and the sum where there is one.
func (d *Diary) task(t book.Task) string {
	said := fmt.Sprintf("%s/%s for %s", t.Playbook, t.Measure, d.nameOf(t.Customer))
	if d.seen[t.ID] == "" {
		said += fmt.Sprintf(" by %s", t.Channel)
		if t.Kind != playbook.Owed {
			said += fmt.Sprintf(", saves %s of %s for %s", money(t.Saving, t), money(t.Stake, t), t.Currency.Of(t.Cost))
		}
	}
	if t.Reason != crm.ReasonUnknown.String() && d.seen[t.ID] == "" {
		said += ", likely reason " + t.Reason
	}
	said += ": " + string(t.State)
	if t.Why != "" {
		said += fmt.Sprintf(" (%s)", t.Why)
	}
	if t.Result != "" && t.Result != playbook.Sent {
		said += ", " + string(t.Result)
	}
	if t.State == playbook.Proposed && t.NotBefore > t.ProposedAt {
		said += ", waits until " + t.NotBefore.Time().Format("2006-01-02 15:04")
	}
	if t.State == playbook.Open {
		said += ", with " + t.Owner
	}
	if d.told(t.ID, said) {
		return d.seen[t.ID]
	}
	return said
}

// told reports whether a task's state was written before, in the longer words of its first line.
func (d *Diary) told(id, said string) bool {
	_, before, _ := strings.Cut(d.seen[id], ": ")
	_, now, _ := strings.Cut(said, ": ")
	return before == now
}

// money is an amount in a task's currency, without naming it.
func money(minor int64, of book.Task) string {
	return of.Currency.Of(minor).Decimal()
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Close writes how everybody ended, and returns the whole account.
func (d *Diary) Close() string {
	customers, _, _ := Records(context.Background(), d.p.World)
	for _, c := range customers {
		if !c.Root() || !d.followed(c.Key) {
			continue
		}
		said := []string{}
		for _, s := range sums(c.Facts) {
			said = append(said, fmt.Sprintf("%s of %s", count(s.Orders, "order"), s.Currency.Of(s.Total-s.Refunded)))
		}
		if len(said) > 0 {
			fmt.Fprintf(&d.written, "end  %s: %s\n", d.nameOf(c.Key), strings.Join(said, ", "))
		}
	}
	return d.written.String()
}

// sums adds up orders that count, each currency for itself.
func sums(f *crm.Facts) []crm.Sum {
	all := map[crm.Currency]crm.Sum{}
	for _, s := range f.Older.Sums {
		all[s.Currency] = s
	}
	for _, o := range f.Orders {
		if s := all[o.Currency]; o.Counts() {
			s.Currency, s.Orders, s.Total, s.Refunded = o.Currency, s.Orders+1, s.Total+o.Total, s.Refunded+o.Refunded
			all[o.Currency] = s
		}
	}
	var out []crm.Sum
	for _, c := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[c])
	}
	return out
}

// Records reads a whole world: its customers and tasks by key, and a line for each message in quarantine.
func Records(ctx context.Context, w *World) (customers []*book.Customer, tasks []book.Task, quarantine []string) {
	b := book.Book{Table: w.Table}
	var ids []string
	for it := range Items(ctx, w.Table) {
		switch {
		case book.IsCustomer(it):
			c, err := book.DecodeCustomer(it)
			if err != nil {
				panic(err) // written by the steps a moment ago
			}
			customers = append(customers, c)
		case strings.HasPrefix(it.PK, "T#"+Store+"#"):
			ids = append(ids, it.PK[len("T#"+Store+"#"):])
		}
	}
	slices.Sort(ids)
	tasks, err := b.FindTasks(ctx, Store, ids...)
	if err != nil {
		panic(err)
	}
	slices.SortFunc(customers, func(a, b *book.Customer) int { return cmp.Compare(a.Key, b.Key) })
	for _, store := range []string{Store, ""} {
		held, err := table.Collect(b.QuarantinedMessages(ctx, store))
		if err != nil {
			panic(err)
		}
		for _, q := range held {
			quarantine = append(quarantine, "in quarantine: "+q.Reason)
		}
	}
	return customers, tasks, quarantine
}

// Items goes through every item of a table.
func Items(ctx context.Context, t table.Table) func(yield func(table.Item) bool) {
	return func(yield func(table.Item) bool) {
		for it, err := range table.ScanAll(ctx, t) {
			if err != nil {
				panic(err)
			}
			if !yield(it) {
				return
			}
		}
	}
}
