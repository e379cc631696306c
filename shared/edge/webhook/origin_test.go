package webhook_test

import (
	"strings"
	"testing"

	"holdfast/shared/edge/webhook"
)

func TestWhereABuyerCameFrom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ landing, referring, want string }{
		{"/products/tea?utm_source=Newsletter&utm_medium=email", "https://www.google.com/", "newsletter"},
		{"/", "https://www.google.com/search?q=tea", "google.com"},
		{"/", "", ""},
		{"", "android-app://com.pinterest/", "com.pinterest"},
		{"/?utm_source=%E5%BE%AE%E4%BF%A1", "", ""}, // what a report cannot print is nothing
		{"/?utm_source=" + strings.Repeat("x", 90), "", strings.Repeat("x", 40)},
		{"%zz", "::", ""},
	} {
		if got := webhook.Origin(c.landing, c.referring); got != c.want {
			t.Errorf("%q from %q: %q, want %q", c.landing, c.referring, got, c.want)
		}
	}
}
