package cost

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "make the tables in docs/costs.md anew")

// most is what a million webhooks may cost all in, at list price.
const most = 4 * dollar

func TestAMillionWebhooksCostAtMostFourDollars(t *testing.T) {
	t.Parallel()
	for _, batch := range []int{busy, quiet} {
		c := count(t, batch)
		all := bill(c)
		t.Logf("%d at a time\n%s", batch, markdown(all, "a million webhooks"))
		if sum := total(all); sum > most {
			t.Errorf("%d at a time: %s USD, more than %s", batch, usd(sum, 2), usd(most, 2))
		}
		if per := c.write / float64(c.webhooks); per > 1.8 {
			t.Errorf("%d at a time: %.2f write units a webhook", batch, per)
		}
	}
}

// BenchmarkAMillionWebhooks prints the tables, and takes as long as counting does.
func BenchmarkAMillionWebhooks(b *testing.B) {
	var said string
	for b.Loop() {
		c := count(b, busy)
		said = markdown(bill(c), "a million webhooks") + "\n" + markdown(standing(c), "a month")
		b.ReportMetric(float64(total(bill(c)))/float64(dollar), "USD/million")
	}
	b.Log("\n" + said)
}

func TestTheTablesOfTheHandbookAreThoseThatAreCounted(t *testing.T) {
	t.Parallel()
	c := count(t, busy)
	path := filepath.Join(root, "docs", "costs.md")
	got := file(t, "docs/costs.md")
	want := put(t, got, "busy", markdown(bill(c), "a million webhooks"))
	slow := count(t, quiet)
	want = put(t, want, "quiet", markdown(bill(slow), "a million webhooks"))
	want = put(t, want, "several", rows(several(c, slow)))
	want = put(t, want, "mails", markdown(mails(c), "a million e-mails"))
	want = put(t, want, "month", markdown(standing(c), "a month"))
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("docs/costs.md (-counted +there), made anew by go test ./tests/cost -args -update:\n%s", d)
	}
}

// put replaces what stands between the marks of a table.
func put(t *testing.T, text, name, table string) string {
	t.Helper()
	from, to := "<!-- made by tests/cost: "+name+" -->\n", "<!-- end -->"
	head, rest, ok := strings.Cut(text, from)
	_, tail, closed := strings.Cut(rest, to)
	if !ok || !closed {
		t.Fatalf("there is no place for the table %s", name)
	}
	return head + from + table + to + tail
}
