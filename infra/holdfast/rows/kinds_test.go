package rows_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/rows"
	"holdfast/shared/words/crm"
)

func TestTicketsOfADeskAreRead(t *testing.T) {
	t.Parallel()
	o := rows.Options{Kind: rows.Tickets, Now: june}
	events, bad, sum := read(t, "Id,Requester,Requester email,Subject,Status,Priority,Satisfaction,Created at,Updated at,Tags\n"+
		"7,Hana Sato,hana@example.com,Broken lid,Solved,High,Bad,2026-02-01 10:00,2026-02-03 09:00,\"damaged, vip\"\n"+
		"8,Ann Berg,ann@example.com,Question,Offen,,Offered,2026-02-01 10:00,,\n"+
		",Nobody,n@example.com,x,Open,,,2026-02-01,,\n10,Nobody,,x,Open,,,2026-02-01,,\n11,A,a@example.com,x,Open,,,,,\n12,A,a@example.com,x,Open,,purple,2026-02-01,,\n", o)
	checkSum(t, sum)
	want := []crm.Ticket{
		{
			Ref: crm.Ref{Source: "till", ID: "7"}, Created: at("2026-02-01T10:00:00Z"), Updated: at("2026-02-03T09:00:00Z"), Status: crm.TicketSolved,
			Priority: crm.PriorityHigh, Complaint: true, Score: events[0].Ticket.Score, ScoredAt: at("2026-02-03T09:00:00Z"),
		},
		{Ref: crm.Ref{Source: "till", ID: "8"}, Created: at("2026-02-01T10:00:00Z"), Updated: at("2026-02-01T10:00:00Z"), Status: crm.TicketOpen},
	}
	if diff := cmp.Diff(want, []crm.Ticket{*events[0].Ticket, *events[1].Ticket}); diff != "" || len(events) != 2 {
		t.Error(diff)
	}
	if e := events[0]; e.Who.Email != "hana@example.com" || e.Profile[crm.Name].Value != "Hana Sato" || e.Ticket.Score > 2 || strings.Join(e.Tags, " ") != "damaged vip" {
		t.Errorf("%+v", e)
	}
	reasons := []string{"no ticket number", "neither an id nor an e-mail", "--as-of", "no rating"}
	for i, reason := range reasons {
		if len(bad) != len(reasons) || !strings.Contains(bad[i], reason) {
			t.Fatalf("%q does not say %q", bad, reason)
		}
	}
}

// consents are those of a file, as "who channel state since", in the order of rows.
func consents(t *testing.T, file string, o rows.Options) (list []string) {
	t.Helper()
	events, bad, sum := read(t, file, o)
	checkSum(t, sum)
	for _, e := range events {
		for channel, c := range e.Consents {
			if c.State == crm.ConsentUnknown {
				continue
			}
			since := "undated"
			if c.At > 0 {
				since = c.At.Time().UTC().Format("2006-01-02")
			}
			list = append(list, fmt.Sprintf("%s%s %s %s %s", e.Who.Email, e.Who.Account.ID, crm.Channel(channel), c.State, since))
		}
	}
	return append(list, bad...)
}

func TestConsentsAreReadInEveryShapeOfTheirLists(t *testing.T) {
	t.Parallel()
	told := func(change func(*rows.Options)) rows.Options {
		o := rows.Options{Kind: rows.Consents, Now: june}
		change(&o)
		return o
	}
	for name, c := range map[string]struct {
		file    string
		options rows.Options
		want    []string
	}{
		"a row a channel": {
			"email,channel,consent,consent date\na@x.de,sms,yes,2026-01-02\na@x.de,email,no,2026-01-03\nb@x.de,,pending,\nc@x.de,fax,yes,\nd@x.de,call,perhaps,\n", told(func(*rows.Options) {}),
			[]string{"a@x.de sms given 2026-01-02", "a@x.de email refused 2026-01-03", "b@x.de email pending undated", `5: channel "fax" is none of email, sms, call, chat`, `6: consent "perhaps" is neither yes nor no`},
		},
		"a column a channel": {"customer;consent_email;consent_call;consent_call_at\n9;ja;nein;13.05.2026\n", told(func(*rows.Options) {}), []string{"9 email given undated", "9 call refused 2026-05-13"}},
		"who left a mailing list": {
			"Email Address,UNSUB_TIME\na@x.de,2026-03-04 10:00:00\nb@x.de,\n", told(func(o *rows.Options) { o.Consent, o.AsOf = "refused", june.AddDate(0, 0, -1) }),
			[]string{"a@x.de email refused 2026-03-04", "b@x.de email refused 2026-05-31"},
		},
		"addresses alone":                {"email\na@x.de\nb@x.de\n", told(func(o *rows.Options) { o.Consent, o.Channel = "refused", "sms" }), []string{"a@x.de sms refused undated", "b@x.de sms refused undated"}},
		"addresses that nothing is said": {"email\na@x.de\n", told(func(*rows.Options) {}), []string{"2: the row states no consent: name the column with --map consent=COLUMN, or say --consent for rows that state none"}},
		"a day to come":                  {"email,consent,consent_at\na@x.de,yes,2026-09-01\n", told(func(*rows.Options) {}), []string{`2: consent_at "2026-09-01" lies in the future: is the year right, and which of --day-first and --month-first?`}},
	} {
		if diff := cmp.Diff(c.want, consents(t, c.file, c.options)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestExportsOfWooCommerceAreReadAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, want string }{
		"of an export plugin": {
			"order_id,order_number,order_date,status,shipping_total,order_total,order_currency,customer_id,customer_email,billing_first_name,billing_last_name,billing_email,billing_country\n" +
				"501,1501,2026-02-01 10:00:00,wc-completed,4.90,24.90,EUR,0,,Hana,Sato,hana@example.com,DE\n",
			"501 1501 completed false 2490 0 EUR hana@example.com  Hana Sato",
		},
		"whose rows are items": {
			"Order Number,Order Status,Order Date,First Name (Billing),Email (Billing),Cart Discount Amount,Order Refund Amount,Order Total Amount,SKU,Item Name,Quantity,Item Cost\n" +
				"502,Processing,2026-02-01 10:00,Ann,ann@example.com,1.00,2.00,30.00,TEA,Tea,2,10.00\n502,,,,,,,,CUP,Cup,1,11.00\n",
			"502 502 paid false 3000 200 EUR ann@example.com  Ann",
		},
		"of a cancelled order": {"order_id,date,status,order_total,billing_email\n503,2026-02-01,wc-cancelled,9.00,a@x.de\n", "503 503 paid true 900 0 EUR a@x.de  "},
		"of a refunded order":  {"order_id,date,status,order_total,billing_email\n504,2026-02-01,wc-refunded,9.00,a@x.de\n", "504 504 paid false 900 900 EUR a@x.de  "},
		"of an unpaid order":   {"order_id,date,status,order_total,billing_email\n505,2026-02-01,wc-pending,9.00,a@x.de\n", "505 505 unpaid false 900 0 EUR a@x.de  "},
		"its own list": {
			"Date,Order #,N. Revenue (formatted),Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue,Status\n2026-02-01 10:00:00,506,€20.00,Hana Sato,new,2× Tea,2,,20.00,completed\n",
			"506 506 completed false 2000 0 EUR   ",
		},
	} {
		events, bad, sum := read(t, c.file, orders(nil))
		checkSum(t, sum)
		if len(events) != 1 || len(bad) > 0 {
			t.Errorf("%s: %v %v", name, events, bad)
			continue
		}
		o, who := events[0].Order, events[0].Who
		got := fmt.Sprintf("%s %s %s %v %d %d %s %s %s %s", o.ID, o.Number, o.Status, o.Cancelled, o.Total, o.Refunded, o.Currency, who.Email, who.Account.ID, events[0].Profile[crm.Name].Value)
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	events, bad, _ := read(t, "Name,Username,Last active,Sign up,Email,Orders,Total spend,AOV,Country / Region,City\nHana Sato,hana,2026-02-01,2025-01-01,hana@example.com,3,90.00,30.00,DE,Bonn\n",
		rows.Options{Kind: rows.Customers, AsOf: june})
	if len(events) != 1 || len(bad) > 0 || events[0].Profile[crm.Name].Value != "Hana Sato" || events[0].Profile[crm.Country].Value != "DE" {
		t.Errorf("%+v %v", events, bad)
	}
}

func TestABirthdayIsReadAsADateOfTheFile(t *testing.T) {
	t.Parallel()
	events, bad, _ := read(t, "email;birthday;updated\na@x.de;19.4.1980;2026-02-01\nb@x.de;--04-19;2026-02-01\nc@x.de;4711;2026-02-01\n", rows.Options{Kind: rows.Customers, Now: june})
	if len(events) != 2 || events[0].Profile[crm.Birthday].Value != "1980-04-19" || events[1].Profile[crm.Birthday].Value != "--04-19" {
		t.Errorf("%+v", events)
	}
	if diff := cmp.Diff([]string{`4: birthday "4711" is not a date`}, bad); diff != "" {
		t.Error(diff)
	}
}

// Of past campaigns, who must not be contacted again is kept; what nothing follows from is passed over, and counted.
func TestPastCampaignsTellWhoMustNotBeContacted(t *testing.T) {
	t.Parallel()
	o := rows.Options{Kind: rows.Campaigns, Now: june}
	file := "Email,Status,Date,Channel\na@x.de,Unsubscribed,2026-01-02,\nb@x.de,opened,2026-01-02,\nc@x.de,spam,2026-01-03,sms\nd@x.de,bounced,,\ne@x.de,gone,2026-01-03,\n,complained,2026-01-03,\nf@x.de,,,\n"
	want := []string{
		"a@x.de email refused 2026-01-02", "c@x.de sms refused 2026-01-03", "d@x.de email refused undated",
		`6: "gone" is no result of a contact that is known`, "7: the row has neither a customer number nor an e-mail address", "8: the row does not say what came of the contact",
	}
	if diff := cmp.Diff(want, consents(t, file, o)); diff != "" {
		t.Error(diff)
	}
	if _, _, sum := read(t, file, o); sum.Passed != 1 || sum.Used != 3 || sum.Bad != 3 {
		t.Errorf("%+v", sum)
	}
}
