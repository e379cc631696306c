package architecture

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// helpers are packages that only tests may use, though they are no test files themselves.
var helpers = []string{"shared/records/table/tabletest", "shared/records/queue/queuetest", "shared/edge/webhook/webhooktest", "infra/account/accounttest"}

// wings are the folders of shared/, the highest first. An arrow between two of them points down.
var wings = []string{"steps", "view", "edge", "records", "rules", "words"}

// belowCRM is all of ours that crm knows.
var belowCRM = []string{"shared/words/packed", "shared/words/enum"}

// independent are packages that never import each other: the steps, and the console, which
// reaches them through queues.
var independent = []string{
	"shared/steps/ingest",
	"shared/steps/apply",
	"shared/steps/sweep",
	"shared/steps/census",
	"shared/steps/act",
	"shared/view/console",
}

// forbidden returns why a file may not import a folder of ours, or "" if it may.
func forbidden(s source, im string) string {
	forTests := s.isTest() || s.in("tests") || slices.Contains(helpers, s.dir)
	switch {
	case under(im, "tests") && !s.in("tests"):
		return "nothing sees tests"
	case slices.Contains(helpers, im) && !forTests:
		return "only tests use it"
	case under(im, "functions"):
		return "nothing sees functions"
	case s.isTest() || !s.in("shared"):
		return ""
	case under(im, "infra"):
		return "shared knows no infra"
	case wingOf(s.dir) < 0 || wingOf(im) < 0:
		return "shared has no wing of that name"
	case wingOf(im) < wingOf(s.dir):
		return "arrows between the wings of shared point down: " + strings.Join(wings, ", ")
	case s.in("shared/words/crm") && !under(im, "shared/words/crm") && !slices.Contains(belowCRM, im):
		return "crm knows nothing of ours but the packing of bytes and the names of enums"
	}
	from := independentOf(s.dir)
	to := independentOf(im)
	if from != "" && to != "" && from != to {
		return "steps do not know each other"
	}
	return ""
}

// wingOf returns the place of a folder's wing in wings, or -1 if it lies in none.
func wingOf(dir string) int {
	return slices.IndexFunc(wings, func(wing string) bool { return under(dir, "shared/"+wing) })
}

// independentOf returns which of the independent packages a folder belongs to, or "".
func independentOf(dir string) string {
	i := slices.IndexFunc(independent, func(p string) bool { return under(dir, p) })
	if i < 0 {
		return ""
	}
	return independent[i]
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
		{"shared/steps/census/census.go", "shared/view/console", true},
		{"shared/steps/census/census.go", "shared/view/report", false},
		{"shared/rules/playbook/config.go", "shared/edge/webhook", true},
		{"shared/rules/playbook/config.go", "shared/words/crm", false},
		{"shared/records/book/book.go", "shared/edge/envelope", true},
		{"shared/words/phrase/phrase.go", "shared/rules/segment", true},
		{"shared/attic/attic.go", "shared/words/crm", true},
		{"shared/words/phrase/phrase_test.go", "shared/rules/playbook", false},
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
