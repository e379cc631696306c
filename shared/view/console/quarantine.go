package console

import (
	"net/http"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/words/phrase"
)

// mostQuarantined is how many messages the page lists, oldest first: those that expire
// next.
const mostQuarantined = 100

type quarantinePage struct {
	frame
	Text    string
	Rows    []quarantineRow
	Command string
	More    bool
}

type quarantineRow struct{ ID, Received, Source, Topic, Reason string }

// quarantine lists what could not be used, without the bodies, which name people.
func (c *Console) quarantine(v *visit) error {
	all, next, err := c.Book.ListQuarantined(v.ctx(), v.shop.Store, mostQuarantined, "")
	if err != nil {
		return err
	}
	p := quarantinePage{frame: v.frame("quarantine", v.Say("console.quarantine")), More: next != ""}
	for _, q := range all {
		r := quarantineRow{
			ID:       q.ID,
			Received: v.Clock(q.Received),
			Source:   v.Say("console.unknown"),
			Topic:    v.Say("console.unknown"),
			Reason:   v.Sentence(q.Reason),
		}
		if m, err := envelope.Decode(q.Body); err == nil {
			r.Source = m.Source
			r.Topic = m.Topic
		}
		p.Rows = append(p.Rows, r)
	}
	p.Text = v.Say("console.quarantine.none")
	if n := len(all); n > 0 {
		p.Text = phrase.Count(v.Language, "console.quarantine.some", int64(n))
		p.Command = "holdfast quarantine replay --store " + v.shop.Store + " " + all[0].ID
	}
	c.render(v.w, v.r, http.StatusOK, "quarantine", &p)
	return nil
}
