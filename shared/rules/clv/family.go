package clv

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// Family names a kind of model.
type Family uint8

// The families, from the least to the most that can end a custom.
const (
	NBDFamily    Family = iota // never: r, alpha
	BGFamily                   // after an order, but not after the first: r, alpha, a, b
	MBGFamily                  // after an order, the first included: r, alpha, a, b
	ParetoFamily               // at any time: r, alpha, s, beta
)

var families = [...]struct {
	name  string
	names []string
}{
	NBDFamily:    {"nbd", []string{"r", "alpha"}},
	BGFamily:     {"bg/nbd", []string{"r", "alpha", "a", "b"}},
	MBGFamily:    {"mbg/nbd", []string{"r", "alpha", "a", "b"}},
	ParetoFamily: {"pareto/nbd", []string{"r", "alpha", "s", "beta"}},
}

func (f Family) String() string { return families[f].name }

// Names are the field's names of the parameters.
func (f Family) Names() []string { return families[f].names }

// timed lists the parameters that carry the unit of time.
func (f Family) timed() []bool {
	return []bool{false, true, false, f == ParetoFamily}[:len(f.Names())]
}

// ErrParameters is wrapped by every error about parameters that no model can have.
var ErrParameters = errors.New("not the parameters of a model")

// NewModel makes a model from its parameters, in the order of the family's Names.
func NewModel(f Family, params []float64) (Model, error) {
	if int(f) >= len(families) || len(params) != len(f.Names()) {
		return nil, fmt.Errorf("family %d with %d numbers: %w", f, len(params), ErrParameters)
	}
	for i, p := range params {
		if !(p > 0) || math.IsInf(p, 0) {
			return nil, fmt.Errorf("%s of %s is %v: %w", f.Names()[i], f, p, ErrParameters)
		}
	}
	return modelOf(f, params), nil
}

func modelOf(f Family, p []float64) Model {
	switch f {
	case BGFamily:
		return BG{p[0], p[1], p[2], p[3]}
	case MBGFamily:
		return MBG{p[0], p[1], p[2], p[3]}
	case ParetoFamily:
		return Pareto{p[0], p[1], p[2], p[3]}
	}
	return NBD{p[0], p[1]}
}

// SavedModel is a model as it is kept: {"model":"mbg/nbd","params":[.525,6.183,.891,1.614]}.
type SavedModel struct{ Model }

type savedJSON struct {
	Model  string    `json:"model"`
	Params []float64 `json:"params"`
}

// MarshalJSON writes the family's name and the parameters.
func (s SavedModel) MarshalJSON() ([]byte, error) {
	if s.Model == nil {
		return []byte("null"), nil
	}
	return json.Marshal(savedJSON{s.Family().String(), s.Params()})
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
	for f := range families {
		if families[f].name == in.Model {
			m, err := NewModel(Family(f), in.Params)
			s.Model = m
			return err
		}
	}
	return fmt.Errorf("read model %q: %w", in.Model, ErrParameters)
}
