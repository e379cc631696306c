package reason

import (
	"time"

	"holdfast/shared/words/phrase"
)

// Say returns the evidence as a sentence: "service: parcel for order 1042 came 5 days late
// (3 March 2026)".
func (e Evidence) Say(lang string, zone *time.Location) string {
	args := []any{phrase.Say(lang, "reason."+e.Reason.String())}
	if e.Kind != Lesson && e.Kind != Answer {
		args = append(args, e.Ref.ID)
	}
	if e.Kind == Rating || e.Kind == Undiscounted || e.Kind == Late {
		args = append(args, e.Number)
	}
	args = append(args, phrase.Date(lang, e.At, zone))

	key := "evidence." + e.Kind.String()
	return phrase.Say(lang, key, args...)
}
