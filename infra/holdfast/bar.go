package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"holdfast/shared/words/phrase"
)

// bar is a progress bar with rate and time left, drawn on a terminal only.
type bar struct {
	s       *session
	what    string
	unit    string // "deliveries"; the rate is said in it. "" = no rate
	total   int64
	started time.Time

	mu     sync.Mutex
	done   int64
	base   int64 // what was done before it started
	count  int64 // things, where done counts something else (bytes)
	drawn  time.Time
	active bool
}

const (
	barEvery = 100 * time.Millisecond
	barAfter = 400 * time.Millisecond // what ends sooner needs no bar
	barWidth = 28
)

func (s *session) bar(what, unit string, total, done int64) *bar {
	return &bar{
		s:       s,
		what:    what,
		unit:    unit,
		total:   total,
		started: time.Now(),
		done:    done,
		base:    done,
	}
}

// add moves the bar, by its own measure and by things done.
func (b *bar) add(done, count int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += done
	b.count += count
	if !b.s.bars || time.Since(b.drawn) < barEvery || time.Since(b.started) < barAfter {
		return
	}
	b.drawn = time.Now()
	b.active = true
	_, _ = fmt.Fprint(b.s.errw, "\r"+b.line(time.Since(b.started))+"\x1b[K")
}

// to moves the bar to where so much is done.
func (b *bar) to(done int64) {
	b.mu.Lock()
	more := done - b.done
	b.mu.Unlock()
	b.add(more, 0)
}

// end takes the bar away.
func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.active {
		_, _ = fmt.Fprint(b.s.errw, "\r\x1b[K")
		b.active = false
	}
}

func perSecond(n int64, took time.Duration) int64 {
	return int64(float64(n) / max(took.Seconds(), 0.001))
}

// line is the bar as it stands after some time.
func (b *bar) line(took time.Duration) string {
	share := 0.0
	if b.total > 0 {
		share = min(1, float64(b.done)/float64(b.total))
	}
	full := int(share * barWidth)
	text := fmt.Sprintf(
		"  %s  %s%s  %3.0f %%",
		b.what,
		strings.Repeat("█", full),
		strings.Repeat("░", barWidth-full),
		share*100,
	)
	if b.unit != "" {
		text += fmt.Sprintf("  %s %s/s", phrase.Number(perSecond(b.count, took)), b.unit)
	}
	if now := b.done - b.base; now > 0 && share < 1 {
		left := time.Duration(float64(took) * float64(b.total-b.done) / float64(now))
		text += fmt.Sprintf("  %s left", left.Round(time.Second))
	}
	return text
}
