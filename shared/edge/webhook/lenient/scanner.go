package lenient

import "encoding/json"

// maxDepth is how deeply lists and objects may be nested; real deliveries stay below
// twenty.
const maxDepth = 200

// scanner walks over JSON text once. Its methods return false at the first byte that is
// not JSON; pos then stands there.
type scanner struct {
	text  string
	pos   int
	depth int // of the lists and objects around pos
}

func (s *scanner) skipSpace() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\n', '\t', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	if s.pos < len(s.text) {
		return s.text[s.pos]
	}
	return 0
}

// accept passes over the next byte if it is c, and reports whether it was.
func (s *scanner) accept(c byte) bool {
	if s.peek() != c || s.pos >= len(s.text) {
		return false
	}
	s.pos++
	return true
}

// skipValue checks one value and passes over it.
func (s *scanner) skipValue() bool {
	switch c := s.peek(); c {
	case '{':
		return s.walkObject(nil)
	case '[':
		return s.walkList(s.skipValue)
	case '"':
		return s.skipString()
	case 't':
		return s.skipWord("true")
	case 'f':
		return s.skipWord("false")
	case 'n':
		return s.skipWord("null")
	default:
		return s.skipNumber()
	}
}

func (s *scanner) skipWord(w string) bool {
	for i := range len(w) {
		if !s.accept(w[i]) {
			return false
		}
	}
	return true
}

// walkObject calls field at the value under each name; nil skips them all. field must pass
// over the value.
func (s *scanner) walkObject(field func(name string) bool) bool {
	s.depth++
	if s.depth > maxDepth || !s.accept('{') {
		return false
	}
	s.skipSpace()
	if s.accept('}') {
		s.depth--
		return true
	}
	for {
		s.skipSpace()
		if !s.walkMember(field) {
			return false
		}
		s.skipSpace()
		if s.accept('}') {
			s.depth--
			return true
		}
		if !s.accept(',') {
			return false
		}
	}
}

// walkMember passes over a name and calls field at the value under it.
func (s *scanner) walkMember(field func(name string) bool) bool {
	start := s.pos
	if s.peek() != '"' || !s.skipString() {
		return false
	}
	quoted := s.text[start:s.pos]

	s.skipSpace()
	if !s.accept(':') {
		return false
	}
	s.skipSpace()
	if field == nil {
		return s.skipValue()
	}
	return field(unquoteName(quoted))
}

// unquoteName returns the text of a JSON string that the scanner has passed over.
func unquoteName(quoted string) string {
	name := quoted[1 : len(quoted)-1]
	if standsForItself(name) {
		return name
	}
	var decoded string
	if json.Unmarshal([]byte(quoted), &decoded) != nil {
		return name
	}
	return decoded
}

// walkList calls item at each value of a list. item must pass over the value.
func (s *scanner) walkList(item func() bool) bool {
	s.depth++
	if s.depth > maxDepth || !s.accept('[') {
		return false
	}
	s.skipSpace()
	if s.accept(']') {
		s.depth--
		return true
	}
	for {
		s.skipSpace()
		if !item() {
			return false
		}
		s.skipSpace()
		if s.accept(']') {
			s.depth--
			return true
		}
		if !s.accept(',') {
			return false
		}
	}
}

// skipString passes over a string, from its opening quote.
func (s *scanner) skipString() bool {
	text := s.text
	for i := s.pos + 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			s.pos = i + 1
			return true
		case c == '\\':
			n := escapeLength(text[i+1:])
			if n == 0 {
				s.pos = i
				return false
			}
			i += n
		case c < ' ':
			s.pos = i
			return false
		}
	}
	s.pos = len(text)
	return false
}

// escapeLength returns how many bytes of an escape follow its backslash, or 0 if s begins
// with no escape.
func escapeLength(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		const length = len("u12ab")
		if len(s) < length {
			return 0
		}
		for i := 1; i < length; i++ {
			if !isHexDigit(s[i]) {
				return 0
			}
		}
		return length
	}
	return 0
}

func isHexDigit(c byte) bool {
	lower := c | 0x20
	return isDigit(c) || lower >= 'a' && lower <= 'f'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (s *scanner) skipNumber() bool {
	s.accept('-')
	if !s.accept('0') && !s.skipDigits() {
		return false
	}
	if s.accept('.') && !s.skipDigits() {
		return false
	}
	if s.accept('e') || s.accept('E') {
		if !s.accept('+') {
			s.accept('-')
		}
		return s.skipDigits()
	}
	return true
}

// skipDigits passes over at least one digit.
func (s *scanner) skipDigits() bool {
	start := s.pos
	for isDigit(s.peek()) {
		s.pos++
	}
	return s.pos > start
}
