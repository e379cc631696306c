package exitcost

import (
	"math"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost/reason"
)

// StoreModel is what a census learned of a store's customers (Tally.FitModel), to be put
// in force with the policy. The zero StoreModel is that of a new shop.
type StoreModel struct {
	Buying   BuyingModel    `json:"model"`
	Weights  reason.Weights `json:"weights"`
	FittedTo int64          `json:"rests"` // customers; 0 = the defaults of a new shop
}

// BuyingModel is how a store's customers buy, stay and spend. Times are in weeks, amounts
// in minor units.
type BuyingModel struct {
	Orders clv.SavedModel `json:"orders"` // how often they buy and how long they stay

	// Spend is what a day with orders comes to; nil = there is nothing to learn it from.
	Spend *clv.GammaGamma `json:"spend,omitempty"`

	// Past compares what such a model foretold on earlier days with what came.
	Past clv.Calibration `json:"past"`

	// Doubt holds other parameters of Orders that fit the customers about as well.
	Doubt [][]float64 `json:"doubt,omitempty"`
}

// DefaultStoreModel returns the model of a shop without history: its customers are taken
// to buy, stay and spend as CDNOW's did.
func DefaultStoreModel() StoreModel {
	return StoreModel{
		Buying:  defaultBuyingModel(),
		Weights: reason.DefaultWeights(),
	}
}

// defaultBuyingModel returns the MBG/NBD with CDNOW's parameters (reference: clv 1.2),
// which are also where the prior of every fit is centered.
func defaultBuyingModel() BuyingModel {
	prior := clv.DefaultPrior(clv.MBGFamily, clv.Week)
	m, err := clv.NewModel(clv.MBGFamily, prior.Center)
	if err != nil {
		panic("exitcost: " + err.Error()) // the center is a constant: cannot happen
	}
	return BuyingModel{Orders: clv.SavedModel{Model: m}}
}

// orDefault returns the model, or the default if none was fitted.
func (m *BuyingModel) orDefault() *BuyingModel {
	if m.Orders.Model != nil {
		return m
	}
	d := defaultBuyingModel()
	return &d
}

// discountPeriod is about the period by which what comes later is discounted, in days: a
// quarter. Months would take three times as long to compute, for less than one per cent of
// the value.
const discountPeriod = 365.0 / 4

// plan returns how the horizon is cut into periods of equal length, about a quarter each,
// and by how much each counts less than the one before.
func (s Settings) plan() clv.Plan {
	periods := max(1, int(math.Round(float64(s.Horizon)/discountPeriod)))
	weeks := s.horizonWeeks() / float64(periods)

	years := weeks * clv.Week / 365
	yearly := 1 + float64(s.DiscountBP)/10_000
	return clv.Plan{
		Periods:  periods,
		Length:   weeks,
		Discount: math.Pow(yearly, years) - 1,
	}
}

// horizonWeeks returns the horizon in weeks.
func (s Settings) horizonWeeks() float64 { return float64(s.Horizon) / clv.Week }
