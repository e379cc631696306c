package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"holdfast/tests/load/endure"
	"holdfast/tests/steadfast/process"
)

type endureRun struct {
	Deliveries int    `short:"n" help:"How many different ones." default:"10000"`
	Repeats    int    `help:"So many per cent are posted twice." default:"30"`
	Customers  int    `help:"Of how many customers." default:"2000"`
	Kills      int    `help:"How often the process is killed." default:"10"`
	Fills      int    `help:"How often its disk is full for a moment." default:"2"`
	Turns      int    `help:"How often its clock is turned, forward and back." default:"4"`
	Restores   int    `help:"How often it is restored from a backup that was made earlier in the run." default:"1"`
	Seed       uint64 `help:"Of the order, and of what is done when." default:"1"`
	Dir        string `help:"A new folder for the run; kept. A temporary one by default." placeholder:"DIR"`
}

// Help has examples.
func (endureRun) Help() string {
	return `Posts deliveries, shuffled and with repeats, to a real holdfast up, which is killed, whose disk is full, whose clock is turned,
and which is restored from a backup meanwhile. In the end it must know the same as after a straight run. Linux only.

Examples:
  go run ./tests/load endure                                 a minute
  nice go run ./tests/load endure -n 1000000 --kills 200 --fills 10 --turns 20 --restores 5`
}

// Run plays it and prints the report. Its exit code says whether the outcome is right.
func (c *endureRun) Run(ctx context.Context) (err error) {
	binary, err := process.Own()
	if err != nil {
		return err
	}
	dir := c.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "holdfast-endure-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	plan := endure.Plan{
		Deliveries: c.Deliveries,
		Repeats:    c.Repeats,
		Customers:  c.Customers,
		Kills:      c.Kills,
		Fills:      c.Fills,
		Turns:      c.Turns,
		Restores:   c.Restores,
		Seed:       c.Seed,
	}
	report, err := endure.Run(ctx, binary, dir, plan, sayWithTime())
	if err != nil {
		return err
	}
	printEndured(&report)
	return report.Err()
}

// sayWithTime returns what prints how far a run is, with the time since it began.
func sayWithTime() func(format string, args ...any) {
	begun := time.Now()
	return func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%6.1fs  ", time.Since(begun).Seconds())
		fmt.Fprintf(os.Stderr, format, args...)
	}
}

func printEndured(r *endure.Report) {
	fmt.Printf("%d deliveries, %d posts with repeats, in %s\n", r.Plan.Deliveries, r.Posted, r.Took.Round(time.Second))
	fmt.Printf("  done       %v; /healthz said each full disk, and its end: %d\n", r.Done, r.SaidFull)
	fmt.Printf("  posted again  %d refused, %d without an answer, %d lost by a restore\n", r.Refused, r.Failed, r.Resent)
	fmt.Printf("  endured    %+v\n", r.Endured)
	fmt.Printf("  straight   %+v\n", r.Straight)
	fmt.Printf("  tasks      %+v; %d dead letters\n", r.Tasks, r.Dead)
	if r.Err() == nil {
		fmt.Println("nothing acknowledged is lost, no occasion is doubled, and both know the same, byte for byte")
	}
}
