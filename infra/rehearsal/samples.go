package rehearsal

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/woocommerce"
	"holdfast/shared/edge/webhook/zendesk"
	"holdfast/shared/steps/ingest"
)

// sample is a delivery that a platform could send.
type sample struct {
	topic string
	body  string
}

// samples are what is posted for a source of each platform. Pages for people, which have no
// secret of a shop's, are not rehearsed.
var samples = map[string]sample{
	shopify.Name: {"orders/updated", `{"id":1,"currency":"EUR","total_price":"12.00",` +
		`"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:01Z"}`},
	woocommerce.Name: {"order.updated", `{"id":1,"status":"processing","currency":"EUR",` +
		`"total":"12.00","date_created_gmt":"2026-01-05T10:00:00",` +
		`"date_modified_gmt":"2026-01-05T10:00:01"}`},
	zendesk.Name: {"", `{"type":"zen:event-type:ticket.created","time":"2026-01-05T10:00:00Z",` +
		`"detail":{"id":"1","status":"NEW","requester_id":"1",` +
		`"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z"}}`},
	standard.Name: {"order.updated", `{"type":"order.updated","timestamp":"2026-01-05T10:00:01Z",` +
		`"data":{"id":"1","currency":"EUR","total":"12.00","placed_at":"2026-01-05T10:00:00Z"}}`},
}

// otherSecret passes the CheckSecret of every platform, and no shop signs with it.
const otherSecret = "whsec_bm9ib2R5IHNpZ25zIHdpdGggdGhpcyBzZWNyZXQ="

// maxCandidates is how many sources of a platform are tried at most.
const maxCandidates = 3

// candidate is a source that a sample may be posted for.
type candidate struct {
	store, name string
	platform    webhook.Platform
	sample      sample
	source      webhook.Source
}

// pickSources returns up to maxCandidates sources of each platform that has a sample, by
// platform. They are the first by store and name of those whose secrets can be used.
func pickSources(stores ingest.Stores) map[string][]candidate {
	picked := map[string][]candidate{}
	for _, store := range slices.Sorted(maps.Keys(stores)) {
		for _, name := range slices.Sorted(maps.Keys(stores[store])) {
			src := stores[store][name]
			c, usable := candidateOf(src)
			if !usable || len(picked[src.Platform]) == maxCandidates {
				continue
			}
			c.store = store
			c.name = name
			picked[src.Platform] = append(picked[src.Platform], c)
		}
	}
	return picked
}

// candidateOf returns what a sample is posted with for a source, and reports whether one
// can be.
func candidateOf(src ingest.Source) (candidate, bool) {
	platform, known := platforms.For(src.Platform)
	s, hasSample := samples[src.Platform]
	if !known || !hasSample || len(src.Secrets) == 0 {
		return candidate{}, false
	}
	if platform.CheckSecret(src.Secrets[0]) != nil {
		return candidate{}, false
	}
	signer := webhook.Source{Secrets: src.Secrets, Account: src.Account}
	return candidate{platform: platform, sample: s, source: signer}, true
}

// post returns the sample as the signer would post it for the candidate.
func (c candidate) post(signer webhook.Source, now time.Time) ingest.Request {
	body := []byte(c.sample.body)
	return ingest.Request{
		Method: http.MethodPost,
		Store:  c.store,
		Source: c.name,
		Header: c.platform.Sign(signer, c.sample.topic, body, now),
		Body:   body,
	}
}
