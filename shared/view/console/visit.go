package console

import (
	"context"
	"net/http"
	"net/url"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// visit is one request to a page of a store, with what every page needs for it.
type visit struct {
	wording
	w    http.ResponseWriter
	r    *http.Request
	shop *book.Shop
	now  crm.Instant // the whole page is as of this instant
}

// servePage returns a handler that finds the store of a request and has makePage answer.
// An error becomes a page too.
func (c *Console) servePage(makePage func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{
			wording: wordingIn(phrase.English),
			w:       w,
			r:       r,
			now:     crm.InstantOf(c.Now()),
		}

		err := c.enterStore(v)
		if err == nil {
			err = makePage(v)
		}
		if err != nil {
			c.answerError(v, err)
		}
	}
}

// enterStore sets the shop that the path names, and its language and zone.
func (c *Console) enterStore(v *visit) error {
	store := v.r.PathValue("store")
	if store == "" {
		return errNotFound
	}
	shop, err := c.Shops.FindShop(v.ctx(), store)
	if err != nil {
		return err
	}

	v.shop = shop
	v.wording = wording{shop.Playbook.Locale()}
	return nil
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// storeURL returns the address of a path in the store.
func (v *visit) storeURL(path string) string {
	return "/" + v.shop.Store + "/" + path
}

// customerURL returns the address of a customer's page. Keys hold colons, and any
// character that a platform puts into its ids.
func (v *visit) customerURL(key crm.Key) string {
	return v.storeURL("customers/" + url.PathEscape(string(key)))
}

// undoURL returns the address that takes back what came of a task, or "" if it cannot be
// taken back any more.
func (v *visit) undoURL(t book.Task) string {
	if !t.Undoable(v.now) {
		return ""
	}
	return v.storeURL("tasks/" + t.ID + "/undo")
}
