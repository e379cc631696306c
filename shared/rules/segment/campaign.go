package segment

import (
	"cmp"
	"slices"

	"holdfast/shared/words/crm"
)

// Campaign says how the customers of one recency and frequency answered contacts on one
// channel.
type Campaign struct {
	Channel   string `json:"channel"`
	R         uint8  `json:"r"`
	F         uint8  `json:"f"`
	Contacts  int64  `json:"contacts"`
	Purchases int64  `json:"purchases"`
	PerMyriad int64  `json:"per_myriad"`

	// Index is the break-even index (Hughes 1994): 100 (response - break-even response) /
	// break-even response, with the response at which profit pays the contact. Below 0
	// the contact does not pay; it says nothing of what would have been bought anyhow.
	Index int64 `json:"index"`
}

// Costs says what a contact on each channel costs and what an order brings. Amounts are in
// minor units.
type Costs struct {
	Contact map[string]int64
	Order   int64
}

// campaigns lists the campaigns with minCell contacts or more: fewer say nothing.
func (t *Tally) campaigns(minCell int64, costs Costs) []Campaign {
	campaigns := []Campaign{}
	for key, response := range t.Responses {
		if response.Contacts >= max(1, minCell) {
			campaigns = append(campaigns, costs.campaign(key, response))
		}
	}
	slices.SortFunc(campaigns, func(a, b Campaign) int {
		return cmp.Or(
			cmp.Compare(a.Channel, b.Channel),
			cmp.Compare(b.R, a.R),
			cmp.Compare(b.F, a.F),
		)
	})
	return campaigns
}

// campaign returns how the contacts of one responseKey were answered.
func (c Costs) campaign(key int, r Response) Campaign {
	channel, recency, frequency := splitResponseKey(key)
	campaign := Campaign{
		Channel:   channel.String(),
		R:         recency,
		F:         frequency,
		Contacts:  r.Contacts,
		Purchases: r.Purchases,
		PerMyriad: crm.MulDiv(10_000, r.Purchases, r.Contacts),
	}

	// The break-even response is cost / order, and the response purchases / contacts.
	cost := c.Contact[campaign.Channel]
	if cost > 0 && c.Order > 0 {
		ratio := crm.MulDiv(100*c.Order, r.Purchases, r.Contacts*cost)
		campaign.Index = ratio - 100
	}
	return campaign
}
