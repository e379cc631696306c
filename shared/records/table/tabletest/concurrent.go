package tabletest

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
)

// together runs f in n goroutines at once and waits for all.
func together(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

// tried runs a Write until it is judged, and says whether it was applied. Only a Busy
// conflict is tried again.
func (b *bench) tried(ops ...table.Op) bool {
	for {
		err := b.Write(b.Context(), ops...)
		c, conflict := err.(*table.Conflict)
		switch {
		case err == nil:
			return true
		case !conflict:
			b.Errorf("Write: %v", err)
			return false
		case !c.Busy:
			return false
		}
	}
}

// read is a strong read of one item that must stand.
func (b *bench) read(k table.Key) table.Item {
	got, err := b.Get(b.Context(), true, k)
	if it, ok := got[k]; ok && err == nil {
		return it
	}
	b.Errorf("Get of an item that stands: %d items, %v", len(got), err)
	return table.Item{}
}

// add changes the number in an item's body and returns the op for it.
func add(it table.Item, n int) table.Op {
	old, _ := strconv.Atoi(
		string(it.Body),
	) // an item read in vain counts as 0 and has failed the test already
	return put(table.Item{Key: it.Key, Body: []byte(strconv.Itoa(old + n))}, it.Version)
}

const (
	writers = 8
	rounds  = 10
)

var concurrentTests = map[string]func(*bench){
	"of many writers on one version exactly one wins": func(b *bench) {
		k := b.key("p", "s")
		for v := range uint64(rounds) {
			var won [writers]bool
			together(writers, func(i int) {
				won[i] = b.tried(put(table.Item{Key: k, Body: []byte(number(i))}, v))
			})
			winners := 0
			for i, w := range won {
				if w {
					winners++
					b.stands([]table.Item{{Key: k, Version: v + 1, Body: []byte(number(i))}}, k)
				}
			}
			if winners != 1 {
				b.Fatalf("version %d: %d winners", v, winners)
			}
		}
	},
	"no increment is lost": func(b *bench) {
		k := b.key("p", "s")
		b.create(table.Item{Key: k, Body: []byte("0")})
		together(writers, func(int) {
			for range rounds {
				for !b.tried(add(b.read(k), 1)) {
				}
			}
		})
		n := writers * rounds
		b.stands([]table.Item{{Key: k, Version: uint64(n + 1), Body: []byte(strconv.Itoa(n))}}, k)
	},
	"transfers between items in any order keep the sum": func(b *bench) {
		keys := []table.Key{b.key("a", "s"), b.key("b", "s"), b.key("c", "s")}
		for _, k := range keys {
			b.create(table.Item{Key: k, Body: []byte("100")})
		}
		together(writers, func(i int) {
			from := keys[i%3]
			to := keys[(i+1+i/3%2)%3]
			for range rounds {
				for !b.tried(add(b.read(from), -1), add(b.read(to), 1)) {
				}
			}
		})
		sum := 0
		version := uint64(0)
		for _, k := range keys {
			it := b.read(k)
			n, err := strconv.Atoi(string(it.Body))
			if err != nil {
				b.Fatal(err)
			}
			sum = sum + n
			version = version + it.Version
		}
		want := uint64(len(keys) + 2*writers*rounds)
		if sum != 300 || version != want {
			b.Errorf("sum %d and versions %d, want 300 and %d", sum, version, want)
		}
	},
	"writers of different items do not fail each other": func(b *bench) {
		var applied atomic.Int64
		together(writers, func(i int) {
			for v := range uint64(rounds) {
				if b.tried(put(table.Item{Key: b.key("p", number(i))}, v)) {
					applied.Add(1)
				}
			}
		})
		if n := applied.Load(); n != writers*rounds {
			b.Errorf("%d of %d writes applied", n, writers*rounds)
		}
	},
	"what nobody touches is read once while others write": func(b *bench) {
		still := b.rows("p", 30)
		done := make(chan struct{})
		go func() {
			defer close(done)
			together(writers, func(i int) {
				for v := range uint64(rounds) {
					b.tried(
						put(table.Item{Key: b.key("p", fmt.Sprintf("%04d.%d.%d", 3*i, i, v))}, 0),
					)
				}
			})
		}()
		for reading := true; reading; {
			select {
			case <-done:
				reading = false
			default:
			}
			b.onceEach(still, b.queryAll(table.Query{PK: b.pk("p"), Limit: 7}))
		}
		b.eventually("scan", func() string {
			got := b.scanned(2)
			for k := range got {
				if len(k.SK) > 4 {
					delete(got, k)
				}
			}
			return cmp.Diff(byKey(still), got, same)
		})
	},
}

// onceEach requires that an answer holds these items, each once, among others.
func (b *bench) onceEach(want, got []table.Item) {
	times := make(map[table.Key]int)
	for _, it := range got {
		times[it.Key]++
	}
	for _, it := range want {
		if times[it.Key] != 1 {
			b.Errorf("%v came %d times", it.Key, times[it.Key])
		}
	}
}
