package lenient

import (
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// The longest values that are taken. Longer names and numbers are cut; a longer id is
// refused, since a cut id names something else.
const (
	MaxID       = 128
	MaxText     = 256
	MaxLongText = 4 << 10
)

// Reader gives scalars their meaning and remembers the first that has none. What names
// each field in the sentence.
type Reader struct{ err error }

// Err is the first error, a webhook.Unusable, or nil.
func (r *Reader) Err() error { return r.err }

// Fail remembers a sentence unless there is one already.
func (r *Reader) Fail(format string, args ...any) {
	if r.err == nil {
		r.err = webhook.Unusablef(format, args...)
	}
}

// ID reads an id given as a number or a text, with every digit, and drops the path of a
// gid ("gid://shopify/Order/5"). Absent, null, "" and 0 are no id: "".
func (r *Reader) ID(what string, s Scalar) string {
	id := strings.TrimSpace(plain(s))
	if strings.HasPrefix(id, "gid://") {
		id = id[strings.LastIndexByte(id, '/')+1:]
		id, _, _ = strings.Cut(id, "?")
	}
	switch {
	case id == "" || id == "0":
		return ""
	case s[0] != '"' && !allDigits(id):
		r.Fail("%s: an id must be a whole number or a text.", what)
	case len(id) > MaxID:
		r.Fail("%s: an id may have at most %d bytes.", what, MaxID)
	case !printable(id):
		r.Fail("%s: an id may hold only visible characters.", what)
	default:
		return strings.Clone(id)
	}
	return ""
}

// NeedID is ID for one that must be there.
func (r *Reader) NeedID(what string, s Scalar) string {
	id := r.ID(what, s)
	if id == "" {
		r.Fail("%s is missing.", what)
	}
	return id
}

// Ref reads the id of a thing of a source. It returns the zero Ref if there is no id.
func (r *Reader) Ref(source, what string, s Scalar) crm.Ref {
	id := r.ID(what, s)
	if id == "" {
		return crm.Ref{}
	}
	return crm.Ref{Source: source, ID: id}
}

// NeedRef is Ref for an id that must be there.
func (r *Reader) NeedRef(source, what string, s Scalar) crm.Ref {
	return crm.Ref{Source: source, ID: r.NeedID(what, s)}
}

// Text reads a short text on one line, trimmed. Numbers are taken as they stand; true and
// false are no text.
func (r *Reader) Text(s Scalar) string {
	text := plain(s)
	if !tidy(text) {
		text = strings.Join(strings.Fields(clean(text)), " ")
	}
	return clip(text, MaxText)
}

// tidy reports whether joining the fields of a text would change nothing. It may say no
// too often.
func tidy(s string) bool {
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

// LongText reads a text of any length, cut at MaxWords.
func (r *Reader) LongText(s Scalar) string {
	return clip(strings.TrimSpace(plain(s)), MaxLongText)
}

// Bool reports whether the value is true, "true", "yes" or 1.
func (r *Reader) Bool(s Scalar) bool {
	switch strings.ToLower(plain(s)) {
	case "true", "yes", "1":
		return true
	}
	return s == "true"
}

// layouts are the forms of ISO 8601 that occur: with seconds and zone; Zendesk's
// placeholders without seconds; WooCommerce's _gmt fields and some desks without a zone,
// which means UTC.
var layouts = [...]string{
	time.RFC3339Nano,
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05",
}

// Time reads an instant; finer parts than a millisecond are dropped. Absent, "" and dates
// up to 1970, which stand for "never" in some shops, are the unknown instant.
func (r *Reader) Time(what string, s Scalar) crm.Instant {
	text := strings.TrimSpace(plain(s))
	if text == "" || strings.HasPrefix(text, "0000-00-00") {
		return 0
	}
	at, err := ParseTime(text)
	if err != nil {
		r.Fail("%s: %q is not a date and time.", what, clip(text, 40))
	}
	return at
}

// NeedTime is Time for one that must be there.
func (r *Reader) NeedTime(what string, s Scalar) crm.Instant {
	at := r.Time(what, s)
	if at == 0 {
		r.Fail("%s is missing.", what)
	}
	return at
}

// ParseTime reads one of the forms of ISO 8601 that occur. Instants up to 1970 are
// unknown.
func ParseTime(text string) (crm.Instant, error) {
	var first error
	for _, layout := range layouts {
		t, err := time.Parse(layout, text)
		if err == nil {
			return max(0, crm.InstantOf(t)), nil
		}
		if first == nil {
			first = err
		}
	}
	return 0, first
}

// Currency reads an ISO 4217 code that must be there.
func (r *Reader) Currency(what string, s Scalar) crm.Currency {
	c, err := crm.ParseCurrency(plain(s))
	if err != nil {
		r.Fail("%s: %q is not a currency code of three letters.", what, clip(plain(s), 8))
	}
	return c
}

// Minor reads an amount in minor units; absent, null and "" are 0.
func (r *Reader) Minor(what string, s Scalar, c crm.Currency) int64 {
	text := strings.TrimSpace(plain(s))
	if text == "" {
		return 0
	}
	m, err := crm.ParseMoney(text, c)
	if err != nil {
		r.Fail("%s: %q is not an amount.", what, clip(text, 24))
	}
	return m.Minor
}

// NeedMinor is Minor for an amount that must be there.
func (r *Reader) NeedMinor(what string, s Scalar, c crm.Currency) int64 {
	if strings.TrimSpace(plain(s)) == "" {
		r.Fail("%s is missing.", what)
	}
	return r.Minor(what, s, c)
}

// plain is the text of a JSON string or number, or "" for what is neither.
func plain(s Scalar) string {
	if s == "" {
		return ""
	}
	switch c := s[0]; {
	case c == '"':
		if body := s[1 : len(s)-1]; simple(string(body)) {
			return string(body)
		}
		var text string
		if json.Unmarshal([]byte(s), &text) != nil {
			return ""
		}
		return text
	case c == '-' || c >= '0' && c <= '9':
		return string(s)
	}
	return ""
}

// simple reports whether a JSON string's inside stands for itself.
func simple(s string) bool {
	for i := range len(s) {
		if s[i] == '\\' || s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// clip cuts a text at a rune's end, without the characters that no label shows. What it
// returns is a copy: the body it was cut from need not stay in memory.
func clip(s string, limit int) string {
	if !tidy(s) {
		s = clean(s)
	}
	if len(s) <= limit {
		return strings.Clone(s)
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.Clone(s[:limit])
}

// clean drops control characters and bytes that are no text; tabs become spaces, line
// ends stay.
func clean(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\t' || c == '\r':
			return ' '
		case c == utf8.RuneError || c != '\n' && unicode.IsControl(c):
			return -1
		}
		return c
	}, s)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func printable(s string) bool {
	for _, c := range s {
		if c == utf8.RuneError || !unicode.IsGraphic(c) || unicode.IsSpace(c) {
			return false
		}
	}
	return true
}
