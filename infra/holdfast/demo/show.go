package demo

import (
	"context"
	"fmt"
	"strings"

	"holdfast/infra/holdfast/customers"
	"holdfast/infra/holdfast/facts"
	"holdfast/infra/holdfast/invent"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/phrase"
)

// Result is what the year came to, for programs.
type Result struct {
	Accepted int64                  `json:"accepted"`
	Refused  int64                  `json:"refused"`
	Forged   int                    `json:"forged"`
	Stale    int                    `json:"stale"`
	Answers  int64                  `json:"answers"` // to the survey
	Rate     int64                  `json:"per_second"`
	Facts    *facts.Sums            `json:"facts"`
	Days     int                    `json:"days"`
	Sweeps   int64                  `json:"sweeps"`
	Censuses int64                  `json:"censuses"`
	Tasks    map[playbook.State]int `json:"tasks"`
	Report   book.CensusReport      `json:"report"`
	Address  string                 `json:"address"`
}

// show prints what came of the year. All of it is read back from the table.
func (y *year) show(ctx context.Context, base string, stay bool) error {
	store, err := y.findStore(ctx)
	if err != nil {
		return err
	}
	result, err := y.count(ctx, store)
	if err != nil {
		return err
	}
	result.Address = base
	s := y.session
	if s.JSON {
		return s.PrintJSON(result)
	}

	printYear(s, result)
	printEstimate(s, store, result)
	if err := printToday(ctx, s, store); err != nil {
		return err
	}
	printAddress(s, base, stay)
	return nil
}

// count returns what the year came to.
func (y *year) count(ctx context.Context, store session.Store) (*Result, error) {
	r := &Result{
		Forged:   y.forged,
		Stale:    y.stale,
		Answers:  y.answers.Load(),
		Days:     y.days,
		Sweeps:   y.system.Sweeps.Load(),
		Censuses: y.system.Censuses.Load() + 1, // lastMorning's
		Rate:     terminal.PerSecond(int64(y.posted), y.timeToPost),
		Tasks:    map[playbook.State]int{},
	}
	for counted, n := range y.system.Counts() {
		if counted.What == "queued" || counted.What == "ignored" {
			r.Accepted += n
		} else {
			r.Refused += n
		}
	}

	var err error
	if r.Facts, err = facts.Sum(ctx, store); err != nil {
		return nil, err
	}
	for t, err := range store.Tasks(ctx) {
		if err != nil {
			return nil, err
		}
		r.Tasks[t.State]++
	}

	report, ok, err := store.Book.FindCensusReport(ctx, invent.Store, store.Now())
	if err != nil || !ok {
		return nil, fmt.Errorf("the census left no report: %w", err)
	}
	r.Report = report
	return r, nil
}

// outcomes are what became of tasks, as the screen says it.
var outcomes = []struct {
	text   string
	states []playbook.State
}{
	{"done", []playbook.State{playbook.Done}},
	{"open", []playbook.State{playbook.Open, playbook.Proposed, playbook.Claimed}},
	{"expired", []playbook.State{playbook.Expired}},
	{"refused by their sum", []playbook.State{playbook.Refused}},
	{"held out to measure", []playbook.State{playbook.HeldOut}},
	{"taken back", []playbook.State{playbook.Cancelled}},
}

func printYear(s *session.Session, r *Result) {
	number := func(n int) string { return phrase.Number(int64(n)) }
	total := 0
	for _, n := range r.Tasks {
		total += n
	}
	var became []string
	for _, o := range outcomes {
		sum := 0
		for _, state := range o.states {
			sum += r.Tasks[state]
		}
		if sum > 0 {
			became = append(became, number(sum)+" "+o.text)
		}
	}

	s.Printf(
		"%s\n",
		s.Bold("Holdfast demo: a year of one shop, on this machine, nothing to install"),
	)
	s.Printf(
		"  webhooks   %s accepted   %s refused (%d forged, %d stale)   %s/s\n",
		phrase.Number(r.Accepted),
		phrase.Number(r.Refused),
		r.Forged,
		r.Stale,
		phrase.Number(r.Rate),
	)
	s.Printf(
		"  customers   %s   orders %s   refunds %s   tickets %s   "+
			"late or early parcels %s   survey answers %s\n",
		number(r.Facts.Customers),
		number(r.Facts.Orders),
		number(r.Facts.Returns),
		number(r.Facts.Tickets),
		number(r.Facts.Parcels),
		phrase.Number(r.Answers),
	)
	s.Printf("%s\n\n", phrase.InEnglish(
		"  a year      %d {day|days} turned, %d {sweep|sweeps}, %d {task|tasks} (%s)",
		r.Days,
		r.Sweeps,
		total,
		strings.Join(became, ", "),
	))
}

// printEstimate prints the three lines of the exit-cost estimate.
func printEstimate(s *session.Session, store session.Store, r *Result) {
	s.Printf("%s\n", s.Bold("Exit cost, last quarter"))
	for _, line := range r.Report.Estimate.SayLines(store.Language(), nil) {
		s.Printf("  %s\n", line)
	}
}

// tasksShown is how many tasks the screen names.
const tasksShown = 7

// printToday prints today's tasks, greatest stake first.
func printToday(ctx context.Context, s *session.Session, store session.Store) error {
	open, err := table.Collect(store.Book.OpenTasks(ctx, store.Shop.Store))
	if err != nil {
		return err
	}
	if len(open) == 0 {
		s.Printf("  No task waits today.\n\n")
		return nil
	}

	s.Printf("\n%s\n\n", s.Bold("Today, start with these"))
	columns := s.NewColumns("", "", "", "", ">", "", "")
	columns.Indent = "  "
	shown := open[:min(tasksShown, len(open))]
	for i, t := range shown {
		cells, err := taskCells(ctx, store, t)
		if err != nil {
			return err
		}
		columns.AddRow(append([]string{fmt.Sprint(i + 1)}, cells...)...)
	}
	columns.Print("")
	if n := len(open) - len(shown); n > 0 {
		s.Printf("  and %s more\n", phrase.Number(int64(n)))
	}
	s.Printf("\n")
	return nil
}

// taskCells returns what the line of a task says: the customer, their tier, how silent they
// are, what is at stake, what is to be done, and what is known of why.
func taskCells(ctx context.Context, store session.Store, t book.Task) ([]string, error) {
	c, err := store.Book.FindCustomer(ctx, store.Shop.Store, t.Customer)
	if err != nil {
		return nil, err
	}
	now := store.Now()
	j := judge.Assess(c, store.Shop, now)
	why := ""
	if len(j.Evidence) > 0 {
		why = j.Evidence[0].Say(store.Language(), store.Zone())
	}
	verdict := j.Input.Verdict
	stake := t.Currency.Of(t.Stake)
	return []string{
		customers.Describe(c, store.Shop, now).DisplayName(),
		j.Input.Tier.String(),
		fmt.Sprintf("silent %d d, own cycle %d", verdict.Silence, verdict.Cycle),
		phrase.Whole(stake) + " at stake",
		phrase.Say(phrase.English, "console.measure."+string(t.Measure)),
		why,
	}, nil
}

func printAddress(s *session.Session, base string, stay bool) {
	if !stay {
		s.Printf(
			"  holdfast demo --serve shows it at %s. Without it: holdfast --dir %s tasks\n",
			base,
			s.Dir,
		)
		return
	}
	s.Printf(
		"  %s   today's list, every customer, the whole report          Ctrl-C to stop\n",
		s.Bold(base),
	)
}
