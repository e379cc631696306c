package heard_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

var noon = crm.InstantOf(time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC))

func delivery(what, detail string, at crm.Instant) heard.Delivery {
	return heard.Delivery{Store: "acme", Source: "shop", What: what, Detail: detail, At: at}
}

func TestATallyCountsByDayOutcomeAndDetail(t *testing.T) {
	t.Parallel()
	tally := heard.Tally{By: "a"}
	tally.Note(delivery(heard.Taken, "orders/create", noon))
	tally.Note(delivery(heard.Unused, "app/uninstalled", noon.AddDays(1)))
	tally.Note(delivery(heard.Refused, "account", noon.AddDays(1)+1))
	tally.Note(delivery(heard.Unused, "app/uninstalled", noon.AddDays(1)))
	got := heard.SumDays(tally.Changed())["shop"]
	want := heard.Sum{Last: noon.AddDays(1), Counts: []heard.Count{
		{What: heard.Refused, Detail: "account", N: 1}, {What: heard.Taken, Detail: "orders/create", N: 1}, {What: heard.Unused, Detail: "app/uninstalled", N: 2},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if again := tally.Changed(); len(again) > 0 {
		t.Errorf("%+v changed without a delivery", again)
	}
	tally.Note(delivery(heard.Unused, "app/uninstalled", noon.AddDays(1)))
	if later := tally.Changed(); len(later) != 1 || later[0].Counts[1].N != 3 {
		t.Errorf("the counts of a day do not grow: %+v", later)
	}
}

func TestManyTopicsTakeLittleRoom(t *testing.T) {
	t.Parallel()
	tally := heard.Tally{}
	for n := range 5000 {
		tally.Note(delivery(heard.Unused, strconv.Itoa(n)+strings.Repeat("x", 2000), noon))
	}
	days := tally.Changed()
	if body, err := json.Marshal(days); err != nil || len(body) > 8<<10 {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	if n := heard.SumDays(days)["shop"].Total(heard.Unused); n != 5000 {
		t.Errorf("%d are counted", n)
	}
}

// What is kept twice, or late, changes nothing.
func TestJoiningDaysDoesNotMindOrderOrRepeats(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tally := heard.Tally{By: "a"}
		var states []heard.Day
		for range rapid.IntRange(1, 12).Draw(t, "deliveries") {
			what := rapid.SampledFrom([]string{heard.Taken, heard.Unused, heard.Refused}).Draw(t, "what")
			tally.Note(delivery(what, rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "detail"), noon+crm.Instant(rapid.IntRange(0, 9).Draw(t, "at"))))
			states = append(states, tally.Changed()...)
		}
		want := states[len(states)-1]
		mixed := append(rapid.Permutation(states).Draw(t, "order"), states[0])
		got := mixed[0]
		for _, state := range mixed[1:] {
			got = got.Join(state)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
