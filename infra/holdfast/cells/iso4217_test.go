package cells_test

import (
	"errors"
	"testing"

	"holdfast/infra/holdfast/cells"
	"holdfast/shared/words/crm"
)

func TestOnlyCurrenciesThereAreAreTaken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]crm.Currency{"eur": "EUR", " CNY ": "CNY", "SLE": "SLE", "ZWG": "ZWG", "XAF": "XAF"} {
		if got, err := cells.ParseCurrency(text); got != want || err != nil {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"EUD", "XXQ", "ZZZ", "EURO", "", "AAA", "RUR"} {
		if got, err := cells.ParseCurrency(text); !errors.Is(err, crm.ErrMoney) {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}
