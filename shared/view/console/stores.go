package console

import (
	"net/http"

	"holdfast/shared/words/phrase"
)

type storesPage struct {
	frame
	Stores []link
}

// showStores leads to the only store, or lists all. A store that cannot be loaded is
// logged and left out.
func (c *Console) showStores(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	names, err := c.Book.ListStores(ctx)
	if err != nil {
		c.Log.ErrorContext(ctx, "stores cannot be listed", "error", err)
		c.showError(w, r, phrase.English, internalError)
		return
	}
	if len(names) == 1 {
		http.Redirect(w, r, "/"+names[0]+"/", http.StatusSeeOther)
		return
	}

	words := wordingIn(phrase.English)
	p := storesPage{
		frame: frame{
			wording: words,
			Title:   words.Say("console.stores.title"),
		},
	}
	for _, name := range names {
		shop, err := c.Shops.FindShop(ctx, name)
		if err != nil {
			c.Log.WarnContext(ctx, "a listed store cannot be loaded", "store", name, "error", err)
			continue
		}

		page := link{URL: "/" + name + "/", Text: shopName(shop)}
		p.Stores = append(p.Stores, page)
	}
	c.render(w, r, http.StatusOK, "stores", &p)
}
