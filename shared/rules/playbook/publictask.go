package playbook

import "holdfast/shared/words/crm"

// PublicTask is a task as it leaves Holdfast. As JSON it is what events/schemas/task.json
// says under brief.task: others read it, so a field is only ever added. Money is in minor
// units of Currency.
type PublicTask struct {
	ID         string        `json:"id"`
	Store      string        `json:"store"`
	Customer   crm.Key       `json:"customer"`
	Playbook   Name          `json:"playbook"`
	Measure    Measure       `json:"measure"`
	Kind       Kind          `json:"kind"`
	Trigger    PublicTrigger `json:"trigger"`
	ProposedAt crm.Instant   `json:"proposed_at"`
	NotBefore  crm.Instant   `json:"not_before"`
	Deadline   crm.Instant   `json:"deadline"`
	Channel    string        `json:"channel"`
	Owner      string        `json:"owner,omitempty"`
	Currency   crm.Currency  `json:"currency"`
	Cost       int64         `json:"cost"`
	Stake      int64         `json:"stake"`
	Saving     int64         `json:"saving"`
	Reason     string        `json:"reason"`
	State      State         `json:"state"`
	Attempts   int           `json:"attempts,omitempty"`
	Result     Result        `json:"result,omitempty"`
	ResultAt   crm.Instant   `json:"result_at,omitempty"`
	Why        Why           `json:"why,omitempty"`
}

// PublicTrigger is a trigger as it leaves Holdfast.
type PublicTrigger struct {
	What string      `json:"what"`
	Ref  crm.Ref     `json:"ref"`
	At   crm.Instant `json:"at"`
}

// Public returns the task as it leaves Holdfast.
func (t Task) Public() PublicTask {
	return PublicTask{
		ID:         t.ID,
		Store:      t.Store,
		Customer:   t.Customer,
		Playbook:   t.Playbook,
		Measure:    t.Measure,
		Kind:       t.Kind,
		Trigger:    PublicTrigger(t.Trigger),
		ProposedAt: t.ProposedAt,
		NotBefore:  t.NotBefore,
		Deadline:   t.Deadline,
		Channel:    t.Channel,
		Owner:      t.Owner,
		Currency:   t.Currency,
		Cost:       t.Cost,
		Stake:      t.Stake,
		Saving:     t.Saving,
		Reason:     t.Reason,
		State:      t.State,
		Attempts:   t.Attempts,
		Result:     t.Result,
		ResultAt:   t.ResultAt,
		Why:        t.Why,
	}
}
