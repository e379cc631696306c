package crm

import (
	"cmp"
	"slices"

	"holdfast/shared/words/packed"
)

// Line is what an order says of one product.
type Line struct {
	// Product is the id of the product's entry in the register of the store, under the
	// order's own source. "" stands for all lines that name no product, and for those beyond
	// linesKept.
	Product  string
	Quantity int64 // what was ordered
	Back     int64 // of it, what was taken off the order or sent back
	Amount   int64 // what it came to before its discount, minor units of the order's currency
	Discount int64 // on this product, minor units
}

// Kept returns how many pieces the customer has.
func (l Line) Kept() int64 { return max(0, l.Quantity-l.Back) }

// Lines holds the lines of an order, packed, so that orders can be compared: one for each
// product, the greatest amount first. "" = the order states none.
type Lines string

// linesKept is how many products are told apart. An order of more is rare, and the rest of
// it is summed up.
const linesKept = 30

// mostPieces bounds a quantity, so that sums stay far from the end of an int64.
const mostPieces = 1_000_000_000

// NewLines returns the one form of some lines: those of one product are added up. If none
// names a product there is nothing to keep.
func NewLines(lines ...Line) Lines {
	sums := map[string]Line{}
	for _, l := range lines {
		sums[l.Product] = sums[l.Product].plus(l)
	}
	unnamed := sums[""]
	delete(sums, "")
	if len(sums) == 0 {
		return ""
	}

	all := make([]Line, 0, len(sums)+1)
	for _, l := range sums {
		all = append(all, l)
	}
	slices.SortFunc(all, compareLines)
	for len(all) > linesKept {
		unnamed = unnamed.plus(all[len(all)-1])
		all = all[:len(all)-1]
	}

	unnamed.Product = ""
	if unnamed != (Line{}) {
		all = append(all, unnamed)
	}
	return packLines(all)
}

// plus returns the sum of two lines, under the product of the second.
func (l Line) plus(o Line) Line {
	o.Quantity = min(mostPieces, l.Quantity+max(0, min(mostPieces, o.Quantity)))
	o.Back = min(mostPieces, l.Back+max(0, min(mostPieces, o.Back)))
	o.Amount += l.Amount
	o.Discount += l.Discount
	return o
}

// compareLines puts the greatest amount first. No two lines are of one product.
func compareLines(a, b Line) int {
	return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Product, b.Product))
}

// packLines returns the lines as a text of bytes.
func packLines(lines []Line) Lines {
	var w packed.Writer
	for _, l := range lines {
		w.String(l.Product)
		l.writeNumbers(&w)
	}
	return Lines(w.Bytes)
}

// List returns the lines, the greatest amount first; what names no product stands last.
func (l Lines) List() []Line {
	if l == "" {
		return nil
	}
	var lines []Line
	r := packed.NewReader([]byte(l))
	for !r.Empty() {
		one := Line{Product: r.String()}
		one.readNumbers(r)
		lines = append(lines, one)
	}
	return lines
}

// convert returns the lines with other amounts.
func (l Lines) convert(amount func(int64) int64) Lines {
	lines := l.List()
	for i := range lines {
		lines[i].Amount = amount(lines[i].Amount)
		lines[i].Discount = amount(lines[i].Discount)
	}
	return NewLines(lines...)
}

// The flags of a line, below its quantity.
const (
	lineDiscounted = 1 << iota
	lineBack
	lineFlags = iota // how many bits they take
)

// writeNumbers writes all of a line but its product: five bytes for most.
func (l Line) writeNumbers(w *packed.Writer) {
	head := uint64(l.Quantity) << lineFlags
	if l.Discount != 0 {
		head |= lineDiscounted
	}
	if l.Back != 0 {
		head |= lineBack
	}
	w.Uint(head)
	w.Int(l.Amount)
	if l.Discount != 0 {
		w.Int(l.Discount)
	}
	if l.Back != 0 {
		w.Uint(uint64(l.Back))
	}
}

// readNumbers reads what writeNumbers wrote.
func (l *Line) readNumbers(r *packed.Reader) {
	head := r.Uint()
	l.Quantity = int64(min(mostPieces, head>>lineFlags))
	l.Amount = r.Int()
	if head&lineDiscounted != 0 {
		l.Discount = r.Int()
	}
	if head&lineBack != 0 {
		l.Back = int64(min(mostPieces, r.Uint()))
	}
}

// lines writes the lines of an order. The ids of products go through the dictionary, since
// customers buy the same again.
func (w *writer) lines(lines Lines) {
	writeList(w, lines.List(), func(w *writer, l Line) {
		w.word(l.Product)
		l.writeNumbers(&w.Writer)
	})
}

func (r *reader) lines() Lines {
	lines := readList(r, func(r *reader) (l Line) {
		l.Product = r.word()
		l.readNumbers(r.Reader)
		return l
	})
	return NewLines(lines...)
}
