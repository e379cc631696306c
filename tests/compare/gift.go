package main

// returning is how many of the customers who bought on some days came back in time.
type returning struct {
	of       string
	silences int
	back     float64 // share that a purchase ended within the days asked for
}

// returns compares purchases of the gift season with others, first orders apart from later ones. Only silences are counted that began
// long enough before the end of the data to be seen for so many days.
func (s *shop) returns(within int) []returning {
	kinds := []struct {
		of    string
		holds func(*silence) bool
	}{
		{"first order in November or December", func(x *silence) bool { return x.gaps == 0 && gift(x.begun) }},
		{"first order in another month", func(x *silence) bool { return x.gaps == 0 && !gift(x.begun) }},
		{"later order in November or December", func(x *silence) bool { return x.gaps > 0 && gift(x.begun) }},
		{"later order in another month", func(x *silence) bool { return x.gaps > 0 && !gift(x.begun) }},
	}
	var out []returning
	for _, k := range kinds {
		n, back := 0, 0
		for _, x := range s.silences {
			if !k.holds(x) || s.end-x.begun < within {
				continue
			}
			n++
			if x.ended && x.days <= within {
				back++
			}
		}
		out = append(out, returning{k.of, n, share(back, n)})
	}
	return out
}

// apart is what it brings to judge one-order buyers of the gift season by a number of days of their own.
type apart struct {
	days, giftDays, otherDays int     // allowed to all, to those of the season, to the others: learnt
	alarmed, alarmedApart     float64 // share of the test period's gaps that raise the alarm, one number for all or two
	mean, meanApart           float64 // days from the order to the alarm, of those who left; the second at the false alarms of the first
}

// giftsApart compares one number of days for all one-order buyers with two. It reports false where there is nothing to learn it from.
func (s *shop) giftsApart(budget float64) (a apart, ok bool) {
	season := population{holds: func(x *silence) bool { return once.holds(x) && gift(x.begun) }}
	others := population{holds: func(x *silence) bool { return once.holds(x) && !gift(x.begun) }}
	days := rule{score: multiple(func(*silence) float64 { return 1 })}
	learn := func(p population) (float64, int) {
		ended := p.of(s.calibrates)
		return factorFor(days.peaks(ended), budget), len(ended)
	}
	all, _ := learn(once)
	in, n := learn(season)
	out, m := learn(others)
	if n < 50 || m < 50 {
		return a, false
	}
	two := rule{dated: true, score: func(x *silence, days int) float64 {
		if season.holds(x) {
			return float64(days) / in
		}
		return float64(days) / out
	}}
	tests, left := once.of(s.tests), once.of(s.left)
	one := rule{score: multiple(func(*silence) float64 { return all })}
	a.alarmed, a.alarmedApart = reached(one.peaks(tests), 1), reached(two.peaks(tests), 1)
	a.mean = delayOf(left, one.delays(left, 1)).mean
	a.meanApart = delayOf(left, two.delays(left, factorFor(two.peaks(tests), a.alarmed))).mean
	a.days, a.giftDays, a.otherDays = 1+int(all), 1+int(in), 1+int(out)
	return a, true
}

// hope is what came of one-order buyers who had been silent for some days.
type hope struct {
	days, silent int
	back         float64 // share who bought again within the next followed days
}

// followed is for how many days it is watched whether hope was justified: a quarter.
const followed = 91

// hopes tells how many one-order buyers still come back after a silence.
func (s *shop) hopes() (out []hope) {
	for _, days := range []int{30, 60, 90, 120, 180, 270} {
		n, back := 0, 0
		for _, x := range once.of(s.silences) {
			if x.days < days || s.end-x.begun < days+followed {
				continue
			}
			n++
			if x.ended && x.days <= days+followed {
				back++
			}
		}
		if n > 0 {
			out = append(out, hope{days, n, share(back, n)})
		}
	}
	return out
}
