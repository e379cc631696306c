package crm_test

import (
	"bytes"
	"errors"
	"testing"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

// The table is written out once more, so that no code changes its meaning unnoticed.
func TestACodeOfAReasonKeepsItsMeaning(t *testing.T) {
	t.Parallel()
	for code, want := range []crm.Reason{
		crm.ReasonUnknown,
		crm.ReasonPrice,
		crm.ReasonProduct,
		crm.ReasonService,
		crm.ReasonUnknown, // the former market: gone to a competitor, or no more need
		crm.ReasonService, // the former technology: our own site failed
		crm.ReasonPolitical,
		crm.ReasonMarket,
		crm.ReasonTechnology,
	} {
		r := packed.NewReader([]byte{byte(code)})
		if got := crm.DecodeReason(r); got != want || r.Done() != nil {
			t.Errorf("code %d is %s, %v; want %s", code, got, r.Done(), want)
		}
	}
	r := packed.NewReader([]byte{9})
	if got := crm.DecodeReason(r); !errors.Is(r.Done(), packed.ErrNewer) {
		t.Errorf("code 9 is %s, %v", got, r.Done())
	}
}

func TestEveryReasonIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, want := range crm.Reasons {
		var w packed.Writer
		crm.EncodeReason(&w, want)
		if got := crm.DecodeReason(packed.NewReader(w.Bytes)); got != want {
			t.Errorf("%s is read as %s", want, got)
		}
	}
}

// The bytes of these facts were written before the classes changed their meaning, with the
// codes 4 for market and 5 for technology.
func TestFormerReasonsOfARecordAreMapped(t *testing.T) {
	t.Parallel()
	former := map[byte]crm.Reason{
		4: crm.ReasonUnknown,
		5: crm.ReasonService,
		6: crm.ReasonPolitical,
	}
	for code, want := range former {
		facts := &crm.Facts{
			Orders:  []crm.Order{{Ref: crm.Ref{Source: "s", ID: "o"}, Currency: "EUR", Reason: crm.ReasonTechnology}},
			Tickets: []crm.Ticket{{Ref: crm.Ref{Source: "s", ID: "t"}, Complaint: true, Reason: crm.ReasonTechnology}},
			Lessons: []crm.Lesson{{Reason: crm.ReasonTechnology, At: day}},
		}
		stored := bytes.ReplaceAll(crm.EncodeFacts(facts), []byte{8}, []byte{code})
		got, err := crm.DecodeFacts(stored)
		if err != nil {
			t.Fatal(err)
		}
		for _, reason := range []crm.Reason{got.Orders[0].Reason, got.Tickets[0].Reason, got.Lessons[0].Reason} {
			if reason != want {
				t.Errorf("code %d is read as %s, want %s", code, reason, want)
			}
		}
	}
}

func TestARecordOfAComplaintHasTheBytesItAlwaysHad(t *testing.T) {
	t.Parallel()
	complaint := crm.Ticket{Ref: crm.Ref{Source: "s", ID: "t"}, Complaint: true, Reason: crm.ReasonPrice}
	lesson := crm.Lesson{Reason: crm.ReasonPrice, At: day, Task: "x"}
	const want = "\x02\x02\x00\x01s" // version and dictionary
	got := crm.EncodeFacts(&crm.Facts{Tickets: []crm.Ticket{complaint}, Lessons: []crm.Lesson{lesson}})
	if !bytes.HasPrefix(got, []byte(want)) {
		t.Errorf("%q", got)
	}
	told := complaint
	told.Complaint = false
	told.Told = true
	other := crm.EncodeFacts(&crm.Facts{Tickets: []crm.Ticket{told}, Lessons: []crm.Lesson{lesson}})
	if len(other) != len(got) {
		t.Errorf("a ticket that tells a reason takes %d bytes, one that complains %d", len(other), len(got))
	}
}

func TestACompetitorIsKeptByItsShortName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Acme":                                 "Acme",
		"  Acme \n Shop. ":                     "Acme Shop",
		"京东":                                   "京东",
		"拼多多。":                                 "拼多多",
		"Best & Co 24":                         "Best & Co 24",
		"":                                     "",
		"ann@example.com":                      "",
		"+49 151 2345678":                      "",
		"I went to the shop around the corner": "",
		"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz": "",
	} {
		if got := crm.NewCompetitor(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
