package webhook

import (
	"net/url"
	"strings"
)

// Origin returns where a buyer came from, as far as the addresses of a visit tell: the
// campaign's utm_source in the page they landed on, else the host of the site that had
// the link. It returns "" for a visit that followed no link.
func Origin(landing, referring string) string {
	if u, err := url.Parse(landing); err == nil {
		source := strings.TrimSpace(u.Query().Get("utm_source"))
		if source != "" {
			return clipOrigin(strings.ToLower(source))
		}
	}

	u, err := url.Parse(referring)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	return clipOrigin(strings.TrimPrefix(host, "www."))
}

// longestOrigin keeps names short, and long texts that were written into a link out of
// the records. It is in bytes.
const longestOrigin = 40

// clipOrigin drops spaces and what is not ASCII, then cuts.
func clipOrigin(name string) string {
	name = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return -1
		}
		return r
	}, name)
	return name[:min(len(name), longestOrigin)]
}
