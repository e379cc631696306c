// Package cells reads what people write into the cells of a table: numbers, dates, ids and
// answers.
//
// A cell often has more than one reading: 1.234 is a thousand in Vienna and one and a bit in
// London, and 03/04/2026 is in March or in April. So reading has two steps. ReadNumber and
// ReadDate say what stands there, and which readings it has. The caller looks at all cells
// of a file, decides by what it has seen or was told (DecimalMark, DateOrder), and then asks
// for the value. A cell that has no reading under that decision is an error with its reason:
// nothing here guesses.
//
// All functions are pure. New signs of currencies and names of months are rows of tables.
package cells

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Errors of cells that a spreadsheet has damaged. What stood there cannot be known.
var (
	ErrShortened = errors.New(
		"was shortened by a spreadsheet: export the file again, and do not save it from there",
	)
	ErrHashes = errors.New(
		"is what a spreadsheet shows in a narrow column: widen it, and save the file again",
	)
	ErrFormula = errors.New("is an error of a spreadsheet's formula")
	ErrMadeDay = errors.New("was made a date by a spreadsheet: export the file again, " +
		"and do not save it from there")
	ErrNoughts = errors.New("has lost the noughts before it, which the others have: " +
		"export the file again, and do not save it from a spreadsheet")
)

// TrimSpace returns a cell without blanks around it, also those of typesetters and of
// spreadsheets. It allocates nothing.
func TrimSpace(cell string) string {
	if cell == "" {
		return ""
	}
	first, last := cell[0], cell[len(cell)-1]
	if first > ' ' && first < utf8.RuneSelf && last > ' ' && last < utf8.RuneSelf {
		return cell
	}
	return strings.TrimFunc(cell, isBlank)
}

// isBlank reports whether a rune is seen as nothing or as a gap.
func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\n', '\v', '\f':
		return true
	case '\u00a0', '\u202f', '\u2007', '\u2009', '\u3000', '\u200b', '\ufeff':
		return true
	}
	return false
}

// Unwrap returns what a cell holds inside the marks by which exports keep spreadsheets from
// reading it as a number: '0012 and ="0012".
func Unwrap(cell string) string {
	if rest, is := strings.CutPrefix(cell, `="`); is && strings.HasSuffix(rest, `"`) {
		return rest[:len(rest)-1]
	}
	rest, marked := strings.CutPrefix(cell, "'")
	if marked && rest != "" && strings.IndexByte("+0123456789", rest[0]) >= 0 {
		return rest
	}
	return cell
}

// CheckDamage returns an error if a spreadsheet has replaced the cell: by ####, or by the
// error of a formula.
func CheckDamage(cell string) error {
	if cell == "" || cell[0] != '#' {
		return nil
	}
	if len(cell) > 2 && strings.Trim(cell, "#") == "" {
		return ErrHashes
	}
	for _, word := range formulaErrors {
		if cell == word {
			return ErrFormula
		}
	}
	return nil
}

// formulaErrors are what spreadsheets show in place of a value, in the languages that put
// other words there.
var formulaErrors = []string{
	"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
	"#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!",
	"#VALEUR!", "#NOM?", "#NOMBRE!", "#¡REF!", "#¡VALOR!", "#¿NOMBRE?", "#¡DIV/0!",
	"#VALORE!", "#NOME?", "#RIF!", "#VALOR!", "#WAARDE!", "#NAAM?", "#VERW!",
}
