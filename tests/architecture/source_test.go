// Package architecture keeps the house in order: which way the arrows point, what pure code may not touch, how large things
// may grow, and that what the README says is where.
package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the name of the module, and root where it lies.
const (
	module = "holdfast"
	root   = "../.."
)

// source is one Go file.
type source struct {
	path    string // from the root, with slashes
	dir     string
	text    string
	lines   int
	fset    *token.FileSet
	syntax  *ast.File
	imports []string
}

// isTest reports whether the file is built for tests only.
func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// in reports whether the file lies in a folder or below it.
func (s source) in(folder string) bool { return under(s.dir, folder) }

func under(dir, folder string) bool { return dir == folder || strings.HasPrefix(dir, folder+"/") }

// ours are the imports from this module, as folders.
func (s source) ours() (dirs []string) {
	for _, im := range s.imports {
		if rest, ok := strings.CutPrefix(im, module+"/"); ok {
			dirs = append(dirs, rest)
		}
	}
	return dirs
}

// at is a place in the file for a message.
func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

var parsed = sync.OnceValues(parse)

func parse() (all []source, err error) {
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if name == "testdata" || name == "dist" || strings.HasPrefix(name, ".") && file != root {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		s, err := read(file)
		all = append(all, s)
		return err
	})
	return all, err
}

func read(file string) (source, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return source{}, err
	}
	rel, err := filepath.Rel(root, file)
	if err != nil {
		return source{}, err
	}
	s := source{
		path:  filepath.ToSlash(rel),
		text:  string(text),
		lines: strings.Count(string(text), "\n"),
		fset:  token.NewFileSet(),
	}
	s.dir = path.Dir(s.path)
	if s.syntax, err = parser.ParseFile(s.fset, file, text, parser.ParseComments|parser.SkipObjectResolution); err != nil {
		return source{}, err
	}
	for _, im := range s.syntax.Imports {
		name, err := strconv.Unquote(im.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, name)
	}
	return s, nil
}

// sources is every Go file of the repository.
func sources(t *testing.T) []source {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d files found", len(all))
	}
	return all
}
