package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// parsed fails for a picture that is not XML, and gives all its text.
func parsed(t interface{ Fatal(...any) }, svg []byte) string {
	var text strings.Builder
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := token.(xml.CharData); ok {
			text.Write(c)
		}
	}
}

func TestABarIsAsLongAsItsShareOfTheGreatest(t *testing.T) {
	t.Parallel()
	svg := string(Bars{Head: Head{ID: "b"}, Rows: []Bar{
		{Label: "a", Value: 300}, {Label: "b", Value: 200}, {Label: "c", Value: 1}, {Label: "d", Value: 0}, {Label: "e", Value: -5, Grey: true},
	}}.SVG())
	var got []string
	for _, m := range regexp.MustCompile(`class="bar[^"]*" x="0" y="\d+" width="([^"]*)"`).FindAllStringSubmatch(svg, -1) {
		got = append(got, m[1])
	}
	if diff := cmp.Diff([]string{"100%", "66.66%", "0.33%", "0%", "0%"}, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(svg, `class="bar unknown"`) {
		t.Error("what is not known is not grey")
	}
}

func TestBarsOfAGivenScaleCanBeComparedAcrossCharts(t *testing.T) {
	t.Parallel()
	svg := string(Bars{Most: 10_000, Rows: []Bar{{Value: 4290, Mark: 5000}}}.SVG())
	if !strings.Contains(svg, `width="42.90%"`) || !strings.Contains(svg, `x1="50.00%"`) {
		t.Error(svg)
	}
}

func TestAnIntervalLiesOnOneScaleWithTheOthers(t *testing.T) {
	t.Parallel()
	svg := string(Intervals{Most: 1000, Rows: []Interval{{Low: 100, Mid: 200, High: 400}, {Low: 0, Mid: 500, High: 1000, Faint: true}}}.SVG())
	for _, want := range []string{`x1="10.00%" x2="40.00%"`, `cx="20.00%"`, `x1="0%" x2="100%"`, `cx="50.00%"`, `class="value faint"`} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is missing in %s", want, svg)
		}
	}
}

func TestATimeLineShowsHowLongTheSilenceIsAgainstTheAlarm(t *testing.T) {
	t.Parallel()
	svg := string(Timeline{
		Head: Head{ID: "t"}, From: 1000, To: 2000, Now: 1900, NowLabel: "today",
		Lanes:   []Lane{{Label: "Orders", Points: []Point{{At: 1100, Text: "first"}, {At: 1500, Shape: Ring, Size: 100}, {At: 1600, Shape: Cross}}}},
		Silence: Silence{From: 1500, Label: "Silence", Alarm: 1700, AlarmLabel: "alarm", End: 2500},
		Ticks:   []Tick{{At: 1250, Label: "Jan"}},
	}.SVG())
	for _, want := range []string{
		`class="dot" x="10.00%"`, `class="ring" x="50.00%"`, `r="8"`, `class="cross" x="60.00%"`, `<title>first</title>`,
		`class="ahead" x="50.00%" width="50.00%"`, `class="silence" x="50.00%" width="20.00%"`, `class="silence late" x="70.00%" width="20.00%"`,
		`class="threshold" x1="70.00%"`, `class="now" x1="90.00%"`, `text-anchor="end">today</text>`, `text-anchor="middle">alarm</text>`, `text-anchor="middle">Jan</text>`,
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is missing in %s", want, svg)
		}
	}
}

func TestBeforeTheAlarmNothingIsLate(t *testing.T) {
	t.Parallel()
	svg := string(Timeline{From: 0, To: 100, Now: 50, Silence: Silence{From: 40, Alarm: 80, End: 120}}.SVG())
	if strings.Contains(svg, "late") || !strings.Contains(svg, `class="silence" x="40.00%" width="10.00%"`) || !strings.Contains(svg, `class="threshold" x1="80.00%"`) {
		t.Error(svg)
	}
}

func TestEveryTextIsEscapedAndEveryPictureIsXML(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		evil := rapid.SampledFrom([]string{`<script>alert(1)</script>`, `"><img src=x>`, `]]>`, `&amp;`, "王芳", "a\x00b\x1f", "\xff"})
		n := rapid.Int64Range(-1<<62, 1<<62)
		head := Head{ID: "x", Title: evil.Draw(t, "title"), Text: evil.Draw(t, "text")}
		a, b := n.Draw(t, "a"), n.Draw(t, "b")
		for _, svg := range [][]byte{
			Bars{Head: head, Rows: []Bar{{evil.Draw(t, "label"), evil.Draw(t, "note"), a, b, true}}, Most: n.Draw(t, "most")}.SVG(),
			Intervals{Head: head, Rows: []Interval{{Label: evil.Draw(t, "row"), Low: a, Mid: b, High: a}}}.SVG(),
			Timeline{
				Head: head, From: 0, To: 1000, Now: b % 1000, NowLabel: evil.Draw(t, "now"), Lanes: []Lane{{Label: evil.Draw(t, "lane"), Points: []Point{{a % 1000, Alarm, int(b % 1000), evil.Draw(t, "point")}}}},
				Silence: Silence{From: 1 + max(0, a%1000), Alarm: b % 1000, AlarmLabel: evil.Draw(t, "alarm"), End: 900}, Ticks: []Tick{{a % 1000, evil.Draw(t, "tick")}},
			}.SVG(),
		} {
			parsed(t, svg)
			if strings.Contains(string(svg), "<script") || strings.Contains(string(svg), "<img") {
				t.Fatalf("%s", svg)
			}
			for _, m := range regexp.MustCompile(`"(-?[0-9.]+)%"`).FindAllStringSubmatch(string(svg), -1) {
				if strings.HasPrefix(m[1], "-") || len(m[1]) > 5 {
					t.Fatalf("%s %% lies outside the picture", m[1])
				}
			}
		}
	})
}

func TestWhatAPictureShowsIsSaidInWords(t *testing.T) {
	t.Parallel()
	svg := Bars{Head: Head{"reasons", "Service is seven exits in ten", "service 71, price 29"}, Rows: []Bar{{Label: "Service", Value: 71}}}.SVG()
	for _, want := range []string{`role="img"`, `aria-labelledby="reasons-title reasons-text"`, `<title id="reasons-title">Service is seven exits in ten</title>`, `<desc id="reasons-text">service 71, price 29</desc>`} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("%s is missing", want)
		}
	}
	if text := parsed(t, svg); !strings.Contains(text, "service 71, price 29") {
		t.Error(text)
	}
}

func TestWhereLabelAndFiguresWouldMeetOnAPhoneTheFiguresOfAllRowsGoOnASecondLine(t *testing.T) {
	t.Parallel()
	notes := regexp.MustCompile(`class="note" x="([^"]*)" y="(\d+)"`)
	of := func(rows ...Bar) (out [][]string) {
		svg := string(Bars{Rows: rows}.SVG())
		for _, m := range notes.FindAllStringSubmatch(svg, -1) {
			out = append(out, m[1:])
		}
		return out
	}
	short := Bar{Label: "Service", Note: "71 · 20 %"}
	for label, want := range map[string][][]string{
		"Price":                          {{"100%", "14"}, {"100%", "62"}},
		"A complaint within eight weeks": {{"0", "32"}, {"0", "98"}},
		"八周之内投诉过的全部客户":                   {{"0", "32"}, {"0", "98"}},
	} {
		if diff := cmp.Diff(want, of(short, Bar{Label: label, Note: "met by 4 of 11"})); diff != "" {
			t.Errorf("%s: %s", label, diff)
		}
	}
}

func TestOfManyColumnsAsManyAreNamedAsAPhoneHasRoomForTheLastAlways(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{1: 1, 3: 3, 13: 4, 24: 3} {
		c := Columns{Rows: make([]Column, n)}
		for i := range c.Rows {
			c.Rows[i] = Column{Label: "2026-01", Mid: 1}
		}
		c.Rows[n-1].Label = "the end"
		svg := string(c.SVG())
		if got := strings.Count(svg, "2026-01") + strings.Count(svg, "the end"); got != want || !strings.Contains(svg, "the end") {
			t.Errorf("of %d columns %d are named, not %d", n, got, want)
		}
	}
}
