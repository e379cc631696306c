package phrase

import (
	"fmt"
	"strconv"
	"strings"
)

// filling holds the state of putting arguments into one sentence.
type filling struct {
	*speech
	args []any
	next int // index of the argument that a %s or %d without a number takes
	out  strings.Builder
}

// fill puts arguments into a sentence.
func fill(s *speech, sentence string, args []any) string {
	if !strings.ContainsAny(sentence, "%{") {
		return sentence
	}
	f := filling{speech: s, args: args}
	f.write(sentence)
	return f.out.String()
}

// write adds a sentence, or one of the forms in it.
func (f *filling) write(text string) {
	for text != "" {
		i := strings.IndexAny(text, "%{")
		if i < 0 {
			break
		}
		f.out.WriteString(text[:i])
		text = text[i:]
		if forms, rest, ok := cutForms(text); ok {
			f.write(f.choose(forms))
			text = rest
		} else if placeholder, rest, ok := cutPlaceholder(text); ok {
			f.put(placeholder)
			text = rest
		} else {
			f.out.WriteByte(text[0]) // a per cent sign
			text = text[1:]
		}
	}
	f.out.WriteString(text)
}

// placeholder is a place for an argument: %s, %d or %[2]s.
type placeholder struct {
	argument int  // counted from 1; 0 = the next
	kind     byte // 's' or 'd'
}

// cutPlaceholder takes a placeholder off the beginning of a text, and reports whether one
// stands there.
func cutPlaceholder(text string) (p placeholder, rest string, ok bool) {
	rest, ok = strings.CutPrefix(text, "%")
	if !ok {
		return p, text, false
	}

	if numbered, found := strings.CutPrefix(rest, "["); found {
		number, after, _ := strings.Cut(numbered, "]")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 {
			return p, text, false
		}
		p.argument = n
		rest = after
	}

	if rest == "" || rest[0] != 's' && rest[0] != 'd' {
		return p, text, false
	}
	p.kind = rest[0]
	return p, rest[1:], true
}

// put adds the argument of a placeholder. One that is missing or of another kind is shown as
// package fmt would.
func (f *filling) put(v placeholder) {
	if v.argument > 0 {
		f.next = v.argument - 1
	}
	if f.next >= len(f.args) {
		fmt.Fprintf(&f.out, "%%!%c(MISSING)", v.kind)
		return
	}
	arg := f.args[f.next]
	f.next++
	n, whole := integer(arg)
	switch {
	case whole:
		f.out.WriteString(f.number(n))
	case v.kind == 'd':
		fmt.Fprintf(&f.out, "%%!d(%v)", arg)
	default:
		fmt.Fprint(&f.out, arg)
	}
}

// forms are what a number chooses from: {day|days}.
type forms struct {
	argument int // the number, counted from 1; 0 = the argument before
	texts    []string
}

// cutForms takes forms off the beginning of a text, and reports whether some stand there.
func cutForms(text string) (f forms, rest string, ok bool) {
	inside, ok := strings.CutPrefix(text, "{")
	if !ok {
		return f, text, false
	}
	inside, rest, ok = strings.Cut(inside, "}")
	if !ok {
		return f, text, false
	}
	if number, after, found := strings.Cut(inside, ":"); found {
		if n, err := strconv.Atoi(number); err == nil {
			f.argument = n
			inside = after
		}
	}
	f.texts = strings.Split(inside, "|")
	return f, rest, true
}

// choose returns the form that its number takes; the last one, if there is no number.
func (f *filling) choose(from forms) string {
	last := len(from.texts) - 1
	argument := from.argument
	if argument == 0 {
		argument = f.next
	}
	if argument < 1 || argument > len(f.args) {
		return from.texts[last]
	}

	n, whole := integer(f.args[argument-1])
	if !whole {
		return from.texts[last]
	}
	form := min(f.form(n), last)
	return from.texts[form]
}

// integer returns an argument that is a whole number, and reports whether it is one.
func integer(arg any) (int64, bool) {
	switch n := arg.(type) {
	case int:
		return int64(n), true
	case int32:
		return int64(n), true
	case int64:
		return n, true
	case uint8:
		return int64(n), true
	case uint16:
		return int64(n), true
	case uint32:
		return int64(n), true
	}
	return 0, false
}
