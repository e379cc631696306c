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

// fewest is the number of customers below which nobody is ranked: the best of four says
// nothing.
const fewest = 5

// perCent is the cumulative share of customers down to apex, high and middle: 1, 4 and 15
// % of them.
var perCent = [3]int64{1, 5, 20}

// Add counts one customer's profit of a year, in minor units of the store's currency.
// Give it every customer that has bought and is not lost.
func (r *Ranking) Add(profit int64) {
	r.fill()
	bin := profitScale.Bin(profit)
	r.Counts[bin]++
	r.Sums[bin] += profit
}

func (r *Ranking) fill() {
	if r.Counts == nil {
		r.Counts, r.Sums = tally.Counts{}, tally.Counts{}
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
// nearer to the share than leaving them below. Who brings no profit is in the lowest tier
// whatever the others do. With fewer than five customers nobody is ranked.
func (r *Ranking) Thresholds(c crm.Currency) Thresholds {
	total := r.Counts.Total()
	if total < fewest {
		return Thresholds{Currency: c}
	}
	bins := slices.Sorted(maps.Keys(r.Counts))
	slices.Reverse(bins)
	var cuts [3]int64
	for i, pc := range perCent {
		cuts[i] = r.cut(bins, (total*pc+99)/100)
	}
	return Thresholds{
		Currency: c,
		Apex:     cuts[0],
		High:     cuts[1],
		Middle:   cuts[2],
	}
}

// cut is the least profit of a tier that is to hold so many customers and those above.
func (r *Ranking) cut(bins []int, want int64) int64 {
	least := profitScale.Low(bins[0] + 1) // more than anybody brings
	var have int64
	for _, bin := range bins {
		with := have + r.Counts[bin]
		if bin <= 0 || with > want && with-want > want-have {
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
	PerMyriad int64     `json:"per_myriad"` // hundredths of a per cent of the whole profit; 0 if there is none
	Textbook  int64     `json:"textbook"`   // the same as textbooks have it; apex and high together bring 50 %
}

// Shares lists the tiers with their part of the profit beside the textbook's: 5, 15 and
// 80 % of the customers bring 50, 30 and 20 % of it (apex and high are the first five).
func (r *Ranking) Shares(t Thresholds) []Share {
	out := []Share{
		{Tier: Apex, Textbook: 5000},
		{Tier: High, Textbook: 5000},
		{Tier: Middle, Textbook: 3000},
		{Tier: Low, Textbook: 2000},
	}
	var whole int64
	for bin, n := range r.Counts {
		tier := TierOf(t.Currency.Of(profitScale.Low(bin)), t)
		if tier == Unknown {
			return nil
		}
		s := &out[tier-Apex]
		s.Customers += n
		s.Profit.Minor += r.Sums[bin]
		whole += r.Sums[bin]
	}
	for i := range out {
		out[i].Profit.Currency = t.Currency
		if whole > 0 {
			out[i].PerMyriad = crm.MulDiv(out[i].Profit.Minor, 10_000, whole)
		}
	}
	return out
}
