package overdue

import "holdfast/shared/words/enum"

// Standing is where a customer stands on leaving.
type Standing uint8

// The standings, in the order in which silence leads through them; Recovered is for those
// who came back.
const (
	Prospect  Standing = iota // has asked, has not bought
	Active                    // bought within the own cycle
	Due                       // past the own cycle: nothing to worry about yet
	Overdue                   // silent for longer than nine of ten such gaps
	AtRisk                    // silent for longer than 19 of 20
	Exited                    // silent for longer than 49 of 50: taken for lost
	Recovered                 // bought again after a silence that had been at risk or exited
	Standings = iota          // how many there are
)

var standings = enum.Names[Standing]{
	Prospect:  "prospect",
	Active:    "active",
	Due:       "due",
	Overdue:   "overdue",
	AtRisk:    "at_risk",
	Exited:    "exited",
	Recovered: "recovered",
}

func (s Standing) String() string { return standings.String(s) }

// Known reports whether this version has a name for the code.
func (s Standing) Known() bool { return standings.Known(s) }

// ParseStanding returns the standing with the name.
func ParseStanding(name string) (Standing, error) { return standings.Parse(name) }

// MarshalText writes the name.
func (s Standing) MarshalText() ([]byte, error) { return standings.MarshalText(s) }

// UnmarshalText reads the name.
func (s *Standing) UnmarshalText(name []byte) error { return standings.UnmarshalText(s, name) }

// Alarming reports whether the silence has passed the alarm: overdue, at risk or exited.
func (s Standing) Alarming() bool { return s == Overdue || s == AtRisk || s == Exited }
