package console

import (
	"net/http"
	"net/url"
	"slices"

	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
)

// shownNames is how many names a day's list has, unless one asks for all.
const shownNames = 10

type todayPage struct {
	frame
	Headline string
	Summary  string
	Owners   []tab
	Cards    []card
	Rest     *link // to what is beyond the ten
	Unsure   []row
	Owed     []row
	Asleep   []card
	Later    []row
	Legal    []card
	Empty    bool
}

// tab is one of several lists to choose from.
type tab struct {
	link
	Here bool
}

// today is the list of who to reach.
func (c *Console) today(v *visit) error {
	q := v.r.URL.Query()
	owner := q.Get("owner")
	all, err := c.agenda(v, "")
	if err != nil {
		return err
	}
	a := all
	if owner != "" {
		if a, err = c.agenda(v, owner); err != nil {
			return err
		}
	}
	shown := a.Ready[:min(len(a.Ready), shownNames)]
	if q.Has("all") {
		shown = a.Ready
	}
	p := todayPage{
		frame:    v.frame("today", v.Say("console.today")),
		Headline: v.headline(a),
		Summary:  v.Prose(v.summary(a)...),
	}
	p.Owners = v.ownerTabs(ownersOf(all.Ready, all.Asleep, all.Later), owner)
	for i, e := range shown {
		p.Cards = append(p.Cards, v.card(e, i+1, "today", owner))
	}
	p.rest(v, a, len(shown), owner)
	p.Unsure = v.rows(a.Unsure, func(e *judge.AgendaEntry) string { return v.Say("task.state.uncertain") })
	for _, e := range a.Asleep {
		p.Asleep = append(p.Asleep, v.card(e, 0, "today", owner))
	}
	for _, e := range a.Requests {
		p.Legal = append(p.Legal, v.card(e, 0, "today", owner))
	}
	p.Later = v.rows(a.Later, v.until)
	p.Empty = len(a.Ready)+len(a.Unsure)+len(a.Asleep)+len(a.Later)+len(a.Requests) == 0
	if p.Flash, err = c.flash(v, "today", owner); err != nil {
		return err
	}
	c.render(v.w, v.r, http.StatusOK, "today", &p)
	return nil
}

// rest tells what does not stand among the first: what is owed by name, the others as a
// number.
func (p *todayPage) rest(v *visit, a *judge.Agenda, shown int, owner string) {
	left := a.Ready[shown:]
	if len(left) == 0 {
		return
	}
	owed := slices.DeleteFunc(
		slices.Clone(left),
		func(e *judge.AgendaEntry) bool { return e.Task.Kind != playbook.Owed },
	)
	p.Owed = v.rows(
		owed,
		func(e *judge.AgendaEntry) string { return v.Say("console.until", v.Clock(e.Task.Deadline)) },
	)
	sums, order := stakes(left)
	all := url.Values{"all": {"1"}}
	if owner != "" {
		all.Set("owner", owner)
	}
	p.Rest = &link{
		URL: "/" + v.shop.Store + "/?" + all.Encode(),
		Text: v.Say(
			"console.today.rest",
			len(left),
			v.List(v.amounts(sums, order)),
		),
	}
}

func (v *visit) headline(a *judge.Agenda) string {
	if len(a.Ready) == 0 {
		if len(a.Asleep) > 0 {
			return v.Say("console.today.none_awake")
		}
		return v.Say("console.today.none")
	}
	sums, order := stakes(a.Ready)
	return v.Say(
		"console.today.headline",
		len(a.Ready),
		v.List(v.amounts(sums, order)),
	)
}

// summary is a few sentences about the list, only those that say something.
func (v *visit) summary(a *judge.Agenda) []string {
	var out []string
	say := func(key string, n int) {
		if n > 0 {
			out = append(out, v.Say(key, n))
		}
	}
	if len(a.Ready) > 0 {
		out = append(out, v.Say("console.today.start", v.nameOf(a.Ready[0].Customer)))
	}
	owed := 0
	for _, e := range a.Ready {
		if e.Task.Kind == playbook.Owed {
			owed++
		}
	}
	say("console.today.unsure", len(a.Unsure))
	say("console.today.owed", owed)
	say("console.today.asleep", len(a.Asleep))
	say("console.today.later", len(a.Later))
	say("console.today.machine", len(a.Machine))
	if a.More {
		out = append(out, v.Say("console.today.more", mostTasks))
	}
	return out
}

func (v *visit) ownerTabs(owners []string, chosen string) []tab {
	if chosen != "" && !slices.Contains(owners, chosen) {
		owners = append(owners, chosen)
	}
	if len(owners) < 2 && chosen == "" {
		return nil
	}
	tabs := []tab{{link{"/" + v.shop.Store + "/", v.Say("console.owner.all")}, chosen == ""}}
	for _, o := range owners {
		tabs = append(
			tabs,
			tab{
				link{"/" + v.shop.Store + "/?" + url.Values{"owner": {o}}.Encode(), o},
				o == chosen,
			},
		)
	}
	return tabs
}

// todayJSON is the list for programs.
func (c *Console) todayJSON(v *visit) error {
	a, err := c.agenda(v, v.r.URL.Query().Get("owner"))
	if err != nil {
		return err
	}
	briefs := func(entries []*judge.AgendaEntry) []playbook.WaitingBrief {
		waiting := make([]playbook.WaitingBrief, 0, len(entries))
		for _, e := range entries {
			waiting = append(waiting, e.WaitingBrief())
		}
		return waiting
	}
	return writeJSON(v.w, map[string]any{
		"store":      v.shop.Store,
		"as_of":      v.now.Time(),
		"ready":      briefs(a.Ready),
		"uncertain":  briefs(a.Unsure),
		"asleep":     briefs(a.Asleep),
		"later":      briefs(a.Later),
		"privacy":    briefs(a.Requests),
		"by_machine": len(a.Machine),
		"more":       a.More,
	})
}
