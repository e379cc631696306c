package segment

import (
	"maps"
	"slices"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// RFMHistogram gathers how a store's customers are spread over recency, frequency and
// monetary value, so that cuts, and the cells between them, can be read off. Like Ranking
// it is bounded, holds whole numbers and merges to the same in any order. Its bins are an
// eighth of a value wide, so parts are equal to within such a bin, and equals stay
// together.
type RFMHistogram struct {
	Cells tally.Counts `json:"cells"` // customers by bins of all three
	Sales tally.Counts `json:"sales"` // what they brought, exactly: revenue in minor units
}

const (
	rfmScale = tally.Bins(3)
	binWidth = 512 // more bins than rfmScale has for any number met here
)

// rfmBins are the bins of recency, frequency and monetary value that make a cell.
type rfmBins struct{ r, f, m int }

// binsOf returns the bins of a customer. Amounts below nothing count as nothing.
func binsOf(m rfmMeasures) rfmBins {
	return rfmBins{
		r: rfmBin(m.silence),
		f: rfmBin(m.orders),
		m: rfmBin(m.amount),
	}
}

func rfmBin(n int64) int { return min(rfmScale.Bin(max(0, n)), binWidth-1) }

// cell returns the number of the cell.
func (b rfmBins) cell() int { return (b.r*binWidth+b.f)*binWidth + b.m }

// binsOfCell returns the bins that make a cell.
func binsOfCell(cell int) rfmBins {
	return rfmBins{
		r: cell / binWidth / binWidth,
		f: cell / binWidth % binWidth,
		m: cell % binWidth,
	}
}

// lowest returns the least measures that fall into the bins.
func (b rfmBins) lowest() rfmMeasures {
	return rfmMeasures{
		silence: rfmScale.Low(b.r),
		orders:  rfmScale.Low(b.f),
		amount:  rfmScale.Low(b.m),
	}
}

func (h *RFMHistogram) add(m rfmMeasures) {
	h.fill()
	cell := binsOf(m).cell()
	h.Cells[cell]++
	h.Sales[cell] += m.revenue
}

// fill makes the maps that JSON may have left out.
func (h *RFMHistogram) fill() {
	if h.Cells == nil {
		h.Cells = tally.Counts{}
		h.Sales = tally.Counts{}
	}
}

// Merge adds what another part of the census has gathered.
func (h *RFMHistogram) Merge(o *RFMHistogram) {
	h.fill()
	h.Cells.Merge(o.Cells)
	h.Sales.Merge(o.Sales)
}

// Cuts returns where each part begins, so that parts hold equal shares of what spec.By
// names.
func (h *RFMHistogram) Cuts(spec RFMSpec) RFMCuts {
	weights := h.Cells
	if spec.By == BySales {
		weights = h.Sales
	}

	// Less silence is better, so recency is cut from the greatest bin down.
	byRecency := tally.Counts{}
	byFrequency := tally.Counts{}
	byMonetary := tally.Counts{}
	for cell, weight := range weights {
		bins := binsOfCell(cell)
		weight = max(0, weight)
		byRecency[-bins.r] += weight
		byFrequency[bins.f] += weight
		byMonetary[bins.m] += weight
	}

	cuts := RFMCuts{Spec: spec}
	for _, bin := range cutEqually(byRecency, spec.Parts) {
		cuts.Recency = append(cuts.Recency, rfmScale.Low(-bin+1)-1)
	}
	for _, bin := range cutEqually(byFrequency, spec.Parts) {
		cuts.Frequency = append(cuts.Frequency, rfmScale.Low(bin))
	}
	for _, bin := range cutEqually(byMonetary, spec.Parts) {
		cuts.Monetary = append(cuts.Monetary, rfmScale.Low(bin))
	}
	return cuts
}

// cutEqually returns the bins with which the second, third, ... of so many parts of equal
// weight begin. Where one bin holds more than a part, parts are left empty: their
// beginning is the same.
func cutEqually(weights tally.Counts, parts int) []int {
	total := weights.Total()
	if total == 0 {
		return nil
	}
	bins := slices.Sorted(maps.Keys(weights))
	var begins []int
	var below int64
	i := 0
	for part := int64(1); part < int64(parts); part++ {
		// A bin belongs below the cut if the greater half of it does.
		for i < len(bins) && (below+weights[bins[i]]/2)*int64(parts) < total*part {
			below += weights[bins[i]]
			i++
		}
		if i == len(bins) {
			begins = append(begins, bins[i-1]+1) // beyond every customer
		} else {
			begins = append(begins, bins[i])
		}
	}
	return begins
}

// RFMCell counts the customers who share an RFM.
type RFMCell struct {
	RFM
	Customers int64     `json:"customers"`
	Sales     crm.Money `json:"sales"` // their revenue within the span
}

// Table lists the cells that have customers, the best first.
func (h *RFMHistogram) Table(cuts RFMCuts, c crm.Currency) []RFMCell {
	byPlace := map[RFM]*RFMCell{}
	for number, customers := range h.Cells {
		place := cuts.place(binsOfCell(number).lowest())
		cell := byPlace[place]
		if cell == nil {
			cell = &RFMCell{RFM: place, Sales: c.Of(0)}
			byPlace[place] = cell
		}
		cell.Customers += customers
		cell.Sales.Minor += h.Sales[number]
	}

	cells := make([]RFMCell, 0, len(byPlace))
	for _, cell := range byPlace {
		cells = append(cells, *cell)
	}
	slices.SortFunc(cells, func(a, b RFMCell) int { return b.rank() - a.rank() })
	return cells
}

// rank orders places by recency, then frequency, then monetary value.
func (r RFM) rank() int { return (int(r.R)*16+int(r.F))*16 + int(r.M) }
