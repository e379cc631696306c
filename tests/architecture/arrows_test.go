package architecture

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// helpers are packages that only tests may use, though they are no test files themselves.
var helpers = []string{"shared/records/table/tabletest", "shared/records/queue/queuetest", "shared/edge/webhook/webhooktest", "infra/account/accounttest"}

// steps never know each other.
var steps = []string{"steps/ingest", "steps/apply", "steps/sweep", "steps/census", "steps/act", "view/console"}

// belowCRM is all of ours that crm knows.
var belowCRM = []string{"shared/words/packed", "shared/words/enum"}

// forbidden says why a file may not import a folder of ours, or nothing.
func forbidden(s source, im string) string {
	forTests := s.isTest() || s.in("tests") || slices.Contains(helpers, s.dir)
	switch {
	case under(im, "tests") && !s.in("tests"):
		return "nothing sees tests"
	case slices.Contains(helpers, im) && !forTests:
		return "only tests use it"
	case under(im, "functions"):
		return "nothing sees functions"
	case s.in("shared") && under(im, "infra") && !s.isTest():
		return "shared knows no infra"
	case s.in("shared/words/crm") && !under(im, "shared/words/crm") && !slices.Contains(belowCRM, im) && !s.isTest():
		return "crm knows nothing of ours but the packing of bytes and the names of enums"
	}
	from, isStep := stepOf(s.dir)
	to, knowsStep := stepOf(im)
	if isStep && knowsStep && from != to && !s.isTest() {
		return "steps do not know each other"
	}
	return ""
}

func stepOf(dir string) (string, bool) {
	for _, name := range steps {
		if under(dir, "shared/"+name) {
			return name, true
		}
	}
	return "", false
}

func TestArrowsRunFromFunctionsToInfraToShared(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, im := range s.ours() {
			if why := forbidden(s, im); why != "" {
				t.Errorf("%s imports %s: %s", s.path, im, why)
			}
		}
	}
}

// A rule that forbids nothing keeps nothing.
func TestTheArrowsForbidWhatTheySay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, imports string
		forbidden     bool
	}{
		{"shared/records/book/book.go", "infra/embedded", true},
		{"shared/records/book/book.go", "functions/orders", true},
		{"infra/local/system.go", "tests/facts", true},
		{"infra/local/system.go", "shared/records/table/tabletest", true},
		{"infra/local/system_test.go", "shared/records/table/tabletest", false},
		{"infra/local/system.go", "shared/records/table", false},
		{"shared/words/crm/join.go", "shared/records/book", true},
		{"shared/words/crm/join.go", "shared/words/packed", false},
		{"shared/words/crm/order.go", "shared/words/enum", false},
		{"shared/words/crm/order.go", "shared/words/phrase", true},
		{"shared/steps/sweep/sweep.go", "shared/steps/act", true},
		{"shared/steps/sweep/sweep.go", "shared/records/judge", false},
		{"shared/view/console/page/page.go", "shared/steps/census", true},
		{"functions/act/main.go", "infra/awslambda", false},
	} {
		s := source{path: c.file, dir: path.Dir(c.file)}
		if got := forbidden(s, c.imports) != ""; got != c.forbidden {
			t.Errorf("%s may import %s: %v", c.file, c.imports, !got)
		}
	}
}

func TestSharedCodeKnowsNoCloud(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, im := range s.imports {
			cloud := strings.HasPrefix(im, "github.com/aws/")
			switch {
			case cloud && s.in("shared"):
				t.Errorf("%s imports %s", s.path, im)
			case im == "testing" && s.in("shared") && !s.isTest() && !slices.Contains(helpers, s.dir):
				t.Errorf("%s imports testing", s.path)
			}
		}
	}
}

func TestPackagesAreNamedForWhatTheyHold(t *testing.T) {
	t.Parallel()
	empty := []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "handler", "handlers", "domain"}
	for _, s := range sources(t) {
		if name := s.syntax.Name.Name; slices.Contains(empty, name) || slices.Contains(empty, path.Base(s.dir)) {
			t.Errorf("%s: a package called %s says nothing", s.path, name)
		}
		if s.dir == "functions" || s.dir == "infra" || s.dir == "shared" || s.dir == "." {
			t.Errorf("%s: no Go file lies directly there", s.path)
		}
	}
}
