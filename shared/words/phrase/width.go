package phrase

import "unicode/utf8"

// Width is how many columns of a fixed width a text takes: two for the characters of East Asia.
func Width(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f ||
			r >= 0xff00 && r <= 0xff60 || r >= 0x20000 && r <= 0x3fffd) {
			n++
		}
	}
	return n
}
