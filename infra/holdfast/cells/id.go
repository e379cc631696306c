package cells

import (
	"regexp"
	"strings"
)

// shortened matches a number that a spreadsheet has shortened, as 1.23E+12: its last
// digits are lost.
var shortened = regexp.MustCompile(`^-?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$`)

// shortenedID is shortened for ids, of which 5E3 may be one.
var shortenedID = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+[0-9]+$|^[0-9][.,][0-9]+[eE][0-9]+$`)

// rounded matches a number of which a spreadsheet has kept fifteen digits, as it does with
// every longer one: noughts stand for the others. Of a thousand true ids one ends so.
var rounded = regexp.MustCompile(`^[1-9][0-9]{14}0{3,}$`)

// isMadeDay reports whether an id is a day that a spreadsheet made of it. Excel shows the ids
// 1-2 and 3/05 as 2-Jan and Mar 05, or as 01. Feb and Mrz 05 in German.
func isMadeDay(id string) bool {
	const longest = 12
	if len(id) > longest {
		return false
	}
	day := len(id) - len(strings.TrimLeft(id, "0123456789"))
	if day > 0 {
		word := strings.TrimLeft(id[day:], "-. ")
		isApart := len(word) < len(id)-day
		return day <= 2 && isApart && isShortMonth(strings.TrimSuffix(word, "."))
	}
	at := strings.IndexAny(id, "- ")
	if at < 0 || len(id) != at+3 {
		return false
	}
	_, isYear := atoi(id[at+1:])
	return isYear && isShortMonth(strings.TrimSuffix(id[:at], "."))
}

// isShortMonth reports whether a word is the short name of a month.
func isShortMonth(word string) bool {
	const longest = 5 // bytes
	return len(word) <= longest && monthOf(word) != 0
}

// CheckID returns an error if a spreadsheet has damaged an id beyond repair. It looks at the
// id alone: see IDTally for what only shows beside other ids.
func CheckID(id string) error {
	if id == "" || isShortNumber(id) {
		return nil
	}
	if err := CheckDamage(id); err != nil {
		return err
	}
	beginsWithDigit := id[0] >= '0' && id[0] <= '9'
	isShortened := beginsWithDigit && shortenedID.MatchString(id)
	if isShortened || beginsWithDigit && rounded.MatchString(id) {
		return ErrShortened
	}
	if isMadeDay(id) {
		return ErrMadeDay
	}
	return nil
}

// isShortNumber reports whether the id is of so few digits that no spreadsheet changes it.
func isShortNumber(id string) bool {
	if len(id) > 15 {
		return false
	}
	for i := range len(id) {
		if id[i] < '0' || id[i] > '9' {
			return false
		}
	}
	return true
}

// IDTally is what a column of ids looks like as a whole.
type IDTally struct {
	Seen  int
	Days  int // that are written as a date
	wides map[int]int
	short map[int]int // ids of digits alone without a nought before them, by length
}

// Add counts one id.
func (t *IDTally) Add(id string) {
	if id == "" {
		return
	}
	t.Seen++
	if !isShortNumber(id) {
		if looksLikeDay(id) {
			t.Days++
		}
		return
	}
	if t.wides == nil {
		t.wides = map[int]int{}
		t.short = map[int]int{}
	}
	if id[0] == '0' && len(id) > 1 {
		t.wides[len(id)]++
		return
	}
	t.short[len(id)]++
}

// looksLikeDay reports whether an id is written as a spreadsheet shows a date: 01.02.2026,
// 2026-02-01 00:00:00, 1/2/2026.
func looksLikeDay(id string) bool {
	if len(id) < len("1/2/2026") || strings.Count(id, "/")+strings.Count(id, "-")+
		strings.Count(id, ".") < 2 {
		return false
	}
	_, err := ReadDate(id)
	return err == nil
}

// Width returns how many digits every id has, if the ids with a nought before them all have
// as many and others have fewer: those have lost their noughts. 0 means that nothing of the
// kind is seen.
func (t *IDTally) Width() int {
	if len(t.wides) != 1 {
		return 0
	}
	for width := range t.wides {
		for length := range t.short {
			if length > width {
				return 0
			}
		}
		return width
	}
	return 0
}

// Check returns an error if an id is damaged, which only shows beside the column's others.
func (t *IDTally) Check(id string) error {
	if width := t.Width(); width > 0 && isShortNumber(id) && id != "" && len(id) < width {
		return ErrNoughts
	}
	if t.Days > 0 && t.Days*2 < t.Seen && looksLikeDay(id) {
		return ErrMadeDay
	}
	return nil
}
