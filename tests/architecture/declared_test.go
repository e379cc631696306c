package architecture

import (
	"go/ast"
	"testing"
)

// declares reports whether a file declares a name at its top level, methods included.
func declares(t *testing.T, file, name string) bool {
	t.Helper()
	for _, s := range sources(t) {
		if s.path != file {
			continue
		}
		for _, d := range s.syntax.Decls {
			if declaresIn(d, name) {
				return true
			}
		}
	}
	return false
}

func declaresIn(d ast.Decl, name string) bool {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Name.Name == name
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.Name == name {
					return true
				}
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					if id.Name == name {
						return true
					}
				}
			}
		}
	}
	return false
}
