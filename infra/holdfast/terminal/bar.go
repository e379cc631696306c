package terminal

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"holdfast/shared/words/phrase"
)

// Bar is a progress bar with a rate and the time left. It is drawn only on a terminal, and
// only for what takes long. It is safe for use by several goroutines.
type Bar struct {
	terminal *Terminal
	title    string
	unit     string // in which the rate is said, "deliveries"; "" = no rate
	total    int64
	started  time.Time

	mu    sync.Mutex
	done  int64 // of total
	count int64 // units done; total may be counted in something else, such as bytes
	drawn time.Time
	shown bool
}

const (
	barEvery = 100 * time.Millisecond // between two drawings
	barAfter = 400 * time.Millisecond // what ends sooner needs no bar
	barWidth = 28                     // characters
)

// NewBar returns a bar that is full when total is done. The rate is said in units, unless
// the unit is "".
func (t *Terminal) NewBar(title, unit string, total int64) *Bar {
	return &Bar{
		terminal: t,
		title:    title,
		unit:     unit,
		total:    total,
		started:  time.Now(),
	}
}

// Advance moves the bar by so much of its total, and its rate by so many units.
func (b *Bar) Advance(done, count int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += done
	b.count += count

	now := time.Now()
	early := now.Sub(b.started) < barAfter
	justDrawn := now.Sub(b.drawn) < barEvery
	if !b.terminal.Bars || early || justDrawn {
		return
	}
	b.drawn = now
	b.shown = true
	_, _ = fmt.Fprint(b.terminal.Err, "\r"+b.line(now.Sub(b.started))+"\x1b[K")
}

// MoveTo moves the bar to where so much of its total is done.
func (b *Bar) MoveTo(done int64) {
	b.mu.Lock()
	more := done - b.done
	b.mu.Unlock()
	b.Advance(more, 0)
}

// Clear takes the bar away. Advance draws it anew.
func (b *Bar) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown {
		_, _ = fmt.Fprint(b.terminal.Err, clearLine)
		b.shown = false
	}
}

// line returns the bar as it stands after some time.
func (b *Bar) line(took time.Duration) string {
	share := 0.0
	if b.total > 0 {
		share = min(1, float64(b.done)/float64(b.total))
	}
	full := int(share * barWidth)
	drawing := strings.Repeat("█", full) + strings.Repeat("░", barWidth-full)

	text := fmt.Sprintf("  %s  %s  %3.0f %%", b.title, drawing, share*100)
	if b.unit != "" {
		rate := phrase.Number(PerSecond(b.count, took))
		text += fmt.Sprintf("  %s %s/s", rate, b.unit)
	}
	if b.done > 0 && share < 1 {
		text += fmt.Sprintf("  %s left", b.timeLeft(took))
	}
	return text
}

// timeLeft returns how long the rest will take at the pace so far.
func (b *Bar) timeLeft(took time.Duration) time.Duration {
	perUnit := float64(took) / float64(b.done)
	left := time.Duration(perUnit * float64(b.total-b.done))
	return left.Round(time.Second)
}

// PerSecond returns how many of n there were in each second of the time that they took.
func PerSecond(n int64, took time.Duration) int64 {
	return int64(float64(n) / max(took.Seconds(), 0.001))
}
