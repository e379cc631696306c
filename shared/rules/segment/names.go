package segment

import (
	"fmt"
	"slices"
)

// nameOf is the name of a value of an enumeration.
func nameOf[T ~uint8](names []string, v T) string {
	if int(v) >= len(names) {
		return fmt.Sprintf("(%d)", uint8(v))
	}
	return names[v]
}

// parse reads a value of an enumeration by its name.
func parse[T ~uint8](names []string, text []byte, v *T) error {
	i := slices.Index(names, string(text))
	if i < 0 {
		return fmt.Errorf("%q is none of %v", text, names)
	}
	*v = T(i)
	return nil
}
