package console

import (
	"errors"
	"net/http"
	"net/url"

	"holdfast/shared/records/book"
	"holdfast/shared/records/results"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// maxTries is how often a change is tried while others write the same customer.
const maxTries = 4

// The refusals of a posted form.
var (
	badForm      = refusal{http.StatusBadRequest, "console.error.form"}
	largeForm    = refusal{http.StatusRequestEntityTooLarge, "console.error.form"}
	noExitReason = refusal{http.StatusBadRequest, "console.error.reason"}
	badCallBack  = refusal{http.StatusBadRequest, "console.error.when"}
	taskIsOver   = refusal{http.StatusConflict, "console.error.over"}
	cannotUndo   = refusal{http.StatusConflict, "console.error.nothing_to_undo"}
)

// recorder records results of the store's tasks as of the visit.
func (c *Console) recorder(v *visit) results.Recorder {
	return results.Recorder{
		Book: c.Book,
		Shop: v.shop,
		At:   v.now,
	}
}

// recordFeedback records what came of a task.
func (c *Console) recordFeedback(v *visit) error {
	feedback, err := v.readFeedback()
	if err != nil {
		return err
	}

	task := v.r.PathValue("id")
	recorder := c.recorder(v)
	return c.changeTask(v, func() (book.Task, error) {
		return recorder.RecordFeedback(v.ctx(), task, feedback)
	})
}

// undoFeedback takes back what was recorded of a task.
func (c *Console) undoFeedback(v *visit) error {
	if err := v.parseForm(); err != nil {
		return err
	}

	task := v.r.PathValue("id")
	recorder := c.recorder(v)
	return c.changeTask(v, func() (book.Task, error) {
		return recorder.UndoFeedback(v.ctx(), task)
	})
}

// changeTask changes a task, again if another write came first, and leads to the page that
// shows what came of it.
func (c *Console) changeTask(v *visit, change func() (book.Task, error)) error {
	var task book.Task
	err := table.Retry(v.ctx(), maxTries, func(bool) (err error) {
		task, err = change()
		return err
	})

	switch {
	case errors.Is(err, results.ErrNoTask):
		return errNotFound
	case errors.Is(err, results.ErrNothingToUndo):
		return cannotUndo
	case errors.Is(err, playbook.ErrTaskOver):
		return taskIsOver
	case err != nil:
		return err
	}
	http.Redirect(v.w, v.r, v.resultURL(task), http.StatusSeeOther)
	return nil
}

// resultURL returns the address of the page from which a form was posted, with a notice of
// the task's result on it.
func (v *visit) resultURL(t book.Task) string {
	form := v.r.PostForm
	query := url.Values{"done": {t.ID}}
	page := v.storeURL("")
	owner := form.Get("owner")
	switch {
	case form.Get("back") == "customer" && t.Customer != "":
		page = v.customerURL(t.Customer)
	case owner != "":
		query.Set("owner", owner)
	}

	return page + "?" + query.Encode() + "#" + noticeID
}

func (v *visit) parseForm() error {
	err := v.r.ParseForm()
	if err == nil {
		return nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return largeForm
	}
	return badForm
}

// readFeedback reads what came of a task from the form.
func (v *visit) readFeedback() (playbook.Feedback, error) {
	var feedback playbook.Feedback
	if err := v.parseForm(); err != nil {
		return feedback, err
	}

	form := v.r.PostForm
	for _, known := range playbook.Results {
		if form.Get("result") == string(known) {
			feedback.Result = known
		}
	}

	var err error
	switch feedback.Result {
	case "":
		err = badForm
	case playbook.ExitReason:
		feedback.Reason, err = readExitReason(form.Get("reason"))
		feedback.Competitor = form.Get("competitor")
	case playbook.CallBack:
		feedback.At, err = v.readCallBack(form.Get("at"))
	}
	return feedback, err
}

// readExitReason reads why a customer stays away. Unknown is no answer.
func readExitReason(text string) (crm.Reason, error) {
	reason, _ := crm.ParseReason(text)
	if reason == crm.ReasonUnknown {
		return reason, noExitReason
	}
	return reason, nil
}

// readCallBack reads when a customer is to be called again, in the store's zone. It returns
// 0 for an empty text: the playbook chooses.
func (v *visit) readCallBack(text string) (crm.Instant, error) {
	if text == "" {
		return 0, nil
	}
	local, err := crm.ParseInZone("2006-01-02T15:04", text, v.Zone)
	if err != nil || crm.InstantOf(local) <= v.now {
		return 0, badCallBack
	}
	return crm.InstantOf(local), nil
}
