package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// The most lines of a file, of a function, and of a main package under functions/.
const (
	maxFile     = 500
	maxFunction = 100
	maxMain     = 60
)

func TestNothingGrowsTooLongToRead(t *testing.T) {
	t.Parallel()
	mains := map[string]int{}
	for _, s := range sources(t) {
		if s.lines > maxFile {
			t.Errorf("%s has %d lines, more than %d", s.path, s.lines, maxFile)
		}
		if s.in("functions") && s.syntax.Name.Name == "main" && !s.isTest() {
			mains[s.dir] += s.lines
		}
		for _, d := range s.syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1; n > maxFunction {
				t.Errorf("%s: %s has %d lines, more than %d", s.at(f), f.Name.Name, n, maxFunction)
			}
		}
	}
	for dir, n := range mains {
		if n > maxMain {
			t.Errorf("%s has %d lines, more than %d: main is a paragraph", dir, n, maxMain)
		}
	}
}

// wellKnown are methods whose meaning everybody knows from the standard library.
var wellKnown = []string{"String", "Error", "Unwrap"}

// undocumented lists the exported names of a file that say nothing of what they promise. A constant or variable may be explained by
// its line, its group, or the documented type whose values the group lists.
func undocumented(s source, documented map[string]bool) (bare []*ast.Ident) {
	for _, d := range s.syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc.Text() == "" && !(d.Recv != nil && (slices.Contains(wellKnown, d.Name.Name) || !receives(d))) {
				bare = append(bare, d.Name)
			}
		case *ast.GenDecl:
			bare = append(bare, bareSpecs(d, documented)...)
		}
	}
	return bare
}

// receives reports whether a method's type is exported: others have no reader outside.
func receives(d *ast.FuncDecl) bool {
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func bareSpecs(d *ast.GenDecl, documented map[string]bool) (bare []*ast.Ident) {
	listed := ""
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc.Text()+spec.Doc.Text()+spec.Comment.Text() == "" {
				bare = append(bare, spec.Name)
			}
		case *ast.ValueSpec:
			if id, ok := spec.Type.(*ast.Ident); ok {
				listed = id.Name
			}
			if documented[listed] || d.Doc.Text()+spec.Doc.Text()+spec.Comment.Text() != "" {
				continue
			}
			for _, name := range spec.Names {
				if name.IsExported() {
					bare = append(bare, name)
				}
			}
		}
	}
	return bare
}

// documentedTypes are those of a package that have a comment.
func documentedTypes(all []source, dir string) map[string]bool {
	found := map[string]bool{}
	for _, s := range all {
		if s.dir != dir {
			continue
		}
		for _, d := range s.syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				if ts, ok := spec.(*ast.TypeSpec); ok && g.Doc.Text()+ts.Doc.Text() != "" {
					found[ts.Name.Name] = true
				}
			}
		}
	}
	return found
}

func TestEveryExportedNameSaysWhatItPromises(t *testing.T) {
	t.Parallel()
	all := sources(t)
	types := map[string]map[string]bool{}
	packages := map[string]bool{}
	for _, s := range all {
		if s.isTest() {
			continue
		}
		if types[s.dir] == nil {
			types[s.dir] = documentedTypes(all, s.dir)
		}
		packages[s.dir] = packages[s.dir] || strings.TrimSpace(s.syntax.Doc.Text()) != ""
		for _, id := range undocumented(s, types[s.dir]) {
			t.Errorf("%s: %s has no comment", s.at(id), id.Name)
		}
	}
	for dir, says := range packages {
		if !says {
			t.Errorf("%s: no file says what the package is for", dir)
		}
	}
}

func TestTheRuleForCommentsFindsWhatHasNone(t *testing.T) {
	t.Parallel()
	text := `package p

type Bare struct{}

// Kind is documented.
type Kind int

const (
	One Kind = iota
	Two
)

const Lost = 1

// Do is documented.
func Do() {}

func Undone() {}

func (Bare) String() string { return "" }
func (Bare) Odd()           {}
func (quiet) Odd()          {}

type quiet struct{}
`
	s := source{path: "p.go", dir: "p", fset: token.NewFileSet()}
	var err error
	if s.syntax, err = parser.ParseFile(s.fset, "p.go", text, parser.ParseComments); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, id := range undocumented(s, documentedTypes([]source{s}, "p")) {
		names = append(names, id.Name)
	}
	if want := []string{"Bare", "Lost", "Undone", "Odd"}; !slices.Equal(names, want) {
		t.Errorf("found %v, want %v", names, want)
	}
}
