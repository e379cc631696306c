package phrase

import (
	"fmt"
	"strconv"
	"strings"
)

// form returns which of a language's forms the number n takes: the first whose rule
// holds, or the last one.
func (s *speech) form(n int64) int {
	for i, rule := range s.rules {
		if ok, _ := holds(rule, n); ok { // a test tries every rule
			return i
		}
	}
	return len(s.rules)
}

// holds reports whether a CLDR plural rule holds for a whole number, such as
// "v = 0 and i % 10 = 2..4 and i % 100 != 12..14".
// Source: Unicode Technical Standard 35, part 3, section 5, "Plural rules syntax".
func holds(rule string, n int64) (bool, error) {
	rule, _, _ = strings.Cut(rule, "@") // samples follow
	for alternative := range strings.SplitSeq(rule, " or ") {
		all := true
		for relation := range strings.SplitSeq(alternative, " and ") {
			ok, err := related(relation, n)
			if err != nil {
				return false, err
			}
			all = all && ok
		}
		if all {
			return true, nil
		}
	}
	return false, nil
}

// related reports whether one relation of a rule holds: "i % 10 = 2..4,7".
func related(relation string, n int64) (bool, error) {
	left, right, ok := strings.Cut(relation, "=")
	if !ok {
		return false, fmt.Errorf("%q compares nothing", relation)
	}
	left, negated := strings.CutSuffix(left, "!")
	value, err := operand(left, n)
	if err != nil {
		return false, err
	}
	for part := range strings.SplitSeq(right, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "..")
		if !isRange {
			to = from
		}
		low, err := strconv.ParseInt(from, 10, 64)
		if err != nil {
			return false, fmt.Errorf("%q: %w", relation, err)
		}
		high, err := strconv.ParseInt(to, 10, 64)
		if err != nil {
			return false, fmt.Errorf("%q: %w", relation, err)
		}
		if low <= value && value <= high {
			return !negated, nil
		}
	}
	return negated, nil
}

// operand returns what stands left of a relation: "n", "i % 100". Of a whole number, n
// and i are its absolute value, and what describes decimals (v, w, f, t, c, e) is 0.
func operand(text string, n int64) (int64, error) {
	name, modulus, hasModulus := strings.Cut(text, "%")
	var value int64
	switch strings.TrimSpace(name) {
	case "n", "i":
		value = max(n, -n)
	case "v", "w", "f", "t", "c", "e":
	default:
		return 0, fmt.Errorf("%q is no operand of a plural rule", name)
	}
	if !hasModulus {
		return value, nil
	}
	by, err := strconv.ParseInt(strings.TrimSpace(modulus), 10, 64)
	if err != nil || by < 1 {
		return 0, fmt.Errorf("%q divides by no number", text)
	}
	return value % by, nil
}
