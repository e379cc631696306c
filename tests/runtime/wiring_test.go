package runtime

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wiring is which queues go where, read from the code that puts a system together.
type wiring struct {
	Sends map[string]map[string]string // step, e.g. apply.Apply -> field -> the queue in it
	Works map[string]string            // queue -> the method that works it, e.g. apply.Apply.Fold
}

// The functions and the system in one process are two assemblies of the same steps: what is tested in one runs in the other.
func TestTheFunctionsAreWiredAsTheLocalSystemIs(t *testing.T) {
	t.Parallel()
	deployed := wiring{map[string]map[string]string{}, map[string]string{}}
	mains, err := filepath.Glob("../../functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range mains {
		read(t, path).into(t, &deployed)
	}
	local := wiring{map[string]map[string]string{}, map[string]string{}}
	read(t, "../../infra/local/system.go", "../../infra/local/server.go", "../../shared/records/queue/names.go").into(t, &local)
	given := 0
	for _, queues := range deployed.Sends {
		given += len(queues)
	}
	if len(deployed.Sends) != 5 || given != 7 || len(deployed.Works) != 6 { // a test that cannot read them compares nothing
		t.Fatalf("the mains build %d steps, give them %d queues and work %d, want 5, 7 and 6", len(deployed.Sends), given, len(deployed.Works))
	}
	if diff := cmp.Diff(local, deployed); diff != "" {
		t.Errorf("(-local +functions):\n%s", diff)
	}
}

// code is a few files that are read together.
type code struct {
	files  []*ast.File
	consts map[string]string // names of constant texts
	made   map[string]string // what a step was assigned to, as written -> the step
	queues map[string]string // what a queue was assigned to -> its name
}

func read(t *testing.T, paths ...string) *code {
	t.Helper()
	c := &code{consts: map[string]string{}, made: map[string]string{}, queues: map[string]string{}}
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		c.files = append(c.files, f)
	}
	c.each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.ValueSpec:
			if len(n.Values) == 1 {
				if text, ok := textOf(n.Values[0]); ok {
					c.consts[n.Names[0].Name] = text
				}
			}
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				from := n.Rhs[min(i, len(n.Rhs)-1)]
				if step, _ := stepIn(from); step != "" {
					c.made[types.ExprString(to)] = step
				}
				if call, ok := from.(*ast.CallExpr); ok && c.queue(call) != "" {
					c.queues[types.ExprString(to)] = c.queue(call)
				}
			}
		}
	})
	return c
}

func (c *code) each(fn func(ast.Node)) {
	for _, f := range c.files {
		ast.Inspect(f, func(n ast.Node) bool {
			fn(n)
			return true
		})
	}
}

func textOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// stepIn is the step that an expression makes, pointed to or not, and its fields.
func stepIn(e ast.Expr) (string, *ast.CompositeLit) {
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return "", nil
	}
	switch name := types.ExprString(lit.Type); name {
	case "ingest.Ingest", "apply.Apply", "sweep.Sweep", "census.Census", "act.Act":
		return name, lit
	}
	return "", nil
}

// into adds what the code puts together.
func (c *code) into(t *testing.T, w *wiring) {
	t.Helper()
	c.each(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if step, lit := stepIn(n); step != "" {
				c.sends(t, w, step, lit)
			} else if types.ExprString(n.Type) == "awslambda.Function" {
				c.function(w, n)
			}
		case *ast.KeyValueExpr: // Orders: {fold.Fold, ...}
			if lit, ok := n.Value.(*ast.CompositeLit); ok && lit.Type == nil && len(lit.Elts) > 0 {
				if queue, method := c.queue(n.Key), c.method(lit.Elts[0]); queue != "" && method != "" {
					w.Works[queue] = method
				}
			}
		}
	})
}

func (c *code) sends(t *testing.T, w *wiring, step string, lit *ast.CompositeLit) {
	t.Helper()
	fields := map[string]string{}
	for name, value := range fieldsOf(lit) {
		if queue := c.queue(value); queue != "" {
			fields[name] = queue
		}
	}
	if before, ok := w.Sends[step]; ok && !cmp.Equal(before, fields) {
		t.Errorf("%s is put together in two ways: %v and %v", step, before, fields)
	}
	w.Sends[step] = fields
}

// function reads awslambda.Function{Batch: step.Fold, Queue: step.Orders}.
func (c *code) function(w *wiring, lit *ast.CompositeLit) {
	fields := fieldsOf(lit)
	if fields["Batch"] == nil || fields["Queue"] == nil {
		return
	}
	queue := c.queue(fields["Queue"])
	if from, ok := fields["Queue"].(*ast.SelectorExpr); ok {
		queue = w.Sends[c.made[types.ExprString(from.X)]][from.Sel.Name]
	}
	w.Works[queue] = c.method(fields["Batch"])
}

func fieldsOf(lit *ast.CompositeLit) map[string]ast.Expr {
	fields := map[string]ast.Expr{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			fields[types.ExprString(kv.Key)] = kv.Value
		}
	}
	return fields
}

// method is a method of a step that was made, as in fold.Fold.
func (c *code) method(e ast.Expr) string {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		if step := c.made[types.ExprString(sel.X)]; step != "" {
			return step + "." + sel.Sel.Name
		}
	}
	return ""
}

// queue is the name of the queue that an expression stands for: sqs.New(..., env.Setting("HOLDFAST_ORDERS")), q[queue.Orders], the
// constant queue.Orders, or a parameter that is given one of these.
func (c *code) queue(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.CallExpr:
		if types.ExprString(e.Fun) == "sqs.New" {
			if setting, ok := e.Args[1].(*ast.CallExpr); ok {
				text, _ := textOf(setting.Args[0])
				return strings.ToLower(strings.TrimPrefix(text, "HOLDFAST_"))
			}
		}
	case *ast.IndexExpr:
		return c.queue(e.Index)
	case *ast.SelectorExpr:
		if types.ExprString(e.X) == "queue" {
			return c.consts[e.Sel.Name]
		}
	case *ast.Ident:
		if name, ok := c.queues[e.Name]; ok {
			return name
		}
		if text, ok := c.consts[e.Name]; ok {
			return text
		}
		return c.argument(e.Name)
	}
	return ""
}

// argument is the queue that the only caller of a function gives for the parameter of that name.
func (c *code) argument(name string) (queue string) {
	c.each(func(n ast.Node) {
		fn, ok := n.(*ast.FuncDecl)
		if !ok {
			return
		}
		at := 0
		for _, field := range fn.Type.Params.List {
			for _, p := range field.Names {
				if p.Name == name {
					queue = c.given(fn.Name.Name, at)
				}
				at++
			}
		}
	})
	return queue
}

func (c *code) given(function string, at int) (queue string) {
	c.each(func(n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && types.ExprString(call.Fun) == function && at < len(call.Args) {
			if _, plain := call.Args[at].(*ast.Ident); !plain {
				queue = c.queue(call.Args[at])
			}
		}
	})
	return queue
}
