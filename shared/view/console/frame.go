package console

import (
	"fmt"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/words/phrase"
)

// wording says things of customers in a store's language and zone.
type wording struct{ phrase.Locale }

// wordingIn returns the wording of a page outside a store.
func wordingIn(lang string) wording {
	return wording{phrase.Locale{Language: lang, Zone: time.UTC}}
}

// word returns the catalogue's word for a value of a kind: word("tier", segment.High) says
// "tier.high".
func (t wording) word(kind string, value fmt.Stringer) string {
	return t.Say(kind + "." + value.String())
}

// frame is what every page has around it.
type frame struct {
	wording
	Title    string
	Store    string // "" outside a store
	ShopName string // as people know it
	Section  string // the page's entry in the navigation
	Query    string // in the search box
	Clock    string
	Notice   *notice // what has just been changed; nil = nothing
}

// newFrame returns the frame of a page of the store, below an entry of the navigation.
func (v *visit) newFrame(section, title string) frame {
	return frame{
		wording:  v.wording,
		Title:    title,
		Store:    v.shop.Store,
		ShopName: shopName(v.shop),
		Section:  section,
		Clock:    v.Clock(v.now),
	}
}

// Style returns the address of the style sheet.
func (frame) Style() string { return stylePath }

// shopName returns the shop's name, or its store's if it has none.
func shopName(s *book.Shop) string {
	if s.Name != "" {
		return s.Name
	}
	return s.Store
}

type link struct{ URL, Text string }
