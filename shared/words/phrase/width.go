package phrase

import "unicode"

// eastAsian are the characters that take two columns.
var eastAsian = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, // Hangul, beginnings of syllables
		{0x2e80, 0xd7a3, 1}, // from radicals to Hangul syllables
		{0xf900, 0xfaff, 1}, // compatible ideographs
		{0xfe30, 0xfe6f, 1}, // compatible and small forms
		{0xff00, 0xff60, 1}, // full-width forms
	},
	R32: []unicode.Range32{
		{0x20000, 0x3fffd, 1}, // further ideographs
	},
}

// Width returns how many columns of a fixed width a text takes: two for each character of
// East Asia, one for each other.
func Width(s string) int {
	columns := 0
	for _, r := range s {
		columns++
		if unicode.Is(eastAsian, r) {
			columns++
		}
	}
	return columns
}
