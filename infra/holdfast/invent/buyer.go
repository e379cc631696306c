package invent

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// kind is a kind of customer.
type kind uint8

const (
	single   kind = iota // tries the shop, and that is that
	regular              // comes back in a rhythm of their own
	faithful             // often, and buys more
	business             // a company with a standing need
	gift                 // before Christmas, perhaps again in June
)

// shares are how many of a hundred customers are of each kind.
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

// country is where customers live, and what they are called there.
type country struct {
	code, zone, locale, dial string
	first, last              []string
}

var countries = []country{
	{
		code:   "DE",
		zone:   "Europe/Berlin",
		locale: "de-DE",
		dial:   "+49151",
		first: strings.Fields(
			"Anna Lukas Miriam Felix Greta Jan Clara Paul Lena Emil",
		),
		last: strings.Fields(
			"Vogel Brandt Kessler Lorenz Haas Winter Albrecht Seidel Ziegler Pohl Busch Arnold",
		),
	},
	{
		code:   "GB",
		zone:   "Europe/London",
		locale: "en-GB",
		dial:   "+44770",
		first: strings.Fields(
			"Harriet Tom Priya Oliver Isla George Amelia Rhys Maya Ewan",
		),
		last: strings.Fields(
			"Hughes Patel Marsh Whitfield Osei Barlow Chandra Reid Holt Akhtar Lowe Sutton",
		),
	},
	{
		code:   "FR",
		zone:   "Europe/Paris",
		locale: "fr-FR",
		dial:   "+33612",
		first:  strings.Fields("Camille Hugo Inès Louis Manon Jules Chloé Adrien"),
		last:   strings.Fields("Moreau Garnier Faure Lemoine Renard Perrot Vidal Colin Bouvier"),
	},
	{
		code:   "JP",
		zone:   "Asia/Tokyo",
		locale: "ja-JP",
		dial:   "+8190",
		first:  strings.Fields("Hana Ren Yui Sota Aoi Haruto Mio"),
		last:   strings.Fields("Sato Ito Kobayashi Mori Ogawa Hayashi Fujita"),
	},
	{
		code:   "CN",
		zone:   "Asia/Shanghai",
		locale: "zh-CN",
		dial:   "+86138",
		first:  strings.Fields("伟 芳 静 磊 敏 洋 雪"),
		last:   strings.Fields("王 李 张 陈 林 周 吴"),
	},
}

var trades = strings.Fields(
	"Papeterie Studio Workshop Kindergarten Atelier Bureau School Café Gallery Practice",
)

// newBuyer invents the i-th customer.
func newBuyer(i int, rng *rand.Rand) *buyer {
	b := &buyer{
		id:   firstCustomer + i,
		rng:  rng,
		kind: kindOf(rng.IntN(100)),
	}
	b.setCountry(i, pickCountry(rng))
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

	// Businesses may always be called, four in five faithful customers, one in ten others.
	b.calls = b.kind == business ||
		b.kind == faithful && rng.IntN(10) < 8 ||
		rng.IntN(10) == 0
	if b.kind == business || b.kind == faithful {
		b.owner = Owners[i%(len(Owners)-1)]
	}
	return b
}

// pickCountry returns where a customer lives. Four in eight live in the last country, and
// one in eight of all in Japan instead.
func pickCountry(rng *rand.Rand) country {
	c := countries[min(rng.IntN(8), len(countries)-1)]
	if rng.IntN(8) == 0 {
		c = countries[3]
	}
	return c
}

func (b *buyer) setCountry(i int, c country) {
	b.first = pick(b.rng, c.first...)
	b.last = pick(b.rng, c.last...)
	if c.code == "CN" { // the family's name first, and no space
		b.last += b.first
		b.first = ""
	}
	b.country = c.code
	b.zone = c.zone
	b.locale = c.locale
	b.email = fmt.Sprintf("customer%d@%s.example", i+1, strings.ToLower(c.code))
	b.phone = fmt.Sprintf("%s%06d", c.dial, 100_000+(i*7919)%900_000)
}

// kindOf returns the kind of a customer by a number below 100.
func kindOf(n int) kind {
	for k, share := range shares {
		if n -= share; n < 0 {
			return kind(k)
		}
	}
	return single
}

// name returns the name in full.
func (b *buyer) name() string {
	return strings.TrimSpace(b.first + " " + b.last)
}

// hourOfDay returns a time of the day at which people shop.
func (b *buyer) hourOfDay() time.Duration { return 6*time.Hour + b.minutes(14*60) }

// minutes returns a time of less than so many minutes.
func (b *buyer) minutes(below int) time.Duration {
	minutes := time.Duration(b.rng.IntN(below)) * time.Minute
	seconds := time.Duration(b.rng.IntN(60)) * time.Second
	return minutes + seconds
}

// comeBack has a customer who left buy again at an instant.
func (b *buyer) comeBack(at time.Time) {
	b.gone = false
	b.next = at
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

// reason returns why the customer leaves.
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

// gapShape is the shape of the gamma distribution of gaps: a customer's gaps vary by half
// of their cycle.
const gapShape = 4

// nextPurchase returns when a customer who stays buys next. Gaps have a gamma distribution
// around the cycle.
func (b *buyer) nextPurchase(at time.Time) time.Time {
	if b.kind == gift {
		return b.nextGift(at)
	}
	gap := 0.0 // days
	for range gapShape {
		gap += b.rng.ExpFloat64() * float64(b.cycle) / gapShape
	}
	hours := max(1, gap) * 24 * float64(time.Hour)
	day := at.Add(time.Duration(hours)).Truncate(24 * time.Hour)
	return day.Add(b.hourOfDay())
}

// nextGift returns when a customer who buys gifts buys next: one in three in June, then
// never again.
func (b *buyer) nextGift(at time.Time) time.Time {
	if at.Month() == time.June || b.rng.IntN(3) > 0 {
		return time.Time{}
	}
	day := time.Date(at.Year()+1, 6, 1+b.rng.IntN(18), 0, 0, 0, 0, time.UTC)
	return day.Add(b.hourOfDay())
}

// CustomerID returns the shop's id of the i-th customer it got, from 0.
func CustomerID(i int) string { return strconv.Itoa(firstCustomer + i) }
