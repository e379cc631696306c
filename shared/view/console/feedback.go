package console

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/results"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// tries is how often a write is made again when somebody else was writing the same
// customer.
const tries = 4

// recorder returns what records the results of the store's tasks now.
func (c *Console) recorder(v *visit) results.Recorder {
	return results.Recorder{
		Book: c.Book,
		Shop: v.shop,
		At:   v.now,
	}
}

// report takes what came of a task.
func (c *Console) report(v *visit) error {
	said, err := v.said()
	if err != nil {
		return err
	}
	return c.change(v, func() (book.Task, error) {
		return c.recorder(v).RecordFeedback(v.ctx(), v.r.PathValue("id"), said)
	})
}

// undo takes it back.
func (c *Console) undo(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	return c.change(v, func() (book.Task, error) {
		return c.recorder(v).UndoFeedback(v.ctx(), v.r.PathValue("id"))
	})
}

// change does a change, again if it meets another, and leads to the page that shows what
// came of it.
func (c *Console) change(v *visit, do func() (book.Task, error)) error {
	var t book.Task
	err := table.Retry(v.ctx(), tries, func(bool) (err error) {
		t, err = do()
		return err
	})
	switch {
	case errors.Is(err, results.ErrNoTask):
		return errNotFound
	case errors.Is(err, results.ErrNothingToUndo):
		return refusal{http.StatusConflict, "console.error.nothing_to_undo"}
	case err != nil && t.State.Final():
		return refusal{http.StatusConflict, "console.error.over"}
	case err != nil:
		return err
	}
	http.Redirect(v.w, v.r, v.after(t), http.StatusSeeOther)
	return nil
}

// after is the page that one came from, with the result on it.
func (v *visit) after(t book.Task) string {
	q := url.Values{"done": {t.ID}}
	path := "/" + v.shop.Store + "/"
	if v.r.PostForm.Get("back") == "customer" && t.Customer != "" {
		path = customerURL(v.shop.Store, t.Customer)
	} else if owner := v.r.PostForm.Get("owner"); owner != "" {
		q.Set("owner", owner)
	}
	return path + "?" + q.Encode() + "#done"
}

func (v *visit) form() error {
	var tooLarge *http.MaxBytesError
	switch err := v.r.ParseForm(); {
	case errors.As(err, &tooLarge):
		return refusal{http.StatusRequestEntityTooLarge, "console.error.form"}
	case err != nil:
		return refusal{http.StatusBadRequest, "console.error.form"}
	}
	return nil
}

// said reads a report from the form.
func (v *visit) said() (playbook.Feedback, error) {
	var r playbook.Feedback
	if err := v.form(); err != nil {
		return r, err
	}
	f := v.r.PostForm
	for _, known := range playbook.Results {
		if f.Get("result") == string(known) {
			r.Result = known
		}
	}
	if r.Result == "" {
		return r, refusal{http.StatusBadRequest, "console.error.form"}
	}
	if r.Result == playbook.ExitReason {
		if r.Reason, _ = crm.ParseReason(f.Get("reason")); r.Reason == crm.ReasonUnknown {
			return r, refusal{http.StatusBadRequest, "console.error.reason"}
		}
	}
	if at := f.Get("at"); r.Result == playbook.CallBack && at != "" {
		when, err := time.ParseInLocation("2006-01-02T15:04", at, v.Zone)
		if err != nil || crm.InstantOf(when) <= v.now {
			return r, refusal{http.StatusBadRequest, "console.error.when"}
		}
		r.At = crm.InstantOf(when)
	}
	return r, nil
}

// flash is what has just been changed, with the way back.
type flash struct {
	wording
	Text  string
	Undo  string // "" = there is nothing to take back
	Back  string
	Owner string
}

// flash tells what came of the task that the address names. It is read from the task
// itself, so that it is true whenever it is shown.
func (c *Console) flash(v *visit, back, owner string) (*flash, error) {
	id := v.r.URL.Query().Get("done")
	if id == "" {
		return nil, nil
	}
	tasks, err := c.Book.FindTasks(v.ctx(), v.shop.Store, id)
	if err != nil || len(tasks) == 0 {
		return nil, err
	}
	t := tasks[0]
	customers, err := c.findCustomers(v, t.Customer)
	if err != nil {
		return nil, err
	}
	f := &flash{
		wording: v.wording,
		Text:    v.outcome(t, v.nameOf(customers[t.Customer])),
		Back:    back,
		Owner:   owner,
	}
	if t.Undoable(v.now) {
		f.Undo = "/" + v.shop.Store + "/tasks/" + t.ID + "/undo"
	}
	return f, nil
}

// outcome says what a report has led to.
func (v *visit) outcome(t book.Task, name string) string {
	key := "console.done." + string(t.Result)
	switch t.Result {
	case "":
		return v.Say("console.undone", name)
	case playbook.NoAnswer:
		if t.State == playbook.Done {
			return v.Say("console.done.no_answer_last", name, t.Attempts)
		}
		return v.Say(key, name, t.Attempts, v.Clock(t.NotBefore))
	case playbook.CallBack:
		return v.Say(key, name, v.Clock(t.NotBefore))
	case playbook.Escalate, playbook.UnpaidRisk:
		if t.Owner == "" {
			return v.Say(key, name, v.Say("console.manager"))
		}
		return v.Say(key, name, t.Owner)
	}
	return v.Say(key, name)
}
