package console

import (
	"net"
	"net/http"
	"slices"
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

// forwardPrefix begins the headers that most proxies set.
const forwardPrefix = "X-Forwarded-"

// forwardHeaders are further headers of proxies, tunnels and load balancers. A request with
// one was not sent at this machine, whatever host it names.
var forwardHeaders = []string{
	"Forwarded",
	"Via",
	"X-Original-Host",
	"X-Real-Ip",
	"X-Client-Ip",
	"X-Cluster-Client-Ip",
	"X-Envoy-External-Address",
	"X-Amzn-Trace-Id",
	"True-Client-Ip",
	"Fastly-Client-Ip",
	"Fly-Client-Ip",
	"Cf-Connecting-Ip",
	"Cf-Ray",
	"Cdn-Loop",
	"Tailscale-User-Login",
}

// isForwarded reports whether a request came through a proxy.
func isForwarded(r *http.Request) bool {
	for name := range r.Header {
		if strings.HasPrefix(name, forwardPrefix) || slices.Contains(forwardHeaders, name) {
			return true
		}
	}
	return false
}

// guard returns a handler that sets guardHeaders and calls next. With Loopback it refuses
// requests that name another host than this machine, and those that a proxy forwards.
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
		if c.Loopback && isForwarded(r) {
			forwarded := refusal{http.StatusForbidden, "console.error.forwarded"}
			c.showError(w, r, phrase.English, forwarded)
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
