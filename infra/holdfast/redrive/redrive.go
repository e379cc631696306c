package redrive

import (
	"context"
	"fmt"
	"slices"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/phrase"
)

// Redrive puts dead letters back into their queues.
type Redrive struct {
	Queue     string `arg:"" optional:"" help:"orders, tickets, imports, sweep, census or act; nothing means all."`
	PerSecond int    `help:"At most so many a second; 0 = no limit." default:"0"`
	List      bool   `help:"Only say what there is."`
}

// Help says what dead letters are.
func (*Redrive) Help() string {
	return `A message that failed twenty times is set aside as a dead letter. After the cause was mended, this puts dead letters back.

Examples:
  holdfast redrive --list
  holdfast redrive orders --per-second 50`
}

// queueState is how many messages a queue holds.
type queueState struct {
	Queue   string `json:"queue"`
	Waiting int    `json:"waiting"`
	Delayed int    `json:"delayed"`
	Dead    int    `json:"dead_letters"`
	PutBack int    `json:"put_back"`
}

// Run puts dead letters back, and prints what each queue held before.
func (c *Redrive) Run(ctx context.Context, s *session.Session) error {
	target, err := s.FindTarget(ctx)
	if err != nil {
		return err
	}
	names := queue.Names[:]
	if c.Queue != "" {
		if !slices.Contains(names, c.Queue) {
			return fmt.Errorf(
				"%w: no queue is called %q; there are %s",
				session.ErrUsage,
				c.Queue,
				session.JoinChoices(names),
			)
		}
		names = []string{c.Queue}
	}

	states := []queueState{}
	columns := s.NewColumns("queue", ">waiting", ">delayed", ">dead letters", ">put back")
	for _, name := range names {
		if target.Queue(name) == nil {
			continue
		}
		state, err := c.redrive(ctx, target, name)
		if err != nil {
			return err
		}
		states = append(states, state)
		number := func(n int) string { return phrase.Number(int64(n)) }
		columns.AddRow(
			name,
			number(state.Waiting),
			number(state.Delayed),
			number(state.Dead),
			number(state.PutBack),
		)
	}
	if s.JSON {
		return s.PrintJSON(states)
	}
	columns.Print("")
	s.SuggestNext("quarantine list")
	return nil
}

// redrive counts a queue and then, unless only a list is wanted, puts its dead letters
// back.
func (c *Redrive) redrive(
	ctx context.Context,
	target *session.Target,
	name string,
) (queueState, error) {
	count, err := target.CountMessages(ctx, name)
	if err != nil {
		return queueState{}, err
	}
	state := queueState{
		Queue:   name,
		Waiting: count.Visible,
		Delayed: count.Hidden,
		Dead:    count.Dead,
	}
	if !c.List {
		state.PutBack, err = target.Queue(name).Redrive(ctx, c.PerSecond)
	}
	return state, err
}
