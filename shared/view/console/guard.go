package console

import (
	"net"
	"net/http"
	"strings"

	"holdfast/shared/words/phrase"
)

// guardHeaders are set on every answer. A page may load its style sheet and its icon and
// nothing else; scripts never.
var guardHeaders = map[string]string{
	"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-store",
}

// guard returns a handler that sets guardHeaders and calls next. With Loopback it refuses
// requests that name another host than this machine.
func (c *Console) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range guardHeaders {
			w.Header().Set(name, value)
		}
		if c.Loopback && !isLoopback(r.Host) {
			foreign := refusal{http.StatusMisdirectedRequest, "console.error.host"}
			c.showError(w, r, phrase.English, foreign)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback reports whether a Host header names this machine to itself.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	host = strings.TrimSuffix(host, ".")
	host = strings.ToLower(host)

	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
