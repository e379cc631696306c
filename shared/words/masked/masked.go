// Package masked keeps e-mail addresses out of logs. No line of ours names an address, but
// some shops use one as the id of an order or a customer, and errors of libraries quote
// what they were given. Every logger of a process has Attr among its options.
package masked

import (
	"log/slog"
	"reflect"
	"regexp"
	"strings"
)

// Mask stands in a log where an address was.
const Mask = "(address)"

// address matches an e-mail address as it stands in texts, addresses of pages included. It
// takes more than an address rather than less.
var address = regexp.MustCompile(`[^\s"'<>()\[\]{},;:/\\=&?]+(?:@|%40)[\pL\pN.-]+`)

// Text returns a text with Mask in place of each address.
func Text(text string) string {
	if !strings.Contains(text, "@") && !strings.Contains(text, "%40") {
		return text
	}
	return address.ReplaceAllString(text, Mask)
}

// Attr masks the addresses in an attribute of a log line. It is a
// slog.HandlerOptions.ReplaceAttr.
func Attr(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(Text(a.Value.String()))
	case slog.KindAny:
		if spoken, isText := textOf(a.Value.Any()); isText {
			a.Value = slog.StringValue(Text(spoken))
		}
	}
	return a
}

// textOf returns the text of an error, or of a value of a kind of string.
func textOf(value any) (string, bool) {
	if err, isError := value.(error); isError {
		return err.Error(), true
	}
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.String {
		return v.String(), true
	}
	return "", false
}
