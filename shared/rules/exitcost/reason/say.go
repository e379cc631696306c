package reason

import (
	"time"

	"holdfast/shared/words/phrase"
)

// Say is the evidence in a sentence: "service: parcel for order 1042 came 5 days late (3
// March 2026)".
func (e Evidence) Say(lang string, zone *time.Location) string {
	class := phrase.Say(lang, "reason."+e.Reason.String())
	day := phrase.Date(lang, e.At, zone)
	key := "evidence." + e.Kind.String()
	switch e.Kind {
	case Lesson, Answer:
		return phrase.Say(lang, key, class, day)
	case Rating:
		return phrase.Say(lang, key, class, e.Ref.ID, e.Number, day)
	case Undiscounted:
		return phrase.Say(lang, key, class, e.Ref.ID, e.Number, day)
	case Late:
		return phrase.Say(lang, key, class, e.Ref.ID, e.Number, day)
	}
	return phrase.Say(lang, key, class, e.Ref.ID, day)
}
