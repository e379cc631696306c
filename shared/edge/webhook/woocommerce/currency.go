package woocommerce

import (
	"strings"

	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// WooCommerce says an order's amounts in the currency that the buyer saw. Plugins for
// several currencies note the rate of the order in its metas, so that the order can be kept
// in the shop's own currency. WPML (WCML) notes none.

// rateKey is where a plugin notes the rate of an order.
type rateKey struct {
	rate   string
	base   string // where it notes the shop's currency; "" = it does not
	divide bool   // the amount is divided by the rate
}

// rateKeys are those of the plugins that are known; the first one found counts.
var rateKeys = [...]rateKey{
	// WooPayments, and WooCommerce's own module: the rate of the payout, else the one shown.
	{
		rate: "_wcpay_multi_currency_stripe_exchange_rate",
		base: "_wcpay_multi_currency_order_default_currency",
	},
	{
		rate:   "_wcpay_multi_currency_order_exchange_rate",
		base:   "_wcpay_multi_currency_order_default_currency",
		divide: true,
	},
	// WOOCS, also sold as FOX.
	{
		rate:   "_woocs_order_rate",
		base:   "_woocs_order_base_currency",
		divide: true,
	},
	{rate: "_base_currency_exchange_rate"}, // Aelia Currency Switcher
	{rate: "_wcpbc_base_exchange_rate"},    // Price Based on Country
}

// curcyKey is where CURCY notes an object with the rates of all currencies.
const curcyKey = "wmc_order_info"

type curcyInfo struct {
	Rate   lenient.Scalar `json:"rate"`
	IsMain lenient.Scalar `json:"is_main"`
}

// statedRate is the rate of an order to the shop's currency.
type statedRate struct {
	rate crm.Rate
	base crm.Currency // "" = the body does not name it
}

// convert keeps the order in the shop's currency, by the rate that the body states. Where
// it states a rate alone, the event passes it on: the settings know the currency.
func (in *order) convert(r *lenient.Reader, ev *crm.Event) {
	stated, ok := in.readRate(r)
	switch {
	case !ok || stated.base == ev.Order.Currency:
	case stated.base == "":
		ev.ShopRate = stated.rate
	default:
		converted := ev.Order.In(stated.base, stated.rate)
		ev.Order = &converted
	}
}

// readRate returns the rate that the metas state. One that is no number above zero is not
// known.
func (in *order) readRate(r *lenient.Reader) (statedRate, bool) {
	metas := make(map[string]lenient.Scalar, len(in.Meta))
	for _, m := range in.Meta {
		metas[r.Text(m.Key)] = m.Value
	}
	for _, key := range rateKeys {
		rate, err := crm.ParseRate(r.Text(metas[key.rate]))
		if err != nil {
			continue
		}
		if key.divide {
			rate = rate.Inverse()
		}
		stated := statedRate{rate: rate}
		if key.base == "" {
			return stated, true
		}
		if stated.base, err = crm.ParseCurrency(r.Text(metas[key.base])); err == nil {
			return stated, true
		}
	}
	return readCurcy(r, metas[curcyKey], in.Currency)
}

// readCurcy reads CURCY's rates. The main currency is the shop's.
func readCurcy(r *lenient.Reader, info, currency lenient.Scalar) (statedRate, bool) {
	var rates lenient.Map[curcyInfo]
	if err := lenient.Decode([]byte(info), &rates); err != nil {
		return statedRate{}, false
	}
	var stated statedRate
	for _, m := range rates {
		if r.Bool(m.Value.IsMain) {
			stated.base, _ = crm.ParseCurrency(m.Name)
		}
		if !strings.EqualFold(m.Name, r.Text(currency)) {
			continue
		}
		if rate, err := crm.ParseRate(r.Text(m.Value.Rate)); err == nil {
			stated.rate = rate.Inverse()
		}
	}
	return stated, stated.base != "" && stated.rate != crm.Rate{}
}
