package console

import (
	"net/http"

	"holdfast/shared/edge/envelope"
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
	p := quarantinePage{frame: v.frame("quarantine", v.Say("console.quarantine"))}
	for q, err := range c.Book.QuarantinedMessages(v.ctx(), v.shop.Store) {
		if err != nil {
			return err
		}
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
		if len(p.Rows) == mostQuarantined {
			p.More = true
			break
		}
	}
	p.Text = v.Say("console.quarantine.none")
	if n := len(p.Rows); n > 0 {
		p.Text = v.Say("console.quarantine.some", n)
		p.Command = "holdfast quarantine replay --store " + v.shop.Store + " " + p.Rows[0].ID
	}
	c.render(v.w, v.r, http.StatusOK, "quarantine", &p)
	return nil
}
