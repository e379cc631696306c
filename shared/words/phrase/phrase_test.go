package phrase

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/crm"
)

var verb = regexp.MustCompile(`%(?:\[(\d)\])?([a-z])`)

// verbs lists the arguments a format uses as "1s", "2d", sorted.
func verbs(format string) []string {
	var out []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[1] != "" {
			next = int(m[1][0] - '0')
		}
		out = append(out, string(rune('0'+next))+m[2])
		next++
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	for key, msg := range catalogue {
		if msg.en == "" || msg.zh == "" {
			t.Errorf("%s lacks a language", key)
		}
		if diff := cmp.Diff(verbs(msg.en), verbs(msg.zh)); diff != "" {
			t.Errorf("%s: the languages use other arguments (-en +zh):\n%s", key, diff)
		}
	}
}

func TestAPercentSignIsDoubledWhereThereAreArgumentsAndOnlyThere(t *testing.T) {
	t.Parallel()
	verb := regexp.MustCompile(`%(\[\d\])?[sd]`)
	for key, msg := range catalogue {
		for _, text := range [2]string{msg.en, msg.zh} {
			rest := verb.ReplaceAllString(text, "")
			if single := strings.ReplaceAll(rest, "%%", ""); rest != text && strings.Contains(single, "%") {
				t.Errorf("%s has a single %% beside its arguments: %s", key, text)
			} else if rest == text && strings.Contains(text, "%%") {
				t.Errorf("%s has a double %% and no arguments: %s", key, text)
			}
		}
	}
}

func TestEveryMessageThatCodeAsksForExists(t *testing.T) {
	t.Parallel()
	asks := regexp.MustCompile(`\.(Say|Count)\((?:[a-zA-Z.]+, )?"([a-z0-9_.]+)"[,)]`)
	seen := 0
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		src, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		for _, m := range asks.FindAllStringSubmatch(string(src), -1) {
			key := m[2]
			if key == English || key == Chinese {
				continue
			}
			if m[1] == "Count" {
				key += ".many"
			}
			if seen++; !Has(key) {
				t.Errorf("%s asks for %q, which is not in the catalogue", path, key)
			}
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("read %d uses: %v", seen, err)
	}
}

func TestFiguresAreWrittenTheWayPeopleDo(t *testing.T) {
	t.Parallel()
	noon := crm.InstantOf(time.Date(2026, 3, 5, 12, 30, 0, 0, time.UTC))
	got := []string{
		Number(6600), Number(-1234567), Number(7), Percent(697), Percent(640), Percent(-5), Percent(10000),
		Whole(crm.Money{Minor: 4130049, Currency: "EUR"}), Whole(crm.Money{Minor: -50, Currency: "EUR"}), Whole(crm.Money{Minor: 1500, Currency: "JPY"}),
		Days("en", 1), Days("en", 74), Days("zh", 74), Date("en", noon, time.UTC), Date("zh", noon, time.UTC), Clock("en", noon, time.UTC),
		List("en", []string{"a", "b", "c"}), List("zh", []string{"a", "b", "c"}), List("en", nil), Say("en", "no such thing"),
	}
	want := []string{
		"6,600", "-1,234,567", "7", "7.0 %", "6.4 %", "-0.1 %", "100.0 %",
		"41,300 EUR", "-1 EUR", "1,500 JPY",
		"1 day", "74 days", "74 天", "5 March 2026", "2026年3月5日", "5 March 2026 12:30",
		"a, b and c", "a、b和c", "", "[no such thing]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestALocaleIsAnsweredInItsLanguageOrInEnglish(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]string{"zh": Chinese, "zh-Hans-CN": Chinese, "ZH_tw": Chinese, "en-GB": English, "de": English, "": English, "zhx": English} {
		if got := Language(locale); got != want {
			t.Errorf("%q is answered in %s, want %s", locale, got, want)
		}
	}
}

func TestALocaleThatWeDoNotSpeakIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]bool{"fr-FR": false, "": false, "en_US": true, "zh-Hans": true, "zhx": false, "english": false} {
		if _, ok := Spoken(locale); ok != want {
			t.Errorf("%q: %v", locale, ok)
		}
	}
}
