package lenient_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type inner struct {
	A lenient.Scalar `json:"a"`
}

type embedded struct {
	Deep lenient.Scalar `json:"deep"`
}

type outer struct {
	embedded
	ID     lenient.Scalar               `json:"id"`
	Object lenient.Object[inner]        `json:"object"`
	List   lenient.List[inner]          `json:"list"`
	Words  lenient.List[lenient.Scalar] `json:"words"`
	Map    lenient.Map[inner]           `json:"map"`
	Plain  inner                        `json:"plain"`
}

func decode(t *testing.T, text string) outer {
	t.Helper()
	var v outer
	if err := lenient.Decode([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

var same = cmp.AllowUnexported(outer{}, embedded{})

func TestFieldsAreFilledAndTheRestIsPassedOver(t *testing.T) {
	t.Parallel()
	got := decode(t, ` {"x":{"id":[1,{"id":2}]}, "id" : 820982911946154508, "deep":"d", "object":{"a":"b"},
		"list":[{"a":1},null,7,{"a":2}], "words":["v",null,3.50], "map":{"m":{"a":1}}, "plain":{"a":true}, "y":-0.5e+7 } `)
	want := outer{
		embedded: embedded{`"d"`}, ID: "820982911946154508",
		Object: lenient.Object[inner]{Present: true, Value: inner{`"b"`}},
		List:   lenient.List[inner]{{"1"}, {}, {}, {"2"}}, Words: lenient.List[lenient.Scalar]{`"v"`, "", "3.50"},
		Map: lenient.Map[inner]{{Name: "m", Value: inner{"1"}}}, Plain: inner{"true"},
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNothingIsWrittenInManyWays(t *testing.T) {
	t.Parallel()
	for _, nothing := range []string{"null", "[]", `""`, "false", "0"} {
		got := decode(t, strings.ReplaceAll(`{"object":X,"list":X,"words":X,"map":X,"plain":X}`, "X", nothing))
		if diff := cmp.Diff(outer{}, got, same); diff != "" {
			t.Errorf("%s (-want +got):\n%s", nothing, diff)
		}
	}
}

func TestAListMayBeAnObjectWithNumbersForNames(t *testing.T) {
	t.Parallel()
	got := decode(t, `{"words":{"2":"b","1":"a"}}`)
	if diff := cmp.Diff(lenient.List[lenient.Scalar]{`"a"`, `"b"`}, got.Words); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestANameIsReadThroughItsEscapesAndTheLastOneCounts(t *testing.T) {
	t.Parallel()
	if got := decode(t, `{"id":1,"\u0069d":2,"ID":3}`); got.ID != "2" {
		t.Errorf("got %s", got.ID)
	}
}

func TestWhatIsNoJSONObjectIsUnusable(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "  ", "null", "[]", "[{}]", `"x"`, "webhook_id=1", "{", `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1}x`, `{"a":01}`,
		`{"a":1.}`, `{"a":.5}`, `{"a":+1}`, `{"a":"\x"}`, `{"a":"\u12g4"}`, "{\"a\":\"\n\"}", `{"a":tru}`, `{'a':1}`, `{"a":NaN}`,
		"\ufeff{}", strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300), `{"a":` + strings.Repeat("[", 100_000),
	} {
		var v outer
		if _, unusable := webhook.AsUnusable(lenient.Decode([]byte(text), &v)); !unusable {
			t.Errorf("%.40q was taken for an object", text)
		}
	}
}

func TestIDsKeepEveryDigit(t *testing.T) {
	t.Parallel()
	for scalar, want := range map[lenient.Scalar]string{
		"820982911946154508": "820982911946154508", `"820982911946154508"`: "820982911946154508", `" A-7 "`: "A-7",
		`"gid://shopify/Order/55"`: "55", `"gid://shopify/Cart/x7?key=1"`: "x7", `"\u0041"`: "A",
		"123456789012345.0": "123456789012345", "1.23456789012345e+14": "123456789012345", "4711.0": "4711", "1.5E1": "15",
		"": "", "0": "", `"0"`: "", `""`: "", "true": "", "{}": "", "[]": "",
	} {
		var r lenient.Reader
		if got := r.ID("id", scalar); got != want || r.Err() != nil {
			t.Errorf("%s: got %q, %v", scalar, got, r.Err())
		}
	}
	for _, scalar := range []lenient.Scalar{"1.5", "8.2e17", "-4", "1.2345678901234e+14", "1234567890123456.0", "0.5e1", "1.25e1", "5e3", `"a b"`, `"\u0000"`, lenient.Scalar(`"` + strings.Repeat("x", 200) + `"`)} {
		var r lenient.Reader
		if got := r.ID("id", scalar); r.Err() == nil {
			t.Errorf("%s was taken for the id %q", scalar, got)
		}
	}
}

func TestTimesInTheFormsThatOccur(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]crm.Instant{
		"2026-03-02T10:15:30+01:00":      1772442930000,
		"2026-03-02T09:15:30.1239Z":      1772442930123,
		"2026-03-02T09:15Z":              1772442900000,
		"2026-03-02T09:15:30":            1772442930000,
		"2026-03-02 09:15:30":            1772442930000,
		"2026-03-02T09:15:30.672717030Z": 1772442930672,
		"":                               0, "0000-00-00T00:00:00": 0, "1970-01-01T00:00:00Z": 0, "0001-01-01T00:00:00Z": 0,
	} {
		var r lenient.Reader
		if got := r.Time("at", lenient.Scalar(`"`+text+`"`)); got != want || r.Err() != nil {
			t.Errorf("%s: got %d, %v", text, got, r.Err())
		}
	}
	for _, scalar := range []lenient.Scalar{`"yesterday"`, `"2026-02-30T00:00:00Z"`, "1772442930"} {
		var r lenient.Reader
		if got := r.Time("at", scalar); r.Err() == nil {
			t.Errorf("%s was taken for %d", scalar, got)
		}
	}
}

func TestTextsAreOneLineAndCutAtARune(t *testing.T) {
	t.Parallel()
	var r lenient.Reader
	for scalar, want := range map[lenient.Scalar]string{
		`"  Ada \n  Lovelace\t"`: "Ada Lovelace", `"a\u0000b\u007fc"`: "abc", "12.50": "12.50", "true": "", `"caf\u00e9"`: "café",
		"\"bad \xff byte\"": "bad byte", `"two\u2028lines"`: "two lines",
	} {
		if got := r.Text(scalar); got != want {
			t.Errorf("%s: got %q, want %q", scalar, got, want)
		}
	}
	long := r.Text(lenient.Scalar(`"x` + strings.Repeat("伟", 200) + `"`))
	if len(long) > lenient.MaxText || !strings.HasSuffix(long, "伟") || strings.ContainsRune(long, '\ufffd') {
		t.Errorf("cut to %d bytes: %q", len(long), long)
	}
}

func TestTheFirstSentenceStands(t *testing.T) {
	t.Parallel()
	var r lenient.Reader
	r.NeedID("order.id", "")
	r.NeedTime("updated_at", "")
	r.NeedMinor("total", "null", "EUR")
	if got := r.Err().Error(); got != "order.id is missing." {
		t.Errorf("got %q", got)
	}
}

// FuzzDecode holds the scanner to encoding/json: what is valid to one is valid to the other, short of very deep nesting.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":[1,-2.5e3,"\u00e9\\",null,true,{"b":{}}]}`, "{\"id\":\"\xff\"}", `{"a":1,}`, " {\"a\" : 0 }\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v outer
		err := lenient.Decode(body, &v)
		object := strings.HasPrefix(strings.TrimLeft(string(body), " \t\r\n"), "{")
		if want := json.Valid(body) && object; want != (err == nil) && (err == nil || !strings.Contains(err.Error(), "deeply")) {
			t.Fatalf("encoding/json says %t, we say %v", want, err)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	body := []byte(`{"id":1,"lines":[` + strings.Repeat(`{"title":"Oak breakfast tray","price":"45.00","quantity":1},`, 80) + `{}]}`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		var v outer
		if err := lenient.Decode(body, &v); err != nil {
			b.Fatal(err)
		}
	}
}
