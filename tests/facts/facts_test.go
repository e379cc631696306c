package facts

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
)

// happening draws one event of a small town: three accounts, each with an address of their own, desk requesters who are
// the same people, links to a survey that were made for any of these, and now and then a merge or an erasure.
func happening(t *rapid.T, erased int) told {
	who := rapid.IntRange(1, 3).Draw(t, "who")
	day := rapid.IntRange(0, 20).Draw(t, "day")
	at := time.Date(2026, 1, 1+day, 8, 0, 0, 0, time.UTC)
	stamp, received := at.Format(time.RFC3339), at.Add(time.Hour)
	email := fmt.Sprintf("p%d@example.com", who)
	switch rapid.IntRange(0, 10).Draw(t, "what") {
	case 0: // a guest gives an address only
		id := rapid.IntRange(1, 6).Draw(t, "guest order")
		return tell("shop", "order.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"G%d-%d","currency":"EUR","total":"%d.00","status":"paid","placed_at":"2026-01-0%dT08:00:00Z","customer":{"email":%q,"name":"P%d"}}}`,
			stamp, who, id, day, id, email, who), notBefore(received, id))
	case 1: // a ticket from a requester whose address the desk may know
		known := rapid.SampledFrom([]string{"", fmt.Sprintf(`"customer":{"email":%q},`, email)}).Draw(t, "address")
		return tell("desk", "ticket.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"%d",%s"requester":{"id":"R%d"},"status":"open","complaint":true,"created_at":"2026-01-0%dT08:00:00Z"}}`,
			stamp, who, known, who, who), notBefore(received, who))
	case 2:
		return tell("shop", "customer.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"%d","email":%q,"phone":"+49%d","consents":{"email":{"state":"given","at":%q}}}}`,
			stamp, who, email, day, stamp), received)
	case 3:
		if rapid.Bool().Draw(t, "merge") {
			return tell("shop", "customer.merged", fmt.Sprintf(`{"timestamp":%q,"data":{"kept":{"id":"2"},"gone":{"id":"1"}}}`, stamp), received)
		}
	case 4:
		if erased > 0 {
			who, email := erased, fmt.Sprintf("p%d@example.com", erased)
			return tell("shop", "customer.redact", fmt.Sprintf(`{"timestamp":%q,"data":{"request":"E%d","customer":{"id":"%d","email":%q},"orders":["99"]}}`,
				"2026-01-15T08:00:00Z", who, who, email), time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC))
		}
	case 5: // answered on the day or up to twenty days later, perhaps otherwise than before
		key := rapid.SampledFrom([]crm.Key{
			crm.PlatformKey(crm.Ref{Source: "shop", ID: fmt.Sprint(who)}), crm.EmailKey(pepper, email), crm.DeskKey(crm.Ref{Source: "desk", ID: fmt.Sprintf("R%d", who)}),
		}).Draw(t, "asked")
		why := rapid.SampledFrom([]string{"price", "service", "back"}).Draw(t, "why")
		return told{Answer(key, at, why, received.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "later")))}
	}
	if erased == 0 && rapid.IntRange(0, 3).Draw(t, "changes hands") == 0 {
		return changingHands(t, who, stamp, received)
	}
	id := rapid.IntRange(1, 40).Draw(t, "order")
	return tell("shop", "order.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"%d%02d","number":"#%d","currency":"EUR","total":"%d.50","status":"paid","placed_at":"2026-01-%02dT09:00:00Z","customer":{"id":"%d","email":%q}}}`,
		stamp, who, id, id, day, 1+id/2, who, email), notBefore(received, 1+id/2))
}

// notBefore returns the receipt of what happened on a day of January: that day at the earliest.
func notBefore(received time.Time, day int) time.Time {
	happened := time.Date(2026, 1, day, 10, 0, 0, 0, time.UTC)
	if received.Before(happened) {
		return happened
	}
	return received
}

// changingHands draws a version of an order or a ticket that names now one customer, now
// another, and now none.
func changingHands(t *rapid.T, who int, stamp string, received time.Time) told {
	if rapid.IntRange(0, 3).Draw(t, "ticket") == 0 {
		return tell("desk", "ticket.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"900","requester":{"id":"R%d"},"status":"open","created_at":"2026-01-01T08:00:00Z","updated_at":%q}}`,
			stamp, who, stamp), received)
	}
	owner := rapid.SampledFrom([]string{
		fmt.Sprintf(`,"customer":{"id":"%d"}`, who),
		fmt.Sprintf(`,"customer":{"email":"p%d@example.com"}`, who),
		fmt.Sprintf(`,"customer":{"email":"typo%d@example.com","name":"P%d"}`, who, who),
		"",
	}).Draw(t, "owner")
	id := rapid.IntRange(1, 3).Draw(t, "order")
	return tell("shop", "order.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"M%d","currency":"EUR","total":"%d.25","status":"paid","placed_at":"2026-01-0%dT09:00:00Z","updated_at":%q%s}}`,
		stamp, id, 10+who, id, stamp, owner), notBefore(received, id))
}

// told is a message that a failing test prints as its text.
type told struct{ queue.Message }

func (m told) String() string { return string(m.Body) }

func (m told) GoString() string { return m.String() }

func tell(source, topic, body string, received time.Time) told {
	return told{Message(source, topic, body, received)}
}

// batches cuts messages into batches of at most ten.
func batches(t *rapid.T, trace []told) (out [][]queue.Message) {
	ms := make([]queue.Message, len(trace))
	for i, m := range trace {
		ms[i] = m.Message
	}
	for len(ms) > 0 {
		n := min(len(ms), rapid.IntRange(1, 10).Draw(t, "batch"))
		out, ms = append(out, ms[:n]), ms[n:]
	}
	return out
}

// forCompany lets two of the three accounts act for one company, sometimes.
func forCompany(t *rapid.T, m told) told {
	env, err := envelope.Decode(m.Body)
	if err != nil {
		t.Fatal(err)
	}
	firm := `{"company_id":"K","company":"Firm",`
	for _, id := range []string{`"id":"1"`, `"id":"2"`} {
		for _, object := range []string{`"customer":{`, `"data":{`} {
			isCustomer := object == `"customer":{` || env.Topic == "customer.updated"
			if isCustomer && rapid.Bool().Draw(t, "for the company") {
				acting := strings.TrimSuffix(object, "{") + firm + id
				env.Body = []byte(strings.ReplaceAll(string(env.Body), object+id, acting))
			}
		}
	}
	return tell(env.Source, env.Topic, string(env.Body), env.Received.Time())
}

func checkAnyOrder(t *testing.T, exempt Exemption) {
	checkAnyOrderOf(t, exempt, func(_ *rapid.T, m told) told { return m })
}

func TestWithACompanyTooAnyOrderEndsInTheSameFactBytes(t *testing.T) {
	t.Parallel()
	checkAnyOrderOf(t, Companies, forCompany)
}

func checkAnyOrderOf(t *testing.T, exempt Exemption, change func(*rapid.T, told) told) {
	folder := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		erased := 0
		if exempt == Erasures {
			erased = rapid.IntRange(1, 3).Draw(t, "erased")
		}
		events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) told { return change(t, happening(t, erased)) }), 1, 90).Draw(t, "events")
		again := append(events[:len(events):len(events)], events[:len(events)/3]...)
		var seen [2]map[string]string
		for i, trace := range [2][]told{events, rapid.Permutation(again).Draw(t, "arrival")} {
			n++
			h, err := open(fmt.Sprintf("%s/%d", folder, n), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			h.Fold(t, batches(t, trace)...)
			seen[i] = h.Facts(t, exempt)
			if twice := h.StandsTwice(t); twice != "" {
				t.Fatalf("%s stands with two customers", twice)
			}
			h.Table.Close()
		}
		if diff := cmp.Diff(seen[0], seen[1]); diff != "" {
			t.Fatalf("another order, other facts:\n%s", diff)
		}
	})
}

func TestAnyOrderAndAnyRepeatsEndInTheSameFactBytes(t *testing.T) {
	t.Parallel()
	checkAnyOrder(t, Nothing)
}

func TestWithErasuresTooAnyOrderEndsInTheSameFactBytes(t *testing.T) {
	t.Parallel()
	checkAnyOrder(t, Erasures)
}
