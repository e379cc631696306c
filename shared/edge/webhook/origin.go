package webhook

import (
	"net/url"
	"strings"
)

// Origin is where a buyer came from, as far as the addresses of a visit tell: the
// campaign's utm_source in the page they landed on, else the site that had the link.
// Visits that nothing led to have none.
func Origin(landing, referring string) string {
	if u, err := url.Parse(landing); err == nil {
		if source := strings.ToLower(strings.TrimSpace(u.Query().Get("utm_source"))); source != "" {
			return clipOrigin(source)
		}
	}
	u, err := url.Parse(referring)
	if err != nil {
		return ""
	}
	return clipOrigin(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."))
}

// longestOrigin keeps the names of sources short, and what somebody could write into a
// link out of the books.
const longestOrigin = 40

func clipOrigin(name string) string {
	name = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return -1
		}
		return r
	}, name)
	return name[:min(len(name), longestOrigin)]
}
