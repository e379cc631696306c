package zendesk

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Zendesk puts what its placeholders stand for into the trigger's body as it is. A
// quotation mark, a line end or a backslash in a customer's words therefore breaks the
// JSON. Such a body is read by the names of its fields.

// fieldStart is where a field begins: after a brace or a comma, its name in quotation marks
// and a colon.
var fieldStart = regexp.MustCompile(`[{,]\s*"([A-Za-z_]{1,40})"\s*:`)

// mendTrigger returns a body that holds the fields of a broken one as texts. It returns
// false if no field is found, or one twice: then a customer's words look like a field, and
// which one is the desk's cannot be told.
func mendTrigger(body []byte) ([]byte, bool) {
	text := strings.TrimSpace(string(body))
	starts := fieldStart.FindAllStringSubmatchIndex(text, -1)
	if len(starts) == 0 || starts[0][0] != 0 || !strings.HasSuffix(text, "}") {
		return nil, false
	}

	fields := map[string]string{}
	for i, start := range starts {
		valueAt := start[1]
		end := len(text) - len("}")
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		name := text[start[2]:start[3]]
		if _, twice := fields[name]; twice {
			return nil, false
		}
		fields[name] = trimQuotes(text[valueAt:end])
	}
	mended, err := json.Marshal(fields)
	return mended, err == nil
}

// trimQuotes returns a value without the quotation marks around it. null is no value.
func trimQuotes(value string) string {
	value = strings.TrimSpace(value)
	value = strings.TrimSpace(strings.TrimSuffix(value, ","))
	if value == "null" {
		return ""
	}
	inside, quoted := strings.CutPrefix(value, `"`)
	if !quoted {
		return value
	}
	return strings.TrimSuffix(inside, `"`)
}
