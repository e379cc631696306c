package fault

import (
	"context"
	"fmt"
	"os"
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
	for i := range s.Year {
		if err := p.Happen(ctx, i); err != nil {
			return nil, err
		}
	}
	return w, settle(ctx, p)
}

// settle lets the queues run empty and sweeps until nothing is left to look after.
func settle(ctx context.Context, p *stories.Player) error {
	for range 4 {
		p.Turn(ctx, p.Time.Add(20*time.Minute))
		if err := p.Sweep.Start(ctx, p.Time); err != nil {
			p.Seen()
			err = p.Sweep.Start(ctx, p.Time)
			if err != nil {
				return err
			}
		}
		p.Pump(ctx)
	}
	if n := p.Waiting(); n > 0 {
		return fmt.Errorf("%d messages never leave the queues: %w", n, p.Failed())
	}
	return nil
}

// undisturbed is what comes of a story when nothing fails, and how many effects there were.
func undisturbed(t *testing.T, s *stories.Story) (records, int) {
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
	if len(r.Tasks) < 6 || len(r.Sent) < 4 || m.effect < 100 {
		t.Fatalf("a trace of %d tasks, %d errands and %d effects shows little", len(r.Tasks), len(r.Sent), m.effect)
	}
	return r, m.effect
}

func TestWhateverFailsOnceTheSameIsKnownAndDecidedInTheEnd(t *testing.T) {
	t.Parallel()
	checkEach(t, false)
}

func TestAProcessThatDiesAnywhereLosesNothingAndDoesNothingTwice(t *testing.T) {
	t.Parallel()
	checkEach(t, true)
}

// checkEach lets each effect of the trace go wrong in each way, with errands that may be sent again and with such that may not.
func checkEach(t *testing.T, crash bool) {
	for _, once := range []bool{false, true} {
		s := trace(t)
		s.Shop.Once = once
		want, effects := undisturbed(t, s)
		for at := range effects {
			for how := undone; how <= partly; how++ {
				m := &mains{at: at, how: how, crash: crash}
				w, err := play(s, m)
				where := fmt.Sprintf("effect %d, %s, %s (crash %v, at most once %v)", at, m.what, how, crash, once)
				if err != nil {
					t.Errorf("%s: %v", where, err)
					continue
				}
				compare(t, where, want, w, once)
				if t.Failed() {
					return
				}
			}
		}
		t.Logf("%d effects, each in %d ways", effects, ways)
	}
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
		got = uncertainly(want, got)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: in the end\n%s", where, diff)
	}
	if wrong := unsettled(w); len(wrong) > 0 {
		t.Errorf("%s: %s", where, strings.Join(wrong, "\n"))
	}
}
