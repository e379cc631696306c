package cells

import (
	"fmt"
	"slices"
	"strings"
)

// signs lists the currencies that a sign or word beside an amount may stand for. A code of
// three letters stands for itself.
var signs = map[string][]string{
	"€":    {"EUR"},
	"£":    {"GBP"},
	"$":    {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"},
	"US$":  {"USD"},
	"C$":   {"CAD"},
	"CA$":  {"CAD"},
	"A$":   {"AUD"},
	"AU$":  {"AUD"},
	"NZ$":  {"NZD"},
	"HK$":  {"HKD"},
	"NT$":  {"TWD"},
	"S$":   {"SGD"},
	"MX$":  {"MXN"},
	"R$":   {"BRL"},
	"¥":    {"CNY", "JPY"},
	"￥":    {"CNY", "JPY"},
	"CN¥":  {"CNY"},
	"元":    {"CNY"},
	"人民币":  {"CNY"},
	"RMB":  {"CNY"},
	"円":    {"JPY"},
	"₹":    {"INR"},
	"RS":   {"INR", "PKR", "LKR", "NPR", "MUR"},
	"₽":    {"RUB"},
	"РУБ":  {"RUB"},
	"₺":    {"TRY"},
	"TL":   {"TRY"},
	"₩":    {"KRW"},
	"원":    {"KRW"},
	"₫":    {"VND"},
	"Đ":    {"VND"},
	"ZŁ":   {"PLN"},
	"KČ":   {"CZK"},
	"FT":   {"HUF"},
	"KR":   {"SEK", "NOK", "DKK", "ISK"},
	"FR":   {"CHF"},
	"SFR":  {"CHF"},
	"LEI":  {"RON"},
	"ЛВ":   {"BGN"},
	"₴":    {"UAH"},
	"₪":    {"ILS"},
	"฿":    {"THB"},
	"₱":    {"PHP"},
	"RM":   {"MYR"},
	"RP":   {"IDR"},
	"R":    {"ZAR"},
	"EURO": {"EUR"},
}

// CurrenciesOf returns the codes that a sign, word or code beside an amount may stand for:
// none if it is not known.
func CurrenciesOf(sign string) []string {
	word := strings.ToUpper(strings.TrimSuffix(sign, "."))
	if codes, known := signs[word]; known {
		return codes
	}
	if len(word) == 3 && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return []string{word}
	}
	return nil
}

// FitsCurrency reports whether a sign beside an amount may stand for the currency. No sign
// fits every one.
func FitsCurrency(sign, code string) bool {
	return sign == "" || slices.Contains(CurrenciesOf(sign), code)
}

// cutCurrency returns a number without the sign, word or code before or behind it, which
// may stand on either side of a minus sign.
func cutCurrency(body string) (number, currency string, err error) {
	first := strings.IndexAny(body, "0123456789")
	last := strings.LastIndexAny(body, "0123456789")
	if first < 0 {
		return "", "", ErrNoNumber
	}
	before, beforeSign := splitSigns(body[:first])
	behind, behindSign := splitSigns(body[last+1:])
	if before != "" && behind != "" {
		return "", "", ErrNoNumber
	}
	currency = before + behind
	if currency != "" && CurrenciesOf(currency) == nil {
		return "", "", fmt.Errorf("is not an amount: %q is no currency", clip(currency))
	}
	return beforeSign + body[first:last+1] + behindSign, currency, nil
}

// splitSigns splits what stands beside the digits into a word and the signs of the number.
func splitSigns(beside string) (word, signs string) {
	word = strings.Trim(beside, " +-,'")
	at := strings.Index(beside, word)
	around := beside
	if word != "" && word != "." {
		around = beside[:at] + beside[at+len(word):]
	} else {
		word = ""
	}
	return word, strings.ReplaceAll(around, " ", "")
}
