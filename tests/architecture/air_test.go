package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A reader pays for syntax nodes, not for lines. So both are held: a function may not be
// packed into few lines, nor stretched over many. The anchors (oscar, wtf, river, sunlight)
// have 38 to 50 nodes per 10 lines at the median and 55 to 65 at the 90th percentile.
const (
	medianDensity = 48  // nodes per 10 lines of a function of more than three lines
	p90Density    = 65  // the same at the 90th percentile
	p90Nodes      = 170 // nodes of a function at the 90th percentile
	maxNodes      = 330 // of any function
	maxParameters = 5   // of a function; more belong into a struct
	column        = 100 // code wraps here ...
	wideShare     = 1.5 // ... but for so many of 100 lines
	widest        = 120 // columns of any line; a tab is four
)

// burden is what a function asks of a reader.
type burden struct {
	source
	name       string
	at         string
	nodes      int
	lines      int
	parameters int
}

// burdensOf returns the burden of each function that a file declares.
func burdensOf(s source) []burden {
	var all []burden
	for _, d := range s.syntax.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		b := burden{
			source:     s,
			name:       f.Name.Name,
			at:         s.at(f),
			lines:      s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1,
			parameters: f.Type.Params.NumFields(),
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if n != nil {
				b.nodes++
			}
			return n != nil
		})
		all = append(all, b)
	}
	return all
}

// density returns nodes per 10 lines.
func (b burden) density() int { return b.nodes * 10 / b.lines }

// read by people every day: what runs in production, tests and their tools left aside.
func inProduction(s source) bool {
	return !s.isTest() && (s.in("functions") || s.in("infra") || s.in("shared"))
}

func TestNoFunctionHoldsMoreThanAReaderCanCarry(t *testing.T) {
	t.Parallel()
	var nodes, densities []int
	for _, s := range sources(t) {
		if !inProduction(s) {
			continue
		}
		for _, b := range burdensOf(s) {
			nodes = append(nodes, b.nodes)
			if b.lines > 3 {
				densities = append(densities, b.density())
			}
			if b.nodes > maxNodes {
				t.Errorf("%s: %s has %d syntax nodes, more than %d", b.at, b.name, b.nodes, maxNodes)
			}
			if b.parameters > maxParameters {
				t.Errorf("%s: %s has %d parameters, more than %d", b.at, b.name, b.parameters, maxParameters)
			}
		}
	}
	if got := percentile(nodes, 90); got > p90Nodes {
		t.Errorf("one function in ten has more than %d syntax nodes; at most %d are right", got, p90Nodes)
	}
	if got := percentile(densities, 50); got > medianDensity {
		t.Errorf("half of the functions have more than %d nodes per 10 lines; at most %d are right", got, medianDensity)
	}
	if got := percentile(densities, 90); got > p90Density {
		t.Errorf("one function in ten has more than %d nodes per 10 lines; at most %d are right", got, p90Density)
	}
}

// percentile returns the number that so many of a hundred do not exceed.
func percentile(numbers []int, percent int) int {
	slices.Sort(numbers)
	return numbers[len(numbers)*percent/100]
}

func TestLinesFitAScreen(t *testing.T) {
	t.Parallel()
	wide, lines := 0, 0
	for _, s := range sources(t) {
		if !inProduction(s) {
			continue
		}
		inRaw := false
		for i, line := range strings.Split(s.text, "\n") {
			lines++
			wasRaw := inRaw
			inRaw = inRaw != (strings.Count(line, "`")%2 == 1)
			if wasRaw || inRaw || strings.Contains(line, `help:"`) {
				continue // text that people see as it stands, or a tag, which cannot be wrapped
			}
			n := columns(line)
			if n > column {
				wide++
			}
			if n > widest {
				t.Errorf("%s:%d has %d columns, more than %d", s.path, i+1, n, widest)
			}
		}
	}
	if share := 100 * float64(wide) / float64(lines); share > wideShare {
		t.Errorf("%.2f %% of the lines are over %d columns; at most %.1f %% are right", share, column, wideShare)
	}
}

// columns returns how wide a line is on a screen.
func columns(line string) int {
	return utf8.RuneCountInString(line) + 3*strings.Count(line, "\t")
}

// A measure that counts nothing keeps nothing.
func TestTheMeasureOfAirCounts(t *testing.T) {
	t.Parallel()
	text := "package p\n\nfunc add(a, b int, c string) int {\n\treturn a + b\n}\n"
	s := source{path: "p.go", text: text, fset: token.NewFileSet()}
	var err error
	if s.syntax, err = parser.ParseFile(s.fset, "p.go", text, 0); err != nil {
		t.Fatal(err)
	}
	b := burdensOf(s)[0]
	if b.nodes != 5 || b.lines != 3 || b.parameters != 3 || b.density() != 16 {
		t.Errorf("%d nodes, %d lines, %d parameters, density %d", b.nodes, b.lines, b.parameters, b.density())
	}
	if got := columns("\tx := 1"); got != 10 {
		t.Errorf("%d columns, want 10", got)
	}
	if got := percentile([]int{3, 1, 2, 10, 5, 6, 7, 8, 9, 4}, 90); got != 10 {
		t.Errorf("percentile %d, want 10", got)
	}
}
