package settings

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/sources"
	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
	"holdfast/shared/words/phrase"
)

// List lists the sources that are connected, and what came from them.
type List struct {
	Days int `help:"Of how many days deliveries are counted, at most 35." default:"7"`
}

// listedSource is a source without its secrets.
type listedSource struct {
	Store    string `json:"store"`
	Source   string `json:"source"`
	Platform string `json:"platform"`
	Account  string `json:"account,omitempty"`
	Secrets  int    `json:"secrets"`

	Last       *time.Time    `json:"last_delivery,omitempty"`
	Taken      int           `json:"taken"`
	Unused     []heard.Count `json:"unused,omitempty"`
	Unknown    []heard.Count `json:"unknown_words,omitempty"`
	Unreadable []heard.Count `json:"unreadable,omitempty"`
	Refused    []heard.Count `json:"refused,omitempty"`
}

// Run lists the sources of all stores.
func (c *List) Run(ctx context.Context, s *session.Session) error {
	target, err := s.FindTarget(ctx)
	if err != nil {
		return err
	}
	all, err := target.ListSources(ctx)
	if err != nil {
		return err
	}
	if err := target.NoteHeard(ctx); err != nil {
		return err
	}
	listed := []listedSource{}
	for _, store := range slices.Sorted(maps.Keys(all)) {
		sums, err := c.sum(ctx, target, store)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(all[store])) {
			listed = append(listed, newListedSource(store, name, all[store][name], sums[name]))
		}
	}
	if s.JSON {
		return s.PrintJSON(listed)
	}

	astray, err := c.sum(ctx, target, heard.Nobody)
	if err != nil {
		return err
	}
	c.print(s, listed, astray[heard.Nobody])
	return nil
}

// sum returns what came from the sources of a store in the days that are counted, and when
// each was heard last, if that was longer ago.
func (c *List) sum(
	ctx context.Context,
	target *session.Target,
	store string,
) (map[string]heard.Sum, error) {
	now := target.Now()
	days, err := target.Book.ListHeard(ctx, store, crm.InstantOf(now.Add(-book.HeardFor)))
	if err != nil {
		return nil, err
	}
	heard.DropCountsBefore(days, crm.InstantOf(now.AddDate(0, 0, 1-c.Days)))
	return heard.SumDays(days), nil
}

func newListedSource(store, name string, src sources.Source, sum heard.Sum) listedSource {
	listed := listedSource{
		Store:      store,
		Source:     name,
		Platform:   src.Platform,
		Account:    src.Account,
		Secrets:    len(src.Secrets),
		Taken:      sum.Total(heard.Taken),
		Unused:     sum.Details(heard.Unused),
		Unknown:    sum.Details(heard.Unknown),
		Unreadable: sum.Details(heard.Unreadable),
		Refused:    sum.Details(heard.Refused),
	}
	if sum.Last != 0 {
		last := sum.Last.Time()
		listed.Last = &last
	}
	return listed
}

func (c *List) print(s *session.Session, listed []listedSource, astray heard.Sum) {
	columns := s.NewColumns("store/source", "platform", "account", "secrets", "last delivery", "taken")
	for _, l := range listed {
		last := "never"
		if l.Last != nil {
			last = l.Last.Format("2006-01-02 15:04")
		}
		columns.AddRow(
			l.Store+"/"+l.Source,
			l.Platform,
			l.Account,
			fmt.Sprint(l.Secrets),
			last,
			fmt.Sprint(l.Taken),
		)
	}
	columns.Print("Nothing is connected yet.")

	for _, l := range listed {
		name := l.Store + "/" + l.Source
		sayCounts(s, name, "is not used", l.Unused)
		sayCounts(s, name, "was taken, with a word that is not known", l.Unknown)
		sayCounts(s, name, "could not be read", l.Unreadable)
		sayCounts(s, name, "was refused", l.Refused)
	}
	if n := astray.Total(heard.Refused); n > 0 {
		s.Printf("%s", phrase.InEnglish(
			"%d {delivery|deliveries} went to addresses that do not exist: "+
				"is the name of a source misspelt in the shop?\n",
			n,
		))
	}
	s.SuggestNext("source add STORE/SOURCE --platform shopify")
}

// sayCounts says what became of deliveries that were not taken, by topic or by cause.
func sayCounts(s *session.Session, source, what string, counts []heard.Count) {
	if len(counts) == 0 {
		return
	}
	said := make([]string, len(counts))
	for i, c := range counts {
		said[i] = fmt.Sprintf("%d of %s", c.N, nameDetail(c.Detail))
	}
	s.Printf("%s: %s: %s\n", source, what, strings.Join(said, ", "))
}

// nameDetail returns a topic, or a cause of refusal in words.
func nameDetail(detail string) string {
	switch detail {
	case "":
		return "no topic"
	case "signature":
		return "a wrong signature (is the secret the same on both sides?)"
	case "account":
		return "another account (does --account name the right shop?)"
	case "clock":
		return "an old time (is the sender's clock right?)"
	}
	return detail
}
