package clv

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"holdfast/shared/words/enum"
)

// Family names a kind of model.
type Family uint8

// The families. They differ in when customers can leave.
const (
	NBDFamily    Family = iota // never: r, alpha
	BGFamily                   // after an order, but not after the first: r, alpha, a, b
	MBGFamily                  // after an order, the first included: r, alpha, a, b
	ParetoFamily               // at any time: r, alpha, s, beta
)

var families = enum.Names[Family]{
	NBDFamily:    "nbd",
	BGFamily:     "bg/nbd",
	MBGFamily:    "mbg/nbd",
	ParetoFamily: "pareto/nbd",
}

// String returns the family's name in the literature, in small letters.
func (f Family) String() string { return families.String(f) }

// ParseFamily returns the family with the name.
func ParseFamily(name string) (Family, error) { return families.Parse(name) }

// parameters lists what the literature calls the parameters of each family.
var parameters = [...][]string{
	NBDFamily:    {"r", "alpha"},
	BGFamily:     {"r", "alpha", "a", "b"},
	MBGFamily:    {"r", "alpha", "a", "b"},
	ParetoFamily: {"r", "alpha", "s", "beta"},
}

// Names returns what the literature calls the parameters; nil for a family that is not
// known.
func (f Family) Names() []string {
	if int(f) >= len(parameters) {
		return nil
	}
	return parameters[f]
}

// carriesTime reports for each parameter whether it carries the unit of time.
func (f Family) carriesTime() []bool {
	return []bool{false, true, false, f == ParetoFamily}[:len(f.Names())]
}

// ErrParameters is wrapped by every error about parameters that no model can have.
var ErrParameters = errors.New("not the parameters of a model")

// NewModel returns the model with the given parameters, in the order of the family's
// Names.
func NewModel(f Family, params []float64) (Model, error) {
	names := f.Names()
	if !families.Known(f) || len(params) != len(names) {
		return nil, fmt.Errorf("family %d with %d numbers: %w", f, len(params), ErrParameters)
	}
	for i, p := range params {
		if !(p > 0) || math.IsInf(p, 0) {
			return nil, fmt.Errorf("%s of %s is %v: %w", names[i], f, p, ErrParameters)
		}
	}
	return modelOf(f, params), nil
}

// modelOf is NewModel for parameters that need no check.
func modelOf(f Family, p []float64) Model {
	r := p[byR]
	alpha := p[byAlpha]
	switch f {
	case BGFamily:
		return BG{
			R:     r,
			Alpha: alpha,
			A:     p[byA],
			B:     p[byB],
		}
	case MBGFamily:
		return MBG{
			R:     r,
			Alpha: alpha,
			A:     p[byA],
			B:     p[byB],
		}
	case ParetoFamily:
		return Pareto{
			R:     r,
			Alpha: alpha,
			S:     p[byS],
			Beta:  p[byBeta],
		}
	}
	return NBD{R: r, Alpha: alpha}
}

// SavedModel is a model as it is kept:
// {"model":"mbg/nbd","params":[.525,6.183,.891,1.614]}.
type SavedModel struct{ Model }

type savedJSON struct {
	Model  string    `json:"model"`
	Params []float64 `json:"params"`
}

// MarshalJSON writes the family's name and the parameters, or null if there is no model.
func (s SavedModel) MarshalJSON() ([]byte, error) {
	if s.Model == nil {
		return []byte("null"), nil
	}
	return json.Marshal(savedJSON{Model: s.Family().String(), Params: s.Params()})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *SavedModel) UnmarshalJSON(b []byte) error {
	var in *savedJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("read model: %w", err)
	}
	if in == nil {
		s.Model = nil
		return nil
	}
	family, err := ParseFamily(in.Model)
	if err != nil {
		return fmt.Errorf("read model: %w: %w", ErrParameters, err)
	}
	s.Model, err = NewModel(family, in.Params)
	return err
}
