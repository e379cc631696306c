package main

import (
	"fmt"
	"io"
	"math"
)

// report prints what was published beside what was computed, and counts.
type report struct {
	w               io.Writer
	figures, missed int
}

func (r *report) title(of string) {
	fmt.Fprintf(r.w, "\n%s\n%-58s %14s %14s %9s\n", of, "", "published", "computed", "off by")
}

func (r *report) line(of string, want, got float64, off string, ok bool) {
	mark := ""
	if r.figures++; !ok {
		r.missed++
		mark = "  MISSED"
	}
	fmt.Fprintf(r.w, "%-58s %14.9g %14.9g %9s%s\n", of, want, got, off, mark)
}

// within holds a figure to an absolute tolerance.
func (r *report) within(of string, want, got, tolerance float64) {
	off := math.Abs(got - want)
	r.line(of, want, got, fmt.Sprintf("%.1e", off), off <= tolerance)
}

// near holds a figure to a share of it: .005 = .5 %.
func (r *report) near(of string, want, got, share float64) {
	off := math.Abs(got/want - 1)
	r.line(of, want, got, fmt.Sprintf("%.3f %%", 100*off), off <= share)
}

// least and most hold a figure to a bar.
func (r *report) least(of string, bar, got float64) {
	r.line(of+", at least", bar, got, "", got >= bar)
}

func (r *report) most(of string, bar, got float64) { r.line(of+", at most", bar, got, "", got <= bar) }

// note prints without judging.
func (r *report) note(format string, args ...any) { fmt.Fprintf(r.w, format+"\n", args...) }
