package phrase_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"holdfast/shared/words/phrase"
)

// families are the beginnings of keys whose end the code adds when it runs, mostly the
// name of a value: "tier." + t.String().
var families = []string{
	"channel.", "console.consent.", "console.done.", "console.field.", "console.later.",
	"console.measure.", "console.order.", "console.parcel.", "console.objection.", "console.sources.cause.",
	"cause.", "subscription.", "driver.", "evidence.", "improve.", "loyalty.", "pattern.", "playbook.",
	"quality.", "reason.", "relationship.", "report.backtest.", "report.col.", "report.extra.", "report.kind.",
	"report.lift.", "report.model.split_", "report.number.", "report.service.", "result.", "sales.", "satisfaction.", "script.ask.",
	"script.hello.", "script.reason.", "spending.", "stage.", "stage.do.", "standing.", "state.", "survey.", "task.do.", "unsubscribe.",
	"task.state.", "task.why.", "task.why_not.", "tier.",
}

// computed are the families whose ends are written nowhere: numbers, and names with their
// blanks replaced.
var computed = map[string]bool{"report.number.": true, "report.model.split_": true}

func TestEveryKeyThatCodeAsksForIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	source := readSource(t)
	if len(source.asked) < 400 {
		t.Fatalf("only %d calls were found", len(source.asked))
	}
	for _, call := range source.asked {
		if !phrase.Has(call.key) {
			t.Errorf("%s asks for %q, which is not in the catalogue", call.where, call.key)
			continue
		}
		if takes := phrase.Placeholders(call.key); call.args >= 0 && call.args != takes {
			t.Errorf("%s: %q takes %d arguments and gets %d", call.where, call.key, takes, call.args)
		}
	}
}

func TestEverySentenceInTheCodeHasItsForms(t *testing.T) {
	t.Parallel()
	source := readSource(t)
	if len(source.inCode) == 0 {
		t.Fatal("no call of InEnglish was found")
	}
	for _, s := range source.inCode {
		for _, fault := range phrase.EnglishFaults(s.text, s.args) {
			t.Errorf("%s: %s", s.where, fault)
		}
	}
}

func TestEveryKeyInTheCatalogueIsAskedFor(t *testing.T) {
	t.Parallel()
	source := readSource(t)
	for _, family := range families {
		if !source.literals[family] && !source.literals[strings.TrimSuffix(family, ".")] {
			t.Errorf("no code asks for a key of the family %q", family)
		}
	}
	text, err := os.ReadFile("languages/en.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		key, _, ok := strings.Cut(line, " = ")
		if !ok || line[0] == '#' || strings.HasPrefix(key, "plural.") || key == "language.name" {
			continue
		}
		if !source.uses(key) {
			t.Errorf("no code asks for %s", key)
		}
	}
}

// source is what the code of the whole module says about keys.
type source struct {
	literals map[string]bool // every text in quotes
	asked    []call
	inCode   []sentence // arguments of InEnglish
}

// sentence is one that stands in the code.
type sentence struct {
	where string
	text  string
	args  int
}

// call is one call of Say with a key that is written out.
type call struct {
	where string
	key   string
	args  int // -1 = not known
}

// uses reports whether the code asks for a key: by its full text, or by a family and the
// text that comes after it.
func (s *source) uses(key string) bool {
	if s.literals[key] || s.literals[strings.TrimSuffix(key, ".text")] || s.literals[strings.TrimPrefix(key, "format.")] {
		return true
	}
	for _, family := range families {
		end, ok := strings.CutPrefix(key, family)
		if !ok {
			continue
		}
		if computed[family] || s.literals[end] || s.literals[">"+end] || s.literals["~"+end] || s.literals[family+end] {
			return true
		}
	}
	return false
}

var (
	inTemplate = regexp.MustCompile(`Say "([^"]+)"`)
	quoted     = regexp.MustCompile(`"([^"\s]+)"`)
)

// readSource reads all Go files and pages of the module, tests apart.
func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{literals: map[string]bool{}}
	module := os.DirFS("../../..")
	err := fs.WalkDir(module, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go"):
			return err
		case strings.HasSuffix(path, ".html"):
			page, err := fs.ReadFile(module, path)
			for _, m := range inTemplate.FindAllSubmatch(page, -1) {
				s.asked = append(s.asked, call{where: path, key: string(m[1]), args: -1})
			}
			for _, m := range quoted.FindAllSubmatch(page, -1) {
				s.literals[string(m[1])] = true
			}
			return err
		case strings.HasSuffix(path, ".go"):
			code, err := fs.ReadFile(module, path)
			if err != nil {
				return err
			}
			return s.readGo(path, code)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *source) readGo(path string, code []byte) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, code, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				s.literals[text] = true
			}
		case *ast.CallExpr:
			name, ok := n.Fun.(*ast.SelectorExpr)
			if ok && name.Sel.Name == "InEnglish" {
				text, _ := literal(n.Args[0])
				where := files.Position(n.Pos()).String()
				s.inCode = append(s.inCode, sentence{where, text, len(n.Args) - 1})
			}
			if !ok || name.Sel.Name != "Say" {
				return true
			}
			for i, arg := range n.Args[:min(2, len(n.Args))] { // the language may come first
				key, ok := literal(arg)
				if !ok || slices.Contains(phrase.Languages(), key) {
					continue
				}
				args := len(n.Args) - i - 1
				if n.Ellipsis.IsValid() {
					args = -1
				}
				s.asked = append(s.asked, call{where: files.Position(n.Pos()).String(), key: key, args: args})
				break
			}
		}
		return true
	})
	return nil
}

// literal returns a text that is written out, perhaps in several pieces.
func literal(e ast.Expr) (string, bool) {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		left, first := literal(sum.X)
		right, second := literal(sum.Y)
		return left + right, first && second
	}
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
