package fault

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/tests/stories"
)

// trace is the story that everything is tried on.
func trace(t testing.TB) *stories.Story {
	t.Helper()
	text, err := os.ReadFile("testdata/trace.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, err := stories.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// world is a new one with a story's shop in it.
func world(s *stories.Story) (*stories.World, error) {
	w := stories.NewWorld(s.Start())
	return w, stories.Open(context.Background(), w, s)
}

// play plays a whole story behind walls and then lets what is left settle: some hours with a sweep in each.
func play(s *stories.Story, m *mains) (*stories.World, error) {
	return playWith(s, m, func(*stories.Player) {})
}

// playWith is play with a player that is told first how to.
func playWith(s *stories.Story, m *mains, tell func(*stories.Player)) (*stories.World, error) {
	ctx := context.Background()
	w, err := world(s)
	if err != nil {
		return nil, err
	}
	p := stories.NewPlayer(stories.Enter(w, m.walls()), s)
	p.Seen = func() {
		if m.off() {
			m.on()
			p.Restart()
		}
	}
	tell(p)
	for i := range s.Year {
		if err := p.Happen(ctx, i); err != nil {
			return nil, err
		}
	}
	return w, settle(ctx, p, m)
}

// settle lets the queues run empty and sweeps until nothing is left to look after; from then on nothing fails, and a last sweep
// brings everything up to the instant at which it ends.
func settle(ctx context.Context, p *stories.Player, m *mains) error {
	for range 4 {
		p.Turn(ctx, p.Time.Add(20*time.Minute))
		if err := p.Sweep.Start(ctx, p.Time); err != nil {
			p.Seen()
		}
		p.Pump(ctx)
	}
	m.plan, m.at = nil, nothing
	p.Turn(ctx, p.Time.Add(20*time.Minute))
	if err := p.Sweep.Start(ctx, p.Time); err != nil {
		return err
	}
	p.Pump(ctx)
	if n := p.Waiting(); n > 0 {
		return fmt.Errorf("%d messages never leave the queues: %w", n, p.Failed())
	}
	return nil
}

// undisturbed is what comes of a story when nothing fails, and what effects there were.
func undisturbed(t *testing.T, s *stories.Story) (records, []string) {
	t.Helper()
	m := &mains{at: nothing}
	w, err := play(s, m)
	if err != nil {
		t.Fatal(err)
	}
	if wrong := unsettled(w); len(wrong) > 0 {
		t.Fatalf("even undisturbed:\n%s", strings.Join(wrong, "\n"))
	}
	r := recordsOf(w)
	if len(r.Tasks) < 6 || len(r.Sent) < 4 || len(m.effects) < 100 {
		t.Fatalf("a trace of %d tasks, %d errands and %d effects shows little", len(r.Tasks), len(r.Sent), len(m.effects))
	}
	return r, m.effects
}

func TestWhateverFailsOnceTheSameIsKnownAndDecidedInTheEnd(t *testing.T) {
	t.Parallel()
	checkEach(t, &mains{}, every, undone, done, partly)
}

// To die right after one effect is to die right before the next: one of the two is enough.
func TestAProcessThatDiesAnywhereLosesNothingAndDecidesNothingTwice(t *testing.T) {
	t.Parallel()
	checkEach(t, &mains{crash: true}, every, done)
}

// Who gets an errand of ours twice under one id does it once. An e-mail knows no such id, so it goes out at most once.
func TestWhatMustNotGoOutTwiceGoesOutAtMostOnce(t *testing.T) {
	t.Parallel()
	checkEach(t, &mains{once: true}, around("errand"), undone, done, partly)
	checkEach(t, &mains{once: true, crash: true}, around("errand"), done)
}

// every effect, or in short runs one of seven.
func every(_ []string, i int) bool { return !testing.Short() || i%7 == 0 }

// around chooses the effects of a kind, the one before and the two after each; in short runs one of three of them.
func around(kind string) func([]string, int) bool {
	return func(effects []string, i int) bool {
		isTried := !testing.Short() || i%3 == 0
		return isTried && slices.Contains(effects[max(0, i-2):min(len(effects), i+2)], kind)
	}
}

// checkEach plays the trace once for each chosen effect and each way in which it may go wrong.
func checkEach(t *testing.T, as *mains, chosen func(effects []string, i int) bool, hows ...way) {
	t.Helper()
	s := trace(t)
	s.Shop.Once = as.once
	want, effects := undisturbed(t, s)
	n := 0
	for at := range effects {
		for _, how := range hows {
			if !chosen(effects, at) || how == partly && !strings.HasPrefix(effects[at], "send") && effects[at] != "errand" {
				continue // nothing else can be applied in part
			}
			n++
			m := &mains{at: at, how: how, crash: as.crash}
			w, err := play(s, m)
			where := fmt.Sprintf("effect %d, %s, %s", at, m.what, how)
			if err != nil {
				t.Fatalf("%s: %v", where, err)
			}
			if compare(t, where, want, w, as.once); t.Failed() {
				return
			}
		}
	}
	if n < 3 {
		t.Errorf("only %d of %d effects were tried", n, len(effects))
	}
	t.Logf("%d plays of %d effects", n, len(effects))
}

func compare(t *testing.T, where string, want records, w *stories.World, once bool) {
	t.Helper()
	got := recordsOf(w)
	for id, n := range got.Sent {
		if n > 1 && once {
			t.Errorf("%s: %s went out %d times", where, got.Tasks[id], n)
		}
		if !once {
			got.Sent[id] = 1 // the same id: whoever gets it twice does it once
		}
	}
	if once {
		var fine bool
		if got, fine = forgive(want, got); !fine {
			t.Errorf("%s: one fault, and more than one task waits for a person", where)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: in the end\n%s", where, diff)
	}
	if wrong := unsettled(w); len(wrong) > 0 {
		t.Errorf("%s: %s", where, strings.Join(wrong, "\n"))
	}
}
