package lenient

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/shared/words/phrase"
)

// textOf returns the text of a JSON string or number, or "" for other values.
func textOf(s Scalar) string {
	if s == "" {
		return ""
	}
	first := s[0]
	if first == '-' || isDigit(first) {
		return string(s)
	}
	if first != '"' {
		return ""
	}

	inside := string(s[1 : len(s)-1])
	if standsForItself(inside) {
		return inside
	}
	var text string
	if json.Unmarshal([]byte(s), &text) != nil {
		return ""
	}
	return text
}

// standsForItself reports whether the inside of a JSON string is its own text: ASCII
// without escapes.
func standsForItself(s string) bool {
	for i := range len(s) {
		if s[i] == '\\' || s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// clip drops control characters and cuts a text at a rune's end. It returns a copy, so
// that the body it was cut from need not stay in memory.
func clip(s string, limit int) string {
	if !isTidy(s) {
		s = dropControls(s)
	}
	if len(s) <= limit {
		return strings.Clone(s)
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.Clone(s[:limit])
}

// dropControls drops control characters, those that turn a text round, and bytes that are
// no text; tabs become spaces, line ends stay.
func dropControls(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t' || c == '\r':
			return ' '
		case c == utf8.RuneError || c != '\n' && unicode.IsControl(c) || phrase.Turns(c):
			return -1
		}
		return c
	}, s)
}

// wholeNumber returns the digits of a number that was written as a fraction, as PHP does
// with long ids on some machines: 123456789012345.0 or 1.23456789012345e+14. Such a number
// has at most fifteen digits that can be trusted. What has lost digits, or is no whole
// number, is returned as it is.
func wholeNumber(number string) string {
	const trusted = 15
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	whole, fraction, isFraction := strings.Cut(mantissa, ".")
	if !isFraction {
		return number
	}
	places, err := strconv.Atoi(strings.TrimPrefix(exponent, "+"))
	if exponent == "" {
		places, err = 0, nil
	}
	if err != nil || places < 0 || places > len(fraction) {
		return number
	}

	digits := whole + fraction[:places]
	rest := strings.Trim(fraction[places:], "0")
	if rest != "" || len(digits) > trusted || !isDigits(digits) || digits[0] == '0' {
		return number
	}
	return digits
}

func isDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isPrintable(s string) bool {
	for _, c := range s {
		if c == utf8.RuneError || !unicode.IsGraphic(c) || unicode.IsSpace(c) {
			return false
		}
	}
	return true
}

// isTidy reports whether a text is ASCII with single spaces between its words, so that
// joining its words would change nothing. It may be false for a text that is tidy too.
func isTidy(s string) bool {
	space := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}
