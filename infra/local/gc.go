package local

import (
	"os"
	"runtime/debug"
)

// The garbage collector's pace for a process with a live heap of a few MB that makes garbage
// with every webhook: letting the heap grow fivefold before collecting, while
// there is room below the limit, halves its share of the processor.
const (
	gcPercent   = 400
	memoryLimit = 80 << 20 // bytes; the collector works harder as the process comes near
)

// TuneGC sets that pace for the whole process, unless its environment sets one (GOGC,
// GOMEMLIMIT). It is for main functions.
func TuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
