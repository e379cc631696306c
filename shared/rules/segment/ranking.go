package segment

import (
	"maps"
	"slices"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Ranking gathers the yearly profits of a store's customers, so that thresholds and each
// tier's share of the profit can be read off. It is bounded (about 5,000 bins at most),
// whole numbers only, stored as JSON, and merges to the same in any order.
//
// Thresholds fall on the edges of bins, which are at most 1/128 (0.8 %) of the amount
// apart; counts and sums of the tiers so cut are exact.
type Ranking struct {
	Counts tally.Counts `json:"counts"` // customers by profit: profitScale
	Sums   tally.Counts `json:"sums"`   // their profit, exactly
}

const profitScale = tally.Bins(7)

// fewestRanked is the number of customers from which they are ranked: the best of four
// says nothing.
const fewestRanked = 5

// perCent is the share of customers down to the end of apex, high and middle: 1, 4 and 15
// % of them, added up.
var perCent = [3]int64{1, 5, 20}

// Add counts one customer's profit of a year, in minor units of the store's currency.
// Give it every customer that has bought and is not lost.
func (r *Ranking) Add(profit int64) {
	r.fill()
	bin := profitScale.Bin(profit)
	r.Counts[bin]++
	r.Sums[bin] += profit
}

// fill makes the maps that JSON may have left out.
func (r *Ranking) fill() {
	if r.Counts == nil {
		r.Counts = tally.Counts{}
		r.Sums = tally.Counts{}
	}
}

// Merge adds what another part of the census has gathered.
func (r *Ranking) Merge(o *Ranking) {
	r.fill()
	r.Counts.Merge(o.Counts)
	r.Sums.Merge(o.Sums)
}

// Thresholds cuts the ranking after 1, 5 and 20 % of the customers, rounded up, so that a
// shop of thirty has one apex customer. Equals stay together: they go up if that comes
// nearer to the share than leaving them below. A customer who brings no profit is in the
// lowest tier, however the others do. With fewer than five customers none is ranked.
func (r *Ranking) Thresholds(c crm.Currency) Thresholds {
	total := r.Counts.Total()
	if total < fewestRanked {
		return Thresholds{Currency: c}
	}

	bins := slices.Sorted(maps.Keys(r.Counts))
	slices.Reverse(bins)
	var cuts [3]int64
	for i, share := range perCent {
		want := (total*share + 99) / 100
		cuts[i] = r.leastProfit(bins, want)
	}
	return Thresholds{
		Currency: c,
		Apex:     cuts[0],
		High:     cuts[1],
		Middle:   cuts[2],
	}
}

// leastProfit returns the least profit of a tier which, together with those above it, is
// to hold so many customers. The bins come with the greatest profit first.
func (r *Ranking) leastProfit(bins []int, want int64) int64 {
	least := profitScale.Low(bins[0] + 1) // more than any customer brings
	var have int64
	for _, bin := range bins {
		with := have + r.Counts[bin]
		missesMore := with > want && with-want > want-have
		if bin <= 0 || missesMore {
			break
		}
		have = with
		least = profitScale.Low(bin)
	}
	return max(1, least)
}

// Share is what one tier comes to.
type Share struct {
	Tier      Tier      `json:"tier"`
	Customers int64     `json:"customers"`
	Profit    crm.Money `json:"profit"`

	// PerMyriad is the tier's share of all profit, in hundredths of a per cent; 0 if there
	// is no profit.
	PerMyriad int64 `json:"per_myriad"`

	// Textbook is the same as textbooks have it; apex and high together bring 50 %.
	Textbook int64 `json:"textbook"`
}

// Shares lists the tiers with their part of the profit beside the textbook's: 5, 15 and
// 80 % of the customers bring 50, 30 and 20 % of it (apex and high are the first five).
func (r *Ranking) Shares(t Thresholds) []Share {
	shares := []Share{
		{Tier: Apex, Textbook: 5000},
		{Tier: High, Textbook: 5000},
		{Tier: Middle, Textbook: 3000},
		{Tier: Low, Textbook: 2000},
	}
	var all int64
	for bin, customers := range r.Counts {
		profit := t.Currency.Of(profitScale.Low(bin))
		tier := TierOf(profit, t)
		if tier == Unknown {
			return nil
		}
		share := &shares[tier-Apex]
		share.Customers += customers
		share.Profit.Minor += r.Sums[bin]
		all += r.Sums[bin]
	}

	for i := range shares {
		share := &shares[i]
		share.Profit.Currency = t.Currency
		if all > 0 {
			share.PerMyriad = crm.MulDiv(share.Profit.Minor, 10_000, all)
		}
	}
	return shares
}
