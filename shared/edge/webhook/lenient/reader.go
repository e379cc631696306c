package lenient

import (
	"strings"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// The longest values that are taken, in bytes. Longer texts are cut; a longer id is
// refused, since a cut id names another thing.
const (
	MaxID       = 128
	MaxText     = 256
	MaxLongText = 4 << 10
)

// Reader turns scalars into values and remembers the first that cannot be one. The
// parameter "what" names the field in that sentence.
type Reader struct{ err error }

// Err returns the first error, a webhook.Unusable, or nil.
func (r *Reader) Err() error { return r.err }

// Fail makes a sentence the error, unless there is one already.
func (r *Reader) Fail(format string, args ...any) {
	if r.err == nil {
		r.err = webhook.Unusablef(format, args...)
	}
}

// ID reads an id given as a number or a text, with every digit, and drops the path of a
// gid ("gid://shopify/Order/5"). Absent, null, "" and 0 are no id: "".
func (r *Reader) ID(what string, s Scalar) string {
	id := trimGID(strings.TrimSpace(textOf(s)))
	if id == "" || id == "0" {
		return ""
	}
	isNumber := s[0] != '"'
	if isNumber {
		id = wholeNumber(id)
	}
	switch {
	case isNumber && !isDigits(id):
		r.Fail("%s: an id must be a whole number or a text.", what)
		return ""
	case len(id) > MaxID:
		r.Fail("%s: an id may have at most %d bytes.", what, MaxID)
		return ""
	case !isPrintable(id):
		r.Fail("%s: an id may hold only visible characters.", what)
		return ""
	}
	return strings.Clone(id)
}

// trimGID returns the id at the end of a gid, and any other text as it is.
func trimGID(id string) string {
	if !strings.HasPrefix(id, "gid://") {
		return id
	}
	id = id[strings.LastIndexByte(id, '/')+1:]
	id, _, _ = strings.Cut(id, "?")
	return id
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
	text := textOf(s)
	if !isTidy(text) {
		text = strings.Join(strings.Fields(dropControls(text)), " ")
	}
	return clip(text, MaxText)
}

// LongText reads a text of any length, cut at MaxLongText.
func (r *Reader) LongText(s Scalar) string {
	return clip(strings.TrimSpace(textOf(s)), MaxLongText)
}

// Bool reports whether the value is true, "true", "yes" or 1.
func (r *Reader) Bool(s Scalar) bool {
	switch strings.ToLower(textOf(s)) {
	case "true", "yes", "1":
		return true
	}
	return s == "true"
}

// timeLayouts are the forms of ISO 8601 that occur: with seconds and zone; Zendesk's
// placeholders without seconds; WooCommerce's _gmt fields and some desks without a zone,
// which means UTC.
var timeLayouts = [...]string{
	time.RFC3339Nano,
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05",
}

// Time reads an instant; finer parts than a millisecond are dropped. Absent, "" and dates
// up to 1970, which stand for "never" in some shops, are the unknown instant.
func (r *Reader) Time(what string, s Scalar) crm.Instant {
	text := strings.TrimSpace(textOf(s))
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
	for _, layout := range timeLayouts {
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
	c, err := crm.ParseCurrency(textOf(s))
	if err != nil {
		r.Fail("%s: %q is not a currency code of three letters.", what, clip(textOf(s), 8))
	}
	return c
}

// Minor reads an amount in minor units; absent, null and "" are 0.
func (r *Reader) Minor(what string, s Scalar, c crm.Currency) int64 {
	text := strings.TrimSpace(textOf(s))
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
	if strings.TrimSpace(textOf(s)) == "" {
		r.Fail("%s is missing.", what)
	}
	return r.Minor(what, s, c)
}
