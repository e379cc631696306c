package playbook_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

func TestEveryPlaybookIsWhole(t *testing.T) {
	t.Parallel()
	public := readSchema(t)
	for _, p := range playbook.All {
		for _, lack := range missing(p, public) {
			t.Errorf("%s lacks %s", p.Name, lack)
		}
	}
}

func TestAPlaybookThatIsHalfMadeIsNoticed(t *testing.T) {
	t.Parallel()
	nameDay := &playbook.Playbook{
		Name:      "name_day",
		Kind:      playbook.Automatic,
		Code:      2,
		Triggers:  []*playbook.TriggerKind{{What: "name_day"}},
		Measures:  []playbook.MeasureCost{{Measure: "greet"}},
		Occasions: func(*playbook.Input) []playbook.Occasion { return nil },
		Channels:  []playbook.ChannelUse{{Channel: "pigeon", Measure: "coo"}},
	}
	want := []string{
		"its place in All",
		"a code of its own for stored trials, 1 to 127",
		"Next",
		"a Default that Validate accepts",
		`channel "pigeon" in the public schema`,
		`measure "coo" of channel "pigeon" among its Measures`,
		"the name in the public schema",
		`trigger "name_day" in the public schema`,
		`Explain of trigger "name_day"`,
		`measure "greet" in the public schema`,
		"a cost of greet",
		"playbook.name_day in en",
		"task.do.greet in en",
		"console.measure.greet in en",
		"script.hello.greet in en",
		"script.ask.greet in en",
		"playbook.name_day in zh",
		"task.do.greet in zh",
		"console.measure.greet in zh",
		"script.hello.greet in zh",
		"script.ask.greet in zh",
	}
	if diff := cmp.Diff(want, missing(nameDay, readSchema(t))); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

// wants collects what a playbook lacks, in words.
type wants struct{ lacks []string }

func (w *wants) want(ok bool, format string, args ...any) {
	if !ok {
		w.lacks = append(w.lacks, fmt.Sprintf(format, args...))
	}
}

// missing returns what a playbook lacks, in words.
func missing(p *playbook.Playbook, public schema) []string {
	var w wants
	w.rules(p)
	w.publicNames(p, public)
	w.costs(p)
	for _, lang := range phrase.Languages() {
		w.texts(p, lang)
	}
	return w.lacks
}

func (w *wants) rules(p *playbook.Playbook) {
	byName, _ := playbook.Find(p.Name)
	w.want(byName == p, "its place in All")
	byCode, _ := playbook.FindCode(p.Code)
	w.want(byCode == p && p.Code >= 1 && p.Code <= 127, "a code of its own for stored trials, 1 to 127")
	if !p.Proposes() {
		return
	}
	w.want(p.Next != nil, "Next")
	c := config()
	c.Plays[playbook.WinBack] = p.Default
	w.want(c.Validate() == nil, "a Default that Validate accepts")
}

func (w *wants) publicNames(p *playbook.Playbook, public schema) {
	if p.Proposes() {
		w.want(len(p.Channels) > 0, "Channels")
	}
	for _, u := range p.Channels {
		w.want(slices.Contains(public.Channels, u.Channel), "channel %q in the public schema", u.Channel)
		known := func(m playbook.MeasureCost) bool { return m.Measure == u.Measure }
		w.want(u.Measure == "" || slices.ContainsFunc(p.Measures, known), "measure %q of channel %q among its Measures", u.Measure, u.Channel)
	}
	w.want(slices.Contains(public.Playbooks, string(p.Name)), "the name in the public schema")
	w.want(len(p.Triggers) > 0, "Triggers")
	for _, k := range p.Triggers {
		w.want(slices.Contains(public.Triggers, k.What), "trigger %q in the public schema", k.What)
		w.want(k.Explain != nil, "Explain of trigger %q", k.What)
	}
	w.want(len(p.Measures) > 0, "Measures")
	for _, m := range p.Measures {
		w.want(slices.Contains(public.Measures, string(m.Measure)), "measure %q in the public schema", m.Measure)
	}
}

// costs wants a cost of each measure, the same wherever the measure is used.
func (w *wants) costs(p *playbook.Playbook) {
	if !p.Proposes() {
		return
	}
	for _, m := range p.Measures {
		w.want(m.Cents > 0, "a cost of %s", m.Measure)
		for _, other := range playbook.All {
			for _, o := range other.Measures {
				w.want(o.Measure != m.Measure || o.Cents == m.Cents, "the cost of %s that %s gives it", m.Measure, other.Name)
			}
		}
	}
}

func (w *wants) texts(p *playbook.Playbook, lang string) {
	for _, key := range textsOf(p) {
		text := phrase.Say(lang, key)
		w.want(text != "" && !strings.HasPrefix(text, "["), "%s in %s", key, lang)
	}
	c := config()
	c.Language = lang
	in := judged(hana(113), segment.Low, c, noon)
	for _, k := range p.Triggers {
		if k.Explain == nil {
			continue
		}
		explained := func(m playbook.MeasureCost) bool {
			text := k.Explain(&in, &playbook.Task{Measure: m.Measure, Trigger: playbook.Trigger{What: k.What}}, in.Config.Locale())
			return text != "" && !strings.Contains(text, "[")
		}
		for _, m := range p.Measures {
			w.want(explained(m), "why %s is due now because of %s in %s", m.Measure, k.What, lang)
		}
	}
}

// textsOf returns the keys of what is said of a playbook. Those that propose nothing are in no report on playbooks and have no script.
func textsOf(p *playbook.Playbook) []string {
	var keys []string
	if p.Proposes() {
		keys = append(keys, "playbook."+string(p.Name))
	}
	for _, m := range p.Measures {
		measure := string(m.Measure)
		keys = append(keys, "task.do."+measure, "console.measure."+measure)
		if p.Proposes() {
			keys = append(keys, "script.hello."+measure, "script.ask."+measure)
		}
	}
	return keys
}

// Stored trials are read by the code: it may neither change nor be given again.
func TestTheCodesOfStoredTrialsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	given := map[playbook.Name]byte{
		playbook.OwnerCall:   1,
		playbook.WinBack:     2,
		playbook.Obligation:  3,
		playbook.DataRequest: 4,
		playbook.ShopRedact:  5,
	}
	taken := map[byte]bool{}
	for _, p := range playbook.All {
		if code, ok := given[p.Name]; ok && code != p.Code {
			t.Errorf("code %d stood for %s, and now %d does", code, p.Name, p.Code)
		}
		if taken[p.Code] {
			t.Errorf("code %d of %s is taken", p.Code, p.Name)
		}
		taken[p.Code] = true
	}
}

func TestATaskOfANewerVersionWaitsADay(t *testing.T) {
	t.Parallel()
	in := judged(hana(113), segment.Low, config(), noon)
	want := playbook.Ruling{Until: noon + crm.DayLength, Why: playbook.WhyNewer}
	for name, task := range map[string]playbook.Task{
		"of another playbook": {Playbook: "name_day", Channel: "email"},
		"of another trigger":  {Playbook: playbook.WinBack, Trigger: playbook.Trigger{What: "name_day"}, Channel: "email"},
	} {
		if diff := cmp.Diff(want, playbook.JudgeAgain(task, in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// schema is what the public schema of tasks allows.
type schema struct{ Playbooks, Measures, Triggers, Channels []string }

func readSchema(t *testing.T) schema {
	t.Helper()
	raw, err := os.ReadFile("../../../events/schemas/task.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc node
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	task := doc.Properties["brief"].Properties["task"].Properties
	return schema{
		Playbooks: task["playbook"].Enum,
		Measures:  task["measure"].Enum,
		Triggers:  task["trigger"].Properties["what"].Enum,
		Channels:  task["channel"].Enum,
	}
}

// node is what matters here of a part of a JSON schema.
type node struct {
	Properties map[string]node `json:"properties"`
	Enum       []string        `json:"enum"`
}
