package standard

import (
	"strings"
	"time"

	"holdfast/shared/edge/webhook/lenient"
)

// country reads an ISO 3166 alpha-2 code.
func (r *reader) country(s lenient.Scalar) string {
	code := strings.ToUpper(r.Text(s))
	if code != "" && (len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		r.Fail("country: %q is not a code of two letters.", code)
	}
	return code
}

// zone reads the name of an IANA time zone, such as Europe/Berlin. Only its form is
// checked: whoever uses it knows the zones.
func (r *reader) zone(s lenient.Scalar) string {
	name := r.Text(s)
	for i := range len(name) {
		c := name[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') &&
			!strings.ContainsRune("/_+-", rune(c)) {
			r.Fail("zone: %q is not the name of a time zone such as Europe/Berlin.", name)
			return ""
		}
	}
	return name
}

// birthday reads YYYY-MM-DD, or --MM-DD where the year is not known.
func (r *reader) birthday(s lenient.Scalar) string {
	day := r.Text(s)
	if day == "" {
		return ""
	}
	full := day
	if rest, noYear := strings.CutPrefix(day, "--"); noYear {
		full = "2000-" + rest // a leap year, so that 29 February is a day
	}
	if _, err := time.Parse(time.DateOnly, full); err != nil {
		r.Fail("birthday: %q is not a day like 1980-04-19 or --04-19.", day)
		return ""
	}
	return day
}
