package rows

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/infra/holdfast/cells"
	"holdfast/shared/words/crm"
)

// decideNumbers says what stands before the decimals: what the caller says, else what the
// numbers prove.
func (l *look) decideNumbers() {
	p := l.plan
	n := &l.numbers
	switch {
	case l.DecimalComma:
		p.mark = cells.Comma
		p.markTold = true
		l.checkMark(cells.PointDecimal, cells.CommaDecimal, "comma", "--decimal-point")
	case l.DecimalPoint:
		p.mark = cells.Point
		p.markTold = true
		l.checkMark(cells.CommaDecimal, cells.PointDecimal, "point", "--decimal-comma")
	default:
		p.mark = n.Mark()
		l.findMark()
	}
	p.hasSigns = len(n.Signs) > 0
}

// checkMark asks if every number that proves a mark proves another than the caller says.
func (l *look) checkMark(others, own cells.Form, said, flag string) {
	l.plan.take("numbers", "decimals stand behind a %s: you say so", said)
	n := &l.numbers
	if n.Count[others] > 0 && n.Count[own] == 0 {
		l.plan.ask(fmt.Sprintf(
			"You say that decimals stand behind a %s, but no number shows it, and %d show the "+
				"other, as %s. Leave the flag out, or turn it round.",
			said,
			n.Count[others],
			quote(n.First[others]),
		), flag)
	}
}

// findMark says what the numbers prove, and asks where they prove nothing.
func (l *look) findMark() {
	p := l.plan
	n := &l.numbers
	points, commas := n.First[cells.PointDecimal], n.First[cells.CommaDecimal]
	ambiguous, isOpen := n.Ambiguous()
	switch {
	case p.mark == cells.Point:
		p.take("numbers", "decimals stand behind a point, as %s", quote(points))
	case p.mark == cells.Comma:
		p.take("numbers", "decimals stand behind a comma, as %s", quote(commas))
	case points.Line > 0:
		p.take("numbers", "written in two ways, as %s and %s: each is read as it can only be",
			quote(points), quote(commas))
	case !isOpen:
		p.take("numbers", "without decimals")
	}
	hasDecimals := l.table.columns.at[fieldCurrency] >= 0 || l.Currency.Exponent() > 0
	if isOpen && p.mark == cells.NoMark && hasDecimals {
		p.ask(
			fmt.Sprintf(
				"Is %s a thousand and more, or a number with three decimals?",
				quote(ambiguous),
			),
			"--decimal-point",
			"--decimal-comma",
		)
	}
}

// orderFlags are the flags that say the order of dates.
var orderFlags = map[cells.DateOrder]string{
	cells.DayFirst:   "--day-first",
	cells.MonthFirst: "--month-first",
	cells.YearFirst:  "--year-first",
}

// toldOrder returns the order that the caller says, or NoOrder.
func (o *Options) toldOrder() cells.DateOrder {
	switch {
	case o.DayFirst:
		return cells.DayFirst
	case o.MonthFirst:
		return cells.MonthFirst
	case o.YearFirst:
		return cells.YearFirst
	}
	return cells.NoOrder
}

// decideDates says how the dates of each column are read.
func (l *look) decideDates() {
	for f, tally := range l.dates {
		if tally == nil {
			continue
		}
		header := l.table.columns.headerOf(field(f))
		l.decideBare(field(f), tally, header)
		if tally.Count[cells.Numbers] > 0 {
			l.plan.order[f] = l.decideOrder(tally, header)
		}
		if tally.WereSwapped(l.days[f]) {
			l.plan.ask(fmt.Sprintf(
				"A spreadsheet has taken days for months in the column %q: %s stands as it was, and all other "+
					"dates lie on the first twelve days of a month. Export the file again, and do not "+
					"save it from there.", header, quote(tally.First[cells.Numbers])))
		}
	}
}

// decideBare says whether dates that are one number are read: if the whole column is
// written so.
func (l *look) decideBare(f field, tally *cells.DateTally, header string) {
	serial, unix := tally.Count[cells.Serial], tally.Count[cells.UnixTime]
	written := tally.Count[cells.Certain] + tally.Count[cells.Numbers]
	p := l.plan
	switch {
	case serial > 0 && unix+written == 0:
		p.bareDates[f] = true
		p.take("dates", "%s: days since 1900, as Excel keeps them, as %s",
			header, quote(tally.First[cells.Serial]))
	case unix > 0 && serial+written == 0:
		p.bareDates[f] = true
		p.take("dates", "%s: seconds since 1970, as %s", header, quote(tally.First[cells.UnixTime]))
	case tally.Count[cells.Certain] > 0 && tally.Count[cells.Numbers] == 0:
		p.take("dates", "%s: can be read in one way, as %s", header, quote(tally.First[cells.Certain]))
	}
}

// decideOrder returns the order of the dates in numbers of one column: what the caller says,
// else the only one under which all are days.
func (l *look) decideOrder(tally *cells.DateTally, header string) cells.DateOrder {
	possible := tally.Possible(l.year())
	if told := l.toldOrder(); told != cells.NoOrder {
		l.checkOrder(tally, header, told, possible)
		return told
	}
	switch len(possible) {
	case 0:
		l.askOfTwoWays(tally, header)
	case 1:
		order := possible[0]
		l.plan.take("dates", "%s: %s, as %s", header, orderFlags[order][2:], l.proof(tally, order))
		return order
	default:
		flags := make([]string, len(possible))
		for i, order := range possible {
			flags[i] = orderFlags[order]
		}
		l.plan.ask(fmt.Sprintf(
			"Which number of the dates in the column %q is the day, as in %s?",
			header,
			quote(tally.First[cells.Numbers]),
		), flags...)
	}
	return cells.NoOrder
}

// checkOrder asks if most dates of a column are no days under the order that the caller
// says, and all are under another.
func (l *look) checkOrder(
	tally *cells.DateTally,
	header string,
	told cells.DateOrder,
	possible []cells.DateOrder,
) {
	count := tally.Count[cells.Numbers]
	l.plan.take(
		"dates",
		"%s: %s, as you say, as %s",
		header,
		orderFlags[told][2:],
		quote(tally.First[cells.Numbers]),
	)
	unfit := tally.Unfit[told]
	if 2*unfit <= count || len(possible) == 0 {
		return
	}
	l.plan.ask(fmt.Sprintf(
		"With %s, %d of %d dates in the column %q are no days or lie ahead, as %s; with %s none.",
		orderFlags[told],
		unfit,
		count,
		header,
		quote(tally.UnfitFirst[told]),
		orderFlags[possible[0]],
	), orderFlags[possible[0]])
}

// askOfTwoWays asks for the order of dates that fit none together.
func (l *look) askOfTwoWays(tally *cells.DateTally, header string) {
	l.plan.ask(fmt.Sprintf(
		"Dates in the column %q are written in two ways: %s is no day or lies ahead if the day "+
			"stands first, and %s if the month does. Those that do not fit are refused.",
		header,
		quote(tally.UnfitFirst[cells.DayFirst]),
		quote(tally.UnfitFirst[cells.MonthFirst]),
	), "--day-first", "--month-first")
}

// proof quotes a date that is no day under the other orders.
func (l *look) proof(tally *cells.DateTally, order cells.DateOrder) string {
	for _, other := range cells.Orders[:2] {
		if other != order && tally.Unfit[other] > 0 {
			return quote(tally.UnfitFirst[other])
		}
	}
	return quote(tally.First[cells.Numbers])
}

// year returns the year in which the file is read, or 0.
func (o *Options) year() int {
	if o.Now.IsZero() {
		return 0
	}
	return o.Now.Year()
}

// decideCurrency says which currency the amounts are in, and asks where a sign beside them
// may stand for several.
func (l *look) decideCurrency() {
	p := l.plan
	if p.Kind != Orders && p.Kind != Products {
		return
	}
	hasColumn := l.table.columns.at[fieldCurrency] >= 0
	switch {
	case hasColumn:
		p.take("currency", "what the column %s says", l.table.columns.headerOf(fieldCurrency))
	case l.Currency == crm.ShopCurrency:
		p.take("currency", "the shop's own")
	case l.CurrencyTold:
		p.take("currency", "%s: you say so", l.Currency)
	case l.Currency != "":
		p.take("currency", "%s, where a row says nothing else", l.Currency)
	}
	if hasColumn || l.Currency == crm.ShopCurrency {
		return
	}
	var signs []string
	for sign := range l.numbers.Signs {
		signs = append(signs, sign)
	}
	slices.Sort(signs)
	for _, sign := range signs {
		l.decideSign(sign)
	}
}

// decideSign asks for the currency of a sign that may stand for several, or that is not of
// the currency which the caller says.
func (l *look) decideSign(sign string) {
	codes := cells.CurrenciesOf(sign)
	example := quote(l.numbers.Signs[sign])
	switch {
	case l.CurrencyTold || cells.FitsCurrency(sign, string(l.Currency)):
	case len(codes) == 1:
		l.plan.take("currency", "%s where %s stands beside the amount, as %s", codes[0], sign, example)
	default:
		flags := make([]string, 0, len(codes))
		for _, code := range codes {
			flags = append(flags, "--currency "+code)
		}
		const most = 3
		l.plan.ask(fmt.Sprintf("Which currency is %s?", example), flags[:min(most, len(flags))]...)
	}
}

// decideRepeats asks whose an amount is that all rows of an order repeat.
func (l *look) decideRepeats() {
	t := &l.repeats
	p := l.plan
	p.oncePer = l.AmountOf == "order"
	switch {
	case t.same == 0 && t.differ == 0:
	case l.AmountOf != "":
		p.take("amounts", "one for each %s: you say so", l.AmountOf)
	case t.differ > 0:
		p.take("amounts", "one for each row, and the rows of an order add up, as in line %d",
			t.firstDiffer)
	default:
		p.ask(
			fmt.Sprintf(
				"Is the amount the whole order's or the row's? All rows of an order repeat it, as %s.",
				quote(t.firstSame),
			),
			"--amount-of order",
			"--amount-of row",
		)
	}
}

// repeatTally counts orders of several rows that state one amount in all of them, and those
// that state several.
type repeatTally struct {
	same, differ int
	firstSame    cells.Example
	firstDiffer  int // line

	amount string // of the order that is read
	line   int
	stated int
	isSame bool
}

// add counts the amount of one row. It begins another order if the row does.
func (t *repeatTally) add(r row, isNew bool) {
	if isNew {
		t.end()
	}
	amount := r.get(fieldAmount)
	if strings.Trim(amount, "0.,") == "" {
		return
	}
	if t.stated == 0 {
		t.amount = amount
		t.line = r.Line
		t.isSame = true
	}
	t.stated++
	t.isSame = t.isSame && t.amount == amount
}

// end counts the order that was read.
func (t *repeatTally) end() {
	if t.stated > 1 && t.isSame {
		t.same++
		if t.same == 1 {
			t.firstSame = cells.Example{Line: t.line, Cell: t.amount}
		}
	}
	if t.stated > 1 && !t.isSame {
		t.differ++
		if t.differ == 1 {
			t.firstDiffer = t.line
		}
	}
	t.stated = 0
}
