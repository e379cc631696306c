package invent

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// kind is what sort of customer somebody is.
type kind uint8

const (
	single   kind = iota // tries the shop, and that is that
	regular              // comes back in a rhythm of their own
	faithful             // often, and buys more
	business             // a company with a standing need
	gift                 // before Christmas, perhaps again in June
)

// shares of the kinds, in a hundred customers.
var shares = [...]int{
	single:   6,
	regular:  70,
	faithful: 15,
	business: 3,
	gift:     6,
}

// Ids begin high, as those of real shops do: beyond 2^32.
const (
	firstCustomer = 7_100_000_000
	firstOrder    = 5_400_000_000
	firstNumber   = 1000
	firstTicket   = 35_000
)

type buyer struct {
	id      int
	kind    kind
	first   string
	last    string
	email   string
	phone   string
	company string
	country string
	zone    string
	locale  string
	owner   string
	cycle   int // days
	agreed  bool
	calls   bool
	rng     *rand.Rand

	orders int
	next   time.Time // of the next order; zero = none
	gone   bool
	why    crm.Reason
}

// places is where customers live and what they are called there.
var places = []struct {
	country, zone, locale, dial string
	first, last                 []string
}{
	{
		"DE",
		"Europe/Berlin",
		"de-DE",
		"+49151",
		[]string{
			"Anna",
			"Lukas",
			"Miriam",
			"Felix",
			"Greta",
			"Jan",
			"Clara",
			"Paul",
			"Lena",
			"Emil",
		},
		[]string{
			"Vogel",
			"Brandt",
			"Kessler",
			"Lorenz",
			"Haas",
			"Winter",
			"Albrecht",
			"Seidel",
			"Ziegler",
			"Pohl",
			"Busch",
			"Arnold",
		},
	},
	{
		"GB",
		"Europe/London",
		"en-GB",
		"+44770",
		[]string{
			"Harriet",
			"Tom",
			"Priya",
			"Oliver",
			"Isla",
			"George",
			"Amelia",
			"Rhys",
			"Maya",
			"Ewan",
		},
		[]string{
			"Hughes",
			"Patel",
			"Marsh",
			"Whitfield",
			"Osei",
			"Barlow",
			"Chandra",
			"Reid",
			"Holt",
			"Akhtar",
			"Lowe",
			"Sutton",
		},
	},
	{
		"FR",
		"Europe/Paris",
		"fr-FR",
		"+33612",
		[]string{"Camille", "Hugo", "Inès", "Louis", "Manon", "Jules", "Chloé", "Adrien"},
		[]string{
			"Moreau",
			"Garnier",
			"Faure",
			"Lemoine",
			"Renard",
			"Perrot",
			"Vidal",
			"Colin",
			"Bouvier",
		},
	},
	{
		"JP",
		"Asia/Tokyo",
		"ja-JP",
		"+8190",
		[]string{"Hana", "Ren", "Yui", "Sota", "Aoi", "Haruto", "Mio"},
		[]string{"Sato", "Ito", "Kobayashi", "Mori", "Ogawa", "Hayashi", "Fujita"},
	},
	{
		"CN", "Asia/Shanghai", "zh-CN", "+86138",
		[]string{"伟", "芳", "静", "磊", "敏", "洋", "雪"},
		[]string{"王", "李", "张", "陈", "林", "周", "吴"},
	},
}

var trades = []string{
	"Papeterie",
	"Studio",
	"Workshop",
	"Kindergarten",
	"Atelier",
	"Bureau",
	"School",
	"Café",
	"Gallery",
	"Practice",
}

func newBuyer(i int, rng *rand.Rand) *buyer {
	b := &buyer{id: firstCustomer + i, rng: rng, kind: kindOf(rng.IntN(100))}
	p := places[min(rng.IntN(8), len(places)-1)%len(places)]
	if rng.IntN(8) == 0 {
		p = places[3]
	}
	b.first, b.last = pick(rng, p.first...), pick(rng, p.last...)
	if p.country == "CN" { // the family's name first, and no space
		b.first, b.last = "", b.last+b.first
	}
	b.country = p.country
	b.zone = p.zone
	b.locale = p.locale
	b.email = fmt.Sprintf("customer%d@%s.example", i+1, strings.ToLower(p.country))
	b.phone = fmt.Sprintf("%s%06d", p.dial, 100_000+(i*7919)%900_000)
	b.agreed = rng.IntN(100) < 72
	switch b.kind {
	case regular:
		b.cycle = 24 + rng.IntN(36) + rng.IntN(36)
	case faithful:
		b.cycle = 14 + rng.IntN(18)
	case business:
		b.cycle = 9 + rng.IntN(20)
		b.company = pick(rng, trades...) + " " + b.last
	}
	b.calls = b.kind == business || b.kind == faithful && rng.IntN(10) < 8 || rng.IntN(10) == 0
	if b.kind == business || b.kind == faithful {
		b.owner = Owners[i%(len(Owners)-1)]
	}
	return b
}

func kindOf(n int) kind {
	for k, share := range shares {
		if n -= share; n < 0 {
			return kind(k)
		}
	}
	return single
}

// name in full.
func (b *buyer) name() string {
	return strings.TrimSpace(b.first + " " + b.last)
}

// hour is a time of the day at which people shop.
func (b *buyer) hour() time.Duration { return 6*time.Hour + b.minutes(14*60) }

func (b *buyer) minutes(below int) time.Duration {
	return time.Duration(b.rng.IntN(below))*time.Minute + time.Duration(b.rng.IntN(60))*time.Second
}

// leaves decides after an order whether it was the last: each kind has its own hazard.
// Gifts and single orders are no exits that anybody could prevent; they just do not come
// back.
func (b *buyer) leaves() bool {
	switch b.kind {
	case regular:
		return b.rng.IntN(100) < 5
	case faithful:
		return b.rng.IntN(100) < 3
	case business:
		return b.rng.IntN(100) < 2
	case single:
		return true
	}
	return false
}

// reason is why somebody leaves.
func (b *buyer) reason() crm.Reason {
	if b.kind == single && b.rng.IntN(3) > 0 {
		return crm.ReasonUnknown
	}
	switch n := b.rng.IntN(100); {
	case n < 36:
		return crm.ReasonService
	case n < 54:
		return crm.ReasonPrice
	case n < 68:
		return crm.ReasonProduct
	case n < 76:
		return crm.ReasonMarket
	}
	return crm.ReasonUnknown
}

// again is when a customer who stays buys next: gaps of a gamma distribution of shape 4
// around the cycle.
func (b *buyer) again(at time.Time) time.Time {
	if b.kind == gift {
		if at.Month() == time.June || b.rng.IntN(3) > 0 {
			return time.Time{}
		}
		return time.Date(at.Year()+1, 6, 1+b.rng.IntN(18), 0, 0, 0, 0, time.UTC).Add(b.hour())
	}
	days := 0.0
	for range 4 {
		days += b.rng.ExpFloat64() * float64(b.cycle) / 4
	}
	gap := time.Duration(max(1, days) * 24 * float64(time.Hour))
	return at.Add(gap).Truncate(24 * time.Hour).Add(b.hour())
}

// CustomerID is the shop's id of the i-th customer it got, from 0.
func CustomerID(i int) string { return strconv.Itoa(firstCustomer + i) }
