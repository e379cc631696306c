package fault

import (
	"context"
	"strings"
	"testing"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/tests/stories"
)

// tell plays a story of a few lines, settings before the line "--", and returns its player as it stands then.
func tell(t *testing.T, text string, walls stories.Walls) *stories.Player {
	t.Helper()
	settings, year, _ := strings.Cut(text, "--\n")
	s, err := stories.Parse([]byte("A short one.\n-- shop --\n" + settings + "-- year --\n" + year))
	if err != nil {
		t.Fatal(err)
	}
	w, err := world(s)
	if err != nil {
		t.Fatal(err)
	}
	p := stories.NewPlayer(stories.Enter(w, walls), s)
	for i := range s.Year {
		if err := p.Happen(context.Background(), i); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// sound sweeps, and requires that nothing failed and that promise 3 holds.
func sound(t *testing.T, p *stories.Player) {
	t.Helper()
	ctx := context.Background()
	if err := p.Sweep.Start(ctx, p.Time); err != nil {
		t.Fatal(err)
	}
	p.Pump(ctx)
	if err := p.Failed(); err != nil {
		t.Error(err)
	}
	if wrong := unsettled(p.World); len(wrong) > 0 {
		t.Error(strings.Join(wrong, "\n"))
	}
}

// only is the only task of a playbook.
func only(t *testing.T, p *stories.Player, of playbook.Name) book.Task {
	t.Helper()
	var found []book.Task
	_, tasks, _ := stories.Records(context.Background(), p.World)
	for _, task := range tasks {
		if task.Playbook == of {
			found = append(found, task)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d tasks of %s: %+v", len(found), of, found)
	}
	return found[0]
}

// valued is a customer worth an owner's call, overdue on 1 March 2026 at noon.
const valued = `
2026-02-01 customer ann/ann@example.com name="Ann Berg" phone=+4917612345601
2026-02-01 consent ann given call email
2026-02-01 order A1 by ann 400.00 placed 2026-01-12
2026-02-01 order A2 by ann 400.00 placed 2026-01-17
2026-02-01 order A3 by ann 400.00 placed 2026-01-22
2026-02-01 order A4 by ann 400.00 placed 2026-01-27
2026-02-01 order A5 by ann 400.00
`

// openAs sets up one more shop in a world, with a story's settings.
func openAs(ctx context.Context, w *stories.World, s *stories.Story, store string) error {
	shop := &book.Shop{Settings: book.Settings{Store: store, Pepper: stories.Pepper, Playbook: s.Shop.Config}}
	return book.Book{Table: w.Table}.SaveSettings(ctx, shop)
}
