package local_test

import (
	"runtime/debug"
	"testing"

	"holdfast/infra/local"
)

// The limit is the process's, so this test runs alone.
func TestTheLargestRoomThatIsTakenIsTheLimit(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "")
	before := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(before)
	limit := func() local.Room { return local.Room(debug.SetMemoryLimit(-1)) }

	local.TuneGC()
	serving := limit()
	giveImport := local.TakeRoom(local.ImportRoom)
	giveCommand := local.TakeRoom(local.CommandRoom)
	got := []local.Room{limit()}
	giveCommand()
	giveCommand() // twice is once
	got = append(got, limit())
	giveImport()
	got = append(got, limit())
	want := []local.Room{local.CommandRoom, local.ImportRoom, serving}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("limits %v, want %v", got, want)
			break
		}
	}
}
