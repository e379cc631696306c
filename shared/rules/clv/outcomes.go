package clv

import (
	"math"
	"math/rand/v2"
)

// outcomes holds totals that are possible for a store. The intervals of a Forecast hold a
// share of them.
type outcomes struct {
	expected forecastSums // of all cells, by the fit
	ofSome   forecastSums // of some cells, by the fit
	variance forecastSums // of all cells, by the customers' own chance

	normals []float64                      // by how many deviations chance may shift a total
	totals  [len(forecastSums{})][]float64 // that are possible
}

// chances is by how many outcomes of chance each draw is spread.
const chances = 20

// add adds the totals that are possible if a draw is true. It takes the sums over some
// cells by the draw, and what orders are worth then, relative to what is expected.
func (o *outcomes) add(drawn forecastSums, worth float64) {
	for i := ofOrders; i <= ofLoss; i++ {
		total := o.expected[i]
		if i == ofValue || i == ofLoss {
			total *= worth
		}
		if o.ofSome[i] > 0 {
			total *= drawn[i] / o.ofSome[i]
		}

		deviation := math.Sqrt(o.variance[i])
		for _, z := range o.normals {
			o.totals[i] = append(o.totals[i], max(0, total+z*deviation))
		}
	}
}

// forecast returns the totals with the intervals that hold the given share of outcomes.
func (o *outcomes) forecast(share float64) Forecast {
	expectation := func(i int) Expectation {
		low, high := middleRange(share, o.totals[i])
		return Expectation{
			Expected: o.expected[i],
			Low:      low,
			High:     high,
		}
	}
	return Forecast{
		Orders:  expectation(ofOrders),
		None:    o.none(share),
		Value:   expectation(ofValue),
		Leavers: expectation(ofLeavers),
		Loss:    expectation(ofLoss),
	}
}

// none returns how many customers will not order: those who are not buyers.
func (o *outcomes) none(share float64) Expectation {
	customers := o.expected[ofCustomers]
	totals := make([]float64, len(o.totals[ofBuyers]))
	for i, buyers := range o.totals[ofBuyers] {
		totals[i] = max(0, customers-buyers)
	}

	low, high := middleRange(share, totals)
	return Expectation{
		Expected: customers - o.expected[ofBuyers],
		Low:      low,
		High:     high,
	}
}

// spreadNormals returns n numbers spread as the standard normal distribution is: the
// middles of n parts of equal probability.
func spreadNormals(n int) []float64 {
	normals := make([]float64, n)
	for i := range normals {
		p := (2*float64(i) + 1) / float64(n) // twice the probability below it
		normals[i] = math.Sqrt2 * math.Erfinv(p-1)
	}
	return normals
}

// shuffledNormals returns spreadNormals in an order of chance.
func shuffledNormals(n int, seed uint64) []float64 {
	normals := spreadNormals(n)
	rnd := rand.New(rand.NewPCG(seed, seed))
	rnd.Shuffle(n, func(i, j int) {
		normals[i], normals[j] = normals[j], normals[i]
	})
	return normals
}
