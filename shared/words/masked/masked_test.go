package masked_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"holdfast/shared/words/masked"
)

func TestNoAddressIsInALog(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"order/ann.berg+x@example.com names no customer": "order/(address) names no customer",
		"p:shop:ann@example.com":                         "p:shop:(address)",
		`"ann@example.com"`:                              `"(address)"`,
		"https://x.example/?to=ann%40example.com&b=1":    "https://x.example/?to=(address)&b=1",
		"zoë@bücher.example and bob@example.com":         "(address) and (address)",
		"nobody":             "nobody",
		"3 @ 5 EUR":          "3 @ 5 EUR",
		"mailbox\n王@例子.中国\n": "mailbox\n(address)\n",
	} {
		if got := masked.Text(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

type key string

func TestEveryValueOfALineIsMasked(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: masked.Attr}))
	log.With("event", "order/ann@example.com").Warn("not folded yet",
		"error", errors.New(`fold order/ann@example.com: broken`),
		slog.Group("request", "id", "ann@example.com"),
		"customer", key("p:shop:ann@example.com"),
		"count", 7,
	)
	if text := out.String(); strings.Contains(text, "ann@") || !strings.Contains(text, `"count":7`) || strings.Count(text, "(address)") != 4 {
		t.Error(text)
	}
}
