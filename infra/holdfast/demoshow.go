package main

import (
	"context"
	"fmt"
	"strings"

	"holdfast/infra/holdfast/invent"
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// demoShown is what the demo found, for programs.
type demoShown struct {
	Accepted int64                  `json:"accepted"`
	Refused  int64                  `json:"refused"`
	Forged   int                    `json:"forged"`
	Stale    int                    `json:"stale"`
	Answers  int64                  `json:"answers"` // to the survey
	Rate     int64                  `json:"per_second"`
	Facts    *digest                `json:"facts"`
	Days     int                    `json:"days"`
	Sweeps   int64                  `json:"sweeps"`
	Censuses int64                  `json:"censuses"`
	Tasks    map[playbook.State]int `json:"tasks"`
	Report   book.CensusReport      `json:"report"`
	Address  string                 `json:"address"`
}

// show prints what came of the year: everything is read back from the table.
func (y *year) show(ctx context.Context, base string, stay bool) error {
	v := demoShown{
		Forged:   y.forged,
		Stale:    y.stale,
		Answers:  y.answers.Load(),
		Days:     y.days,
		Sweeps:   y.sys.Sweeps.Load(),
		Censuses: y.sys.Censuses.Load() + 1,
		Rate:     perSecond(int64(y.posted), y.posting),
		Tasks:    map[playbook.State]int{},
		Address:  base,
	}
	for what, n := range y.sys.Counts() {
		if what.What == "queued" || what.What == "ignored" {
			v.Accepted += n
		} else {
			v.Refused += n
		}
	}
	var err error
	if v.Facts, err = digestOf(ctx, y.sys.Book, invent.Store); err != nil {
		return err
	}
	for _, tasks := range allTasks(y.s.ctx, y.sys.Book, invent.Store) {
		for t, err := range tasks {
			if err != nil {
				return err
			}
			v.Tasks[t.State]++
		}
	}
	shop, err := y.sys.Book.FindShop(ctx, invent.Store)
	if err != nil {
		return err
	}
	var ok bool
	if v.Report, ok, err = y.sys.Book.FindCensusReport(ctx, invent.Store, y.sys.Clock.Now()); err != nil ||
		!ok {
		return fmt.Errorf("the census left no report: %w", err)
	}
	if y.s.json {
		return y.s.printJSON(v)
	}
	y.s.showYear(v)
	if err := y.showExits(ctx, shop, v.Report); err != nil {
		return err
	}
	y.s.showAddress(base, stay)
	return nil
}

func (s *session) showYear(v demoShown) {
	n := func(i int) string { return phrase.Number(int64(i)) }
	all := 0
	left := []string{}
	for _, c := range v.Tasks {
		all += c
	}
	for _, of := range [...]struct {
		states []playbook.State
		say    string
	}{
		{[]playbook.State{playbook.Done}, "done"},
		{[]playbook.State{playbook.Open, playbook.Proposed, playbook.Claimed}, "open"},
		{[]playbook.State{playbook.Expired}, "expired"},
		{[]playbook.State{playbook.Refused}, "refused by their sum"},
		{[]playbook.State{playbook.HeldOut}, "held out to measure"},
		{[]playbook.State{playbook.Cancelled}, "taken back"},
	} {
		sum := 0
		for _, st := range of.states {
			sum += v.Tasks[st]
		}
		if sum > 0 {
			left = append(left, n(sum)+" "+of.say)
		}
	}
	s.printf(
		"%s\n",
		s.bold("Holdfast demo: a year of one shop, on this machine, nothing to install"),
	)
	s.printf(
		"  webhooks   %s accepted   %s refused (%d forged, %d stale)   %s/s\n",
		phrase.Number(v.Accepted),
		phrase.Number(v.Refused),
		v.Forged,
		v.Stale,
		phrase.Number(v.Rate),
	)
	s.printf(
		"  customers   %s   orders %s   refunds %s   tickets %s   late or early parcels %s   survey answers %s\n",
		n(v.Facts.Customers),
		n(v.Facts.Orders),
		n(v.Facts.Returns),
		n(v.Facts.Tickets),
		n(v.Facts.Parcels),
		phrase.Number(v.Answers),
	)
	s.printf(
		"  a year      %d days turned, %s sweeps, %s tasks (%s)\n\n",
		v.Days,
		phrase.Number(v.Sweeps),
		n(all),
		strings.Join(left, ", "),
	)
}

// listed is how many tasks the screen names.
const listed = 7

// showExits prints the estimate's three lines, and today's tasks, greatest stake first.
func (y *year) showExits(ctx context.Context, shop *book.Shop, r book.CensusReport) error {
	s := y.s
	lang := shop.Playbook.Language
	s.printf("%s\n", s.bold("Exit cost, last quarter"))
	for _, l := range r.Estimate.SayLines(lang, nil) {
		s.printf("  %s\n", l)
	}
	todo, err := table.Collect(y.sys.Book.OpenTasks(s.ctx, shop.Store))
	if err != nil {
		return err
	}
	if len(todo) == 0 {
		s.printf("  No task waits today.\n\n")
		return nil
	}
	s.printf("\n%s\n\n", s.bold("Today, start with these"))
	var lines [][]string
	for i, t := range todo[:min(listed, len(todo))] {
		cells, err := y.task(ctx, shop, t)
		if err != nil {
			return err
		}
		lines = append(lines, append([]string{fmt.Sprint(i + 1)}, cells...))
	}
	s.align(lines)
	if n := len(todo) - len(lines); n > 0 {
		s.printf("  and %s more\n", phrase.Number(int64(n)))
	}
	s.printf("\n")
	return nil
}

// task is one line: who, how silent, what is at stake, what is to be done, and what is
// known of why.
func (y *year) task(ctx context.Context, shop *book.Shop, t book.Task) ([]string, error) {
	c, err := y.sys.Book.FindCustomer(ctx, shop.Store, t.Customer)
	if err != nil {
		return nil, err
	}
	j := judge.Assess(c, shop, y.sys.Clock.Now())
	lang := shop.Playbook.Language
	why := ""
	if len(j.Evidence) > 0 {
		why = j.Evidence[0].Say(lang, shop.Playbook.StoreZone())
	}
	v := j.Input.Verdict
	return []string{
		y.s.see(c, shop).
			called(),
		j.Input.Tier.String(), fmt.Sprintf("silent %d d, own cycle %d", v.Silence, v.Cycle),
		phrase.Whole(
			crm.Money{Minor: t.Stake, Currency: t.Currency},
		) + " at stake", todoWords[t.Measure], why,
	}, nil
}

var todoWords = map[playbook.Measure]string{
	playbook.Call:       "call today",
	playbook.Write:      "write today",
	playbook.Answer:     "answer today",
	playbook.TellResult: "tell the result",
	playbook.Message:    "message, by itself",
}

// align prints cells in columns, indented; the fourth stands to the right.
func (s *session) align(lines [][]string) {
	var widths []int
	for _, cells := range lines {
		for i, c := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], phrase.Width(c))
		}
	}
	for _, cells := range lines {
		text := "  "
		for i, c := range cells {
			pad := strings.Repeat(" ", widths[i]-phrase.Width(c))
			if i == 4 {
				text += pad + c + "  "
			} else {
				text += c + pad + "  "
			}
		}
		s.printf("%s\n", strings.TrimRight(text, " "))
	}
}

func (s *session) showAddress(base string, stay bool) {
	if stay {
		s.printf(
			"  %s   today's list, every customer, the whole report          Ctrl-C to stop\n",
			s.bold(base),
		)
		return
	}
	s.printf(
		"  holdfast demo --serve shows it at %s. Without it: holdfast --dir %s tasks\n",
		base,
		s.dir,
	)
}
