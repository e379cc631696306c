package shopify_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/shared/words/crm"
)

// set writes an amount in the shop's currency and in the buyer's.
func set(shop, buyer string) string {
	return fmt.Sprintf(
		`{"shop_money":{"amount":%q,"currency_code":"EUR"},"presentment_money":{"amount":%q,"currency_code":"USD"}}`,
		shop, buyer,
	)
}

func refundOf(parts ...string) string { return "{" + strings.Join(parts, ",") + "}" }

func line(shop, buyer string) string {
	return fmt.Sprintf(`"refund_line_items":[{"subtotal":%s,"total_tax":0,"subtotal_set":%s}]`, shop, set(shop, buyer))
}

func gave(amount, currency, status string) string {
	return fmt.Sprintf(`"transactions":[{"kind":"refund","status":%q,"amount":%q,"currency":%q}]`, status, amount, currency)
}

func adjusted(shop, buyer string) string {
	return fmt.Sprintf(`"order_adjustments":[{"kind":"refund_discrepancy","amount":%q,"amount_set":%s}]`, shop, set(shop, buyer))
}

const none = `"transactions":[]`

// Each order was asked at 100.00 EUR; the buyer saw 110.00 USD where she is a foreign one.
func TestWhatTheShopKeptOfAnOrder(t *testing.T) {
	t.Parallel()
	foreign := `,"total_price_set":` + set("100.00", "110.00")
	for _, c := range []struct {
		name     string
		current  string // current_total_price; "" = the body has none
		rest     string
		refunds  []string
		total    int64
		refunded int64
	}{
		{"nothing happened", "100.00", "", nil, 10000, 0},
		{"money back", "70.00", "", []string{refundOf(line("30.00", "33.00"), gave("30.00", "EUR", "success"))}, 10000, 3000},
		{"money back, without lines", "100.00", "", []string{refundOf(gave("10.00", "EUR", "success"))}, 10000, 1000},
		{"money back, and the current total knows of it", "90.00", "", []string{refundOf(gave("10.00", "EUR", "success"), adjusted("-10.00", "-11.00"))}, 10000, 1000},
		{"money back that has not moved yet", "70.00", "", []string{refundOf(line("30.00", "33.00"), gave("30.00", "EUR", "pending"), adjusted("30.00", "33.00"))}, 10000, 0},
		{"money back that failed", "70.00", "", []string{refundOf(line("30.00", "33.00"), gave("30.00", "EUR", "failure"))}, 10000, 0},
		{"less money back than the lines", "60.00", "", []string{refundOf(line("40.00", "44.00"), gave("30.00", "EUR", "success"), adjusted("10.00", "11.00"))}, 10000, 3000},
		{"goods back, and the money kept", "60.00", "", []string{refundOf(line("40.00", "44.00"), none, adjusted("40.00", "44.00"))}, 10000, 0},

		{"a line taken off", "60.00", "", []string{refundOf(line("40.00", "44.00"), none)}, 6000, 0},
		{"a line taken off, in a body without the current total", "", "", []string{refundOf(line("40.00", "44.00"), none)}, 6000, 0},
		{"a line taken off, in a body that does not say so twice", "60.00", "", nil, 6000, 0},
		{"a line taken off, and money back later", "50.00", "", []string{refundOf(line("30.00", "33.00"), none), refundOf(line("20.00", "22.00"), gave("20.00", "EUR", "success"))}, 7000, 2000},
		{"a paid line taken off, its money back later", "60.00", "", []string{refundOf(line("40.00", "44.00"), none), refundOf(gave("40.00", "EUR", "success"))}, 10000, 4000},
		{"an exchange for something dearer", "110.00", "", []string{refundOf(line("40.00", "44.00"), none)}, 11000, 0},
		{"an exchange for something cheaper", "80.00", "", []string{refundOf(line("100.00", "110.00"), gave("20.00", "EUR", "success"))}, 10000, 2000},
		{"the same, and the new line is in the total", "80.00", `,"total_price":"180.00"`, []string{refundOf(line("100.00", "110.00"), gave("20.00", "EUR", "success"))}, 10000, 2000},
		{"the same in two refunds", "80.00", `,"total_price":"180.00"`, []string{refundOf(line("100.00", "110.00"), none), refundOf(gave("20.00", "EUR", "success"))}, 10000, 2000},
		{"the same, of a foreign buyer", "80.00", `,"total_price":"180.00","total_price_set":` + set("180.00", "198.00"), []string{refundOf(line("100.00", "110.00"), gave("22.00", "USD", "success"))}, 10000, 2000},
		{"an exchange whose money has not moved yet", "80.00", `,"total_price":"180.00"`, []string{refundOf(line("100.00", "110.00"), gave("20.00", "EUR", "pending"))}, 10000, 0},
		{"every line taken off", "0.00", "", []string{refundOf(line("100.00", "110.00"), none)}, 0, 0},

		{"a foreign buyer's refund, by its lines", "79.99", foreign, []string{refundOf(line("20.01", "22.00"), gave("22.00", "USD", "success"))}, 10000, 2001},
		{"a foreign buyer's refund, by the order's rate", "100.00", foreign, []string{refundOf(gave("11.00", "USD", "success"))}, 10000, 1000},
		{"a foreign buyer's refund of shipping", "95.00", "", []string{refundOf(`"refund_shipping_lines":[{"subtotal_amount_set":`+set("5.00", "5.50")+`}]`, gave("5.50", "USD", "success"))}, 10000, 500},
		{"an older body's refund of shipping", "95.00", "", []string{refundOf(`"order_adjustments":[{"kind":"shipping_refund","amount":"-5.00","amount_set":`+set("-5.00", "-5.50")+`}],"refund_shipping_lines":[{"subtotal_amount_set":`+set("5.00", "5.50")+`}]`, gave("5.50", "USD", "success"))}, 10000, 500},
		{"a foreign buyer's refund in part, with a discrepancy", "60.00", "", []string{refundOf(line("40.00", "44.00"), adjusted("10.00", "11.00"), gave("33.00", "USD", "success"))}, 10000, 3000},
		{"a foreign buyer's refund that failed", "80.00", foreign, []string{refundOf(line("20.00", "22.00"), gave("22.00", "USD", "failure"))}, 10000, 0},
		{"a foreign buyer's line taken off", "60.00", foreign, []string{refundOf(line("40.00", "44.00"), none)}, 6000, 0},

		{"paid in part", "100.00", `,"financial_status":"partially_paid","total_outstanding":"40.00"`, nil, 6000, 0},
		{"a gift card and goods", "100.00", `,"line_items":[{"id":1,"gift_card":true,"price":"25.00","quantity":2},{"id":2,"gift_card":false,"price":"50.00","quantity":1}]`, nil, 5000, 0},
		{"a gift card that was given back", "50.00", `,"line_items":[{"id":1,"gift_card":true,"price":"50.00","quantity":1,"current_quantity":0}]`, []string{refundOf(line("50.00", "55.00"), gave("50.00", "EUR", "success"))}, 10000, 5000},
		{"a gift card with a discount", "100.00", `,"line_items":[{"id":1,"gift_card":true,"price":"60.00","quantity":1,"total_discount":"10.00"}]`, nil, 5000, 0},
		{"paid with a gift card", "100.00", `,"payment_gateway_names":["gift_card"],"financial_status":"paid"`, nil, 10000, 0},
		{"cancelled", "0.00", `,"cancelled_at":"2026-06-02T10:00:00Z"`, nil, 10000, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			current := ""
			if c.current != "" {
				current = fmt.Sprintf(`,"current_total_price":%q`, c.current)
			}
			total := strings.Replace(least, `"total_price":"10.00"`, `"total_price":"100.00"`, 1)
			body := fmt.Sprintf(`{%s%s%s,"refunds":[%s]}`, total, current, c.rest, strings.Join(c.refunds, ","))
			ev, err := parse(t, "orders/updated", body)
			if err != nil || ev.Order.Total != c.total || ev.Order.Refunded != c.refunded || ev.Order.Flagged {
				t.Errorf("total %d, refunded %d, want %d and %d (%v)", ev.Order.Total, ev.Order.Refunded, c.total, c.refunded, err)
			}
		})
	}
}

func TestARefundThatNothingConvertsIsFlagged(t *testing.T) {
	t.Parallel()
	ev, err := parse(t, "orders/updated", `{`+least+`,"refunds":[`+refundOf(gave("5.00", "USD", "success"))+`]}`)
	if err != nil || !ev.Order.Flagged || ev.Order.Refunded != 0 {
		t.Errorf("%+v, %v", ev.Order, err)
	}
}

func TestAnOrderOfWhichEveryLineWasTakenOffIsNoPurchase(t *testing.T) {
	t.Parallel()
	ev, err := parse(t, "orders/updated", `{`+least+`,"current_total_price":"0.00","refunds":[`+refundOf(line("10.00", "11.00"), none)+`]}`)
	if err != nil || ev.Order.Bought() {
		t.Errorf("%+v, %v", ev.Order, err)
	}
}

func TestThePaymentThatAPendingOrderWaitsFor(t *testing.T) {
	t.Parallel()
	for rest, want := range map[string]crm.Awaited{
		`"financial_status":"pending"`:                                                                  crm.AwaitedUnknownWay,
		`"financial_status":"pending","payment_gateway_names":[]`:                                       crm.AwaitedUnknownWay,
		`"financial_status":"pending","payment_gateway_names":["shopify_payments"]`:                     crm.AwaitedCard,
		`"financial_status":"pending","payment_gateway_names":["paypal"]`:                               crm.AwaitedCard,
		`"financial_status":"pending","payment_gateway_names":["Checkout.com"]`:                         crm.AwaitedCard,
		`"financial_status":"pending","payment_gateway_names":["Cash on Delivery (COD)"]`:               crm.AwaitedTransfer,
		`"financial_status":"pending","payment_gateway_names":["Bank Deposit"]`:                         crm.AwaitedTransfer,
		`"financial_status":"pending","payment_gateway_names":["Nachnahme"]`:                            crm.AwaitedTransfer,
		`"financial_status":"pending","payment_gateway_names":["manual"]`:                               crm.AwaitedTransfer,
		`"financial_status":"pending","payment_gateway_names":["shopify_payments","Banküberweisung"]`:   crm.AwaitedTransfer,
		`"financial_status":"pending","payment_gateway_names":["Hand of a friend"]`:                     crm.AwaitedUnknownWay,
		`"financial_status":"authorized","payment_gateway_names":["shopify_payments"]`:                  crm.AwaitedCapture,
		`"financial_status":"pending","payment_terms":{"payment_schedules":[]}`:                         crm.AwaitedInvoice,
		`"financial_status":"paid","payment_gateway_names":["manual"]`:                                  crm.AwaitedAnyTime,
		`"financial_status":"pending","fulfillment_status":"fulfilled","payment_gateway_names":["cod"]`: crm.AwaitedAnyTime,
	} {
		ev, err := parse(t, "orders/create", `{`+least+`,`+rest+`}`)
		if err != nil || ev.Order.Awaits != want {
			t.Errorf("%s: waits for %s, want %s (%v)", rest, ev.Order.Awaits, want, err)
		}
	}
	ev, err := parse(t, "orders/create", `{`+least+`,"financial_status":"pending","payment_terms":{"payment_schedules":[{"due_at":"2026-07-01T10:00:00Z"}]}}`)
	if err != nil || ev.Order.PayBy.Time().Format("2006-01-02") != "2026-07-01" {
		t.Errorf("due %v, %v", ev.Order.PayBy, err)
	}
}
