package exitcost

import (
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Settings is what a store says of its money.
type Settings struct {
	Currency   crm.Currency `json:"currency"`
	MarginBP   int64        `json:"margin_bp"`   // of revenue, where costs are not known
	Horizon    int          `json:"horizon"`     // days over which lost profit is counted
	DiscountBP int64        `json:"discount_bp"` // basis points a year by which what comes later counts less
	Uplift     int64        `json:"uplift"`      // per mille of what is at stake that measures are expected to save; an assumption
	Extras     Extras       `json:"extras"`
}

// DefaultSettings counts a year, discounted by 10 %. Margin and uplift of 10 % are
// assumptions until the store sets the one and holdouts measure the other.
func DefaultSettings(c crm.Currency) Settings {
	return Settings{
		Currency:   c,
		MarginBP:   1000,
		Horizon:    365,
		DiscountBP: 1000,
		Uplift:     100,
	}
}

// StoreModel is what a store's past says of its customers, computed by the census
// (Part.Study) and put in force with the policy. The zero Outlook is that of a new shop.
type StoreModel struct {
	Buying   BuyingModel    `json:"model"`
	Weights  reason.Weights `json:"weights"`
	FittedTo int64          `json:"rests"` // customers it rests on; 0 = the defaults of a new shop
}

// DefaultStoreModel is the outlook of a shop without history: its customers are taken to
// buy, stay and spend as CDNOW's did.
func DefaultStoreModel() StoreModel {
	return StoreModel{Buying: defaultModel(), Weights: reason.DefaultWeights()}
}

// Extras are costs of exits that a store may switch on, shown beside the profit lost and
// never in it. Their sources are weak, and the report says so. The zero value has them
// off.
type Extras struct {
	Told      int64 `json:"told,omitempty"`      // people whom a customer who left over something in our hands tells of it; 0 = off
	Prospects int64 `json:"prospects,omitempty"` // per mille of those told who might have bought here
	Deterred  int64 `json:"deterred,omitempty"`  // per mille of those who then do not
	Replace   int64 `json:"replace,omitempty"`   // minor units that winning a new customer costs the store: its own figure; 0 = off
	Replaced  int64 `json:"replaced,omitempty"`  // per mille of the lost who are replaced at that cost
}

// AmexTold is what Americans told American Express in 2017 about bad service: 15 people
// hear of it. It is what they say of themselves; 24 was the answer in 2012. Against it:
// East, Hammond & Wright 2007 found positive word of mouth three times as common as
// negative in 15 of 15 studies (reference: clv 5.5).
const AmexTold = 15

// FolkloreTold is the textbooks' "dissatisfied customers tell 22 others", for which no
// primary source is known.
const FolkloreTold = 22

// Extra is one line beside the profit lost.
type Extra struct {
	Name string    `json:"name"` // word_of_mouth, replacement
	Cost crm.Money `json:"cost"`
	Base int64     `json:"base"` // customers it counts
}

// lines prices what is switched on: `ours` left over something in our hands, of `lost` in
// all; a new customer is worth `fresh`.
func (x Extras) lines(ours, lost int64, fresh crm.Money) (out []Extra) {
	if x.Told > 0 {
		heard := segment.MulDiv(ours, x.Told, 1)
		minor := segment.MulDiv(
			segment.MulDiv(segment.MulDiv(max(0, fresh.Minor), heard, 1), x.Prospects, 1000),
			x.Deterred,
			1000,
		)
		out = append(
			out,
			Extra{"word_of_mouth", crm.Money{Minor: minor, Currency: fresh.Currency}, ours},
		)
	}
	if x.Replace > 0 {
		minor := segment.MulDiv(segment.MulDiv(x.Replace, lost, 1), x.Replaced, 1000)
		out = append(
			out,
			Extra{"replacement", crm.Money{Minor: minor, Currency: fresh.Currency}, lost},
		)
	}
	return out
}
