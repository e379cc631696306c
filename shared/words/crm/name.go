package crm

// ValidName reports whether s can name a store or a source: 1 to 64 lower-case letters,
// digits, dots, dashes and underscores, beginning with a letter or digit. Nothing else is
// ever looked up.
func ValidName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		alnum := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !alnum && (i == 0 || c != '-' && c != '_' && c != '.') {
			return false
		}
	}
	return true
}
