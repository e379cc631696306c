package book

import (
	"encoding/json"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// taskRecord is a task as it stands in the table, as JSON. Records of earlier versions are
// read for ever: a field may be added, but never renamed or given another meaning.
type taskRecord struct {
	taskFields
	ClaimedAt crm.Instant `json:"claimed_at,omitempty"`
	DueAt     crm.Instant `json:"look,omitempty"`
	Before    *taskFields `json:"before,omitempty"`
}

// taskFields are the stored fields of a playbook.Task.
type taskFields struct {
	ID         string           `json:"id"`
	Store      string           `json:"store"`
	Customer   crm.Key          `json:"customer"`
	Playbook   playbook.Name    `json:"playbook"`
	Measure    playbook.Measure `json:"measure"`
	Kind       playbook.Kind    `json:"kind"`
	Trigger    triggerFields    `json:"trigger"`
	ProposedAt crm.Instant      `json:"proposed_at"`
	NotBefore  crm.Instant      `json:"not_before"`
	Deadline   crm.Instant      `json:"deadline"`
	Channel    string           `json:"channel"`
	Owner      string           `json:"owner,omitempty"`
	Currency   crm.Currency     `json:"currency"`
	Cost       int64            `json:"cost"`
	Stake      int64            `json:"stake"`
	Saving     int64            `json:"saving"`
	Reason     string           `json:"reason"`
	State      playbook.State   `json:"state"`
	Attempts   int              `json:"attempts,omitempty"`
	Result     playbook.Result  `json:"result,omitempty"`
	ResultAt   crm.Instant      `json:"result_at,omitempty"`
	Why        playbook.Why     `json:"why,omitempty"`
}

// newMarket and newTechnology are the stored names of the reasons market and technology.
// Records of tasks that were written while these meant something else have the plain names.
const (
	newMarket     = "market/2"
	newTechnology = "technology/2"
)

// storedReason returns the name that a reason is stored by.
func storedReason(name string) string {
	switch name {
	case crm.ReasonMarket.String():
		return newMarket
	case crm.ReasonTechnology.String():
		return newTechnology
	}
	return name
}

// reasonOfStored returns the reason that a stored name stands for. Former names are mapped
// as crm maps former codes: market cannot be told any more, and technology was a failure of
// the shop's own site.
func reasonOfStored(name string) string {
	switch name {
	case crm.ReasonMarket.String():
		return crm.ReasonUnknown.String()
	case crm.ReasonTechnology.String():
		return crm.ReasonService.String()
	case newMarket:
		return crm.ReasonMarket.String()
	case newTechnology:
		return crm.ReasonTechnology.String()
	}
	return name
}

type triggerFields struct {
	What string      `json:"what"`
	Ref  crm.Ref     `json:"ref"`
	At   crm.Instant `json:"at"`
}

// encodeTask returns the body of the task's item.
func encodeTask(t Task) ([]byte, error) {
	r := taskRecord{
		taskFields: fieldsOf(t.Task),
		ClaimedAt:  t.ClaimedAt,
		DueAt:      t.DueAt,
	}
	if t.Before != nil {
		before := fieldsOf(*t.Before)
		r.Before = &before
	}
	return json.Marshal(r)
}

// decodeTask reads what encodeTask wrote.
func decodeTask(body []byte) (Task, error) {
	var r taskRecord
	if err := json.Unmarshal(body, &r); err != nil {
		return Task{}, err
	}
	t := Task{
		Task:      r.task(),
		ClaimedAt: r.ClaimedAt,
		DueAt:     r.DueAt,
	}
	if r.Before != nil {
		before := r.Before.task()
		t.Before = &before
	}
	return t, nil
}

// fieldsOf returns the fields of a task to be stored.
func fieldsOf(t playbook.Task) taskFields {
	return taskFields{
		ID:         t.ID,
		Store:      t.Store,
		Customer:   t.Customer,
		Playbook:   t.Playbook,
		Measure:    t.Measure,
		Kind:       t.Kind,
		Trigger:    triggerFields(t.Trigger),
		ProposedAt: t.ProposedAt,
		NotBefore:  t.NotBefore,
		Deadline:   t.Deadline,
		Channel:    t.Channel,
		Owner:      t.Owner,
		Currency:   t.Currency,
		Cost:       t.Cost,
		Stake:      t.Stake,
		Saving:     t.Saving,
		Reason:     storedReason(t.Reason),
		State:      t.State,
		Attempts:   t.Attempts,
		Result:     t.Result,
		ResultAt:   t.ResultAt,
		Why:        t.Why,
	}
}

// task returns the task of which these are the fields.
func (f taskFields) task() playbook.Task {
	return playbook.Task{
		ID:         f.ID,
		Store:      f.Store,
		Customer:   f.Customer,
		Playbook:   f.Playbook,
		Measure:    f.Measure,
		Kind:       f.Kind,
		Trigger:    playbook.Trigger(f.Trigger),
		ProposedAt: f.ProposedAt,
		NotBefore:  f.NotBefore,
		Deadline:   f.Deadline,
		Channel:    f.Channel,
		Owner:      f.Owner,
		Currency:   f.Currency,
		Cost:       f.Cost,
		Stake:      f.Stake,
		Saving:     f.Saving,
		Reason:     reasonOfStored(f.Reason),
		State:      f.State,
		Attempts:   f.Attempts,
		Result:     f.Result,
		ResultAt:   f.ResultAt,
		Why:        f.Why,
	}
}
