package lenient

import "encoding/json"

// maxDepth is how deeply lists and objects may be nested; real deliveries stay below
// twenty.
const maxDepth = 200

// scanner walks over JSON text once. Its methods return false at the first byte that is
// no JSON, leaving at there.
type scanner struct {
	text  string
	at    int
	depth int
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\n', '\t', '\r':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.at >= len(s.text) {
		return false
	}
	s.at++
	return true
}

// skip checks one value and passes over it.
func (s *scanner) skip() bool {
	switch c := s.peek(); c {
	case '{':
		return s.object(nil)
	case '[':
		return s.list(s.skip)
	case '"':
		return s.str()
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

func (s *scanner) word(w string) bool {
	for i := range len(w) {
		if !s.take(w[i]) {
			return false
		}
	}
	return true
}

// object calls field for the value under each name; nil skips them all.
func (s *scanner) object(field func(name string) bool) bool {
	if s.depth++; s.depth > maxDepth || !s.take('{') {
		return false
	}
	s.space()
	if s.take('}') {
		s.depth--
		return true
	}
	for {
		s.space()
		start := s.at
		if s.peek() != '"' || !s.str() {
			return false
		}
		end := s.at
		s.space()
		if !s.take(':') {
			return false
		}
		s.space()
		if ok := s.member(field, start, end); !ok {
			return false
		}
		s.space()
		if s.take('}') {
			s.depth--
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

func (s *scanner) member(field func(string) bool, start, end int) bool {
	if field == nil {
		return s.skip()
	}
	name := s.text[start+1 : end-1]
	if !simple(name) {
		var decoded string
		if json.Unmarshal([]byte(s.text[start:end]), &decoded) == nil {
			name = decoded
		}
	}
	return field(name)
}

func (s *scanner) list(item func() bool) bool {
	if s.depth++; s.depth > maxDepth || !s.take('[') {
		return false
	}
	s.space()
	if s.take(']') {
		s.depth--
		return true
	}
	for {
		s.space()
		if !item() {
			return false
		}
		s.space()
		if s.take(']') {
			s.depth--
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

func (s *scanner) str() bool {
	text := s.text
	for i := s.at + 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			s.at = i + 1
			return true
		case c == '\\':
			n := escape(text[i+1:])
			if n == 0 {
				s.at = i
				return false
			}
			i += n
		case c < ' ':
			s.at = i
			return false
		}
	}
	s.at = len(text)
	return false
}

// escape is the length of what may follow a backslash, or 0.
func escape(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		for i := 1; i <= 4; i++ {
			if i >= len(s) || !hexDigit(s[i]) {
				return 0
			}
		}
		return 5
	}
	return 0
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func (s *scanner) number() bool {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return false
	}
	if s.take('.') && !s.digits() {
		return false
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		return s.digits()
	}
	return true
}

func (s *scanner) digits() bool {
	start := s.at
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
	return s.at > start
}
