package crm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SalesChannel is where an order was placed.
type SalesChannel uint8

const (
	SalesUnknown     SalesChannel = iota
	SalesWeb                      // the shop's own site
	SalesApp                      // an app
	SalesStore                    // over the counter
	SalesPhone                    // taken by a person: by phone, mail or letter
	SalesMarketplace              // somebody else's site
	SalesSocial                   // inside a social network
	SalesOther
	salesCount
)

var salesNames = [salesCount]string{
	"unknown",
	"web",
	"app",
	"store",
	"phone",
	"marketplace",
	"social",
	"other",
}

func (c SalesChannel) String() string { return nameOf(salesNames[:], int(c)) }

// SalesChannels lists every sales channel, the unknown one first.
func SalesChannels() []SalesChannel {
	all := make([]SalesChannel, salesCount)
	for i := range all {
		all[i] = SalesChannel(i)
	}
	return all
}

// ParseSalesChannel reads a channel by its name and reports whether there is one.
func ParseSalesChannel(name string) (SalesChannel, bool) {
	i := slices.Index(salesNames[:], name)
	if i < 0 {
		return SalesUnknown, false
	}
	return SalesChannel(i), true
}

// Goods are the names of what was bought, products or categories, sorted, one a line.
// They are there to know a customer by, not to fill a parcel: at most goodsKept names of
// at most goodsLength bytes.
type Goods string

const (
	goodsKept   = 5
	goodsLength = 40
)

// NewGoods keeps names in their one form.
func NewGoods(names ...string) Goods {
	kept := make([]string, 0, len(names))
	for _, name := range names {
		name = strings.Join(
			strings.FieldsFunc(
				name,
				func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) },
			),
			" ",
		)
		if len(name) > goodsLength {
			end := goodsLength
			for end > 0 && !utf8.RuneStart(name[end]) {
				end--
			}
			name = strings.TrimSpace(name[:end])
		}
		if name != "" {
			kept = append(kept, name)
		}
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	return Goods(strings.Join(kept[:min(len(kept), goodsKept)], "\n"))
}

// Names lists them.
func (g Goods) Names() []string {
	if g == "" {
		return nil
	}
	return strings.Split(string(g), "\n")
}
