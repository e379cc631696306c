package up

import (
	"context"
	"fmt"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/local"
	"holdfast/shared/words/phrase"
)

// Turn turns the clock of a folder.
type Turn struct {
	To string `arg:"" help:"The day or instant to turn to, later than now."`
}

// Help shows examples.
func (*Turn) Help() string {
	return `Does all that is scheduled on the way: sweeps, the nightly census, tasks. Only for a clock that was set, by
holdfast up --clock or by the demo; the wall's clock turns by itself.

Example:
  holdfast turn 2026-02-01`
}

// Run turns the clock day by day.
func (t *Turn) Run(ctx context.Context, s *session.Session) error {
	to, err := session.ParseInstant(t.To, time.UTC)
	if err != nil {
		return err
	}
	system, err := s.OpenSystem()
	if err != nil {
		return err
	}
	if system.Clock.IsWall() {
		return fmt.Errorf(
			"%w: this folder lives by the wall's clock; see holdfast up --clock",
			session.ErrUsage,
		)
	}
	from := system.Clock.Now()
	if !to.After(from) {
		return fmt.Errorf("%w: it is %s already", session.ErrUsage, from.Format(time.RFC3339))
	}

	before := system.Sweeps.Load()
	if err := turnByDay(ctx, s, system, to); err != nil {
		return err
	}
	if err := local.SaveClock(s.Dir, to); err != nil {
		return err
	}
	sweeps := system.Sweeps.Load() - before
	if s.JSON {
		return s.PrintJSON(map[string]any{"from": from, "to": to, "sweeps": sweeps})
	}
	now := to.Format(time.RFC3339)
	s.Printf("%s\n", phrase.InEnglish("It is %s. %d {sweep|sweeps} on the way.", now, sweeps))
	s.SuggestNext("tasks")
	return nil
}

func turnByDay(
	ctx context.Context,
	s *session.Session,
	system *local.System,
	to time.Time,
) error {
	from := system.Clock.Now()
	bar := s.NewBar("turning", "days", int64(to.Sub(from)/time.Hour))
	defer bar.Clear()
	for at := from; at.Before(to); {
		next := at.Add(24 * time.Hour)
		if next.After(to) {
			next = to
		}
		if err := system.Turn(ctx, next); err != nil {
			return err
		}
		bar.Advance(int64(next.Sub(at)/time.Hour), 1)
		at = next
	}
	return nil
}
