//go:build linux

package endure

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// told is where a process posts its tasks. It counts what comes.
type told struct {
	server *httptest.Server

	mu    sync.Mutex
	tasks map[string]map[string]int // by occasion, by id of the task: how often it came
	bad   int
}

// complaint is the playbook of complaints, with which the names of their occasions begin.
const complaint = "obligation "

func listen() *told {
	t := &told{tasks: map[string]map[string]int{}}
	t.server = httptest.NewServer(http.HandlerFunc(t.take))
	return t
}

// flags returns the flags of a holdfast up that posts its tasks here, signed by a key.
func (t *told) flags(keyFile string) []string {
	return []string{"--tasks-to", t.server.URL, "--tasks-key", keyFile, "--loopback"}
}

// postedTask is what of a posted task matters here.
type postedTask struct {
	ID    string `json:"id"`
	Brief struct {
		Task struct {
			Playbook string `json:"playbook"`
			Trigger  struct {
				What string          `json:"what"`
				Ref  json.RawMessage `json:"ref"`
			} `json:"trigger"`
		} `json:"task"`
	} `json:"brief"`
}

func (t *told) take(w http.ResponseWriter, r *http.Request) {
	var posted struct {
		postedTask
		Data postedTask `json:"data"`
	}
	err := json.NewDecoder(r.Body).Decode(&posted)
	task := posted.postedTask
	if task.ID == "" {
		task = posted.Data
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil || task.ID == "" {
		t.bad++
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	of := task.Brief.Task
	occasion := of.Playbook + " " + of.Trigger.What + " " + string(of.Trigger.Ref)
	if t.tasks[occasion] == nil {
		t.tasks[occasion] = map[string]int{}
	}
	t.tasks[occasion][task.ID]++
}

// Told counts the tasks that were posted.
type Told struct {
	Occasions int
	Doubled   int // occasions for which more than one task was posted
	Again     int // posts of a task that had come before, by its own id
	Bad       int // posts that could not be read
	Missing   int // complaints for which a straight run posts a task, and this one none
}

// count counts what came, beside what came of a straight run.
func (t *told) count(straight *told) Told {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := Told{Occasions: len(t.tasks), Bad: t.bad}
	for _, ids := range t.tasks {
		if len(ids) > 1 {
			c.Doubled++
		}
		for _, times := range ids {
			c.Again += times - 1
		}
	}
	straight.mu.Lock()
	defer straight.mu.Unlock()
	for occasion := range straight.tasks {
		isComplaint := strings.HasPrefix(occasion, complaint)
		if isComplaint && t.tasks[occasion] == nil {
			c.Missing++
		}
	}
	return c
}
