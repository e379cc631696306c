package webhook_test

import (
	"strings"
	"testing"

	"holdfast/shared/edge/webhook"
)

// A word is named so that it can be put into the table. What may name a person is not.
func TestAnUnreadWordIsNamedUnlessItMayNameAPerson(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"": "", "  ": "", "Megfelelő": "rating megfelelő", "Good-ish, really": "rating good-ish, really", "ดีงาม": "rating ดีงาม",
		"42%": "rating", "ann@example.com": "rating", "+49 151": "rating", strings.Repeat("x", 41): "rating", "a\xffb": "rating",
	} {
		if got := webhook.NameUnread("rating", words); got != want {
			t.Errorf("%q is named %q, not %q", words, got, want)
		}
	}
}
