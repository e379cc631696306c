package queuetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/queue"
)

// numbered is bodies 000, 001, ...
func numbered(n int) []string {
	bodies := make([]string, n)
	for i := range bodies {
		bodies[i] = fmt.Sprintf("%03d", i)
	}
	return bodies
}

var deliverTests = map[string]func(*bench){
	"what is sent is received, in batches of any size": func(b *bench) {
		b.receives()
		b.send(0, numbered(25)...)
		b.receives(numbered(25)...)
		b.receives()
	},
	"a receive takes no more than it asks for": func(b *bench) {
		b.send(0, numbered(5)...)
		ms, err := b.Receive(b.Context(), 2, hidden)
		if err != nil || len(ms) != 2 {
			b.Fatalf("Receive of two: %d messages, %v", len(ms), err)
		}
		if rest := b.receive(hidden); len(rest) != 3 {
			b.Errorf("%d messages are left of three", len(rest))
		}
	},
	"a receive takes each message once, even if it hides none": func(b *bench) {
		b.send(0, numbered(3)...)
		ms, err := b.Receive(b.Context(), queue.MaxReceive, 0)
		if err != nil || len(ms) > 3 {
			b.Errorf("Receive of three: %d messages, %v", len(ms), err)
		}
	},
	"the same body twice is two messages": func(b *bench) {
		b.send(0, "same", "same")
		ms := b.receives("same", "same")
		if ms[0].ID == ms[1].ID || ms[0].Receipt == ms[1].Receipt {
			b.Errorf("two messages share a name: %+v", ms)
		}
	},
	"a body comes back byte for byte": func(b *bench) {
		body := "{\"v\":1,\t\"text\":\"\u5ba2\u6237 \U0001F600\"}\r\n" + strings.Repeat("x", 4<<10)
		b.send(0, body)
		b.receives(body)
	},
	"the largest body is taken": func(b *bench) {
		b.send(0, strings.Repeat("x", queue.MaxBody))
		ms := b.receive(hidden)
		if len(ms) == 0 { // twice, if its sending took so long that it was sent again
			b.Fatalf("it did not come back")
		}
		for _, m := range ms {
			if len(m.Body) != queue.MaxBody {
				b.Errorf("body of %d bytes came back", len(m.Body))
			}
		}
	},
	"a received message is hidden, then comes again with its receives counted": func(b *bench) {
		b.send(0, "m")
		first := b.receiveOne()
		b.receives()
		b.turn(hidden - b.soon())
		b.receives()
		b.turn(2 * b.soon())
		second := b.receiveOne()
		if first.ID != second.ID || first.Receipt == second.Receipt {
			b.Errorf("deliveries %+v and %+v: want one ID, two receipts", first, second)
		}
		if d := cmp.Diff([]int{1, 2}, []int{first.Receives, second.Receives}); d != "" {
			b.Errorf("receives (-want +got):\n%s", d)
		}
	},
	"a delayed message is not there before": func(b *bench) {
		b.send(queue.MaxDelay, "late")
		b.send(time.Minute, "soon")
		b.send(0, "now")
		b.settle(done(b.receives("now")[0]))
		b.turn(time.Minute - b.soon())
		b.receives()
		b.turn(2 * b.soon())
		b.settle(done(b.receives("soon")[0]))
		b.turn(queue.MaxDelay - 2*time.Minute)
		b.receives()
		b.turn(time.Minute)
		b.receives("late")
	},
	"messages wait for years": func(b *bench) {
		b.send(0, "m")
		b.turn(3 * 365 * 24 * time.Hour)
		b.receives("m")
	},
	"bytes belong to who holds them": func(b *bench) {
		text := "original" + strings.Repeat(
			"x",
			8<<10,
		) // large enough not to be copied for some other reason
		body := []byte(text)
		if err := b.Send(b.Context(), "", 0, body); err != nil {
			b.Fatal(err)
		}
		copy(body, "CHANGED!")
		copy(b.receives(text)[0].Body, "CHANGED!")
		b.turn(hidden + time.Second)
		b.receives(text)
	},
	"nothing is done for a caller who has gone": func(b *bench) {
		b.send(0, "m")
		ctx, cancel := context.WithCancel(b.Context())
		cancel()
		if err := b.Send(ctx, "", 0, []byte("never")); err == nil {
			b.Errorf("Send with a context that has ended succeeded")
		}
		if ms, err := b.Receive(ctx, 1, hidden); err == nil {
			b.Errorf("Receive with a context that has ended gave %d messages", len(ms))
		}
		m := b.receives("m")[0]
		if err := b.Settle(ctx, done(m)); err == nil {
			b.Errorf("Settle with a context that has ended succeeded")
		}
		b.turn(hidden + time.Second)
		b.receives("m")
	},
}

var settleTests = map[string]func(*bench){
	"a settled message does not come again": func(b *bench) {
		b.send(0, numbered(12)...)
		var rs []queue.Result
		for _, m := range b.receives(numbered(12)...)[:11] {
			rs = append(rs, done(m))
		}
		b.settle(rs...)
		b.settle()
		b.turn(hidden + time.Second)
		b.receives("011")
	},
	"a message comes again after the delay it was given": func(b *bench) {
		b.send(0, "at once", "in a minute", "never")
		ms := b.receives("at once", "in a minute", "never")
		b.settle(again(ms[0], 0), again(ms[1], time.Minute), done(ms[2]))
		b.settle(done(b.receives("at once")[0]))
		b.turn(hidden + time.Second)
		b.receives()
		b.turn(hidden)
		if m := b.receiveOne(); string(m.Body) != "in a minute" || m.Receives != 2 {
			b.Errorf("%q came as delivery %d, want \"in a minute\" as 2", m.Body, m.Receives)
		}
	},
	"a stale receipt is ignored": func(b *bench) {
		b.send(0, "m")
		stale := b.receiveOne()
		b.turn(hidden + time.Second)
		fresh := b.receiveOne()
		b.settle(done(stale))
		b.settle(again(stale, 0))
		b.receives()
		b.turn(hidden + time.Second)
		newest := b.receiveOne()
		if newest.ID != fresh.ID {
			b.Errorf("message %q came, want %q", newest.ID, fresh.ID)
		}
		b.settle(done(stale), done(fresh), done(newest))
		b.turn(hidden + time.Second)
		b.receives()
	},
	"the newest receipt counts even after its time": func(b *bench) {
		b.send(0, "m")
		m := b.receiveOne()
		b.turn(hidden + time.Second)
		b.settle(done(m))
		b.receives()
	},
	"settling twice changes nothing": func(b *bench) {
		b.send(0, "m", "n")
		ms := b.receives("m", "n")
		b.settle(done(ms[0]), done(ms[0]))
		b.settle(done(ms[0]))
		b.settle(again(ms[0], 0))
		b.turn(hidden + time.Second)
		b.receives("n")
	},
	"a receipt of nothing is ignored": func(b *bench) {
		b.send(0, "m")
		m := b.receiveOne()
		for _, receipt := range []string{"", "x", "1.2.3", "..", m.Receipt + "0"} {
			b.settle(done(queue.Message{ID: m.ID, Receipt: receipt}))
		}
		b.turn(hidden + time.Second)
		b.receives("m")
	},
}

var deadTests = map[string]func(*bench){
	"a message received too often comes no more, until it is redriven": func(b *bench) {
		b.send(0, "poison", "sound")
		ms := b.receives("poison", "sound")
		b.settle(done(ms[1]))
		id := ms[0].ID
		for n := 1; n <= maxReceives; n++ {
			if n > 1 {
				ms = b.receives("poison")
			}
			if ms[0].Receives != n || ms[0].ID != id {
				b.Errorf("delivery %d came as %+v", n, ms[0])
			}
			b.settle(again(ms[0], 0))
		}
		b.receives()
		b.turn(time.Hour)
		b.receives()
		b.redrives(1)
		if m := b.receiveOne(); string(m.Body) != "poison" || m.Receives != 1 {
			b.Errorf("%q came as delivery %d, want \"poison\" as 1", m.Body, m.Receives)
		}
	},
	"a message whose receivers die dies too": func(b *bench) {
		b.send(0, "m")
		for range maxReceives {
			b.receives("m")
			b.turn(hidden + time.Second)
		}
		b.receives()
		b.redrives(1)
		b.receives("m")
	},
	"the last receive may still settle": func(b *bench) {
		b.send(0, "m")
		var last queue.Message
		for range maxReceives {
			last = b.receiveOne()
			b.turn(hidden + time.Second)
		}
		b.settle(done(last))
		b.receives()
		b.redrives(0)
		b.receives()
	},
	"dead messages do not stand before sound ones": func(b *bench) {
		b.send(0, numbered(30)...)
		for range maxReceives {
			b.receives(numbered(30)...)
			b.turn(hidden + time.Second)
		}
		b.send(0, "sound")
		b.settle(done(b.receives("sound")[0])) // a redrive may take longer than it would be hidden
		b.redrives(30)
		b.receives(numbered(30)...)
	},
	"a redriven message may die again": func(b *bench) {
		b.send(0, "m")
		for range 2 {
			for range maxReceives {
				b.receives("m")
				b.turn(hidden + time.Second)
			}
			b.receives()
			b.redrives(1)
		}
		b.settle(done(b.receiveOne()))
		b.turn(hidden + time.Second)
		b.receives()
		b.redrives(0)
	},
	"a redrive comes at the rate it is given": func(b *bench) {
		if b.slow {
			return
		}
		b.send(0, numbered(10)...)
		for range maxReceives {
			b.receives(numbered(10)...)
			b.turn(hidden + time.Second)
		}
		b.receives()
		n, err := b.Redrive(b.Context(), 2)
		if n != 10 || err != nil {
			b.Fatalf("Redrive: %d, %v, want 10", n, err)
		}
		seen := 0
		for range 5 {
			got := len(b.receive(time.Hour))
			if got > 2 {
				b.Errorf("%d messages came within a second", got)
			}
			seen += got
			b.turn(time.Second)
		}
		if seen += len(b.receive(time.Hour)); seen != 10 {
			b.Errorf("%d messages came within five seconds, want 10", seen)
		}
	},
}

// redrives requires that so many dead letters go back.
func (b *bench) redrives(want int) {
	b.Helper()
	if n, err := b.Redrive(b.Context(), 0); n != want || err != nil {
		b.Fatalf("Redrive: %d, %v, want %d", n, err, want)
	}
}

// invalid requires that an error wraps ErrInvalid.
func (b *bench) invalid(what string, err error) {
	b.Helper()
	if !errors.Is(err, queue.ErrInvalid) {
		b.Errorf("%s: %v, want ErrInvalid", what, err)
	}
}

var invalidTests = map[string]func(*bench){
	"a body is text within its limit": func(b *bench) {
		for what, body := range map[string]string{
			"empty":     "",
			"too large": strings.Repeat("x", queue.MaxBody+1),
			"not UTF-8": "\xff",
			"control":   "a\x00b",
		} {
			b.invalid(what, b.Send(b.Context(), "", 0, []byte("good"), []byte(body)))
		}
	},
	"a delay is at most fifteen minutes": func(b *bench) {
		b.invalid("negative", b.Send(b.Context(), "", -1, []byte("m")))
		b.invalid("too long", b.Send(b.Context(), "", queue.MaxDelay+time.Second, []byte("m")))
	},
	"a receive asks for one to ten, for a time": func(b *bench) {
		for _, r := range []struct {
			max     int
			visible time.Duration
		}{{0, hidden}, {queue.MaxReceive + 1, hidden}, {-1, hidden}, {1, -time.Second}} {
			_, err := b.Receive(b.Context(), r.max, r.visible)
			b.invalid("receive", err)
		}
	},
	"a message does not come back before now": func(b *bench) {
		b.send(0, "m")
		b.invalid("settle", b.Settle(b.Context(), again(b.receiveOne(), -time.Second)))
	},
}
