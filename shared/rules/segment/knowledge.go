package segment

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"holdfast/shared/words/crm"
)

// Knowledge is what is known of a customer's habits: what whoever speaks with them should
// have in mind.
type Knowledge struct {
	Channel    crm.SalesChannel `json:"channel"`         // where they mostly buy
	Goods      []string         `json:"goods,omitempty"` // what they bought most often, at most three
	Discounted int              `json:"discounted"`      // per mille of their orders that had a discount
	Sensitive  bool             `json:"sensitive"`       // to prices: three orders or more, most of them with a discount
	Contact    []crm.Channel    `json:"contact,omitempty"`
	Rhythm     int              `json:"rhythm"` // days between purchases
	Birthday   crm.Instant      `json:"birthday,omitempty"`
}

// favourites is how many goods are named.
const favourites = 3

// Knowledge reads a customer's habits off the record as of s.At.
func (s *Subject) Knowledge(zone *time.Location) Knowledge {
	k := Knowledge{
		Rhythm:   s.Verdict.Cycle,
		Birthday: Birthday(s.Facts.Profile[crm.Birthday].Value, s.At, zone),
	}
	times := map[string]int{}
	via := map[crm.SalesChannel]int{}
	orders := 0
	discounted := 0
	for i := range s.Facts.Orders {
		o := &s.Facts.Orders[i]
		if !o.Bought() || o.Placed > s.At {
			continue
		}
		orders++
		if o.Discount > 0 {
			discounted++
		}
		if o.Via != crm.SalesUnknown {
			via[o.Via]++
		}
		for _, name := range o.Goods.Names() {
			times[name]++
		}
	}
	k.Goods = commonest(times, favourites)
	if top := commonest(via, 1); len(top) > 0 {
		k.Channel = top[0]
	}
	if orders > 0 {
		k.Discounted = discounted * 1000 / orders
		k.Sensitive = orders >= overdueMin && k.Discounted > 500
	}
	for _, ch := range [...]crm.Channel{crm.ChannelCall, crm.ChannelEmail, crm.ChannelChat, crm.ChannelSMS} {
		if s.Facts.Consents.Allows(ch) {
			k.Contact = append(k.Contact, ch)
		}
	}
	return k
}

// commonest lists the keys met most often, in a fixed order where they are equal.
func commonest[K cmp.Ordered](times map[K]int, limit int) []K {
	keys := make([]K, 0, len(times))
	for k := range times {
		keys = append(keys, k)
	}
	slices.SortFunc(
		keys,
		func(a, b K) int { return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b)) },
	)
	return keys[:min(len(keys), limit)]
}

// Birthday is the next birthday on or after an instant, at the beginning of its day in
// the customer's zone; 0 = not known. It reads YYYY-MM-DD and --MM-DD. Who was born on 29
// February has it on 1 March in other years.
func Birthday(day string, now crm.Instant, zone *time.Location) crm.Instant {
	if len(day) < 5 {
		return 0
	}
	tail := day[len(day)-5:] // MM-DD
	month, err := strconv.Atoi(tail[:2])
	if err != nil || month < 1 || month > 12 {
		return 0
	}
	date, err := strconv.Atoi(tail[3:])
	if err != nil || date < 1 || date > 31 {
		return 0
	}
	local := now.Time().In(zone)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
	next := time.Date(local.Year(), time.Month(month), date, 0, 0, 0, 0, zone)
	if next.Before(today) {
		next = time.Date(local.Year()+1, time.Month(month), date, 0, 0, 0, 0, zone)
	}
	return crm.InstantOf(next)
}
