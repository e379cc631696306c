package local

import (
	"os"
	"runtime/debug"
	"sync"
)

// The garbage collector's pace for a process with a live heap of a few MB that makes garbage
// with every webhook: letting the heap grow fivefold before collecting, while
// there is room below the limit, halves its share of the processor. The collector works
// harder as the process comes near the limit.
const (
	gcPercent    = 400
	servingLimit = 80 << 20 // bytes, of a process that only serves
)

// Room is how many bytes a process may use while it does something large. Below the limit of
// a process that serves, an import would spend most of its time collecting garbage.
type Room int64

// Rooms of commands.
const (
	CommandRoom Room = 512 << 20 // of a command in a process of its own
	ImportRoom  Room = 256 << 20 // of an import within a process that serves
)

// TuneGC sets the pace of serving for the whole process, unless its environment sets one
// (GOGC, GOMEMLIMIT). It is for main functions.
func TuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	rooms.setLimit()
}

// TakeRoom lets the process use so much memory until give is called. Several may take room
// at once; the largest counts.
func TakeRoom(room Room) (give func()) {
	rooms.add(room, 1)
	return sync.OnceFunc(func() { rooms.add(room, -1) })
}

// takenRooms counts the rooms that are taken now, by their size.
type takenRooms struct {
	mu    sync.Mutex
	taken map[Room]int
}

var rooms takenRooms

func (t *takenRooms) add(room Room, n int) {
	t.mu.Lock()
	if t.taken == nil {
		t.taken = map[Room]int{}
	}
	t.taken[room] += n
	t.mu.Unlock()
	t.setLimit()
}

// setLimit sets the limit of the process to the largest room that is taken.
func (t *takenRooms) setLimit() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	limit := Room(servingLimit)
	for room, n := range t.taken {
		if n > 0 {
			limit = max(limit, room)
		}
	}
	debug.SetMemoryLimit(int64(limit))
}
