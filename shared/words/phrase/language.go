package phrase

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The languages that code names: English, in which everything can be said, and Chinese,
// for tests.
const (
	English = "en"
	Chinese = "zh"
)

//go:embed languages/*.txt
var files embed.FS

// speech holds the sentences and plural rules of one file.
type speech struct {
	sentences map[string]string
	rules     []string // of the forms that a number chooses, in the order of categories
}

// categories are CLDR's, in the order in which a sentence has its forms. "other" has no
// rule and comes last.
var categories = [...]string{"zero", "one", "two", "few", "many"}

// readers has a function for each language that reads its file on the first call and
// keeps what it has read. It is made by that call and not before: a program that says
// nothing then does not carry the files.
var readers struct {
	once sync.Once
	all  map[string]func() *speech
}

// findReaders returns readers.all.
func findReaders() map[string]func() *speech {
	readers.once.Do(func() {
		readers.all = map[string]func() *speech{}
		entries, _ := files.ReadDir("languages") // an embedded folder can be read
		for _, entry := range entries {
			name := strings.TrimSuffix(entry.Name(), ".txt")
			readers.all[name] = sync.OnceValue(func() *speech { return mustRead(name) })
		}
	})
	return readers.all
}

// find returns what the language of a locale has to say.
func find(locale string) *speech { return findReaders()[Language(locale)]() }

// format returns a format of the language, or English's if it has none of its own.
func (s *speech) format(name string) string {
	if format, ok := s.sentences["format."+name]; ok {
		return format
	}
	return find(English).sentences["format."+name]
}

// Languages lists the languages of the catalogue, in the order of their codes.
func Languages() []string { return slices.Sorted(maps.Keys(findReaders())) }

// Language returns the language in which a locale such as "zh-Hans-CN" or "de_AT" is
// answered: English if the catalogue lacks its own.
func Language(locale string) string {
	if spoken, ok := Spoken(locale); ok {
		return spoken
	}
	return English
}

// Spoken returns the language of a locale, and reports whether the catalogue has it.
func Spoken(locale string) (language string, ok bool) {
	language = strings.ReplaceAll(strings.ToLower(locale), "_", "-")
	for {
		if _, ok := findReaders()[language]; ok {
			return language, true
		}
		cut := strings.LastIndexByte(language, '-')
		if cut < 0 {
			return language, false
		}
		language = language[:cut]
	}
}

// NumberOf returns the number under which a language stands in links that were sent.
func NumberOf(lang string) byte {
	n, _ := strconv.ParseUint(Say(lang, "language.number"), 10, 8) // tests see that it is one
	return byte(n)
}

// Numbered returns the language of that number, and reports whether there is one.
func Numbered(number byte) (lang string, ok bool) {
	for _, lang := range Languages() {
		if NumberOf(lang) == number {
			return lang, true
		}
	}
	return "", false
}

// mustRead reads a language's file, and panics if a line of it cannot be understood: the
// files are part of the program, and a test reads each.
func mustRead(lang string) *speech {
	text, err := files.ReadFile("languages/" + lang + ".txt")
	if err != nil {
		panic(err)
	}
	s, err := read(string(text))
	if err != nil {
		panic(fmt.Sprintf("phrase: languages/%s.txt: %v", lang, err))
	}
	return s
}

// read takes a file apart: lines of "key = sentence", comments and empty lines.
func read(text string) (*speech, error) {
	lines := strings.Count(text, "\n")
	s := &speech{sentences: make(map[string]string, lines)}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if err := s.readLine(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}

	for _, category := range categories {
		rule, ok := s.sentences["plural."+category]
		if ok {
			s.rules = append(s.rules, rule)
		}
	}
	return s, nil
}

func (s *speech) readLine(line string) error {
	if line == "" || line[0] == '#' {
		return nil
	}
	key, sentence, ok := strings.Cut(line, "=")
	if !ok {
		return errors.New(`it is no "key = sentence"`)
	}
	key = strings.TrimSpace(key)
	if _, twice := s.sentences[key]; twice {
		return fmt.Errorf("%s is there twice", key)
	}
	s.sentences[key] = unquote(strings.TrimSpace(sentence))
	return nil
}

// unquote takes off the quotes that keep blanks at the ends of a sentence.
func unquote(sentence string) string {
	inside, begins := strings.CutPrefix(sentence, `"`)
	inside, ends := strings.CutSuffix(inside, `"`)
	if begins && ends {
		return inside
	}
	return sentence
}
