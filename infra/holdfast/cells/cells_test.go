package cells_test

import (
	"errors"
	"testing"
	"time"

	"holdfast/infra/holdfast/cells"
)

// readings are a number under no mark, a point and a comma; "-" where it has no value.
type readings [3]string

func TestANumberHasTheReadingsThatItsWritingAllows(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]readings{
		"1234": {"1234", "1234", "1234"}, "-12.5": {"-12.5", "-12.5", "-"}, "12.50": {"12.50", "12.50", "-"}, "12,50": {"12.50", "-", "12.50"},
		"1.234": {"-", "1.234", "1234"}, "1,234": {"-", "1234", "1.234"}, "0.500": {"0.500", "0.500", "-"}, "0,500": {"0.500", "-", "0.500"},
		"1234.567": {"1234.567", "1234.567", "-"}, "1234,567": {"1234.567", "-", "1234.567"},
		"1.234,56": {"1234.56", "-", "1234.56"}, "1,234.50": {"1234.50", "1234.50", "-"}, "1.234.567": {"1234567", "-", "1234567"}, "1,234,567": {"1234567", "1234567", "-"},
		"12,34,567.50": {"1234567.50", "1234567.50", "-"}, "1 234,56": {"1234.56", "-", "1234.56"}, "1\u00a0234": {"1234", "1234", "1234"}, "1'234.50": {"1234.50", "1234.50", "-"},
		"1’234’567": {"1234567", "1234567", "1234567"}, "1\u202f234,5": {"1234.5", "-", "1234.5"}, ".5": {"0.5", "0.5", "-"}, ",5": {"0.5", "-", "0.5"}, "12.": {"12", "12", "12"},
		"(12.50)": {"-12.50", "-12.50", "-"}, "12,50-": {"-12.50", "-", "-12.50"}, "−3": {"-3", "-3", "-3"}, "12,-": {"12", "12", "12"}, "12.--": {"12", "12", "12"}, "+4": {"4", "4", "4"},
		"€ 12,50": {"12.50", "-", "12.50"}, "12,50 EUR": {"12.50", "-", "12.50"}, "-$1,234.50": {"-1234.50", "-1234.50", "-"}, "$-3.20": {"-3.20", "-3.20", "-"}, "(€12.50)": {"-12.50", "-12.50", "-"},
		"CHF 1'000.-": {"1000", "1000", "1000"}, "R$ 1.234,50": {"1234.50", "-", "1234.50"}, "12 zł": {"12", "12", "12"}, "Rs. 1,23,456": {"123456", "123456", "-"}, "￥１２．５": {"12.5", "12.5", "-"}, "12.5元": {"12.5", "12.5", "-"},
		"kr. 12,50": {"12.50", "-", "12.50"}, "12.50\u00a0€": {"12.50", "12.50", "-"},
	} {
		number, err := cells.ReadNumber(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for mark := range cells.Comma + 1 {
			got, err := number.Decimal(mark)
			if err != nil {
				got = "-"
			}
			if got != want[mark] {
				t.Errorf("%q is %s with mark %d, want %s", text, got, mark, want[mark])
			}
		}
	}
}

func TestWhatIsNoNumberIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"five": cells.ErrNoNumber, "": cells.ErrNoNumber, "-": cells.ErrNoNumber, "12.34.567": cells.ErrGroups, "1,23": nil, "1,2345.00": cells.ErrGroups, "12 50": cells.ErrGroups,
		"1.234,5,6": cells.ErrGroups, "1'2": cells.ErrGroups, "1,234'50": cells.ErrGroups, "(12": cells.ErrNoNumber, "-(12)": cells.ErrNoNumber, "--12": cells.ErrNoNumber, "(-12)": cells.ErrNoNumber,
		"1.2E+05": cells.ErrShortened, "1,2e5": cells.ErrShortened, "#####": cells.ErrHashes, "#N/A": cells.ErrFormula, "#WERT!": cells.ErrFormula, "0,123.5": cells.ErrGroups, ",": cells.ErrNoNumber,
	} {
		if _, err := cells.ReadNumber(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	for _, text := range []string{"12 apples", "12.May", "EUR 12 USD", "12 %", "1/2", "x12", "12:30", "~12"} {
		if number, err := cells.ReadNumber(text); err == nil {
			t.Errorf("%q is %+v", text, number)
		}
	}
}

func TestASignBesideAnAmountFitsItsCurrencies(t *testing.T) {
	t.Parallel()
	for sign, code := range map[string]string{"€": "EUR", "$": "CAD", "kr.": "SEK", "Rs.": "INR", "CHF": "CHF", "": "EUR", "元": "CNY", "zł": "PLN"} {
		if !cells.FitsCurrency(sign, code) || sign != "" && cells.FitsCurrency(sign, "XAU") {
			t.Errorf("%q does not fit %s, or all", sign, code)
		}
	}
}

func TestADateIsReadInEveryWriting(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("east", 2*3600)
	for text, want := range map[string]string{
		"2026-02-01": "2026-02-01T00:00:00+02:00", "2026-02-01 10:05": "2026-02-01T10:05:00+02:00", "2026-02-01T10:05:06Z": "2026-02-01T10:05:06Z",
		"2026-02-01 10:05:06 +0100": "2026-02-01T10:05:06+01:00", "2026-02-01T10:05:06.123-05:30": "2026-02-01T10:05:06-05:30", "2026-02-01 10:05:06 UTC": "2026-02-01T10:05:06Z",
		"2026/2/1": "2026-02-01T00:00:00+02:00", "2026.02.01": "2026-02-01T00:00:00+02:00", "20260201": "2026-02-01T00:00:00+02:00", "20260201100506": "2026-02-01T10:05:06+02:00",
		"1.2.2026": "2026-02-01T00:00:00+02:00", "01.02.26": "2026-02-01T00:00:00+02:00", "1.2.2026, 9:05": "2026-02-01T09:05:00+02:00", "2026年2月1日": "2026-02-01T00:00:00+02:00",
		"2026年2月1日 18:30": "2026-02-01T18:30:00+02:00", "2026/2/1 下午6:30": "2026-02-01T18:30:00+02:00", "2026/2/1 上午12:30:00": "2026-02-01T00:30:00+02:00",
		"1 Feb 2026": "2026-02-01T00:00:00+02:00", "Feb 1, 2026": "2026-02-01T00:00:00+02:00", "1-Feb-26": "2026-02-01T00:00:00+02:00", "1. Februar 2026": "2026-02-01T00:00:00+02:00",
		"Sun, 01 Feb 2026 10:05:06 +0000": "2026-02-01T10:05:06Z", "February 1st, 2026 2:05 PM": "2026-02-01T14:05:00+02:00", "3 mars 2026": "2026-03-03T00:00:00+02:00",
		"2026-02-01 12:05 AM": "2026-02-01T00:05:00+02:00", "2026-02-01 12:05 p.m.": "2026-02-01T12:05:00+02:00", "15. Mrz 2026": "2026-03-15T00:00:00+02:00", "1 de março de 2026": "2026-03-01T00:00:00+02:00",
		"46054": "2026-02-01T00:00:00+02:00", "46054.5": "2026-02-01T12:00:00+02:00", "46054,25": "2026-02-01T06:00:00+02:00", "1769904000": "2026-02-01T00:00:00Z", "1769904000000": "2026-02-01T00:00:00Z",
		"Juillet 14, 2025": "2025-07-14T00:00:00+02:00", "2 août 2025": "2025-08-02T00:00:00+02:00", "5. Mai 2025": "2025-05-05T00:00:00+02:00", "7 dic 2025": "2025-12-07T00:00:00+02:00",
	} {
		date, err := cells.ReadDate(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		got, err := date.Time(cells.NoOrder, zone)
		wanted, _ := time.Parse(time.RFC3339, want)
		if err != nil || !got.Truncate(time.Second).Equal(wanted) {
			t.Errorf("%q is %s, %v, want %s", text, got, err, want)
		}
	}
}

func TestADateInNumbersHasTheReadingsThatTheCalendarAllows(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][4]string{
		"03/04/2026": {"-", "2026-04-03", "2026-03-04", "-"}, "13-04-2026": {"-", "2026-04-13", "-", "-"}, "4/13/2026 2:05 PM": {"-", "-", "2026-04-13", "-"},
		"26-04-03": {"-", "2003-04-26", "-", "2026-04-03"}, "1/2/26": {"-", "2026-02-01", "2026-01-02", "2001-02-26"}, "31/12/99": {"-", "1999-12-31", "-", "-"},
	} {
		date, err := cells.ReadDate(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for order := range cells.YearFirst + 1 {
			got, err := date.Day(order)
			if err != nil {
				got = "-"
			}
			if got != want[order] {
				t.Errorf("%q is %s under order %d, want %s", text, got, order, want[order])
			}
		}
	}
	for _, text := range []string{
		"", "tomorrow", "30/30/2026", "2026-13-01", "2026-02-30", "12.25.2026", "1/2", "2026-02-01 25:00", "2026-02-01 13:05 PM", "12.50", "123456", "19999", "80001",
		"2026-02-01 10:05 CET", "2026-02-01 x", "1/2/3/2026", "####", "2026-02", "0000-00-00", "3.14159", "1/2/026",
	} {
		if date, err := cells.ReadDate(text); err == nil {
			t.Errorf("%q is %+v", text, date)
		}
	}
}

func TestADamagedIDIsRefused(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]error{
		"": nil, "1001": nil, "5E3": nil, "A-12": nil, "ord-2026-01": nil, "123456789012000": nil, "INV 17": nil, "gid://shopify/Order/1": nil, "Mar": nil, "MAY-1": nil, "#1001": nil,
		"5.4E+12": cells.ErrShortened, "5,4E+12": cells.ErrShortened, "8.2E17": cells.ErrShortened, "820982911946154000": cells.ErrShortened, "####": cells.ErrHashes, "#REF!": cells.ErrFormula,
		"02. Jan": cells.ErrMadeDay, "2-Jan": cells.ErrMadeDay, "Jan 05": cells.ErrMadeDay, "Mrz 05": cells.ErrMadeDay, "01. Mai": cells.ErrMadeDay,
	} {
		if err := cells.CheckID(id); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", id, err, want)
		}
	}
}

func TestSomeDamageShowsOnlyBesideTheOtherIDs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ids  []string
		bad  string
		good string
		want error
	}{
		"noughts are lost":                {[]string{"00012", "00345", "678"}, "678", "00012", cells.ErrNoughts},
		"noughts, and longer ones":        {[]string{"00012", "678", "123456"}, "", "678", nil},
		"all short":                       {[]string{"12", "678"}, "", "12", nil},
		"some are days":                   {[]string{"A-1", "A-2", "2026-01-02"}, "2026-01-02", "A-1", cells.ErrMadeDay},
		"all are days":                    {[]string{"2026-01-02", "2026-01-03"}, "", "2026-01-02", nil},
		"a spreadsheet's day with a time": {[]string{"1-77", "1-78", "01.02.2026"}, "01.02.2026", "1-77", cells.ErrMadeDay},
	} {
		var tally cells.IDTally
		for _, id := range c.ids {
			tally.Add(id)
		}
		if err := tally.Check(c.bad); !errors.Is(err, c.want) {
			t.Errorf("%s: %q: %v", name, c.bad, err)
		}
		if err := tally.Check(c.good); err != nil {
			t.Errorf("%s: %q: %v", name, c.good, err)
		}
	}
}

func TestTheOrderOfDatesIsWhatAllOfThemAllow(t *testing.T) {
	t.Parallel()
	limit := time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		dates []string
		want  []cells.DateOrder
	}{
		"nothing proves it":             {[]string{"03/04/2026", "01/02/2026"}, []cells.DateOrder{cells.DayFirst, cells.MonthFirst}},
		"a day above twelve":            {[]string{"03/04/2026", "13/02/2026"}, []cells.DateOrder{cells.DayFirst}},
		"a month above twelve":          {[]string{"03/04/2026", "02/13/2026"}, []cells.DateOrder{cells.MonthFirst}},
		"one order lies in the future":  {[]string{"03/04/2026", "05/11/2026"}, []cells.DateOrder{cells.MonthFirst}},
		"both":                          {[]string{"13/02/2026", "02/13/2026"}, nil},
		"one order would be of the end": {[]string{"11/05/2026", "03/04/2026"}, []cells.DateOrder{cells.DayFirst}},
		"short years stand last":        {[]string{"31/12/24", "05/11/25"}, []cells.DateOrder{cells.DayFirst}},
		"short years stand first":       {[]string{"24-12-31", "25-11-30"}, []cells.DateOrder{cells.YearFirst}},
		"short years may stand anywhere": {
			[]string{"24/01/25"},
			[]cells.DateOrder{cells.DayFirst, cells.YearFirst},
		},
	} {
		var tally cells.DateTally
		for i, text := range c.dates {
			date, err := cells.ReadDate(text)
			if err != nil {
				t.Fatal(text, err)
			}
			tally.Add(date, cells.Example{Line: i, Cell: text}, limit)
		}
		got := tally.Possible(2026)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	}
}

func FuzzReadNumber(f *testing.F) {
	for _, seed := range []string{"1.234,56", "(€12.50)", "1'234.--", "￥１２", "12-", "-\u00a0.", "R$", "1,23,456"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := cells.ReadNumber(text)
		if err != nil {
			return
		}
		for mark := range cells.Comma + 1 {
			plain, err := number.Decimal(mark)
			if err != nil {
				continue
			}
			again, err := cells.ReadNumber(plain)
			if same, errSame := again.Decimal(cells.Point); err != nil || errSame != nil || same != plain {
				t.Errorf("%q becomes %q, which is %q: %v %v", text, plain, same, err, errSame)
			}
		}
	})
}

func FuzzReadDate(f *testing.F) {
	for _, seed := range []string{"2026-02-01 10:05 PM", "1. Februar 2026", "03/04/26", "46054.5", "2026年2月1日 下午6:30", "Sun, 01 Feb 2026 10:05:06 +0000", "1769904000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, err := cells.ReadDate(text)
		if err != nil {
			return
		}
		for order := range cells.YearFirst + 1 {
			at, err := date.Time(order, time.UTC)
			if err == nil && (at.Year() < 0 || at.Year() > 9999+1) {
				t.Errorf("%q is %s", text, at)
			}
			if fits := date.Fits(order); date.Form == cells.Numbers && order > 0 && fits != (err == nil) {
				t.Errorf("%q fits order %d: %v, but %v", text, order, fits, err)
			}
		}
	})
}
