package exitcost

import (
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Settings holds the numbers by which a store prices exits.
type Settings struct {
	Currency crm.Currency `json:"currency"`
	MarginBP int64        `json:"margin_bp"` // of revenue, where costs are not known
	Horizon  int          `json:"horizon"`   // days over which lost profit is counted

	// AssumedMarginBP is the margin that is assumed because the store has named none; 0 = it
	// has named one.
	AssumedMarginBP int64 `json:"assumed_margin_bp,omitempty"`

	// DiscountBP is the yearly discount on profit that comes later, in basis points.
	DiscountBP int64 `json:"discount_bp"`

	// Uplift is the share of what is at stake that measures are expected to save, per
	// mille. It is an assumption.
	Uplift int64  `json:"uplift"`
	Extras Extras `json:"extras"`

	// Control is the reasons for leaving that the shop can do something about.
	Control reason.Control `json:"controllable,omitempty"`
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

// BesideProfit returns an amount of profit, with the word beside it that the margin is
// assumed if it is.
func (s Settings) BesideProfit(lang, amount string) string {
	if s.AssumedMarginBP == 0 {
		return amount
	}
	margin := phrase.Locale{Language: lang}.Percent(s.AssumedMarginBP)
	return phrase.Say(lang, "money.assumed_beside", amount, margin)
}

// SayMargin says that a margin is assumed, and how to name one; "" if one is named.
func (s Settings) SayMargin(lang string) string {
	if s.AssumedMarginBP == 0 {
		return ""
	}
	margin := phrase.Locale{Language: lang}.Percent(s.AssumedMarginBP)
	return phrase.Say(lang, "money.assumed", margin)
}

// Extras are costs of exits that a store may switch on, shown beside the profit lost and
// never in it. Their sources are weak, and the report says so. The zero value has them
// off.
type Extras struct {
	// Told is how many people hear of it from a customer who left over something in the
	// shop's hands; 0 = off.
	Told int64 `json:"told,omitempty"`

	// Prospects is how many of those told might have bought here, per mille; Deterred is
	// how many of these then do not, per mille.
	Prospects int64 `json:"prospects,omitempty"`
	Deterred  int64 `json:"deterred,omitempty"`

	// Replace is what winning a new customer costs the store, minor units: its own figure;
	// 0 = off.
	Replace int64 `json:"replace,omitempty"`

	// Replaced is how many of the lost are replaced at that cost, per mille.
	Replaced int64 `json:"replaced,omitempty"`
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

// price returns a line for each extra that is switched on. Of the customers lost, some
// left for a reason that the shop can control; newcomer is what a new customer is worth.
func (x Extras) price(lost, controllable int64, newcomer crm.Money) (out []Extra) {
	if x.Told > 0 {
		out = append(out, x.priceWordOfMouth(controllable, newcomer))
	}
	if x.Replace > 0 {
		ifAllReplaced := crm.MulDiv(x.Replace, lost, 1)
		minor := crm.MulDiv(ifAllReplaced, x.Replaced, 1000)
		out = append(out, Extra{
			Name: "replacement",
			Cost: newcomer.Currency.Of(minor),
			Base: lost,
		})
	}
	return out
}

// priceWordOfMouth prices the new customers who do not come because they heard of it.
func (x Extras) priceWordOfMouth(controllable int64, newcomer crm.Money) Extra {
	told := crm.MulDiv(controllable, x.Told, 1)
	ifAllBought := crm.MulDiv(max(0, newcomer.Minor), told, 1)
	ofProspects := crm.MulDiv(ifAllBought, x.Prospects, 1000)
	ofDeterred := crm.MulDiv(ofProspects, x.Deterred, 1000)
	return Extra{
		Name: "word_of_mouth",
		Cost: newcomer.Currency.Of(ofDeterred),
		Base: controllable,
	}
}
