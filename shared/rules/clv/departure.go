package clv

// departure is what is expected of one customer being taken for lost within a time: their
// silence outlasts Patience. Which customers stay away for good, and which pause, is not
// known before.
type departure struct {
	now    float64 // probability that it is the silence they are in
	later  float64 // how often it will be one after orders yet to come
	orders float64 // how many orders, discounted, each departure takes along
}

// times returns how often the customer is expected to be taken for lost.
func (d departure) times() float64 { return d.now + d.later }

// departureOf returns what is expected of one customer of a cell.
func (f *forecaster) departureOf(c Cell, o Outlook, by corrector) departure {
	if f.options.Plan.Periods == 0 || c.Patience == 0 {
		return departure{}
	}
	h := f.table.History(c, f.options.Unit)
	silence := h.T - h.Tx
	orders := f.ordersLost(c, h)

	return departure{
		now:    f.departsNow(c, o, silence, by.buyers),
		later:  f.departsLater(c, o, h, by.orders),
		orders: orders * by.orders,
	}
}

// patience returns the patience of a cell's customers, in the model's unit.
func (f *forecaster) patience(c Cell) float64 {
	return c.Patience.Days() / f.options.Unit
}

// departsNow returns the probability that the silence a customer is in outlasts their
// patience within the time that is asked for.
func (f *forecaster) departsNow(c Cell, o Outlook, silence, buyers float64) float64 {
	left := f.patience(c) - silence
	if left <= 0 || left > f.options.Within {
		return 0
	}

	bought := 1 - o.PNone(left)
	if c.hasRhythm() {
		// Of the gaps that last longer than the silence, all but this share end in time.
		late := ShareBeyondPatience / c.Patience.ShareLonger(silence*f.options.Unit)
		bought = o.alive * (1 - late)
	}
	bought = max(0, bought) * buyers
	return 1 - min(1, bought)
}

// departsLater returns how often a silence after an order yet to come is expected to
// outlast the customer's patience. Only orders that are early enough can be followed by
// such a silence.
func (f *forecaster) departsLater(c Cell, o Outlook, h History, orders float64) float64 {
	patience := f.patience(c)
	early := f.options.Within - patience
	if early <= 0 {
		return 0
	}

	h.X++
	h.Tx = h.T
	afterOrder := f.model.Outlook(h)
	departs := afterOrder.PNone(patience)
	if c.hasRhythm() {
		departs = 1 - afterOrder.alive*(1-ShareBeyondPatience)
	}
	return o.Expected(early) * orders * departs
}

// ordersLost returns the orders, discounted, that a departure makes doubtful: what was to
// be expected on the day of the last order, less what still is when patience ends.
func (f *forecaster) ordersLost(c Cell, h History) float64 {
	h.T = h.Tx
	atLastOrder := f.model.Outlook(h)

	patience := f.patience(c)
	h.T += patience
	atDeparture := f.model.Outlook(h)
	if c.hasRhythm() {
		atDeparture = atDeparture.WithRhythm(patience, ShareBeyondPatience)
	}

	before := atLastOrder.Discounted(f.options.Plan)
	after := atDeparture.Discounted(f.options.Plan)
	return max(0, before-after)
}
