package console

import (
	"errors"
	"net/http"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
)

// errNotFound reports that there is no such page, customer or task.
var errNotFound = errors.New("no such page")

// refusal is an error that is shown to the visitor. Its key names two messages of the
// catalogue: the title, and with ".text" added what to do about it.
type refusal struct {
	status int
	key    string
}

func (r refusal) Error() string { return r.key }

// internalError is shown for every error that is not the visitor's. The log says more.
var internalError = refusal{http.StatusInternalServerError, "console.error.internal"}

// answerError answers with a page that says what err means to the visitor. An error that
// means nothing to them is logged.
func (c *Console) answerError(v *visit, err error) {
	shown, known := asRefusal(err)
	switch {
	case known:
	case v.ctx().Err() != nil:
		return // the visitor has gone
	default:
		c.Log.ErrorContext(v.ctx(), "a page cannot be made", "page", v.r.Pattern, "error", err)
		shown = internalError
	}
	c.showError(v.w, v.r, v.Language, shown)
}

// asRefusal returns the refusal that err is shown as. It returns false if err is not the
// visitor's.
func asRefusal(err error) (shown refusal, known bool) {
	switch {
	case errors.As(err, &shown):
		return shown, true
	case errors.Is(err, errNotFound), errors.Is(err, book.ErrNoStore):
		return refusal{http.StatusNotFound, "console.error.not_found"}, true
	case table.IsConflict(err):
		return refusal{http.StatusConflict, "console.error.changed"}, true
	}
	return refusal{}, false
}

type errorPage struct {
	frame
	Text string
}

// showError answers with a page that says what is wrong, and what to do.
func (c *Console) showError(w http.ResponseWriter, r *http.Request, lang string, shown refusal) {
	words := wordingIn(lang)
	p := errorPage{
		frame: frame{
			wording: words,
			Title:   words.Say(shown.key),
		},
		Text: words.Say(shown.key + ".text"),
	}
	c.render(w, r, shown.status, "error", &p)
}
