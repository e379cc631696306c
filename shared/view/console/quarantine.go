package console

import (
	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/book"
)

// maxQuarantined is how many messages the page lists, oldest first: those that expire
// next.
const maxQuarantined = 100

type quarantinePage struct {
	frame
	Text    string
	Command string // replays the first row
	Rows    []quarantineRow
	More    bool // there are more messages than rows
}

type quarantineRow struct{ ID, Received, Source, Topic, Reason string }

// showQuarantine lists the messages that could not be used, without their bodies, which
// name people.
func (c *Console) showQuarantine(v *visit) error {
	p := quarantinePage{
		frame: v.newFrame("quarantine", v.Say("console.quarantine")),
		Text:  v.Say("console.quarantine.none"),
	}
	for message, err := range c.Book.QuarantinedMessages(v.ctx(), v.shop.Store) {
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, v.newQuarantineRow(message))
		if len(p.Rows) == maxQuarantined {
			p.More = true
			break
		}
	}

	if n := len(p.Rows); n > 0 {
		p.Text = v.Say("console.quarantine.some", n)
		p.Command = "holdfast quarantine replay --store " + v.shop.Store + " " + p.Rows[0].ID
	}
	return c.show(v, "quarantine", &p)
}

// newQuarantineRow returns the row of a message. Source and topic are unknown if its
// envelope cannot be read.
func (v *visit) newQuarantineRow(q book.Quarantined) quarantineRow {
	row := quarantineRow{
		ID:       q.ID,
		Received: v.Clock(q.Received),
		Source:   v.Say("console.unknown"),
		Topic:    v.Say("console.unknown"),
		Reason:   v.Sentence(q.Reason),
	}
	if message, err := envelope.Decode(q.Body); err == nil {
		row.Source = message.Source
		row.Topic = message.Topic
	}
	return row
}
