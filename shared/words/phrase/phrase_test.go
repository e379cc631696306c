package phrase

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/crm"
)

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
	for locale, want := range map[string]string{"zh": Chinese, "zh-Hans-CN": Chinese, "ZH_tw": Chinese, "en-GB": English, "tlh": English, "tlh_AT": English, "": English, "zhx": English} {
		if got := Language(locale); got != want {
			t.Errorf("%q is answered in %s, want %s", locale, got, want)
		}
	}
}

func TestALocaleThatWeDoNotSpeakIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	for locale, want := range map[string]bool{"tlh-AT": false, "": false, "en_US": true, "zh-Hans": true, "zhx": false, "english": false} {
		if _, ok := Spoken(locale); ok != want {
			t.Errorf("%q: %v", locale, ok)
		}
	}
}
