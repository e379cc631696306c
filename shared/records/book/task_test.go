package book_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table/tabletest"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// fullTask is a task with a value in every field.
func fullTask() book.Task {
	before := playbook.Task{
		ID:         strings.Repeat("0a", 16),
		Store:      "acme",
		Customer:   "p:shop:7",
		Playbook:   playbook.OwnerCall,
		Measure:    playbook.Call,
		Kind:       playbook.ByOwner,
		Trigger:    playbook.Trigger{What: "silence", Ref: crm.Ref{Source: "shop", ID: "1"}, At: 1},
		ProposedAt: 2,
		NotBefore:  3,
		Deadline:   4,
		Channel:    "call",
		Owner:      "mei",
		Currency:   "EUR",
		Cost:       5,
		Stake:      6,
		Saving:     7,
		Reason:     "price",
		State:      playbook.Open,
		Attempts:   1,
		Result:     playbook.NoAnswer,
		ResultAt:   8,
		Why:        playbook.WhyNight,
	}
	t := book.Task{Task: before, ClaimedAt: 9, DueAt: 10, Before: &before}
	t.State = playbook.Done
	t.Attempts = 2
	t.Result = playbook.Reached
	t.ResultAt = 11
	return t
}

const (
	fullJSON = `{"id":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","store":"acme","customer":"p:shop:7","playbook":"owner_call","measure":"call","kind":"owner",` +
		`"trigger":{"what":"silence","ref":{"source":"shop","id":"1"},"at":1},"proposed_at":2,"not_before":3,"deadline":4,"channel":"call","owner":"mei",` +
		`"currency":"EUR","cost":5,"stake":6,"saving":7,"reason":"price","state":"done","attempts":2,"result":"reached","result_at":11,"why":"night",` +
		`"claimed_at":9,"look":10,"before":{"id":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","store":"acme","customer":"p:shop:7","playbook":"owner_call","measure":"call","kind":"owner",` +
		`"trigger":{"what":"silence","ref":{"source":"shop","id":"1"},"at":1},"proposed_at":2,"not_before":3,"deadline":4,"channel":"call","owner":"mei",` +
		`"currency":"EUR","cost":5,"stake":6,"saving":7,"reason":"price","state":"open","attempts":1,"result":"no_answer","result_at":8,"why":"night"}}`
	emptyJSON = `{"id":"","store":"","customer":"","playbook":"","measure":"","kind":"","trigger":{"what":"","ref":{"source":"","id":""},"at":0},"proposed_at":0,` +
		`"not_before":0,"deadline":0,"channel":"","currency":"","cost":0,"stake":0,"saving":0,"reason":"","state":""}`
)

// What stands in tables was written by earlier versions: it may gain fields, and nothing else.
func TestATaskIsStoredAsItAlwaysWas(t *testing.T) {
	t.Parallel()
	for want, task := range map[string]book.Task{fullJSON: fullTask(), emptyJSON: {}} {
		if diff := cmp.Diff(want, string(task.Put().Item.Body)); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	}
}

func TestATaskIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	b := book.Book{Table: tabletest.NewMemory()}
	want := fullTask()
	if err := b.Table.Write(t.Context(), want.Put()); err != nil {
		t.Fatal(err)
	}
	got, err := b.FindTasks(t.Context(), "acme", want.ID)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d tasks, %v", len(got), err)
	}
	if diff := cmp.Diff(want, got[0], cmpopts.IgnoreUnexported(book.Task{})); diff != "" {
		t.Errorf("task (-written +read):\n%s", diff)
	}
}
