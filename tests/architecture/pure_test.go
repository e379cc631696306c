package architecture

import (
	"go/ast"
	"slices"
	"testing"
)

// impure is what shared code must be handed instead of fetching it: the time, a wait, the environment.
var impure = map[string][]string{
	"time": {"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"},
	"os":   {"Getenv", "LookupEnv", "Environ", "ExpandEnv"},
}

// touches lists what a file fetches for itself. A package under another name in its import counts as well.
func touches(s source) (found []*ast.SelectorExpr) {
	names := map[string]string{}
	for i, im := range s.syntax.Imports {
		if _, watched := impure[s.imports[i]]; watched {
			names[s.imports[i]] = s.imports[i]
			if im.Name != nil {
				names[im.Name.Name] = s.imports[i]
			}
		}
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && slices.Contains(impure[names[id.Name]], sel.Sel.Name) {
				found = append(found, sel)
			}
		}
		return true
	})
	return found
}

func TestSharedCodeIsHandedTheTimeAndItsSettings(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if !s.in("shared") || s.isTest() || slices.Contains(helpers, s.dir) {
			continue
		}
		for _, sel := range touches(s) {
			t.Errorf("%s: %s.%s", s.at(sel), sel.X, sel.Sel)
		}
		for _, im := range s.imports {
			if im == "C" || im == "unsafe" || im == "os/exec" {
				t.Errorf("%s imports %s", s.path, im)
			}
		}
	}
}

// An init function would build things before anybody asked for them, in every test and every cold start.
func TestNothingIsBuiltBeforeMain(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, d := range s.syntax.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" && !s.isTest() {
				t.Errorf("%s: an init function", s.at(f))
			}
		}
	}
}

// A float never holds money: nothing that is called after money has such a type.
func TestNoFloatHoldsMoney(t *testing.T) {
	t.Parallel()
	money := []string{"words/crm", "records/book", "rules/playbook", "steps/apply", "steps/act", "records/results"}
	for _, s := range sources(t) {
		for _, name := range money {
			if !s.in("shared/"+name) || s.isTest() {
				continue
			}
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && (id.Name == "float64" || id.Name == "float32") {
					t.Errorf("%s: %s", s.at(id), id.Name)
				}
				return true
			})
		}
	}
}
