package fault

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/shared/records/table"
	"holdfast/shared/records/table/tabletest"
	"holdfast/tests/stories"
)

// captured plays a drawn story and keeps its deliveries instead of folding them: what a network may then bring in any order.
func captured(t *rapid.T, text string) (*stories.Story, []post) {
	s, err := stories.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w, err := world(s)
	if err != nil {
		t.Fatal(err)
	}
	var posts []post
	p := stories.NewPlayer(stories.Enter(w, stories.Walls{}), s)
	p.Post = func(_ context.Context, d stories.Delivery) error {
		posts = append(posts, post{d.Lane, d.Encode(p.Time)})
		return nil
	}
	for i := range s.Year {
		_ = p.Happen(context.Background(), i) // what would need a customer does not happen
	}
	return s, posts
}

type post struct {
	lane string
	body []byte
}

// In any order, with repeats, and with sweeps at any time in between: nothing is decided twice, nothing that has come to its end
// begins again, and in the end exactly that is open which the facts call for.
func TestInAnyOrderNoOccasionIsDecidedTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := anyYear(t)
		s, posts := captured(t, text)
		again := rapid.IntRange(0, len(posts)).Draw(t, "repeated")
		posts = rapid.Permutation(append(posts[:len(posts):len(posts)], posts[:again]...)).Draw(t, "arrival")
		world := stories.NewWorld(s.Year[len(s.Year)-1].At)
		ctx := context.Background()
		if err := stories.Open(ctx, world, s); err != nil {
			t.Fatal(err)
		}
		w, m := &watch{world: world, once: s.Shop.Once}, &mains{at: nothing}
		p := stories.NewPlayer(stories.Enter(world, w.walls(m)), s)
		for len(posts) > 0 {
			n := min(len(posts), rapid.IntRange(1, 12).Draw(t, "at once"))
			for _, d := range posts[:n] {
				if err := world.Queues[d.lane].Send(ctx, "", 0, d.body); err != nil {
					t.Fatal(err)
				}
			}
			posts = posts[n:]
			p.Turn(ctx, world.Time.Add(stories.Look*7))
		}
		if err := settle(ctx, p, m); err != nil {
			t.Fatal(err)
		}
		if wrong := append(w.wrong, unsettled(world)...); len(wrong) > 0 {
			t.Fatalf("%s\n%s", strings.Join(wrong, "\n"), text)
		}
	})
}

// A stale index names what has long been judged, and does not name yet what is due: nothing is done twice for it, and once
// it has caught up nothing is missing.
func TestAStaleIndexMisleadsNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := anyYear(t)
		s, err := stories.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		world := stories.NewWorld(s.Start())
		lagging := tabletest.NewLagging(world.Table, rapid.IntRange(1, 40).Draw(t, "writes behind"))
		w, m := &watch{world: world, once: s.Shop.Once}, &mains{at: nothing}
		walls := w.walls(m)
		outer := walls.Table
		walls.Table = func(table.Table) table.Table { return outer(lagging) }
		if err := stories.Open(ctx, world, s); err != nil {
			t.Fatal(err)
		}
		p := stories.NewPlayer(stories.Enter(world, walls), s)
		for i := range s.Year {
			_ = p.Happen(ctx, i) // no result of a task that is not open yet
		}
		if err := calm(ctx, p, m); err != nil {
			t.Fatal(err)
		}
		lagging.CatchUp()
		lagging.SetBehind(0)
		if err := settle(ctx, p, m); err != nil {
			t.Fatal(err)
		}
		if wrong := append(w.wrong, unsettled(world)...); len(wrong) > 0 {
			t.Fatalf("%s\n%s", strings.Join(wrong, "\n"), text)
		}
	})
}
