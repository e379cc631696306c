//go:build linux

package endure

import (
	"os"
	"slices"
	"testing"

	"holdfast/tests/steadfast/process"
)

func TestMain(m *testing.M) {
	process.RunIfAsked()
	os.Exit(m.Run())
}

func TestAProcessThatIsTroubledKnowsWhatAnUndisturbedOneKnows(t *testing.T) {
	t.Parallel()
	binary, err := process.Own()
	if err != nil {
		t.Fatal(err)
	}
	plan := Plan{
		Deliveries: 600,
		Repeats:    30,
		Customers:  100,
		Kills:      4,
		Fills:      1,
		Turns:      2,
		Restores:   1,
		Seed:       3,
	}
	report, err := Run(t.Context(), binary, t.TempDir(), plan, func(format string, args ...any) { t.Logf(format, args...) })
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	if report.SaidFull != 1 || report.Done["kill"] != 4 || report.Endured.Tickets != 12 || report.Tasks.Occasions != 12 {
		t.Errorf("%+v", report)
	}
}

func TestABackupComesBeforeEachRestore(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		p := Plan{Kills: 5, Restores: 3, Turns: 2, Seed: seed}
		all := p.disturbances()
		all = slices.DeleteFunc(all, func(d disturbance) bool { return d != backup && d != restore })
		if want := []disturbance{backup, restore, backup, restore, backup, restore}; !slices.Equal(all, want) {
			t.Errorf("%v", all)
		}
	}
}
