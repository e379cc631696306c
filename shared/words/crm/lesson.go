package crm

import "cmp"

// Lesson is what a customer said about why they buy less, or not any more: to an owner,
// or in answer to a survey. An answer that names no reason takes back the one given
// before it.
type Lesson struct {
	Reason Reason
	At     Instant
	Survey bool // answered by a click, not told to a person

	// Asked is when the link of an answer was made, 0 of what was told to a person. All
	// answers to one link answer one question, however many and however late.
	Asked Instant

	// Task is the task in which the lesson was learned, or the id of an answer's link.
	Task string

	// Competitor is the short name of the shop that the customer now buys from, where they
	// named one: NewCompetitor.
	Competitor string

	Home Key
}

// Dated returns when the lesson began, which never changes: an answer began when it was
// asked for.
func (l Lesson) Dated() Instant {
	if l.Survey {
		return l.Asked
	}
	return l.At
}

// lessons is the kind of the lessons.
var lessons = listKind[Lesson]{
	list:    func(f *Facts) *[]Lesson { return &f.Lessons },
	carried: func(e *Event) *Lesson { return e.Lesson },
	home:    func(l *Lesson) *Key { return &l.Home },
	dated:   Lesson.Dated,
	claims:  func(l Lesson) Instant { return max(l.At, l.Asked) },
	compare: compareLessons,
	same:    func(a, b Lesson) bool { return compareLessons(a, b) == 0 },
	choose:  joinLesson,
	keep:    KeepService,
	write:   (*writer).lesson,
	read:    (*reader).lesson,
}

func compareLessons(a, b Lesson) int {
	return cmp.Or(
		cmp.Compare(a.Dated(), b.Dated()),
		cmp.Compare(a.Task, b.Task),
		CompareBools(a.Survey, b.Survey),
	)
}

// joinLesson returns the later of two answers to one question.
func joinLesson(a, b Lesson) Lesson {
	later := cmp.Or(
		cmp.Compare(b.At, a.At),
		cmp.Compare(b.Reason, a.Reason),
		cmp.Compare(b.Competitor, a.Competitor),
		cmp.Compare(b.Home, a.Home),
	)
	if later > 0 {
		return b
	}
	return a
}

// The bits of a stored reason that say what else of the lesson follows.
const (
	lessonCompetitor = 1 << 6 // the competitor's name
	lessonSurvey     = 1 << 7 // answered in a survey: when it was asked; from version 2
	lessonBits       = lessonCompetitor | lessonSurvey
)

func (w *writer) lesson(l Lesson) {
	code := l.Reason.code()
	if l.Survey {
		code |= lessonSurvey
	}
	if l.Competitor != "" {
		code |= lessonCompetitor
	}
	w.Byte(code)
	w.instant(l.At)
	if l.Survey {
		w.after(l.Asked, l.At)
	}
	w.String(l.Task)
	if l.Competitor != "" {
		w.String(l.Competitor)
	}
	w.key(l.Home)
}

func (r *reader) lesson() (l Lesson) {
	code := r.Byte()
	l.Survey = code&lessonSurvey != 0
	l.Reason = reasonOf(r.Reader, code&^lessonBits)
	l.At = r.instant()
	if l.Survey {
		l.Asked = r.after(l.At)
	}
	l.Task = r.String()
	if code&lessonCompetitor != 0 {
		l.Competitor = r.String()
	}
	l.Home = r.key()
	return l
}
