package overdue

import "fmt"

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

var standingNames = [Standings]string{
	"prospect",
	"active",
	"due",
	"overdue",
	"at_risk",
	"exited",
	"recovered",
}

func (s Standing) String() string {
	if int(s) >= len(standingNames) {
		return fmt.Sprintf("standing(%d)", uint8(s))
	}
	return standingNames[s]
}

// ParseStanding reads a standing by its name and reports whether there is one.
func ParseStanding(name string) (Standing, bool) {
	for i, n := range standingNames {
		if n == name {
			return Standing(i), true
		}
	}
	return 0, false
}

// Alarming reports whether the silence has passed the alarm: overdue, at risk or exited.
func (s Standing) Alarming() bool { return s == Overdue || s == AtRisk || s == Exited }

// MarshalText writes the name, so that stored and shown JSON can be read.
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name.
func (s *Standing) UnmarshalText(b []byte) error {
	p, ok := ParseStanding(string(b))
	if !ok {
		return fmt.Errorf("no standing is called %q", b)
	}
	*s = p
	return nil
}
