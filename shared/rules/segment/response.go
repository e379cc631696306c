package segment

import (
	"slices"

	"holdfast/shared/words/crm"
)

// Response counts contacts, and those of them that were followed by a purchase within
// ResponseDays.
type Response struct {
	Contacts  int64 `json:"contacts"`
	Purchases int64 `json:"purchases"`
}

// ResponseDays is how many days after a contact a purchase counts as an answer to it.
const ResponseDays = 30

// addResponses counts the contacts of ResponseDays ago or longer, and what came of them.
func (t *Tally) addResponses(s *Subject, contacts []crm.Contact) {
	for _, contact := range contacts {
		end := contact.At.AddDays(ResponseDays)
		place := s.rfmAt(contact.At)
		if end > s.At || place.Zero() {
			continue
		}
		answered := slices.ContainsFunc(s.History.Days, func(day crm.Instant) bool {
			return day > contact.At && day <= end
		})
		response := Response{Contacts: 1}
		if answered {
			response.Purchases = 1
		}
		t.addResponse(responseKey(contact.Channel, place), response)
	}
}

func (t *Tally) addResponse(key int, r Response) {
	if t.Responses == nil {
		t.Responses = map[int]Response{}
	}
	sum := t.Responses[key]
	sum.Contacts += r.Contacts
	sum.Purchases += r.Purchases
	t.Responses[key] = sum
}

func (t *Tally) mergeResponses(o *Tally) {
	for key, r := range o.Responses {
		t.addResponse(key, r)
	}
}

// responseKey returns the key of a channel, and a place by recency and frequency.
func responseKey(channel crm.Channel, place RFM) int {
	return (int(channel)*16+int(place.R))*16 + int(place.F)
}

// splitResponseKey returns what responseKey was given.
func splitResponseKey(key int) (channel crm.Channel, r, f uint8) {
	return crm.Channel(key / 256), uint8(key / 16 % 16), uint8(key % 16)
}
