package act_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile("../../../events/schemas/task.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("task.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("task.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A customer with a serious complaint, a refund and an old order, in a shop of either language.
func TestEveryErrandIsWhatTheSchemaSays(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 12, 10, 0, 0, 0, time.UTC)
	at := func(days int) crm.Instant { return crm.InstantOf(now.AddDate(0, 0, -days)) }
	f := &crm.Facts{
		Orders:  []crm.Order{{Ref: crm.Ref{Source: "shop", ID: "1"}, Placed: at(90), Updated: at(80), Currency: "EUR", Total: 90000, Refunded: 500}},
		Tickets: []crm.Ticket{{Ref: crm.Ref{Source: "desk", ID: "7"}, Created: at(1), Updated: at(1), Status: crm.TicketOpen, Priority: crm.PriorityUrgent, Complaint: true, Reason: crm.ReasonService}},
	}
	f.Profile[crm.Name] = crm.Text{Value: "Hana Sato", At: 1}
	valid := schema(t)
	for _, language := range []string{"en", "zh"} {
		shop := &book.Shop{Settings: book.Settings{Store: "acme", Playbook: playbook.DefaultConfig("acme", "EUR")}}
		shop.Playbook.Language = language
		c := &book.Customer{Store: "acme", Key: "p:shop:5", Facts: f}
		j := judge.Assess(c, shop, now)
		tasks := playbook.Propose(j.Input)
		if len(tasks) == 0 {
			t.Fatal("nothing was proposed")
		}
		for _, task := range tasks {
			e := act.Errand{ID: task.ID, Store: "acme", Kind: task.Kind, To: "mia", Brief: playbook.NewBrief(task, j.Input, j.Evidence)}
			if language == "zh" {
				e.Survey = "https://hooks.example/hooks/acme/survey?t=AQBqHUoQADxwOnNob3A6NzA2MTI5NDY3OHGXCKWDQta2UlX9HkVKKkQ"
			}
			raw, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if err := valid.Validate(doc); err != nil {
				t.Errorf("%s: %v\n%s", language, err, raw)
			}
		}
	}
}
