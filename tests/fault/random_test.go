package fault

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/tests/stories"
)

// anyYear draws the story of a small town: three customers with a rhythm of their own, and then whatever may happen to them. Some
// share a telephone.
func anyYear(t *rapid.T) string {
	var b strings.Builder
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	fmt.Fprintf(&b, "Anything.\n-- shop --\ntiers apex 1000.00 high 300.00 middle 100.00\nsweep 04:00 09:30 21:30\nbudget %s\ncost message %s\nholdout %s\ncap email %s\ncap call %s\n",
		pick("budget", "0.00", "10.00", "25.00", "1000.00"), pick("cost", "0.00", "0.05", "1.00"), pick("holdout", "0%", "20%"),
		pick("emails", "0 in 30", "1 in 40", "2 in 30"), pick("calls", "1 in 14", "1 in 60"))
	if rapid.Bool().Draw(t, "once") {
		b.WriteString("once\n")
	}
	b.WriteString("-- year --\n")
	day := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
	people := []string{"ann", "bob", "cleo"}
	for _, who := range people {
		fmt.Fprintf(&b, "2026-01-10 06:00 customer %[1]s/%[1]s@example.com name=%[1]s phone=+49%[2]d zone=%[3]s\n2026-01-10 07:00 consent %[1]s given %[4]s\n2026-01-10 08:00 history %[5]d every %[6]d %[1]s by %[1]s %[7]s\n",
			who, rapid.IntRange(1e9, 1e9+3).Draw(t, "phone"), pick("zone", "Europe/Berlin", "Asia/Tokyo", "America/Lima"), pick("agrees", "email", "call", "email call", "sms"),
			rapid.IntRange(1, 7).Draw(t, "orders"), rapid.IntRange(1, 9).Draw(t, "rhythm"), pick("amount", "3.00", "60.00", "600.00"))
	}
	for i := range rapid.IntRange(1, 40).Draw(t, "happenings") {
		day = day.AddDate(0, 0, rapid.IntRange(0, 6).Draw(t, "days"))
		fmt.Fprintf(&b, "%s %02d:%02d %s\n", day.Format(time.DateOnly), rapid.IntRange(0, 23).Draw(t, "hour"), i, anything(t, pick("who", people...), i))
	}
	fmt.Fprintf(&b, "%s end\n", day.AddDate(0, 0, 3).Format(time.DateOnly))
	return b.String()
}

// anything is one more happening in somebody's life, the i-th.
func anything(t *rapid.T, who string, i int) string {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	number := rapid.IntRange(1, 3).Draw(t, "number")
	switch pick("what", "order", "order", "guest", "cancel", "refund", "again", "ticket", "ticket", "solve", "rate", "consent", "consent", "zone", "merge", "erase", "result", "result", "result", "sweep", "ahead", "history", "census") {
	case "order":
		return fmt.Sprintf("order X%d by %s %s", i, who, pick("amount", "5.00", "70.00", "700.00"))
	case "guest":
		return fmt.Sprintf("order X%[1]d by %[2]s@example.com 50.00", i, who)
	case "cancel":
		return fmt.Sprintf("cancel %s%d", who, number)
	case "refund":
		return fmt.Sprintf("refund %s%d 1.00", who, number)
	case "again":
		return fmt.Sprintf("again %s%d", who, number)
	case "ticket":
		return fmt.Sprintf("ticket T%d by desk:R%s%s complaint %s", number, who, pick("address", "", "/"+who+"@example.com"), pick("priority", "urgent", "low"))
	case "solve":
		return fmt.Sprintf("solve T%d", number)
	case "rate":
		return fmt.Sprintf("rate T%d %s", number, pick("score", "1", "5"))
	case "consent":
		return fmt.Sprintf("consent %s %s %s", who, pick("word", "given", "refused"), pick("channel", "email", "call", "sms"))
	case "zone":
		return fmt.Sprintf("customer %s zone=%s", who, pick("zone", "Europe/Berlin", "Asia/Tokyo"))
	case "merge":
		return fmt.Sprintf("merge %s into %s", pick("gone", "ann", "bob"), pick("kept", "cleo", "dora"))
	case "erase":
		return fmt.Sprintf("erase %[1]s/%[1]s@example.com %[1]s1", pick("erased", who, "nobody", "nobody"))
	case "ahead":
		return fmt.Sprintf("ahead %d ticket T%d by desk:R%s complaint urgent", rapid.IntRange(1, 600).Draw(t, "minutes"), number, who)
	case "history":
		return fmt.Sprintf("history %d every %d Y%d by %s 20.00", rapid.IntRange(20, 40).Draw(t, "length"), number, i, who)
	case "census":
		return "census"
	case "result":
		return fmt.Sprintf("result %s %s", who, pick("result", "reached", "no_answer", "call_back", "promise", "escalate", "unpaid_risk"))
	}
	return "sweep"
}

// live plays a drawn story behind a watch, with effects failing as a plan says, and lets it settle.
func live(text string, plan func(int) way) (*stories.Player, *watch, error) {
	ctx := context.Background()
	s, err := stories.Parse([]byte(text))
	if err != nil {
		return nil, nil, err
	}
	world, err := world(s)
	if err != nil {
		return nil, nil, err
	}
	w, m := &watch{world: world, once: s.Shop.Once}, &mains{at: nothing, plan: plan}
	p := stories.NewPlayer(stories.Enter(world, w.walls(m)), s)
	for i := range s.Year {
		// Nobody reports a result where no task is open; an unknown order or ticket cannot change.
		if err := p.Happen(ctx, i); err != nil && !errors.Is(err, stories.ErrWhichTask) && !errors.Is(err, stories.ErrUnknown) {
			return p, w, err
		}
	}
	if strings.Contains(text, " census\n") {
		err = calm(ctx, p, m)
	}
	return p, w, errors.Join(err, settle(ctx, p, m))
}

// calm takes censuses, with nothing failing any more, until their rules no longer change: what new rules mean for those who are
// not due is seen by the next census.
func calm(ctx context.Context, p *stories.Player, m *mains) error {
	m.plan = nil
	for range 3 {
		if err := p.Census.Start(ctx, p.Time); err != nil {
			return err
		}
		p.Turn(ctx, p.Time.Add(time.Hour))
	}
	return nil
}

func check(t *rapid.T, text string, plan func(int) way) *stories.Player {
	p, w, err := live(text, plan)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	wrong := append(w.wrong, unsettled(p.World)...)
	if len(wrong) > 0 {
		t.Fatalf("%s\n%s", strings.Join(wrong, "\n"), text)
	}
	return p
}

func TestNobodyIsContactedAgainstAPromiseWhateverHappens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { check(t, anyYear(t), nil) })
}

func TestNobodyIsContactedAgainstAPromiseWhateverFails(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed, often := rapid.Uint64().Draw(t, "seed"), rapid.IntRange(3, 30).Draw(t, "one effect fails in so many")
		r := rand.New(rand.NewPCG(seed, 1))
		check(t, anyYear(t), func(int) way {
			if r.IntN(often) == 0 {
				return undone + way(r.IntN(3))
			}
			return well
		})
	})
}

func TestASecondSweepAtTheSameInstantDoesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := check(t, anyYear(t), nil)
		ctx, before := context.Background(), digest(p.World)
		if err := p.Sweep.Start(ctx, p.Time); err != nil {
			t.Fatal(err)
		}
		p.Pump(ctx)
		if diff := cmp.Diff(before, digest(p.World)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// digest is every item of a world as it stands.
func digest(w *stories.World) map[string]string {
	all := map[string]string{}
	for it := range stories.Items(context.Background(), w.Table) {
		all[it.PK+" "+it.SK] = fmt.Sprint(it.Version, it.Due, it.List, string(it.Body))
	}
	return all
}
