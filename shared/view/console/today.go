package console

import (
	"net/url"
	"slices"

	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
)

// maxCards is how many tasks the list shows as cards, unless the address asks for all.
const maxCards = 10

type todayPage struct {
	frame
	Headline string
	Summary  string
	Owners   []tab
	Cards    []card
	ShowAll  *link     // to the list with every card; nil = all are shown
	Owed     []taskRow // what is owed among the tasks without a card
	Unsure   []taskRow
	Privacy  []card
	Asleep   []card
	Later    []taskRow
	Empty    bool
}

// showToday lists the customers to reach, of all owners or of the one that the address
// names.
func (c *Console) showToday(v *visit) error {
	query := v.r.URL.Query()
	back := returnPage{Back: "today", Owner: query.Get("owner")}
	all, err := c.loadAgenda(v, "")
	if err != nil {
		return err
	}

	agenda := all
	if back.Owner != "" {
		if agenda, err = c.loadAgenda(v, back.Owner); err != nil {
			return err
		}
	}

	cards := len(agenda.Ready)
	if !query.Has("all") {
		cards = min(cards, maxCards)
	}

	p := v.newTodayPage(agenda, cards, back)
	p.Owners = v.ownerTabs(listOwners(all), back.Owner)
	p.Notice, err = c.findNotice(v, back)
	if err != nil {
		return err
	}
	return c.show(v, "today", p)
}

// newTodayPage returns the page of an agenda. As many of the tasks that can be done now as
// cards says have a card.
func (v *visit) newTodayPage(agenda *judge.Agenda, cards int, back returnPage) *todayPage {
	tasks := len(agenda.Ready) +
		len(agenda.Unsure) +
		len(agenda.Requests) +
		len(agenda.Asleep) +
		len(agenda.Later)

	p := &todayPage{
		frame:    v.newFrame("today", v.Say("console.today")),
		Headline: v.headline(agenda),
		Summary:  v.Prose(v.summarize(agenda)...),
		Cards:    v.newCards(agenda.Ready[:cards], back),
		Unsure:   v.newTaskRows(agenda.Unsure, v.sayUncertain),
		Privacy:  v.newCards(agenda.Requests, back),
		Asleep:   v.newCards(agenda.Asleep, back),
		Later:    v.newTaskRows(agenda.Later, v.sayWait),
		Empty:    tasks == 0,
	}

	for i := range p.Cards {
		p.Cards[i].Rank = i + 1
	}

	if without := agenda.Ready[cards:]; len(without) > 0 {
		p.Owed = v.newTaskRows(listOwed(without), v.sayDeadline)
		p.ShowAll = v.linkToAll(without, back.Owner)
	}
	return p
}

// listOwed returns the entries whose tasks are owed.
func listOwed(entries []*judge.AgendaEntry) []*judge.AgendaEntry {
	var owed []*judge.AgendaEntry
	for _, e := range entries {
		if e.Task.Kind == playbook.Owed {
			owed = append(owed, e)
		}
	}
	return owed
}

// linkToAll says how many tasks have no card and what is at stake with them, and leads to
// the list that shows all.
func (v *visit) linkToAll(without []*judge.AgendaEntry, owner string) *link {
	query := url.Values{"all": {"1"}}
	if owner != "" {
		query.Set("owner", owner)
	}
	return &link{
		URL:  v.storeURL("?" + query.Encode()),
		Text: v.Say("console.today.rest", len(without), v.sayStakes(without)),
	}
}

// headline says how many customers can be reached now, and what is at stake with them.
func (v *visit) headline(agenda *judge.Agenda) string {
	switch {
	case len(agenda.Ready) > 0:
		ready := agenda.Ready
		return v.Say("console.today.headline", len(ready), v.sayStakes(ready))
	case len(agenda.Asleep) > 0:
		return v.Say("console.today.none_awake")
	}
	return v.Say("console.today.none")
}

// sayStakes lists what is at stake with the customers of entries, each currency apart.
func (v *visit) sayStakes(entries []*judge.AgendaEntry) string {
	var stakes currencySums
	for _, e := range entries {
		stakes.add(e.Task.Currency, max(0, e.Stake()))
	}

	var amounts []string
	for _, stake := range stakes.amounts() {
		amounts = append(amounts, v.profit(v.Whole(stake)))
	}
	return v.List(amounts)
}

// summarize returns a few sentences about the list, only those that say something.
func (v *visit) summarize(agenda *judge.Agenda) []string {
	var sentences []string
	if len(agenda.Ready) > 0 {
		first := agenda.Ready[0].Customer
		name := v.customerName(first)
		sentences = append(sentences, v.Say("console.today.start", name))
	}

	for _, group := range []struct {
		key   string
		tasks int
	}{
		{"console.today.unsure", len(agenda.Unsure)},
		{"console.today.owed", len(listOwed(agenda.Ready))},
		{"console.today.asleep", len(agenda.Asleep)},
		{"console.today.later", len(agenda.Later)},
		{"console.today.machine", len(agenda.Machine)},
	} {
		if group.tasks > 0 {
			sentences = append(sentences, v.Say(group.key, group.tasks))
		}
	}

	if apart := v.sayApartOf(agenda.Ready); apart != "" {
		sentences = append(sentences, apart)
	}
	if agenda.More {
		sentences = append(sentences, v.Say("console.today.more", maxTasks))
	}
	return sentences
}

// tab is one of several lists to choose from.
type tab struct {
	link
	Current bool
}

// ownerTabs returns a tab for the list of all and one for each owner's. There are none if
// there is nothing to choose.
func (v *visit) ownerTabs(owners []string, chosen string) []tab {
	if chosen != "" && !slices.Contains(owners, chosen) {
		owners = append(owners, chosen)
	}
	if len(owners) < 2 && chosen == "" {
		return nil
	}

	everyone := link{
		URL:  v.storeURL(""),
		Text: v.Say("console.owner.all"),
	}
	tabs := []tab{{everyone, chosen == ""}}
	for _, owner := range owners {
		query := url.Values{"owner": {owner}}
		list := link{
			URL:  v.storeURL("?" + query.Encode()),
			Text: owner,
		}
		tabs = append(tabs, tab{list, owner == chosen})
	}
	return tabs
}

// listOwners returns the owners who have tasks now or later, sorted.
func listOwners(agenda *judge.Agenda) []string {
	entries := slices.Concat(agenda.Ready, agenda.Asleep, agenda.Later)
	var owners []string
	for _, e := range entries {
		if e.Task.Owner != "" {
			owners = append(owners, e.Task.Owner)
		}
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}

// sendTodayJSON answers with the list for programs.
func (c *Console) sendTodayJSON(v *visit) error {
	agenda, err := c.loadAgenda(v, v.r.URL.Query().Get("owner"))
	if err != nil {
		return err
	}
	return writeJSON(v.w, map[string]any{
		"store":      v.shop.Store,
		"as_of":      v.now.Time(),
		"ready":      listBriefs(agenda.Ready),
		"uncertain":  listBriefs(agenda.Unsure),
		"asleep":     listBriefs(agenda.Asleep),
		"later":      listBriefs(agenda.Later),
		"privacy":    listBriefs(agenda.Requests),
		"by_machine": len(agenda.Machine),
		"more":       agenda.More,
	})
}

// listBriefs returns entries as programs get them; never nil, so that JSON shows [].
func listBriefs(entries []*judge.AgendaEntry) []playbook.WaitingBrief {
	briefs := make([]playbook.WaitingBrief, 0, len(entries))
	for _, e := range entries {
		briefs = append(briefs, e.WaitingBrief())
	}
	return briefs
}
