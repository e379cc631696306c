package book

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"holdfast/shared/records/table"
)

// The lists of tasks in the list index.
const (
	listTodo = "todo" // greatest stake first
	listPast = "past" // last ended first
)

// OpenTasks yields the tasks of a store that are not at their end, greatest stake first.
// They are loaded table.MaxOps at a time, each batch once the one before is taken. An
// error comes as the last pair.
func (b Book) OpenTasks(ctx context.Context, store string) iter.Seq2[Task, error] {
	return b.tasksIn(ctx, store, listTodo)
}

// PastTasks yields the tasks of a store that came to an end, last ended first, as
// OpenTasks does.
func (b Book) PastTasks(ctx context.Context, store string) iter.Seq2[Task, error] {
	return b.tasksIn(ctx, store, listPast)
}

func (b Book) tasksIn(ctx context.Context, store, list string) iter.Seq2[Task, error] {
	pages := table.QueryPages(ctx, b.Table, table.Query{
		Index: table.List,
		PK:    listPartition(store, list),
		Limit: table.MaxOps,
	})
	return func(yield func(Task, error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(Task{}, fmt.Errorf("read list %s of %s: %w", list, store, err))
				return
			}

			tasks, err := b.FindTasks(ctx, store, listedTasks(page)...)
			if err != nil {
				yield(Task{}, err)
				return
			}
			for _, t := range tasks {
				if !yield(t, nil) {
					return
				}
			}
		}
	}
}

// listedTasks returns the ids of the tasks that index items name.
func listedTasks(page []table.Item) []string {
	ids := make([]string, 0, len(page))
	for _, item := range page {
		if _, id, ok := strings.Cut(item.List.SK, "#"); ok {
			ids = append(ids, id)
		}
	}
	return ids
}
