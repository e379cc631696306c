package console

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
)

// noticeID is the id of the notice in a page, to which an address can lead.
const noticeID = "done"

// notice shows what has just been changed, with the way back.
type notice struct {
	wording
	returnPage
	Text string
	Undo string // the address that takes it back; "" = it cannot be taken back
}

// findNotice returns the notice of what came of the task that the address names, or nil if
// it names none. The notice is made from the task itself, so that it is true whenever it is
// shown.
func (c *Console) findNotice(v *visit, back returnPage) (*notice, error) {
	id := v.r.URL.Query().Get("done")
	if id == "" {
		return nil, nil
	}
	tasks, err := c.Book.FindTasks(v.ctx(), v.shop.Store, id)
	if err != nil || len(tasks) == 0 {
		return nil, err
	}
	task := tasks[0]
	customers, err := c.findCustomers(v, task.Customer)
	if err != nil {
		return nil, err
	}

	name := v.customerName(customers[task.Customer])
	return &notice{
		wording:    v.wording,
		returnPage: back,
		Text:       v.sayOutcome(task, name),
		Undo:       v.undoURL(task),
	}, nil
}

// sayOutcome says what the feedback on a task has led to.
func (v *visit) sayOutcome(t book.Task, name string) string {
	if t.Result == "" {
		return v.Say("console.undone", name)
	}

	key := "console.done." + string(t.Result)
	switch t.Result {
	case playbook.NoAnswer:
		if t.State == playbook.Done {
			return v.Say("console.done.no_answer_last", name, t.Attempts)
		}
		return v.Say(key, name, t.Attempts, v.Clock(t.NotBefore))
	case playbook.DoNotContact:
		if t.State == playbook.Open {
			return v.Say("console.done.do_not_contact_owed", name)
		}
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
