package crm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/words/crm"
)

// answer is what the link of an id, made on one day, was answered on another.
func answer(id string, asked, at crm.Instant, why crm.Reason) *crm.Facts {
	l := crm.Lesson{Reason: why, At: at * day, Survey: true, Asked: asked * day, Task: id}
	return crm.Event{Kind: crm.KindAnswer, Lesson: &l}.Facts("e:abc")
}

func TestTheLaterAnswerToOneQuestionReplacesTheEarlierOne(t *testing.T) {
	t.Parallel()
	price, back := answer("a", 1, 2, crm.ReasonPrice), answer("a", 1, 3, crm.ReasonUnknown)
	other := answer("b", 1, 2, crm.ReasonService)
	for _, arrival := range [][]*crm.Facts{{price, back, other}, {back, other, price}, {other, price, back, price}} {
		f := &crm.Facts{}
		for _, p := range arrival {
			f = crm.Join(f, p)
		}
		if diff := cmp.Diff(append(back.Lessons[:1:1], other.Lessons[0]), f.Lessons); diff != "" {
			t.Error(diff)
		}
	}
}

// Answers come to more questions than are kept, to some of them twice, beside an erasure: still in any order.
func TestAnswersBeyondThoseThatAreKeptMindNoOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pieces := []*crm.Facts{{Erasures: []crm.Erasure{{Key: "p:shop:1", At: 12 * day}}}}
		for i := range 2 * crm.KeepService {
			id, asked := string(rune('a'+i)), crm.Instant(i)
			for range rapid.IntRange(0, 2).Draw(t, "answers") {
				at := asked + crm.Instant(rapid.IntRange(0, 30).Draw(t, "later"))
				pieces = append(pieces, answer(id, asked, at, crm.Reason(rapid.IntRange(0, 6).Draw(t, "reason"))))
			}
		}
		fold := func(pieces []*crm.Facts) *crm.Facts {
			f := &crm.Facts{}
			for _, p := range pieces {
				f = crm.Join(f, p)
				f.Settle("e:abc", pepper)
			}
			return f
		}
		once := fold(pieces)
		sameBytes(t, "any order", once, fold(rapid.Permutation(pieces).Draw(t, "arrival")))
		sameBytes(t, "again", once, fold(slices.Concat(pieces, pieces)))
	})
}

func TestAQuestionPutToSomebodyWhoWasErasedIsNotAnswered(t *testing.T) {
	t.Parallel()
	before, after := answer("a", 1, 9, crm.ReasonPrice), answer("b", 7, 9, crm.ReasonPrice)
	f := crm.Join(crm.Join(before, after), &crm.Facts{Erasures: []crm.Erasure{{Key: "p:shop:1", At: 5 * day}}})
	f.Settle("e:abc", pepper)
	if diff := cmp.Diff(after.Lessons, f.Lessons); diff != "" {
		t.Errorf("under an address only what was asked afterwards stays (-want +got):\n%s", diff)
	}
	f.Erasures = append(f.Erasures, crm.Erasure{Key: "e:abc", At: 5 * day})
	if f.Settle("e:abc", pepper); len(f.Lessons) > 0 {
		t.Errorf("of the person's own key nothing stays: %+v", f.Lessons)
	}
}

func TestAKeyNamesSomebodyWhoCanBeReached(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"p:shop:7": true, "e:mzxw6ytboi": true, "d:desk:R-118": true, "p:店:7": true,
		"g:shop:5": false, "": false, "p": false, "p:": false, "x:shop:7": false, "shop:7": false, "p:\xff": false,
		"p:shop:" + strings.Repeat("7", 250): false,
	} {
		if key, ok := crm.ParseKey(text); ok != want || ok && string(key) != text {
			t.Errorf("%q: %q, %t", text, key, ok)
		}
	}
	if home, ok := (crm.Who{Key: "d:desk:R9"}).Home(pepper); !ok || home != "d:desk:R9" || (crm.Who{Key: "d:desk:R9"}).Links(pepper) != nil {
		t.Errorf("lands under %q, %t", home, ok)
	}
}
