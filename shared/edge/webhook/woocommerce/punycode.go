package woocommerce

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The parameters of punycode, the ASCII form of international names (RFC 3492, section 5).
const (
	punyBase        = 36
	punyThresholds  = 26 // the largest; the smallest is 1
	punySkew        = 38
	punyDamp        = 700
	punyFirstBias   = 72
	punyFirstLetter = 128
)

// punyPrefix leads a part of a name that is in its ASCII form.
const punyPrefix = "xn--"

// decodeLabel returns the letters of a part of a name that is in its ASCII form. It
// returns false if it is not.
func decodeLabel(label string) (string, bool) {
	encoded, isEncoded := strings.CutPrefix(label, punyPrefix)
	if !isEncoded {
		return "", false
	}
	var letters []rune
	if i := strings.LastIndexByte(encoded, '-'); i > 0 {
		letters = []rune(encoded[:i])
		encoded = encoded[i+1:]
	}

	letter := punyFirstLetter
	bias := punyFirstBias
	place := 0
	for encoded != "" {
		distance, rest, ok := decodeDistance(encoded, bias)
		if !ok {
			return "", false
		}
		encoded = rest

		places := len(letters) + 1
		bias = nextBias(distance, places, place == 0)
		place += distance
		letter += place / places
		place %= places
		if letter > utf8.MaxRune {
			return "", false
		}
		letters = slices.Insert(letters, place, rune(letter))
		place++
	}
	return string(letters), true
}

// decodeDistance reads a number of variable length: how far the next letter and its place
// lie from the ones before.
func decodeDistance(encoded string, bias int) (distance int, rest string, ok bool) {
	weight := 1
	for i, position := 0, punyBase; i < len(encoded); i, position = i+1, position+punyBase {
		digit, ok := punyDigit(encoded[i])
		if !ok || weight > utf8.MaxRune*punyBase {
			return 0, "", false
		}
		distance += digit * weight
		threshold := min(max(position-bias, 1), punyThresholds)
		if digit < threshold {
			return distance, encoded[i+1:], true
		}
		weight *= punyBase - threshold
	}
	return 0, "", false
}

func punyDigit(c byte) (int, bool) {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c - 'a'), true
	case c >= '0' && c <= '9':
		return int(c-'0') + 26, true
	}
	return 0, false
}

// nextBias is the adaptation of RFC 3492, section 6.1.
func nextBias(distance, places int, isFirst bool) int {
	if isFirst {
		distance /= punyDamp
	} else {
		distance /= 2
	}
	distance += distance / places

	steps := 0
	for distance > (punyBase-1)*punyThresholds/2 {
		distance /= punyBase - 1
		steps += punyBase
	}
	return steps + punyBase*distance/(distance+punySkew)
}
