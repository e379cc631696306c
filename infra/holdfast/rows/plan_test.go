package rows_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"holdfast/infra/holdfast/rows"
)

var june = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// orders are options for a file of orders that is read in June 2026.
func orders(change func(*rows.Options)) rows.Options {
	o := rows.Options{Kind: rows.Orders, Currency: "EUR", Now: june}
	if change != nil {
		change(&o)
	}
	return o
}

// totals are the orders of a file as "id total", and "line! reason" of what is refused.
func totals(t *testing.T, file string, o rows.Options) (list []string) {
	t.Helper()
	events, bad, sum := read(t, file, o)
	for _, e := range events {
		list = append(list, fmt.Sprintf("%s %d %s", e.Order.ID, e.Order.Total, e.Order.Currency))
	}
	for _, b := range bad {
		list = append(list, strings.Replace(b, ":", "!", 1))
	}
	checkSum(t, sum)
	return list
}

// clip returns texts as far as tests compare them.
func clip(list []string) (clipped []string) {
	for _, text := range list {
		clipped = append(clipped, fmt.Sprintf("%.50s", text))
	}
	return clipped
}

// checkSum holds that every line of the file is accounted for.
func checkSum(t testing.TB, sum rows.Summary) {
	t.Helper()
	if sum.Lines != sum.Header+sum.Used+sum.Bad+sum.Passed+sum.Blank+sum.Inside {
		t.Errorf("lines are lost: %+v", sum)
	}
}

func TestAmountsAreReadByWhatTheWholeFileShows(t *testing.T) {
	t.Parallel()
	comma := orders(func(o *rows.Options) { o.DecimalComma = true })
	point := orders(func(o *rows.Options) { o.DecimalPoint = true })
	for name, c := range map[string]struct {
		amounts []string
		options rows.Options
		want    []string
	}{
		"points":             {[]string{"12.50", "1,234"}, orders(nil), []string{"1 1250 EUR", "2 123400 EUR"}},
		"commas":             {[]string{"12,50", "1.234"}, orders(nil), []string{"1 1250 EUR", "2 123400 EUR"}},
		"both, each certain": {[]string{"1.234,56", "20.00"}, orders(nil), []string{"1 123456 EUR", "2 2000 EUR"}},
		"three decimals where points are seen": {[]string{"12.50", "1.234"}, orders(nil), []string{
			"1 1250 EUR", `3! amount "1.234" has three digits behind the decimal mark: `,
		}},
		"three decimals where they are said": {[]string{"12.50", "1.230"}, point, []string{"1 1250 EUR", "2 123 EUR"}},
		"a point under --decimal-comma": {[]string{"12.50", "12,50"}, comma, []string{
			"2 1250 EUR", `2! amount "12.50" has a decimal point, and the file's decimals`,
		}},
		"signs and codes": {[]string{"€ 12.50", "12.50 EUR", "(3.00)", "$4.00 "}, orders(func(o *rows.Options) { o.CurrencyTold = true }), []string{
			"1 1250 EUR", "2 1250 EUR", "3 0 EUR", `5! amount "$4.00" is of another currency than the row: say it`,
		}},
		"a sign that is certain": {[]string{"£12.50", "3.00"}, orders(nil), []string{"1 1250 GBP", "2 300 EUR"}},
		"spaces and apostrophes": {[]string{"1 234,56", "1\u00a0234,5"}, orders(nil), []string{"1 123456 EUR", "2 123450 EUR"}},
		"damaged": {[]string{"1.2E+05", "####", "#N/A", "12.Mai", "3.10"}, orders(nil), []string{
			"5 310 EUR", `2! amount "1.2E+05" was shortened by a spreadsheet: export t`, `3! amount "####" is what a spreadsheet shows in a narrow col`,
			`4! amount "#N/A" is an error of a spreadsheet's formula`, `5! amount "12.Mai" is not an amount: ".Mai" is no currency`,
		}},
		"yen have no decimals": {[]string{"1.234", "1,234"}, orders(func(o *rows.Options) { o.Currency = "JPY" }), []string{"1 1234 JPY", "2 1234 JPY"}},
	} {
		file := "order;date;amount\n"
		for i, amount := range c.amounts {
			file += fmt.Sprintf("%d;2026-01-01;%s\n", i+1, amount)
		}
		if diff := cmp.Diff(clip(c.want), clip(totals(t, file, c.options))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestQuantitiesAndOtherColumnsAreReadAlike(t *testing.T) {
	t.Parallel()
	got := totals(t, "order;date;quantity;price;discount\n1;2026-01-01;2;1.234,50;1,5\n2;2026-01-01;2,5;10,00;\n3;2026-01-01;2,00;10,00;\n", orders(nil))
	want := []string{"1 246900 EUR", "3 2000 EUR", `3! quantity "2,5" is not a whole number`}
	if diff := cmp.Diff(clip(want), clip(got)); diff != "" {
		t.Error(diff)
	}
}

// What can be read in two ways stops the import before anything is sent, and the question names the flags that answer it.
func TestTwoReadingsAreAQuestion(t *testing.T) {
	t.Parallel()
	head := "order;email;date;amount\n"
	for name, c := range map[string]struct {
		file   string
		change func(*rows.Options)
		want   []string
	}{
		"a thousand or a fraction":         {head + "1;a@x.de;2026-01-01;1.234\n", nil, []string{`"1.234" in line 2`, "--decimal-point or --decimal-comma"}},
		"a mark that no number shows":      {head + "1;a@x.de;2026-01-01;12.50\n", func(o *rows.Options) { o.DecimalComma = true }, []string{`"12.50" in line 2`, "--decimal-point"}},
		"which is the day":                 {head + "1;a@x.de;03/04/2026;5\n", nil, []string{"--day-first or --month-first", `"03/04/2026"`}},
		"dates of two orders":              {head + "1;a@x.de;13/04/2026;5\n2;a@x.de;04/13/2026;5\n", nil, []string{"in two ways", `"04/13/2026" in line 3`, "--month-first"}},
		"a wrong order":                    {head + "1;a@x.de;04/13/2026;5\n2;a@x.de;04/12/2026;5\n3;a@x.de;05/30/2026;5\n", func(o *rows.Options) { o.DayFirst = true }, []string{"--month-first none", "3 of 3"}},
		"short years":                      {head + "1;a@x.de;24/01/25;5\n", nil, []string{"--day-first or --year-first"}},
		"swapped by a spreadsheet":         {head + "1;a@x.de;13/05/2026;5\n2;a@x.de;14/05/2026;5\n3;a@x.de;15/05/2026;5\n4;a@x.de;2026-05-05;5\n5;a@x.de;2026-05-06;5\n6;a@x.de;2026-04-07;5\n", nil, []string{"days for months"}},
		"a dollar of whom":                 {head + "1;a@x.de;2026-01-01;$5\n", nil, []string{"--currency USD or --currency CAD"}},
		"two amounts":                      {"order;date;amount;total\n1;2026-01-01;5;6\n", nil, []string{"--map amount=amount or --map amount=total", "line 2"}},
		"two columns of one name":          {"order;date;amount;amount\n1;2026-01-01;5;6\n", nil, []string{"--map amount=#3 or --map amount=#4"}},
		"an amount that all rows repeat":   {"order;date;sku;amount\n1;2026-01-01;A;30\n1;2026-01-01;B;30\n", nil, []string{"--amount-of order or --amount-of row", `"30" in line 2`}},
		"two separators":                   {"order;date;amount;a,b,c,d\n1;2026-01-01;5;1,2,3,4\n", nil, []string{"stands between columns"}},
		"an encoding":                      {head[:len(head)-1] + ";name\n1;a@x.de;2026-01-01;5;\xcd\xe0\xe4\xff \xc8\xe2\xe0\xed\xee\xe2\n", nil, []string{"--encoding NAME", "Надя Иванов"}},
		"no row has the header's columns":  {head + "1;a@x.de;2026-01-01\n2;a@x.de;2026-01-01\n", nil, []string{"--separator"}},
		"more than one thing":              {head + "1;a@x.de;03/04/2026;1.234\n", nil, []string{"--day-first", "--decimal-comma"}},
		"columns of which none is certain": {"order;date;email;contact email;amount\n1;2026-01-01;a@x.de;b@x.de;5\n", nil, []string{"--map email="}},
	} {
		_, err := rows.Read(strings.NewReader(c.file), orders(c.change), func(rows.Event) error {
			t.Errorf("%s: something was sent", name)
			return nil
		}, func(rows.Bad) error { return nil })
		if !errors.Is(err, rows.ErrUndecided) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v does not say %s", name, err, want)
			}
		}
	}
}

func TestAFlagAnswersAQuestion(t *testing.T) {
	t.Parallel()
	repeated := "order;date;sku;discount;amount\n1;2026-01-01;A;2;30\n1;2026-01-01;B;2;30\n2;2026-01-02;C;;5\n"
	for flag, c := range map[string]struct {
		file   string
		change func(*rows.Options)
		want   []string
	}{
		"--amount-of order":     {repeated, func(o *rows.Options) { o.AmountOf = "order" }, []string{"1 3000 EUR", "2 500 EUR"}},
		"--amount-of row":       {repeated, func(o *rows.Options) { o.AmountOf = "row" }, []string{"1 6000 EUR", "2 500 EUR"}},
		"--map amount=#4":       {"order;date;amount;amount\n1;2026-01-01;5;6\n", func(o *rows.Options) { o.Columns = map[string]string{"amount": "#4"} }, []string{"1 600 EUR"}},
		"--currency USD":        {"order;date;amount\n1;2026-01-01;$5\n", func(o *rows.Options) { o.Currency, o.CurrencyTold = "USD", true }, []string{"1 500 USD"}},
		"--no-quotes":           {"order,date,amount,product\n1,2026-01-01,5,\"32\"\" TV\n", func(o *rows.Options) { o.NoQuotes = true }, []string{"1 500 EUR"}},
		"--separator":           {"order;date;amount;a,b\n1;2026-01-01;5;1,2\n", func(o *rows.Options) { o.Comma = ';' }, []string{"1 500 EUR"}},
		"--amount-of order, no": {"order;date;amount\n1;2026-01-01;30\n1;2026-01-01;31\n", func(o *rows.Options) { o.AmountOf = "order" }, []string{"1 3000 EUR", "3! the order began with another amount, and you say that rows "}},
	} {
		if diff := cmp.Diff(clip(c.want), clip(totals(t, c.file, orders(c.change)))); diff != "" {
			t.Errorf("%s: %s", flag, diff)
		}
	}
}

func TestADateIsReadByWhatItsWholeColumnShows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dates []string
		want  string // of the first
	}{
		"a day above twelve":   {[]string{"03/04/2026", "13/04/2026"}, "2026-04-03"},
		"a month above twelve": {[]string{"03-04-2026", "03-31-2026"}, "2026-03-04"},
		"the future":           {[]string{"03/04/2026 2:05 PM", "01/12/2026 2:05 PM"}, "2026-03-04"},
		"a mistyped year":      {[]string{"13/04/2026", "13/04/3026"}, "2026-04-13"},
		"points":               {[]string{"3.4.2026", "1.2.2026 9:05"}, "2026-04-03"},
		"serial dates":         {[]string{"46115", "46116.5"}, "2026-04-03"},
		"seconds since 1970":   {[]string{"1775174400", "1775174401"}, "2026-04-03"},
	} {
		file := "order,date,amount\n"
		for i, date := range c.dates {
			file += fmt.Sprintf("%d,%s,5\n", i+1, date)
		}
		events, bad, sum := read(t, file, orders(nil))
		if len(events) == 0 || events[0].Order.Placed.Time().UTC().Format(time.DateOnly) != c.want {
			t.Errorf("%s: %v %v", name, events, bad)
		}
		checkSum(t, sum)
	}
	_, bad, _ := read(t, "order,date,amount\n1,2026-01-01,5\n2,46115,5\n", orders(nil))
	if len(bad) != 1 || !strings.Contains(bad[0], "bare number") {
		t.Error(bad)
	}
}

func TestDamagedIDsAreRefusedWithAReason(t *testing.T) {
	t.Parallel()
	got := totals(t, "order,customer,date,amount\nA-1,00017,2026-01-01,5\nA-2,00018,2026-01-01,5\n02. Jan,00019,2026-01-01,5\nA-4,21,2026-01-01,5\n"+
		"1.23457E+12,00020,2026-01-01,5\n=\"0012\",00021,2026-01-01,5\n", orders(nil))
	want := []string{
		"A-1 500 EUR", "A-2 500 EUR", "0012 500 EUR", `4! order "02. Jan" was made a date by a spreadsheet: export t`,
		`5! customer "21" has lost the noughts before it, which the ot`, `6! order "1.23457E+12" was shortened by a spreadsheet: expor`,
	}
	if diff := cmp.Diff(clip(want), clip(got)); diff != "" {
		t.Error(diff)
	}
}

// The header need not be the first line, nor the last line a row: reports have titles and sums.
func TestAReportOfAnERPIsRead(t *testing.T) {
	t.Parallel()
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Umsätze Mai\r\n\r\nBestellnummer\tDatum\tE-Mail\tBetrag\r\n" +
		"1\t13.05.2026\tjörg@example.com\t1.234,56 €\r\n2\t14.05.2026\t\t12,- €\r\nSumme\t\t\t1.246,56 €\r\n")
	if err != nil {
		t.Fatal(err)
	}
	latin, err := charmap.Windows1252.NewEncoder().String("sep=;\r\nBestellnummer;Datum;E-Mail;Betrag\r\n1;13.05.2026;jörg@example.com;1.234,56\r\n2;14.05.2026;;12,00-\r\n;;;\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]string{
		utf16: {"1 123456 EUR", "2 1200 EUR", "6! the row has no date"},
		latin: {"1 123456 EUR", "2 0 EUR"},
	} {
		if diff := cmp.Diff(want, totals(t, file, orders(nil))); diff != "" {
			t.Error(diff)
		}
	}
}

// However the rows of orders are mixed, each order is sent once, with all its rows.
func TestOrdersAreWholeHoweverTheirRowsAreMixed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		count := rapid.IntRange(1, 6).Draw(rt, "orders")
		of := rapid.SliceOfN(rapid.IntRange(1, count), 1, 25).Draw(rt, "rows")
		hasNames := rapid.Bool().Draw(rt, "names")
		want, seen := map[string]int64{}, map[int]bool{}
		file := "order,number,date,amount\n"
		for i, n := range of {
			id := fmt.Sprint(n)
			want[id] += int64(100 * (i + 1))
			name := ""
			if hasNames {
				name = fmt.Sprintf("#%d", 1000+n)
				if seen[n] { // as in Shopify's export, only the first row has the id
					id = ""
				}
			}
			seen[n] = true
			file += fmt.Sprintf("%s,%s,2026-01-01,%d\n", id, name, i+1)
		}
		o := orders(func(o *rows.Options) { o.Columns = map[string]string{"number": "number"} })
		got := map[string]int64{}
		events, bad, sum := read(t, file, o)
		for _, e := range events {
			if _, twice := got[e.Order.ID]; twice {
				rt.Errorf("order %s is sent twice", e.Order.ID)
			}
			got[e.Order.ID] = e.Order.Total
		}
		if diff := cmp.Diff(want, got); diff != "" || len(bad) > 0 {
			rt.Errorf("%s %v\n%s", diff, bad, file)
		}
		checkSum(t, sum)
	})
}

// Whatever a file of any kind holds, each of its lines is accounted for.
func TestEveryLineOfAFileOfAnyKindIsAccountedFor(t *testing.T) {
	t.Parallel()
	header := "id,order,email,date,amount,sku,price,ticket,status,consent,handle\n"
	pieces := []string{
		"1,1,a@x.de,2026-01-01,5,A,5,1,open,yes,h\n", "2,2,,2026-01-02,7,B,6,2,solved,no,h\n", "1,1,a@x.de,2026-01-01,6,,,1,open,yes,h\n", "\n", ",,,\n",
		"3,3,\"b@x.de\nc\",2026-01-01,5,C,5,3,open,no,\n", "4,4,\"b@x.de,2026-01-01,5,C,5,3,open,no,\n", "5,5,b@x.de\n", "6,,,,,,,,,,\n", "7,7,a@x.de,2026-01-01,x,\xff,y,7,open,,\n",
	}
	rapid.Check(t, func(rt *rapid.T) {
		file := header + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(rt, "rows"), "")
		o := rows.Options{Kind: rows.Kind(rapid.SampledFrom(rows.Kinds()).Draw(rt, "kind")), Currency: "EUR", AmountOf: "row", AsOf: june, Encoding: "utf-8"}
		bad := 0
		sum, err := rows.Read(strings.NewReader(file), o, func(rows.Event) error { return nil }, func(rows.Bad) error { bad++; return nil })
		if err != nil && !errors.Is(err, rows.ErrUndecided) {
			rt.Fatal(err)
		}
		checkSum(t, sum)
		if err == nil && (bad != sum.Bad || sum.Lines != strings.Count(file, "\n")) {
			rt.Errorf("%+v, %d bad\n%s", sum, bad, file)
		}
	})
}

func TestACellThatSaysNothingInAProgramsWordsIsEmpty(t *testing.T) {
	t.Parallel()
	got := totals(t, "order;date;amount;discount;refunded;cost\n1;2026-01-01;5;NULL;-;n/a\n2;2026-01-01;-;;;\n", orders(nil))
	if diff := cmp.Diff([]string{"1 500 EUR", "3! order 2 states no amount"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeadersAreKnownInSeveralLanguages(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Numéro de commande;Courriel;Date de commande;Montant;Devise", "Número de pedido;Correo electrónico;Fecha;Importe;Moneda", "Ordine;E-mail;Data;Importo;Valuta",
		"Ordernummer;E-mailadres;Besteldatum;Bedrag;Valuta", "Bestellnummer;E-Mail-Adresse;Bestelldatum;Gesamtbetrag;Währung", "订单编号;邮箱;下单时间;订单金额;币种",
		"Order;Order ID;Customer;Customer ID;Email;Date;Total;Currency",
	} {
		file := header + "\n7;a@x.de;2026-01-01;5,00;USD\n"
		want := "7 500 USD"
		if strings.Count(header, ";") == 7 {
			file = header + "\n#1;7;Hana;c9;a@x.de;2026-01-01;5,00;USD\n"
		}
		if got := totals(t, file, orders(nil)); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v", header, got)
		}
	}
}

func TestThePlanSaysWhatTheFileIsTakenFor(t *testing.T) {
	t.Parallel()
	latin, err := charmap.Windows1252.NewEncoder().String("Bestellnr;Datum;E-Mail;Name;Betrag;Straße\n1;13/05/2026;a@x.de;Jürgen;1.234,56;Weg 1\n2;14/05/2026;b@x.de;Ann;12,50;Weg 2\n")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := rows.Look(strings.NewReader(latin), orders(nil))
	if err != nil || plan.Err() != nil {
		t.Fatal(err, plan.Err())
	}
	want := `file        2 rows below the header in line 1, in 3 lines, read as orders
encoding    windows-1252: its 2 words with accents are spelt as in western Europe, as "Straße" in line 1
separator   ";": it splits 3 of the first rows as it does the header
numbers     decimals stand behind a comma, as "1.234,56" in line 2
dates       Datum: day-first, as "13/05/2026" in line 2
currency    EUR, where a row says nothing else
columns     order = Bestellnr: 1 | 2
            email = E-Mail: a@x.de | b@x.de
            name = Name: Jürgen | Ann
            date = Datum: 13/05/2026 | 14/05/2026
            amount = Betrag: 1.234,56 | 12,50
not read    Straße
`
	if diff := cmp.Diff(want, plan.String()); diff != "" {
		t.Error(diff)
	}
}

// What a file holds is shown so that it cannot steer a terminal, or turn the text around.
func TestAPlanShowsNothingThatAScreenShouldNotBeGiven(t *testing.T) {
	t.Parallel()
	plan, err := rows.Look(strings.NewReader("order,date,amount,name,x\u202e\n1,2026-01-01,5,\"a\x1b[31m\nb\u0085\u202ec\",7\n"), orders(nil))
	if err != nil {
		t.Fatal(err)
	}
	shown := plan.String()
	if strings.ContainsAny(shown, "\x1b\u0085\u202e") || !strings.Contains(shown, `"a\x1b[31m\nb\u0085\u202ec"`) {
		t.Errorf("%q", shown)
	}
}
