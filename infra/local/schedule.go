package local

import (
	"context"
	"fmt"
	"time"
)

// Schedule is when a system looks at all its customers, in hours and minutes of the day,
// UTC.
type Schedule struct {
	Sweeps     []time.Duration // each day
	Censuses   []time.Duration // each CensusDays
	CensusDays int             // 0 = 1: nightly
}

// Hourly sweeps every hour on the hour and takes a census every night at two: what the
// deployed schedules do.
func Hourly() Schedule {
	s := Schedule{Censuses: []time.Duration{2 * time.Hour}}
	for h := range 24 {
		s.Sweeps = append(s.Sweeps, time.Duration(h)*time.Hour)
	}
	return s
}

// appointment is a sweep or a census that is to start at an instant.
type appointment struct {
	at     time.Time
	census bool
}

// after returns the first appointment later than an instant; a census stands before a sweep
// of the same time. ok is false for an empty schedule.
func (s Schedule) after(t time.Time) (next appointment, ok bool) {
	midnight := t.UTC().Truncate(24 * time.Hour)
	for day := range 2 + max(1, s.CensusDays) {
		start := midnight.AddDate(0, 0, day)
		for _, a := range s.on(start) {
			isEarlier := !ok || a.at.Before(next.at)
			if a.at.After(t) && isEarlier {
				next = a
				ok = true
			}
		}
		if ok {
			break
		}
	}
	return next, ok
}

// on returns the appointments of the day that begins at a midnight: censuses, then sweeps.
func (s Schedule) on(midnight time.Time) (all []appointment) {
	day := midnight.Unix() / 86400
	if day%int64(max(1, s.CensusDays)) == 0 {
		for _, d := range s.Censuses {
			all = append(all, appointment{midnight.Add(d), true})
		}
	}
	for _, d := range s.Sweeps {
		all = append(all, appointment{midnight.Add(d), false})
	}
	return all
}

// keep starts what is scheduled as the clock comes to it, until the context ends. What
// fell into a time when the system did not run, or which the clock jumped over, is made up
// for by one sweep: due dates are kept, not appointments.
func (s *System) keep(ctx context.Context) {
	s.begin(ctx, appointment{at: s.Clock.Now()})
	last := s.Clock.Now()
	for ctx.Err() == nil {
		next, ok := s.schedule.after(last)
		if !ok {
			return
		}
		reached, turned, stop := s.Clock.after(next.at)
		select {
		case <-ctx.Done():
		case <-turned:
			last = s.Clock.Now() // Turn has done what lay between
		case <-reached:
			last = s.keepAppointment(ctx, next)
		}
		stop()
	}
}

// lateBy is how late an appointment may be kept. A later one has been jumped over.
const lateBy = time.Hour

// keepAppointment starts what is due when a timer says so, and returns the instant from
// which on the next appointment counts. The machine's clock may have been set meanwhile, and
// timers do not follow it. If it went back, the appointment is one of the hours to come: a
// sweep is made now all the same. If it went forward by hours, one census, if any was
// missed, and one sweep make up for all of them.
func (s *System) keepAppointment(ctx context.Context, a appointment) time.Time {
	now := s.Clock.Now()
	early := a.at.Sub(now)
	switch {
	case early > time.Second:
		s.begin(ctx, appointment{at: now})
		return now
	case early >= -lateBy:
		s.begin(ctx, a)
		return a.at
	}
	if a.census || s.schedule.hasCensus(a.at, now) {
		s.begin(ctx, appointment{at: now, census: true})
	}
	s.begin(ctx, appointment{at: now})
	return now
}

// hasCensus reports whether a census falls into a time, its beginning excepted.
func (s Schedule) hasCensus(from, to time.Time) bool {
	s.Sweeps = nil
	next, ok := s.after(from)
	return ok && !next.at.After(to)
}

// begin starts one sweep or census, and with a census clears away what has expired.
func (s *System) begin(ctx context.Context, a appointment) {
	err := s.start(ctx, a)
	if err != nil && ctx.Err() == nil {
		s.Log.Error("schedule", "census", a.census, "at", a.at, "error", err)
	}
}

func (s *System) start(ctx context.Context, a appointment) error {
	if !a.census {
		s.Sweeps.Add(1)
		return s.Sweep.Start(ctx, a.at)
	}
	s.Censuses.Add(1)
	if err := s.Census.Start(ctx, a.at); err != nil {
		return err
	}
	if _, err := s.Table.Expire(ctx, a.at); err != nil {
		return err
	}
	_, err := s.queues.Expire(ctx, a.at)
	return err
}

// Turn turns the clock to an instant and does, in the order of time, all that is
// scheduled or becomes visible on the way; queues are worked until nothing is left at
// each stop, so that the same deliveries give the same course of events.
func (s *System) Turn(ctx context.Context, to time.Time) error {
	s.turning.Lock()
	defer s.turning.Unlock()
	last := s.Clock.Now()
	for {
		if err := s.Quiet(ctx); err != nil {
			return err
		}
		stop, isDue := s.schedule.after(last)
		at := to
		if isDue && stop.at.Before(at) {
			at = stop.at
		}
		back, ok, err := s.nextBack()
		if err != nil {
			return err
		}
		if ok && back.Before(at) {
			s.Clock.Turn(back)
			continue
		}
		if !isDue || stop.at.After(to) {
			break
		}
		s.Clock.Turn(stop.at)
		if err := s.start(ctx, stop); err != nil {
			return fmt.Errorf("turn to %s: %w", stop.at.Format(time.RFC3339), err)
		}
		if stop.census { // a sweep at the very time comes after it
			if err := s.Quiet(ctx); err != nil {
				return err
			}
			if err := s.sweepAlso(ctx, stop.at); err != nil {
				return err
			}
		}
		last = stop.at
	}
	s.Clock.Turn(to)
	return s.Quiet(ctx)
}

// sweepAlso starts the sweep that is scheduled for the time of a census.
func (s *System) sweepAlso(ctx context.Context, at time.Time) error {
	for _, d := range s.schedule.Sweeps {
		if at.Equal(at.Truncate(24 * time.Hour).Add(d)) {
			return s.start(ctx, appointment{at: at})
		}
	}
	return nil
}

// nextBack returns when the first delayed message becomes visible.
func (s *System) nextBack() (at time.Time, ok bool, err error) {
	for _, l := range s.lanes {
		next, has, err := l.queue.Next()
		if err != nil {
			return at, false, err
		}
		if has && (!ok || next.Before(at)) {
			at = next
			ok = true
		}
	}
	return at, ok, nil
}
