package segment

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"holdfast/shared/words/crm"
)

// Habits says how a customer buys and is reached: what an owner should have in mind
// when they speak with the customer.
type Habits struct {
	Channel    crm.SalesChannel `json:"channel"`         // where they mostly buy
	Goods      []string         `json:"goods,omitempty"` // what they bought most often, at most three
	Discounted int              `json:"discounted"`      // per mille of their orders that had a discount

	// Sensitive is to prices: three orders or more, most of them with a discount.
	Sensitive bool `json:"sensitive"`

	Contact  []crm.Channel `json:"contact,omitempty"` // where they agreed to be contacted
	Rhythm   int           `json:"rhythm"`            // days between purchases
	Birthday crm.Instant   `json:"birthday,omitempty"`
}

const (
	favourites      = 3   // how many goods are named
	sensitiveOrders = 3   // from how many orders sensitivity to prices can be told
	sensitiveShare  = 500 // per mille of orders with a discount, above which it is told
)

// contactOrder lists the channels in the order in which they are offered to an owner.
var contactOrder = [...]crm.Channel{
	crm.ChannelCall,
	crm.ChannelEmail,
	crm.ChannelChat,
	crm.ChannelSMS,
}

// Habits returns the customer's habits as of s.At, as far as the record shows them. The
// zone is the customer's: in it the birthday begins.
func (s *Subject) Habits(zone *time.Location) Habits {
	known := Habits{
		Rhythm:   s.Verdict.Cycle,
		Birthday: Birthday(s.Facts.Profile[crm.Birthday].Value, s.At, zone),
	}
	for _, channel := range contactOrder {
		if s.Facts.Consents.Allows(channel) {
			known.Contact = append(known.Contact, channel)
		}
	}

	h := s.countHabits()
	known.Goods = listCommonest(h.goods, favourites)
	if top := listCommonest(h.channels, 1); len(top) > 0 {
		known.Channel = top[0]
	}
	if h.orders > 0 {
		known.Discounted = h.discounted * 1000 / h.orders
		known.Sensitive = h.orders >= sensitiveOrders && known.Discounted > sensitiveShare
	}
	return known
}

// habitCounts counts what a customer's purchases have in common.
type habitCounts struct {
	orders     int
	discounted int
	goods      map[string]int
	channels   map[crm.SalesChannel]int
}

func (s *Subject) countHabits() habitCounts {
	h := habitCounts{
		goods:    map[string]int{},
		channels: map[crm.SalesChannel]int{},
	}
	for i := range s.Facts.Orders {
		o := &s.Facts.Orders[i]
		if !o.Bought() || o.Placed > s.At {
			continue
		}
		h.orders++
		if o.Discount > 0 {
			h.discounted++
		}
		if o.Via != crm.SalesUnknown {
			h.channels[o.Via]++
		}
		for _, name := range o.Goods.Names() {
			h.goods[name]++
		}
	}
	return h
}

// listCommonest lists the keys met most often, in a fixed order where they are equal.
func listCommonest[K cmp.Ordered](times map[K]int, limit int) []K {
	byTimes := func(a, b K) int {
		return cmp.Or(
			cmp.Compare(times[b], times[a]),
			cmp.Compare(a, b),
		)
	}
	keys := slices.SortedFunc(maps.Keys(times), byTimes)
	return keys[:min(len(keys), limit)]
}
