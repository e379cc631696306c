package rows_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"holdfast/infra/holdfast/rows"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/words/crm"
)

// read reads a file and gives its events, as the parser of our own events understands them, and its bad rows.
func read(t *testing.T, file string, o rows.Options) (events []crm.Event, bad []string, sum rows.Summary) {
	t.Helper()
	sum, err := rows.Read(strings.NewReader(file), o, func(e rows.Event) error {
		parsed, err := standard.Platform{}.Parse(webhook.Delivery{Source: "till", Topic: e.Topic, Body: e.Body})
		if err != nil {
			t.Fatalf("line %d makes %s: %v", e.Line, e.Body, err)
		}
		events = append(events, parsed...)
		return nil
	}, func(b rows.Bad) error {
		bad = append(bad, fmt.Sprintf("%d: %s", b.Line, b.Why))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events, bad, sum
}

func at(text string) crm.Instant {
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return crm.InstantOf(when)
}

var euros = rows.Options{Kind: rows.Orders, Currency: "EUR"}

func TestAnOrderIsReadAsOurOwnEvent(t *testing.T) {
	t.Parallel()
	events, bad, sum := read(t, "Order ID,Customer ID,E-mail,Date,Total,Discount,Cost,Status\n"+
		"#1001,C7,Hana@Example.com,2026-02-01 10:00:00,\"1,234.50\",10,600.00,fulfilled\n", euros)
	want := crm.Order{
		Ref: crm.Ref{Source: "till", ID: "1001"}, Number: "1001", Placed: at("2026-02-01T10:00:00Z"), Updated: at("2026-02-01T10:00:00Z"),
		Status: crm.OrderFulfilled, Currency: "EUR", Total: 123450, Discount: 1000, Cost: 60000, CostKnown: true,
	}
	if len(bad) > 0 || len(events) != 1 {
		t.Fatal(events, bad)
	}
	if diff := cmp.Diff(want, *events[0].Order); diff != "" {
		t.Error(diff)
	}
	if who := (crm.Who{Account: crm.Ref{Source: "till", ID: "C7"}, Email: "hana@example.com"}); events[0].Who != who {
		t.Error(events[0].Who)
	}
	if diff := cmp.Diff(rows.Summary{Lines: 2, Header: 1, Rows: 1, Used: 1, Events: 1, Encoding: "utf-8"}, sum); diff != "" {
		t.Error(diff)
	}
}

func TestRowsOfOneNumberAreOneOrderWhereverTheyStand(t *testing.T) {
	t.Parallel()
	events, bad, _ := read(t, "order,customer,date,quantity,price\n"+
		"1,a,2026-02-01,2,10.00\n2,b,2026-02-02,1,5.00\n1,a,2026-02-01,3,1.50\n1,other,2026-02-01,1,1.00\n", euros)
	if len(events) != 2 || events[0].Order.Total != 500 || events[1].Order.Total != 2450 {
		t.Errorf("events %+v", events)
	}
	if diff := cmp.Diff([]string{"5: order 1 began in line 2 with another customer"}, bad); diff != "" {
		t.Error(diff)
	}
}

func TestACreditNoteIsMoneyGivenBackAndNoPurchase(t *testing.T) {
	t.Parallel()
	o := euros
	o.CreditPrefix = "C"
	events, _, sum := read(t, "invoice,customer,date,amount\nC9,a,2026-02-01,-27.50\nC10,a,2026-02-01,3\n11,a,2026-02-01,-1.00\n", o)
	for i, want := range []int64{2750, 300, 100} {
		if got := events[i].Order; got.Total != 0 || got.Refunded != want || got.Bought() || got.Net().Minor != -want {
			t.Errorf("order %s: %+v", got.ID, got)
		}
	}
	if sum.Credits != 3 {
		t.Errorf("%d credits", sum.Credits)
	}
}

func TestAGuestsOrderNamesNobody(t *testing.T) {
	t.Parallel()
	events, _, sum := read(t, "order,customer,date,amount,name\n1,,2026-02-01,5,A guest\n", euros)
	if who := events[0].Who; who != (crm.Who{}) || sum.Guests != 1 {
		t.Errorf("%+v, %d guests", who, sum.Guests)
	}
}

func TestTheSameFileInEveryWritingIsTheSame(t *testing.T) {
	t.Parallel()
	text := "订单号,姓名,客户编号,下单时间,金额\n88,王芳,7,2026年2月1日 18:30,12.50\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	o := euros
	o.Zone = time.FixedZone("Shanghai", 8*3600)
	want, _, _ := read(t, text, o)
	if name := want[0].Profile[crm.Name].Value; name != "王芳" || want[0].Order.Placed != at("2026-02-01T10:30:00Z") {
		t.Fatalf("%q at %s", name, want[0].Order.Placed.Time())
	}
	semicolons := strings.NewReplacer(",", ";", "12.50", "12,50").Replace(text)
	comma := o
	comma.DecimalComma = true
	for what, in := range map[string]struct {
		file string
		o    rows.Options
		enc  string
	}{
		"a byte order mark": {"\ufeff" + text, o, "utf-8"}, "GB18030": {gb, o, "gb18030"}, "Windows' line ends": {strings.ReplaceAll(text, "\n", "\r\n"), o, "utf-8"},
		"semicolons and a decimal comma": {semicolons, comma, "utf-8"},
	} {
		got, bad, sum := read(t, in.file, in.o)
		if diff := cmp.Diff(want, got); diff != "" || len(bad) > 0 || sum.Encoding != in.enc {
			t.Errorf("%s: %s %v %s", what, diff, bad, sum.Encoding)
		}
	}
}

func TestDatesAreReadInSeveralLayoutsAndGuessedInNone(t *testing.T) {
	t.Parallel()
	dayFirst, monthFirst := euros, euros
	dayFirst.DayFirst, monthFirst.MonthFirst = true, true
	for text, c := range map[string]struct {
		o    rows.Options
		want string
	}{
		"2026-02-01T10:00:00+02:00": {euros, "2026-02-01T08:00:00Z"}, "2026-02-01 10:00": {euros, "2026-02-01T10:00:00Z"},
		"20260201": {euros, "2026-02-01T00:00:00Z"}, "1.2.2026": {euros, "2026-02-01T00:00:00Z"}, "2026/2/1 9:05": {euros, "2026-02-01T09:05:00Z"},
		"01/02/2026": {dayFirst, "2026-02-01T00:00:00Z"}, "2/1/26 9:05": {monthFirst, "2026-02-01T09:05:00Z"},
	} {
		events, bad, _ := read(t, "order,customer,date,amount\n1,a,"+text+",5\n", c.o)
		if len(events) != 1 || events[0].Order.Placed != at(c.want) {
			t.Errorf("%s: %v %v", text, events, bad)
		}
	}
}

func TestRowsThatCannotBeUsedAreKeptWithTheirLineAndReason(t *testing.T) {
	t.Parallel()
	file := "order,customer,date,amount,currency,status\n" +
		"1,a,2026-02-01,\"1,2,50\",EUR,\n" +
		"2,a,2026-02-30,5,EUR,\n" +
		"3,a,2026-02-01,five,EUR,\n" +
		",a,2026-02-01,5,EUR,\n" +
		"5,a,2026-02-01,5,EURX,\n" +
		"6,a,2026-02-01,,EUR,\n" +
		"7,a,2026-02-01,5,EUR,who knows\n" +
		"8,a,2026-02-01\n" +
		"9,a,2026-02-01,5,EUR,paid\n"
	events, bad, sum := read(t, file, rows.Options{Kind: rows.Orders})
	want := []string{
		`2: amount "1,2,50" is not a number: a group between separators has three digits`, `3: date "2026-02-30" is no day of the calendar`,
		`4: amount "five" is not a number`, `5: the row has no order number`,
		`6: currency "EURX": not an amount of money: want three letters`, `7: order 6 states no amount`, `9: the row has 3 columns, the header 6`, `8: status "who knows" is not known`,
	}
	if diff := cmp.Diff(want, bad); diff != "" {
		t.Error(diff)
	}
	if len(events) != 1 || events[0].Order.ID != "9" || sum.Bad != len(want) || sum.Rows != 9 {
		t.Errorf("%+v %+v", events, sum)
	}
}

func TestACustomersRowSaysOnlyWhatItStates(t *testing.T) {
	t.Parallel()
	o := rows.Options{Kind: rows.Customers, AsOf: at("2026-02-01T00:00:00Z").Time()}
	events, bad, _ := read(t, "customer,name,phone,consent_email,consent_call\n7,Hana Sato,,yes,\n8,,,,no\n,Nobody,,,\n9,,,maybe,\n", o)
	if len(events) != 2 {
		t.Fatal(events)
	}
	var profile crm.Profile
	profile[crm.Name] = crm.Text{Value: "Hana Sato", At: at("2026-02-01T00:00:00Z")}
	var consents crm.Consents
	consents[crm.ChannelEmail] = crm.Consent{State: crm.ConsentGiven, At: at("2026-02-01T00:00:00Z")}
	if diff := cmp.Diff(profile, events[0].Profile) + cmp.Diff(consents, events[0].Consents); diff != "" {
		t.Error(diff)
	}
	if got := events[1].Consents[crm.ChannelCall].State; got != crm.ConsentRefused {
		t.Errorf("call: %v", got)
	}
	want := []string{"4: the row has neither a customer number nor an e-mail address", `5: consent "maybe" is neither yes nor no`}
	if diff := cmp.Diff(want, bad); diff != "" {
		t.Error(diff)
	}
}

func TestColumnsCanBeNamedAndAreAskedForWhereTheyAreMissing(t *testing.T) {
	t.Parallel()
	o := euros
	o.Columns = map[string]string{"order": "Beleg", "amount": "Summe brutto", "date": "am"}
	events, _, _ := read(t, "Beleg,am,Summe brutto\n1,2026-02-01,5\n", o)
	if len(events) != 1 || events[0].Order.Total != 500 {
		t.Error(events)
	}
	for _, columns := range []map[string]string{nil, {"order": "Nope"}, {"nonsense": "Beleg"}} {
		o.Columns = columns
		_, err := rows.Read(strings.NewReader("Beleg,am,Summe brutto\n"), o, nil, nil)
		if !errors.Is(err, rows.ErrHeader) {
			t.Errorf("%v: %v", columns, err)
		}
	}
}

// Whatever a file holds, each of its rows ends in an event that can be parsed, in an order that began before, or among the bad.
func FuzzRead(f *testing.F) {
	f.Add("order,customer,date,amount\n1,a,2026-02-01,5\n1,a,2026-02-01,-9\n", true)
	f.Add("order;customer;date;amount\n\"1;a;2026-02-01;5\n", false)
	f.Add("\ufefforder\tdate\tprice\tquantity\n1\t20260201\t1\t9223372036854775807\n", false)
	f.Add("\xb6\xa9\xb5\xa5\xba\xc5,date,amount\n1,2026-02-01,5\n", true)
	f.Add("order,date,amount,number\n1,2026-02-01,5,#1\n,2026-02-01,5,#1\n2,2026-02-01,5,#2\n1,2026-02-01,6,#1\n", false)
	f.Add("sep=;\n\nReport\norder;date;amount;birthday;product id\n1;2026-02-01;\"5\n2;2026-02-01;6;;gid://x/0\n", true)
	f.Fuzz(func(t *testing.T, file string, comma bool) {
		o := euros
		o.DecimalComma, o.CreditPrefix, o.AmountOf = comma, "C", "row"
		o.DayFirst = true
		bad := 0
		sum, err := rows.Read(strings.NewReader(file), o, func(e rows.Event) error {
			delivery := webhook.Delivery{Source: "till", Topic: e.Topic, Body: e.Body}
			if _, err := (standard.Platform{}).Parse(delivery); err != nil {
				t.Errorf("line %d makes %q: %v", e.Line, e.Body, err)
			}
			return nil
		}, func(rows.Bad) error { bad++; return nil })
		lines := sum.Header + sum.Used + sum.Bad + sum.Passed + sum.Blank + sum.Inside
		if err == nil && (sum.Bad != bad || sum.Rows != sum.Used+sum.Bad+sum.Passed || sum.Lines != lines || sum.Events > sum.Used) {
			t.Errorf("%+v, %d bad", sum, bad)
		}
	})
}

func TestAmountsThatCannotBeCountedAreRefused(t *testing.T) {
	t.Parallel()
	events, bad, _ := read(t, "order,customer,date,quantity,price\n1,a,2026-02-01,2000000000,99999999999.99\n2,a,2026-02-01,-2,1\n", euros)
	if diff := cmp.Diff([]string{"2: the amount is too large to be one"}, bad); diff != "" || len(events) != 1 {
		t.Error(diff, events)
	}
}

// shopifyHeader is the header of Shopify's export of orders, https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders,
// but for columns of streets, taxes and payments.
const shopifyHeader = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code," +
	"Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing Company,Billing Country,Notes,Cancelled at," +
	"Refunded Amount,Id,Tags,Source,Phone\n"

func TestShopifysOwnExportOfOrdersIsReadAsItIs(t *testing.T) {
	t.Parallel()
	file := shopifyHeader +
		"#1001,hana@example.com,partially_refunded,2026-02-01 10:05:00 +0100,fulfilled,2026-02-03 09:00:00 +0100,yes,EUR,90.00,5.00,0.00,95.00,TEN,10.00,Post," +
		"2026-02-01 10:00:00 +0100,2,Oak tray,40.00,Hana Sato,Sato KG,DE,,,15.00,5400000001,\"gift, vip\",pos,'+4915112345\n" +
		"#1001,hana@example.com,,,,,,,,,,,,,,2026-02-01 10:00:00 +0100,1,Tea,20.00,,,,,,,,,,\n" +
		"#1002,,pending,,unfulfilled,,no,USD,7.00,0.00,0.00,7.00,,0.00,,2026-02-02 10:00:00 +0100,1,Tea,7.00,,,,,2026-02-02 12:00:00 +0100,0.00,5400000002,,1608003,\n"
	events, bad, sum := read(t, file, euros)
	if len(bad) > 0 || len(events) != 2 || sum.Guests != 1 {
		t.Fatal(events, bad, sum)
	}
	placed := at("2026-02-01T09:00:00Z")
	want := crm.Order{
		Ref: crm.Ref{Source: "till", ID: "5400000001"}, Number: "1001", Placed: placed, Updated: at("2026-02-03T08:00:00Z"), Status: crm.OrderFulfilled, Currency: "EUR",
		Total: 9500, Refunded: 1500, Discount: 1000, Via: crm.SalesStore, Goods: crm.NewGoods("Oak tray", "Tea"),
	}
	if diff := cmp.Diff(want, *events[0].Order); diff != "" {
		t.Error(diff)
	}
	name, phone := events[0].Profile[crm.Name].Value, events[0].Profile[crm.Phone].Value
	if who := events[0].Who.Email; who != "hana@example.com" || name != "Hana Sato" || phone != "+4915112345" || events[0].Profile[crm.Company].Value != "Sato KG" {
		t.Errorf("%s, %s, %s", who, name, phone)
	}
	want = crm.Order{
		Ref: crm.Ref{Source: "till", ID: "5400000002"}, Number: "1002", Placed: at("2026-02-02T09:00:00Z"), Updated: at("2026-02-02T11:00:00Z"), Status: crm.OrderPending,
		Cancelled: true, Currency: "USD", Total: 700, Via: crm.SalesOther, Goods: "Tea",
	}
	if diff := cmp.Diff(want, *events[1].Order); diff != "" {
		t.Error(diff)
	}
}

func TestAColumnThatIsNamedGoesBeforeWhatAnExportIsKnownToMean(t *testing.T) {
	t.Parallel()
	o := euros
	o.Columns = map[string]string{"order": "Name"}
	events, bad, _ := read(t, shopifyHeader+"#1001,a@example.com,paid,,,,,EUR,,,,9.00,,,,2026-02-01,1,Tea,9.00,,,,,,,5400000001,,web,\n", o)
	if len(bad) > 0 || len(events) != 1 || events[0].Order.ID != "1001" {
		t.Fatal(events, bad)
	}
}

func TestShopifysOwnExportOfCustomersIsReadAsItIs(t *testing.T) {
	t.Parallel()
	o := rows.Options{Kind: rows.Customers, AsOf: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}
	events, bad, _ := read(t, "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Country Code,Phone,Accepts SMS Marketing,Total Spent\n"+
		"'7100000001,Hana,Sato,hana@example.com,yes,Sato KG,DE,'+4915112345,no,95.00\n", o)
	if len(bad) > 0 || len(events) != 1 {
		t.Fatal(events, bad)
	}
	e := events[0]
	if e.Who.Account.ID != "7100000001" || e.Profile[crm.Name].Value != "Hana Sato" || e.Profile[crm.Company].Value != "Sato KG" || e.Profile[crm.Country].Value != "DE" ||
		e.Profile[crm.Phone].Value != "+4915112345" || e.Consents[crm.ChannelEmail].State != crm.ConsentGiven || e.Consents[crm.ChannelSMS].State != crm.ConsentNotAsked {
		t.Errorf("%+v", e)
	}
}

// A list is no newer than it says: names and consents out of one that says nothing of its age yield to all that has a date.
func TestAListThatDoesNotSayHowOldItIsHasNoDate(t *testing.T) {
	t.Parallel()
	events, bad, _ := read(t, "customer,email,name,owner,consent_call,consent_email,consent_email_at,Accepts SMS Marketing\n"+
		"9,olga@example.com,Olga,anna,yes,yes,2026-05-01,no\n"+
		"10,pia@example.com,Pia,,no,pending,,not_subscribed\n"+
		"11,rosa@example.com,Rosa,,unsubscribed,refused,2026-05-02,yes\n", rows.Options{Kind: rows.Customers})
	if len(events) != 3 || len(bad) != 0 {
		t.Fatal(events, bad)
	}
	word := func(state crm.ConsentState, day string) crm.Consent {
		if day == "" {
			return crm.Consent{State: state}
		}
		return crm.Consent{State: state, At: at(day + "T00:00:00Z")}
	}
	for i, want := range []crm.Consents{
		{crm.ChannelEmail: word(crm.ConsentGiven, "2026-05-01"), crm.ChannelSMS: word(crm.ConsentNotAsked, ""), crm.ChannelCall: word(crm.ConsentGiven, "")},
		{crm.ChannelEmail: word(crm.ConsentPending, ""), crm.ChannelSMS: word(crm.ConsentNotAsked, ""), crm.ChannelCall: word(crm.ConsentRefused, "")},
		{crm.ChannelEmail: word(crm.ConsentRefused, "2026-05-02"), crm.ChannelSMS: word(crm.ConsentGiven, ""), crm.ChannelCall: word(crm.ConsentRefused, "")},
	} {
		e := events[i]
		if diff := cmp.Diff(want, e.Consents); diff != "" {
			t.Error(diff)
		}
		if !e.At.Undated() || !e.Profile[crm.Name].At.Undated() || e.Profile[crm.Name].Value == "" {
			t.Errorf("%s is dated %d", e.ID, e.At)
		}
	}
}

func TestWhatASpreadsheetShortenedIsRefused(t *testing.T) {
	t.Parallel()
	events, bad, sum := read(t, "Order,Number,Customer,Date,Total\n5.4E+12,#1001,7,2026-02-01,10\n5.4E+12,#1002,8,2026-02-01,20\n5E3,#1003,9,2026-02-01,30\n77,#1004,\"7,1E+12\",2026-02-01,10\n", euros)
	if len(events) != 1 || events[0].Order.ID != "5E3" || sum.Bad != 3 || !strings.Contains(bad[0], "shortened by a spreadsheet") {
		t.Error(events, bad, sum)
	}
	events, bad, _ = read(t, "Order,Display Number,Email,Date,Total\n54,#1001,a@example.com,2026-02-01,10\n54,#1002,,2026-02-01,20\n54,#1001,b@example.com,2026-02-01,40\n", euros)
	want := []string{"3: order 54 began in line 2 under another number", "4: order 54 began in line 2 with another customer"}
	if diff := cmp.Diff(want, bad); diff != "" || len(events) != 1 || events[0].Order.Total != 1000 {
		t.Error(diff, events)
	}
}

func TestAnOrderIsCancelledByAWordOrADay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": false, "no": false, "0": false, "-": false, "NULL": false, "0000-00-00 00:00:00": false, "1970-01-01": false, "9999-12-31": false,
		"yes": true, "2026-02-02": true, "2026-02-02 10:00:00 UTC": true, "2026-02-02T10:00:00+0100": true,
	} {
		events, bad, _ := read(t, "order,customer,date,amount,cancelled at\n1,a,2026-02-01,10,"+text+"\n", euros)
		if len(bad) > 0 || len(events) != 1 || events[0].Order.Cancelled != want || events[0].Order.Updated > at("2026-02-03T00:00:00Z") {
			t.Errorf("%q: %v, %v", text, bad, events)
		}
	}
	_, bad, _ := read(t, "order,customer,date,amount,cancelled at\n1,a,2026-02-01,10,2026-04-31\n2,a,2026-02-01,10,by phone\n", euros)
	want := []string{
		`2: cancelled "2026-04-31" is no day of the calendar, and neither yes nor no`,
		`3: cancelled "by phone" is not a date, and neither yes nor no`,
	}
	if diff := cmp.Diff(want, bad); diff != "" {
		t.Error(diff)
	}
}

func TestAWordOfAnotherShopsColumnDoesNotSpeak(t *testing.T) {
	t.Parallel()
	events, bad, _ := read(t, "Order,Customer,Date,Total,Financial Status,Fulfillment Status,Status\n1,a,2026-02-01,10,Paid in full,fulfilled,failed\n", euros)
	if len(bad) > 0 || len(events) != 1 || events[0].Order.Status != crm.OrderFailed {
		t.Error(events, bad)
	}
}

func TestAnOrderCountsThoughItsCountryIsNoCode(t *testing.T) {
	t.Parallel()
	events, bad, _ := read(t, "Order,Email,Date,Total,Country Code\n1,a@example.com,2026-02-01,10,Germany\n2,b@example.com,2026-02-01,10,de\n", euros)
	if len(bad) > 0 || len(events) != 2 || events[0].Profile[crm.Country].Value != "" || events[1].Profile[crm.Country].Value != "DE" {
		t.Error(events, bad)
	}
}

func TestWhatCouldNotBeFoldedIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	events, bad, sum := read(t, "customer,email,birthday,date\n7,a@example.com,April,2026-02-01\n8,b@example.com,1980-04-19,2026-02-01\n", rows.Options{Kind: rows.Customers})
	if len(events) != 1 || len(bad) != 1 || !strings.HasPrefix(bad[0], "2: ") || !strings.Contains(bad[0], "birthday") || sum.Events != 1 || sum.Bad != 1 {
		t.Error(events, bad, sum)
	}
	_, bad, _ = read(t, shopifyHeader+"#1001,a@example.com,,,,,,,,,,,,,,2026-02-01,1,Tea,9.00,,,,,,,,,,\n", euros)
	if diff := cmp.Diff([]string{"2: order 1001 has no id: the row that had it is missing, or could not be used"}, bad); diff != "" {
		t.Error(diff)
	}
}

// paymentHeader is of the columns of Shopify's export that say how an order is paid.
const paymentHeader = "Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem name,Payment Method,Outstanding Balance,Next Payment Due At,Id\n"

func TestShopifysExportSaysHowLongAPendingOrderCounts(t *testing.T) {
	t.Parallel()
	file := paymentHeader +
		"#1,a@example.com,pending,unfulfilled,EUR,10.00,2026-02-01 10:00:00 +0100,Tea,Cash on Delivery (COD),10.00,,1\n" +
		"#2,a@example.com,pending,unfulfilled,EUR,10.00,2026-02-01 10:00:00 +0100,Tea,Shopify Payments,10.00,,2\n" +
		"#3,a@example.com,pending,unfulfilled,EUR,10.00,2026-02-01 10:00:00 +0100,Tea,,10.00,2026-03-01 10:00:00 +0100,3\n" +
		"#4,a@example.com,authorized,unfulfilled,EUR,10.00,2026-02-01 10:00:00 +0100,Tea,Shopify Payments,10.00,,4\n" +
		"#5,a@example.com,partially_paid,unfulfilled,EUR,10.00,2026-02-01 10:00:00 +0100,Tea,custom,4.00,,5\n" +
		"#6,a@example.com,voided,fulfilled,EUR,10.00,2026-02-01 10:00:00 +0100,Tea,custom,10.00,,6\n" +
		"#7,a@example.com,paid,fulfilled,EUR,10.00,2026-02-01 10:00:00 +0100,Tea,Shopify Payments,0.00,,7\n"
	events, bad, _ := read(t, file, euros)
	if len(bad) > 0 || len(events) != 7 {
		t.Fatal(events, bad)
	}
	got := []string{}
	for _, e := range events {
		got = append(got, fmt.Sprintf("%s %s %d", e.Order.Status, e.Order.Awaits, e.Order.Total))
	}
	want := []string{
		"pending transfer 1000", "pending unknown_way 1000", "pending invoice 1000", "pending capture 1000",
		"paid any_time 600", "failed any_time 1000", "fulfilled any_time 1000",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAWordForAnOrderThatNobodyPaidIsReadAsThat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		platform, word string
		want           crm.OrderStatus
	}{
		{"", "pending", crm.OrderPending},
		{"woocommerce", "pending", crm.OrderUnpaid},
		{"woocommerce", "wc-pending", crm.OrderUnpaid},
		{"woocommerce", "Pending payment", crm.OrderUnpaid},
		{"woocommerce", "wc-on-hold", crm.OrderPending},
		{"woocommerce", "On hold", crm.OrderPending},
		{"", "unpaid", crm.OrderUnpaid},
		{"", "待付款", crm.OrderUnpaid},
	} {
		o := euros
		o.Platform = c.platform
		events, bad, _ := read(t, "order,email,date,amount,status\n1,a@example.com,2026-02-01,10.00,"+c.word+"\n", o)
		if len(bad) > 0 || len(events) != 1 || events[0].Order.Status != c.want {
			t.Errorf("%s %s: %+v %v", c.platform, c.word, events, bad)
		}
	}
}
