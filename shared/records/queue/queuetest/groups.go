package queuetest

import (
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/queue"
)

// groupTests are of queues that hold messages of several stores.
var groupTests = map[string]func(*bench){
	"messages of all groups are received, and those of none": func(b *bench) {
		b.sendFor("elm", 0, "a", "d")
		b.sendFor("linden", 0, "b")
		b.send(0, "c")
		for _, m := range b.receives("a", "b", "c", "d") {
			b.settle(done(m))
		}
		b.turn(hidden + time.Second)
		b.receives()
	},
	"a group that floods the queue does not hold up another": func(b *bench) {
		if b.unfair {
			return
		}
		b.sendFor("elm", 0, numbered(100)...)
		b.sendFor("linden", 0, "one", "two")
		b.sendFor("oak", 0, "three")
		var got []string
		for range 2 {
			got = append(got, b.receiveSome(4)...)
		}
		want := []string{"000", "001", "002", "003", "004", "one", "three", "two"}
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			b.Errorf("the first eight messages (-want +got):\n%s", d)
		}
	},
	"a group that is served each time does not hold up the one before it": func(b *bench) {
		if b.unfair {
			return
		}
		b.sendFor("oak", 0, numbered(10)...)
		b.sendFor("elm", 0, "a", "b")
		got := ""
		for range 4 {
			got += strings.Join(b.receiveSome(1), "") + " "
		}
		if got != "a 000 b 001 " && got != "000 a 001 b " {
			b.Errorf("one at a time came %s", got)
		}
	},
	"a message keeps its group when it comes back": func(b *bench) {
		if b.unfair {
			return
		}
		b.sendFor("elm", 0, "slow")
		b.settle(again(b.receiveOne(), time.Second))
		b.sendFor("oak", 0, numbered(20)...)
		b.turn(2 * time.Second)
		if got := b.receiveSome(2); !slices.Contains(got, "slow") {
			b.Errorf("the first two are %v, want one of each group", got)
		}
	},
	"a dead letter keeps its group": func(b *bench) {
		if b.unfair {
			return
		}
		b.sendFor("elm", 0, "dies")
		for range maxReceives {
			b.receives("dies")
			b.turn(hidden + time.Second)
		}
		b.receives()
		b.sendFor("oak", 0, numbered(20)...)
		b.redrives(1)
		if got := b.receiveSome(2); !slices.Contains(got, "dies") {
			b.Errorf("the first two are %v, want one of each group", got)
		}
	},
}

// receiveSome takes up to so many messages and returns their bodies.
func (b *bench) receiveSome(max int) []string {
	b.Helper()
	ms, err := b.Receive(b.Context(), min(max, queue.MaxReceive), hidden)
	if err != nil {
		b.Fatalf("Receive: %v", err)
	}
	bodies := make([]string, len(ms))
	for i, m := range ms {
		bodies[i] = string(m.Body)
	}
	return bodies
}
