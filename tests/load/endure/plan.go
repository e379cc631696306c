//go:build linux

// Package endure posts many deliveries to a real holdfast up, shuffled and with repeats,
// while that is killed, its disk fills up, its clock is turned forward and back, and it is
// restored from a backup. At the end it must know the same as after a straight run, byte for
// byte, and have opened no occasion twice.
//
// Plan says what is posted and when something is done to the process. Run plays it: it posts
// over several connections, sends again what was not accepted, does one disturbance after
// the other, and waits until the queues are empty. Then it plays the same deliveries, in
// order and undisturbed, into a second folder, and compares. The Report is printed by the
// command load.
package endure

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
)

// Plan is one run.
type Plan struct {
	Deliveries int // different ones
	Repeats    int // so many per cent are posted twice
	Customers  int
	Kills      int
	Fills      int // how often the disk is full
	Turns      int // how often the clock is turned, forward and back
	Restores   int // from a backup made earlier in the run
	Seed       uint64

	begun time.Time // dates of deliveries count from it
}

// source is a source of the shop that is tried.
type source struct {
	name, platform, secret, topic string

	sign func(src webhook.Source, topic string, body []byte, at time.Time) http.Header
}

const store = "endure"

var (
	shop = source{"shop", "shopify", "a secret for endurance", "orders/create", shopify.Platform{}.Sign}
	desk = source{"desk", "standard", "whsec_ZW5kdXJhbmNlIG5lZWRzIGEgbG9uZyBzZWNyZXQ=", "ticket.updated", standard.Platform{}.Sign}
)

// Every fiftieth delivery is a complaint, every fifth of the others a later version of the
// order before it.
const (
	ticketEvery  = 50
	versionEvery = 5
)

// sourceOf returns the source of the n-th delivery.
func sourceOf(n int) source {
	if n%ticketEvery == 0 {
		return desk
	}
	return shop
}

// body returns the n-th delivery.
func (p *Plan) body(n int) []byte {
	if n%ticketEvery == 0 {
		return p.ticket(n)
	}
	order := n
	updated := time.Duration(0)
	refunds := "[]"
	isLater := n%versionEvery == 1 && n%ticketEvery != 1
	if isLater {
		order = n - 1
		updated = time.Hour
		refunds = fmt.Sprintf(`[{"id":%d,"transactions":[{"kind":"refund","status":"success","amount":"5.00"}]}]`, 9_000_000+n)
	}
	placed := p.begun.Add(-400*24*time.Hour + time.Duration(order%(380*24))*time.Hour)
	return fmt.Appendf(nil, `{"id":%d,"name":"#%d","created_at":%q,"processed_at":%q,"updated_at":%q,"currency":"EUR",`+
		`"total_price":"%d.50","financial_status":"paid","test":false,"customer":{"id":%d},"refunds":%s,"note":%q}`,
		5_000_000_000+order, order, stamp(placed), stamp(placed), stamp(placed.Add(updated)),
		10+order%190, p.customer(order), refunds, strings.Repeat("x", 400))
}

func (p *Plan) ticket(n int) []byte {
	at := stamp(p.begun.Add(-24*time.Hour + time.Duration(n)*time.Millisecond)) // past, whatever the clock
	return fmt.Appendf(nil, `{"type":"ticket.updated","timestamp":%q,"data":{"id":"K-%d","subject":"It is broken","text":"It arrived broken.",`+
		`"status":"open","priority":"high","complaint":true,"created_at":%q,"updated_at":%q,"customer":{"source":"shop","id":"%d"}}}`,
		at, n, at, at, p.customer(n/ticketEvery))
}

// customer returns whose the n-th thing is. Tickets come from as many customers as they can.
func (p *Plan) customer(n int) int { return 1_000_000_000 + n*7919%p.Customers }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// sequence lists the deliveries in the order in which they are posted, with their repeats.
func (p *Plan) sequence() []int {
	rng := rand.New(rand.NewPCG(p.Seed, 1))
	all := make([]int, 0, p.Deliveries*(100+p.Repeats)/100)
	for n := range p.Deliveries {
		all = append(all, n)
	}
	for range p.Deliveries * p.Repeats / 100 {
		all = append(all, rng.IntN(p.Deliveries))
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// disturbance is one thing that is done to the process.
type disturbance string

const (
	kill    disturbance = "kill"
	fill    disturbance = "full disk"
	turn    disturbance = "clock"
	backup  disturbance = "backup"
	restore disturbance = "restore"
)

// disturbances lists what is done, in the order in which it is. Before each restore comes a
// backup.
func (p *Plan) disturbances() []disturbance {
	var all []disturbance
	for what, times := range map[disturbance]int{kill: p.Kills, fill: p.Fills, turn: p.Turns, restore: 2 * p.Restores} {
		all = append(all, slices.Repeat([]disturbance{what}, times)...)
	}
	slices.Sort(all) // as a map has no order
	rng := rand.New(rand.NewPCG(p.Seed, 2))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	isBackup := true
	for i, what := range all {
		if what != restore {
			continue
		}
		if isBackup {
			all[i] = backup
		}
		isBackup = !isBackup
	}
	return all
}
