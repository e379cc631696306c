package crm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/shared/words/enum"
)

// SalesChannel is where an order was placed.
type SalesChannel uint8

const (
	SalesUnknown     SalesChannel = iota
	SalesWeb                      // the shop's own site
	SalesApp                      // an app
	SalesStore                    // over the counter
	SalesPhone                    // taken by a person: by phone, mail or letter
	SalesMarketplace              // the site of another firm
	SalesSocial                   // inside a social network
	SalesOther
)

var salesChannels = enum.Names[SalesChannel]{
	SalesUnknown:     "unknown",
	SalesWeb:         "web",
	SalesApp:         "app",
	SalesStore:       "store",
	SalesPhone:       "phone",
	SalesMarketplace: "marketplace",
	SalesSocial:      "social",
	SalesOther:       "other",
}

func (c SalesChannel) String() string { return salesChannels.String(c) }

// Known reports whether this version has a name for the code.
func (c SalesChannel) Known() bool { return salesChannels.Known(c) }

// ParseSalesChannel returns the sales channel with the name.
func ParseSalesChannel(name string) (SalesChannel, error) { return salesChannels.Parse(name) }

// Goods holds the names of what was bought, products or categories, sorted, one a line.
// They serve to know a customer by, not to fill a parcel: there are at most goodsKept
// names of at most goodsLength bytes.
type Goods string

const (
	goodsKept   = 5
	goodsLength = 40
)

// NewGoods returns the one form of some names.
func NewGoods(names ...string) Goods {
	kept := make([]string, 0, len(names))
	for _, name := range names {
		if short := shorten(name); short != "" {
			kept = append(kept, short)
		}
	}
	slices.Sort(kept)
	kept = slices.Compact(kept)
	kept = kept[:min(len(kept), goodsKept)]
	return Goods(strings.Join(kept, "\n"))
}

// shorten returns a name on one line, cut to goodsLength bytes at the end of a letter.
func shorten(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	})
	name = strings.Join(words, " ")
	if len(name) <= goodsLength {
		return name
	}

	end := goodsLength
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return strings.TrimSpace(name[:end])
}

// Names lists the names.
func (g Goods) Names() []string {
	if g == "" {
		return nil
	}
	return strings.Split(string(g), "\n")
}
