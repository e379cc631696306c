package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// paymentTerms is what was agreed on when an order is to be paid, such as net 30.
type paymentTerms struct {
	Schedules lenient.List[struct {
		DueAt       lenient.Scalar `json:"due_at"`
		CompletedAt lenient.Scalar `json:"completed_at"`
	}] `json:"payment_schedules"`
}

// gateways are the ways of payment by what the names of their gateways contain, in lower
// case; the first that fits is taken. Shopify names its own ("shopify_payments", "paypal",
// "manual"), and the shop names its manual ones in its own language.
var gateways = [...]struct {
	contains string
	awaits   crm.Awaited
}{
	{"cash on delivery", crm.AwaitedTransfer},
	{"cod", crm.AwaitedTransfer},
	{"nachnahme", crm.AwaitedTransfer},
	{"contra reembolso", crm.AwaitedTransfer},
	{"contre remboursement", crm.AwaitedTransfer},
	{"contrassegno", crm.AwaitedTransfer},
	{"rembours", crm.AwaitedTransfer},
	{"代引", crm.AwaitedTransfer},
	{"货到付款", crm.AwaitedTransfer},
	{"manual", crm.AwaitedTransfer},
	{"bank", crm.AwaitedTransfer},
	{"transfer", crm.AwaitedTransfer},
	{"überweisung", crm.AwaitedTransfer},
	{"vorkasse", crm.AwaitedTransfer},
	{"virement", crm.AwaitedTransfer},
	{"transferencia", crm.AwaitedTransfer},
	{"bonifico", crm.AwaitedTransfer},
	{"overschrijving", crm.AwaitedTransfer},
	{"振込", crm.AwaitedTransfer},
	{"转账", crm.AwaitedTransfer},
	{"checkout", crm.AwaitedCard},
	{"cash_app", crm.AwaitedCard},
	{"money order", crm.AwaitedTransfer},
	{"cheque", crm.AwaitedTransfer},
	{"check", crm.AwaitedTransfer},
	{"wire", crm.AwaitedTransfer},
	{"deposit", crm.AwaitedTransfer},
	{"cash", crm.AwaitedTransfer},
	{"invoice", crm.AwaitedInvoice},
	{"rechnung", crm.AwaitedInvoice},
	{"shopify_payments", crm.AwaitedCard},
	{"card", crm.AwaitedCard},
	{"stripe", crm.AwaitedCard},
	{"paypal", crm.AwaitedCard},
	{"adyen", crm.AwaitedCard},
	{"mollie", crm.AwaitedCard},
	{"klarna", crm.AwaitedCard},
	{"afterpay", crm.AwaitedCard},
	{"clearpay", crm.AwaitedCard},
	{"affirm", crm.AwaitedCard},
	{"shop_pay", crm.AwaitedCard},
	{"apple_pay", crm.AwaitedCard},
	{"google_pay", crm.AwaitedCard},
	{"amazon", crm.AwaitedCard},
	{"authorize", crm.AwaitedCard},
	{"braintree", crm.AwaitedCard},
	{"alipay", crm.AwaitedCard},
	{"wechat", crm.AwaitedCard},
	{"ideal", crm.AwaitedCard},
	{"visa", crm.AwaitedCard},
	{"mastercard", crm.AwaitedCard},
	{"bogus", crm.AwaitedCard},
}

// readAwaited says which payment a pending order waits for.
func (in *order) readAwaited(r *lenient.Reader, o *crm.Order, financial string) {
	for _, s := range in.Terms.Value.Schedules {
		due := r.Time("payment_terms.payment_schedules.due_at", s.DueAt)
		o.PayBy = max(o.PayBy, due)
	}
	if in.Terms.Present {
		o.Awaits = crm.AwaitedInvoice
		return
	}
	names := make([]string, len(in.Gateways))
	for i, name := range in.Gateways {
		names[i] = r.Text(name)
	}
	o.Awaits = Awaited(financial, names...)
}

// Awaited returns the payment that a pending order of a financial status waits for, by the
// names of its gateways. Of several ways the most patient one counts: an order may be tried
// by card, and then be paid by transfer.
func Awaited(financial string, gateways ...string) crm.Awaited {
	if financial == "authorized" {
		return crm.AwaitedCapture
	}
	awaits := crm.AwaitedUnknownWay
	for _, name := range gateways {
		way := wayOf(strings.ToLower(name))
		isFirst := awaits == crm.AwaitedUnknownWay
		if isFirst || way.Patience() > awaits.Patience() {
			awaits = way
		}
	}
	return awaits
}

// wayOf returns the way of payment of a gateway.
func wayOf(name string) crm.Awaited {
	for _, g := range gateways {
		if strings.Contains(name, g.contains) {
			return g.awaits
		}
	}
	return crm.AwaitedUnknownWay
}
