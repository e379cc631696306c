package tasks

import (
	"context"
	"fmt"
	"strings"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/rules/playbook"
)

// Show shows one task.
type Show struct {
	ID string `arg:"" help:"The task's id, or its beginning."`
}

// Run shows the task.
func (c *Show) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	t, err := findTask(ctx, store, c.ID)
	if err != nil {
		return err
	}
	b, err := newBrief(ctx, store, t)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(b)
	}
	printBrief(s, b)
	return nil
}

func printBrief(s *session.Session, b playbook.Brief) {
	line := func(label, text string) {
		if text != "" {
			s.Printf("  %-9s %s\n", label, text)
		}
	}
	s.Printf("%s\n", s.Bold(b.Do))
	line("customer", strings.Trim(b.Name+", "+b.Company, ", "))
	line("reach", strings.Trim(b.Channel+" "+b.Phone+" "+b.Contact, " "))
	for _, person := range b.People {
		line("person", person.String())
	}
	line("there", b.Local)
	line("owner", b.Owner)
	line("why", b.Why)
	line("reason", b.Reason)
	for _, e := range b.Evidence {
		line("", e)
	}
	printFacts(b, line)
	line("worth", b.Tier+". "+b.Sums)
	label := "say"
	for _, sentence := range b.Script {
		line(label, sentence)
		label = "" // of the first sentence only
	}
	state := fmt.Sprintf("%s %s", b.Task.State, b.Task.Result)
	line("state", strings.Trim(state, " "))
	s.SuggestNext("tasks result %s reached", shortID(b.Task.ID))
}

// printFacts prints the orders, tickets and refunds of a brief.
func printFacts(b playbook.Brief, line func(label, text string)) {
	for _, o := range b.Orders {
		line("order", fmt.Sprintf("#%s, %s, %s", o.Number, o.Day, o.Amount))
	}
	for _, t := range b.Tickets {
		line("ticket", fmt.Sprintf("%s, %s: %s", t.Number, t.Day, t.Said))
	}
	for _, o := range b.Refunds {
		line("refund", fmt.Sprintf("#%s, %s, %s", o.Number, o.Day, o.Amount))
	}
}
