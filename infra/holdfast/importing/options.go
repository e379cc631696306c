package importing

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/infra/holdfast/cells"
	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/shared/words/crm"
)

// options returns how the file is to be read. What no flag says is the store's.
func (i *Import) options(store session.Store) (o rows.Options, err error) {
	o = rows.Options{
		Kind:         rows.Kind(i.Kind),
		Columns:      i.Map,
		Encoding:     i.Encoding,
		NoQuotes:     i.NoQuotes,
		Sheet:        i.Sheet,
		DecimalComma: i.DecimalComma,
		DecimalPoint: i.DecimalPoint,
		DayFirst:     i.DayFirst,
		MonthFirst:   i.MonthFirst,
		YearFirst:    i.YearFirst,
		Zone:         store.Zone(),
		Currency:     store.Shop.Playbook.Currency,
		Status:       i.Status,
		CreditPrefix: i.CreditPrefix,
		AmountOf:     i.AmountOf,
		Consent:      i.Consent,
		Channel:      i.Channel,
		Now:          store.Now(),
	}
	if o.Kind == rows.Products {
		o.Currency = crm.ShopCurrency // whatever the store's turns out to be
	}
	if i.Separator != "" {
		separator := strings.ReplaceAll(i.Separator, `\t`, "\t")
		o.Comma, _ = utf8.DecodeRuneInString(separator)
	}
	if i.Zone != "" {
		if o.Zone, err = time.LoadLocation(i.Zone); err != nil {
			return o, fmt.Errorf("%w: %w", session.ErrUsage, err)
		}
	}
	if i.Currency != "" {
		o.CurrencyTold = true
		if o.Currency, err = cells.ParseCurrency(i.Currency); err != nil {
			return o, fmt.Errorf("%w: %w", session.ErrUsage, err)
		}
	}
	if i.AsOf != "" {
		o.AsOf, err = session.ParseInstant(i.AsOf, o.Zone)
	}
	return o, err
}
