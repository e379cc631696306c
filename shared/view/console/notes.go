package console

import (
	"cmp"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// listNotes returns what owners recorded of a customer and what the customer told, newest
// first.
func (v *visit) listNotes(view *customerView) []string {
	type note struct {
		at   crm.Instant
		text string
	}
	var notes []note
	for _, t := range view.tasks {
		// An exit reason is a lesson as well.
		if t.Result != "" && t.Result != playbook.ExitReason {
			notes = append(notes, note{t.ResultAt, v.sayResult(t)})
		}
	}

	for _, lesson := range view.Facts.Lessons {
		notes = append(notes, note{lesson.At, v.sayLesson(lesson)})
	}

	slices.SortStableFunc(notes, func(a, b note) int { return cmp.Compare(b.at, a.at) })

	texts := make([]string, len(notes))
	for i, note := range notes {
		texts[i] = note.text
	}
	return texts
}

// sayResult says what came of a task, when, and who recorded it.
func (v *visit) sayResult(t book.Task) string {
	result := v.Say("result." + string(t.Result))
	measure := v.Say("console.measure." + string(t.Measure))
	day := v.Date(t.ResultAt)
	text := v.Say("console.note", day, result, measure)

	if t.Owner == "" || t.Result == playbook.Sent {
		return text
	}
	return v.Say("console.note.by", text, t.Owner)
}

// sayLesson says why the customer stays away, as they told an owner or answered a survey.
func (v *visit) sayLesson(l crm.Lesson) string {
	day := v.Date(l.At)
	reason := v.word("reason", l.Reason)
	switch {
	case l.Survey && l.Reason == crm.ReasonUnknown:
		return v.nameCompetitor(v.Say("console.note.answer.none", day), l)
	case l.Survey:
		return v.nameCompetitor(v.Say("console.note.answer", day, reason), l)
	}
	return v.nameCompetitor(v.Say("console.note.lesson", day, reason), l)
}

// nameCompetitor adds to a note where the customer buys now, if they said.
func (v *visit) nameCompetitor(note string, l crm.Lesson) string {
	if l.Competitor == "" {
		return note
	}
	return v.Say("console.note.competitor", note, l.Competitor)
}
