package stories

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Story is a customer's year as told.
type Story struct {
	Title   string // what it shows, in a sentence
	Shop    Shop
	Year    []Happening
	Decided string // the golden account
	archive *txtar.Archive
}

// Shop is a store's settings in a story, and how it is run.
type Shop struct {
	Config  playbook.Config
	Tiers   *segment.Thresholds // in force from the start, for a shop too small for a census
	Sweeps  []time.Duration
	Classic bool // the textbook's rule is shown beside ours
	Once    bool // errands are sent at most once
}

// Happening is one line of a story.
type Happening struct {
	At    time.Time
	Words []string
	line  int
}

// The files of a story's archive.
const (
	shopFile    = "shop"
	yearFile    = "year"
	decidedFile = "decided"
)

// Store is the store of every story, and Start the day on which its shop is set up unless told otherwise.
const Store = "demo"

// Parse reads a story. Errors name the line of the file it stands in.
func Parse(text []byte) (*Story, error) {
	a := txtar.Parse(text)
	s := &Story{Title: strings.TrimSpace(string(a.Comment)), archive: a, Shop: defaults()}
	if s.Title == "" {
		return nil, fmt.Errorf("a story begins with what it shows")
	}
	for _, f := range a.Files {
		switch f.Name {
		case shopFile:
			if err := s.shop(string(f.Data)); err != nil {
				return nil, err
			}
		case yearFile:
			if err := s.year(string(f.Data)); err != nil {
				return nil, err
			}
		case decidedFile:
			s.Decided = string(f.Data)
		default:
			return nil, fmt.Errorf("a story has no part called %q", f.Name)
		}
	}
	if len(s.Year) == 0 {
		return nil, fmt.Errorf("nothing happens")
	}
	return s, s.Shop.Config.Validate()
}

// With is the story's file with another account of what was decided.
func (s *Story) With(decided string) []byte {
	i := slices.IndexFunc(s.archive.Files, func(f txtar.File) bool { return f.Name == decidedFile })
	if i < 0 {
		s.archive.Files = append(s.archive.Files, txtar.File{Name: decidedFile})
		i = len(s.archive.Files) - 1
	}
	s.archive.Files[i].Data = []byte(decided)
	return txtar.Format(s.archive)
}

// defaults are the settings of a shop of which a story says nothing: its margin is known, nobody is held out, it has an owner and a
// manager, and it sweeps once a day, at a time when customers are awake.
func defaults() Shop {
	c := playbook.DefaultConfig(Store, "EUR")
	c.MarginBP, c.Holdout, c.Owner, c.Manager, c.LiveSince = 4000, 0, "olga", "mara", 1
	return Shop{Config: c, Sweeps: []time.Duration{9*time.Hour + 30*time.Minute}}
}

func lines(text string) (out [][]string) {
	for line := range strings.Lines(text) {
		out = append(out, words(line))
	}
	return out
}

// words splits a line at spaces; what stands in double quotes is one word, and a lone # begins a remark.
func words(line string) (out []string) {
	line, _, _ = strings.Cut(line, " # ")
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			if n := len(out); n > 0 && strings.HasSuffix(out[n-1], "=") {
				out[n-1] += part
			} else {
				out = append(out, part)
			}
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

func (s *Story) shop(text string) error {
	for i, w := range lines(text) {
		if len(w) == 0 {
			continue
		}
		if err := s.Shop.set(w[0], w[1:]); err != nil {
			return fmt.Errorf("shop, line %d: %s: %w", i+1, strings.Join(w, " "), err)
		}
	}
	return nil
}

// set takes one setting.
func (s *Shop) set(name string, w []string) (err error) {
	c := &s.Config
	if len(w) == 0 {
		w = []string{""}
	}
	switch name {
	case "currency":
		c.Currency = crm.Currency(w[0])
	case "zone":
		c.Zone = w[0]
	case "language":
		c.Language = w[0]
	case "margin":
		c.MarginBP, err = perMyriad(w[0])
	case "holdout":
		var bp int64
		bp, err = perMyriad(w[0])
		c.Holdout = int(bp / 10)
	case "budget":
		c.Budget, err = s.minor(w[0])
	case "live":
		var at time.Time
		at, err = time.Parse(time.DateOnly, w[0])
		c.LiveSince = crm.InstantOf(at)
	case "cost":
		c.Costs[playbook.Measure(w[0])], err = s.minor(w[len(w)-1])
	case "uplift":
		p := c.Plays[playbook.Name(w[0])]
		p.Uplift, err = perMyriad(w[len(w)-1])
		p.Uplift /= 10
		c.Plays[playbook.Name(w[0])] = p
	case "cap":
		c.Caps[w[0]], err = limit(w)
	case "tiers":
		s.Tiers, err = s.thresholds(w)
	case "sweep":
		if s.Sweeps = nil; w[0] != "never" {
			s.Sweeps, err = times(w)
		}
	case "classic":
		s.Classic = true
	case "once":
		s.Once = true
	case "survey": // every message carries a link
		c.Survey.Source = SurveySource
	default:
		err = fmt.Errorf("no such setting")
	}
	return err
}

func (s *Shop) minor(text string) (int64, error) {
	m, err := crm.ParseMoney(text, s.Config.Currency)
	return m.Minor, err
}

// perMyriad reads "12.5%" as 1250.
func perMyriad(text string) (int64, error) {
	m, err := crm.ParseMoney(strings.TrimSuffix(text, "%"), "EUR")
	return m.Minor, err
}

// limit reads "email 2 in 30".
func limit(w []string) (c playbook.Cap, err error) {
	if len(w) != 4 {
		return c, fmt.Errorf("want: cap channel contacts in days")
	}
	var err2 error
	c.Contacts, err = strconv.Atoi(w[1])
	c.Days, err2 = strconv.Atoi(w[3])
	return c, cmp.Or(err, err2)
}

// thresholds reads "apex 500 high 200 middle 50".
func (s *Shop) thresholds(w []string) (*segment.Thresholds, error) {
	t := &segment.Thresholds{Currency: s.Config.Currency}
	if len(w) != 6 {
		return nil, fmt.Errorf("want: tiers apex profit high profit middle profit")
	}
	for i, to := range []*int64{&t.Apex, &t.High, &t.Middle} {
		n, err := s.minor(w[2*i+1])
		if err != nil {
			return nil, err
		}
		*to = n
	}
	return t, nil
}

// times reads times of day.
func times(w []string) (out []time.Duration, err error) {
	for _, text := range w {
		t, err := time.Parse("15:04", text)
		if err != nil {
			return nil, err
		}
		out = append(out, time.Duration(t.Hour())*time.Hour+time.Duration(t.Minute())*time.Minute)
	}
	return out, nil
}

// morning is when something happens that names no time.
const morning = 10 * time.Hour

func (s *Story) year(text string) error {
	for i, w := range lines(text) {
		if len(w) == 0 {
			continue
		}
		h := Happening{line: i + 1}
		var err error
		if h.At, err = time.Parse(time.DateOnly, w[0]); err != nil {
			return fmt.Errorf("year, line %d: %w", i+1, err)
		}
		w = w[1:]
		if at, err := times(w[:min(1, len(w))]); err == nil && len(at) == 1 {
			h.At, w = h.At.Add(at[0]), w[1:]
		} else {
			h.At = h.At.Add(morning)
		}
		if h.Words = w; len(w) == 0 {
			return fmt.Errorf("year, line %d: nothing happens", i+1)
		}
		s.Year = append(s.Year, repeated(h)...)
	}
	slices.SortStableFunc(s.Year, func(a, b Happening) int { return a.At.Compare(b.At) })
	return nil
}

// repeated is a happening, or as many as "every 17 days until 2026-08-01 ..." says; each # in its words becomes its number.
func repeated(h Happening) (all []Happening) {
	w := h.Words
	if w[0] != "every" || len(w) < 6 {
		return []Happening{h}
	}
	days, err := strconv.Atoi(w[1])
	until, err2 := time.Parse(time.DateOnly, w[4])
	if err != nil || err2 != nil || days < 1 {
		return []Happening{h} // it will be told that nothing is called "every"
	}
	for n, at := 1, h.At; at.Before(until.AddDate(0, 0, 1)); n, at = n+1, at.AddDate(0, 0, days) {
		each := Happening{At: at, line: h.line}
		for _, word := range w[5:] {
			each.Words = append(each.Words, strings.ReplaceAll(word, "#", strconv.Itoa(n)))
		}
		all = append(all, each)
	}
	return all
}
