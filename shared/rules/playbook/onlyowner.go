package playbook

import (
	"iter"

	"holdfast/shared/words/crm"
)

// fewTasks is how many tasks with a company tell nothing of who deals with it.
const fewTasks = 1

// FindOnlyOwner returns the one of our people on whom all contact with a company hangs: the
// owner of every task that a person has done or is to do for it. It returns false if
// several people dealt with the company, if there were too few tasks to tell, or if the
// customer is no company. A deputy who has done nothing yet counts for nothing.
func FindOnlyOwner(f *crm.Facts, tasks iter.Seq[*Task]) (owner string, found bool) {
	if f.Profile[crm.Company].Value == "" {
		return "", false
	}
	n := 0
	for t := range tasks {
		isOurs := t.Kind != Automatic && (t.State == Done || t.State == Open)
		switch {
		case !isOurs || t.Owner == "":
			continue
		case owner != "" && t.Owner != owner:
			return "", false
		}
		owner = t.Owner
		n++
	}
	return owner, n > fewTasks
}
