package settings

import (
	"context"
	"fmt"
	"strings"

	"holdfast/infra/holdfast/cells"
	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// assumedCurrency is that of a new store until its first order tells another.
const assumedCurrency crm.Currency = "EUR"

// applyMoney sets the currency and the margin that the flags name, and reports whether that
// changed anything.
func (c *Add) applyMoney(cfg *playbook.Config) (changed bool, err error) {
	if c.Currency != "" {
		currency, err := cells.ParseCurrency(c.Currency)
		if err != nil {
			return false, fmt.Errorf("%w: %w", session.ErrUsage, err)
		}
		changed = currency != cfg.Currency || cfg.CurrencyFrom != ""
		cfg.SetCurrency(currency, "")
	}
	if c.Margin != "" {
		margin, err := parseMargin(c.Margin)
		if err != nil {
			return false, err
		}
		changed = changed || margin != cfg.MarginBP || cfg.MarginAssumed()
		cfg.MarginBP = margin
		cfg.MarginFrom = ""
	}
	return changed, nil
}

// parseMargin reads a per cent such as 35 or 12.5 into basis points.
func parseMargin(text string) (int64, error) {
	percent := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	margin, err := crm.ParseMoney(percent, "EUR") // hundredths, as of a currency with cents
	if err != nil || margin.Minor < 0 || margin.Minor > 10_000 {
		return 0, fmt.Errorf(
			"%w: --margin %q: want a per cent of revenue, from 0 to 100",
			session.ErrUsage,
			text,
		)
	}
	return margin.Minor, nil
}

// nameMoney changes the currency and the margin of a store that is there, as the flags name
// them.
func (c *Add) nameMoney(ctx context.Context, target *session.Target, shop *book.Shop) error {
	changed, err := c.applyMoney(&shop.Playbook)
	if err != nil || !changed {
		return err
	}
	return target.Book.SaveSettings(ctx, shop)
}

// SayAssumed says what nobody has named of a store's money yet, and how to name it.
func SayAssumed(s *session.Session, cfg *playbook.Config) {
	if cfg.CurrencyAssumed() {
		s.Printf(
			"No currency is named: %s takes that of its first order.\n"+
				"  To name one:  source add ... --currency USD, or settings set with currency: USD\n",
			cfg.Store,
		)
	}
	if cfg.MarginAssumed() {
		s.Printf(
			"What is the margin of %s? None is named, so profit is reckoned with %s of revenue.\n"+
				"  To name it:   source add ... --margin 35, or settings set with margin_bp: 3500\n",
			cfg.Store,
			phrase.Percent(cfg.MarginBP),
		)
	}
}

// listUnnamed lists what nobody has named of a store's money yet.
func listUnnamed(cfg *playbook.Config) []string {
	var unnamed []string
	if cfg.CurrencyAssumed() {
		unnamed = append(unnamed, "currency")
	}
	if cfg.MarginAssumed() {
		unnamed = append(unnamed, "margin")
	}
	return unnamed
}

// noteNamed takes a currency or a margin that a person writes into the settings for named,
// unless the file says that it still is what it was: as one does that was shown and edited.
func noteNamed(before, after *playbook.Config, changes map[string]any) {
	_, namesCurrency := changes["currency"]
	_, saysFrom := changes["currency_from"]
	if namesCurrency && (!saysFrom || before.Currency != after.Currency) {
		after.CurrencyFrom = ""
	}
	_, namesMargin := changes["margin_bp"]
	_, saysFrom = changes["margin_from"]
	if namesMargin && (!saysFrom || before.MarginBP != after.MarginBP) {
		after.MarginFrom = ""
	}
}
