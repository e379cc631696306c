//go:build emulator

package runtime

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/shared/steps/ingest"
)

// The limit on reading parameters is one for the whole account, 40 a second. Whoever could make us read one with each request could
// keep every genuine webhook out.
func TestFiveHundredRequestsForMadeUpStoresReadTheSecretsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	var read atomic.Int32
	var refusing atomic.Bool
	h.wire.set(func(w *wire) {
		w.busy = func(what string) bool {
			if what == "GetParametersByPath" {
				read.Add(1)
				return refusing.Load()
			}
			return false
		}
	})
	genuine := order(1, 7, "10.00", time.Now().Add(-time.Hour))
	answers := map[int]int{}
	begun := time.Now()
	for i := range 500 {
		d := genuine
		d.store = fmt.Sprint("made-up-", i)
		if i%2 == 0 { // or a source that a store of ours does not have
			d.store, d.source = store, fmt.Sprint("made-up-", i)
		}
		answers[h.post(d.gateway(false))]++
	}
	most := 1 + int32(time.Since(begun)/ingest.Renew) // on a very slow machine
	if answers[401] != 500 || read.Load() > most {
		t.Errorf("answered %v, and read the secrets %d times", answers, read.Load())
	}
	refusing.Store(true) // as if somebody else had used the limit up
	if status := h.post(genuine.gateway(false)); status != 200 {
		t.Errorf("a genuine order is answered %d", status)
	}
}
