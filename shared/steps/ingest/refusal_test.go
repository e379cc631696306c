package ingest_test

import (
	"bytes"
	"net/http"
	"testing"

	"holdfast/shared/steps/ingest"
)

// BenchmarkRefusal compares how long requests take that are refused: the time must not tell
// an address that exists from one that does not, whatever stands in the headers.
func BenchmarkRefusal(b *testing.B) {
	body := bytes.Repeat([]byte("x"), 1<<20)
	wrong := http.Header{"X-Shopify-Hmac-Sha256": {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "X-Shopify-Shop-Domain": {"linden-and-oak.myshopify.com"}}
	for _, c := range []struct {
		name, store, source string
		header              http.Header
	}{
		{"wrong signature", "linden", "shop", wrong},
		{"no signature", "linden", "shop", nil},
		{"another platform's signature", "linden", "desk", wrong},
		{"a platform without a signature", "linden", "own", nil},
		{"unknown source", "linden", "none", wrong},
		{"unknown store", "nobody", "shop", wrong},
		{"unknown store, no signature", "nobody", "shop", nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			h := newHouse()
			r := ingest.Request{Method: http.MethodPost, Store: c.store, Source: c.source, Header: c.header, Body: body}
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if a := h.TakeRequest(b.Context(), r); a.Status != http.StatusUnauthorized {
					b.Fatalf("answered %+v", a)
				}
			}
		})
	}
}
