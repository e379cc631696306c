package standard

import (
	"strings"
	"time"

	"holdfast/shared/edge/webhook/lenient"
)

// readCountry reads an ISO 3166 alpha-2 code.
func (r *reader) readCountry(s lenient.Scalar) string {
	code := strings.ToUpper(r.Text(s))
	if code == "" {
		return ""
	}
	onlyLetters := strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	if len(code) != 2 || !onlyLetters {
		r.Fail("country: %q is not a code of two letters.", code)
	}
	return code
}

// readZone reads the name of an IANA time zone, such as Europe/Berlin. Only its form is
// checked: the code that uses it knows the zones.
func (r *reader) readZone(s lenient.Scalar) string {
	name := r.Text(s)
	for i := range len(name) {
		if !inZoneName(name[i]) {
			r.Fail("zone: %q is not the name of a time zone such as Europe/Berlin.", name)
			return ""
		}
	}
	return name
}

func inZoneName(c byte) bool {
	lower := c | 0x20
	switch {
	case lower >= 'a' && lower <= 'z', c >= '0' && c <= '9':
		return true
	}
	return strings.IndexByte("/_+-", c) >= 0
}

// readBirthday reads YYYY-MM-DD, or --MM-DD for a birthday without a year.
func (r *reader) readBirthday(s lenient.Scalar) string {
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
