package rows_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/infra/holdfast/rows"
)

func TestAnIDOfWhichFifteenDigitsAreLeftIsRefused(t *testing.T) {
	t.Parallel()
	events, bad, sum := read(t, "Order,Customer,Date,Total\n820982911946154000,7,2026-02-01,10\n5,123456789012345000,2026-02-01,20\n"+
		"820982911946154508,8,2026-02-01,10\n123456789012345,9,2026-02-01,30\n123456789012000,10,2026-02-01,30\n", euros)
	if len(events) != 3 || sum.Bad != 2 || !strings.Contains(bad[0], "shortened by a spreadsheet") {
		t.Error(events, bad, sum)
	}
}

func TestARowOfADayToComeIsRefused(t *testing.T) {
	t.Parallel()
	o := euros
	o.DayFirst = true
	o.Now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	events, bad, sum := read(t, "order,email,date,amount,cancelled\n1,a@example.com,12/05/2026,10.00,\n2,b@example.com,06/12/2026,10.00,\n"+
		"3,c@example.com,01/05/3026,10.00,\n4,d@example.com,02/06/2026,10.00,\n5,e@example.com,02/05/2026,10.00,9999-12-31\n"+
		"6,f@example.com,02/05/2026,10.00,2027-01-01\n", o)
	if len(events) != 3 || sum.Bad != 3 {
		t.Fatal(events, bad, sum)
	}
	for _, why := range bad {
		if !strings.Contains(why, "lies in the future") {
			t.Error(why)
		}
	}
	o = rows.Options{Kind: rows.Customers, Now: o.Now, AsOf: o.Now}
	if events, bad, _ := read(t, "customer,email,updated\n1,a@example.com,2026-12-05\n2,b@example.com,2026-05-12\n", o); len(events) != 1 || len(bad) != 1 {
		t.Error(events, bad)
	}
}

func TestADayWithoutAMidnightStaysThatDay(t *testing.T) {
	t.Parallel()
	o := euros
	var err error
	if o.Zone, err = time.LoadLocation("America/Sao_Paulo"); err != nil {
		t.Fatal(err)
	}
	events, bad, _ := read(t, "order,email,date,amount\n1,a@example.com,2018-11-04,10.00\n2,b@example.com,2018-11-04 00:30,10.00\n", o)
	if len(events) != 2 || events[0].Order.Placed != at("2018-11-04T03:00:00Z") || events[1].Order.Placed != at("2018-11-04T03:30:00Z") {
		t.Error(events, bad)
	}
}
