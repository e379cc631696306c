package book

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"holdfast/shared/records/table"
	"holdfast/shared/words/packed"
)

// The lists of tasks in the list index.
const (
	listTodo = "todo" // greatest stake first
	listPast = "past" // last ended first
)

// FindTasks loads tasks by their ids; unknown ones are left out. If one of them cannot be
// read, the error is its *Unreadable.
func (b Book) FindTasks(ctx context.Context, store string, ids ...string) ([]Task, error) {
	tasks, left, err := b.FindReadableTasks(ctx, store, ids...)
	if err == nil && len(left) > 0 {
		err = left[0]
	}
	if err != nil {
		return nil, err
	}
	return tasks, nil
}

// FindReadableTasks loads tasks as FindTasks does, and lists those that it left out because
// they cannot be read.
func (b Book) FindReadableTasks(
	ctx context.Context,
	store string,
	ids ...string,
) (tasks []Task, left []*Unreadable, err error) {
	for chunk := range slices.Chunk(ids, table.MaxOps) {
		keys := make([]table.Key, len(chunk))
		for i, id := range chunk {
			keys[i] = taskKey(store, id)
		}
		items, err := b.Table.Get(ctx, true, keys...)
		if err != nil {
			return nil, nil, fmt.Errorf("load tasks of %s: %w", store, err)
		}

		for _, k := range keys {
			item, ok := items[k]
			if !ok {
				continue
			}
			t, err := readTask(item)
			if u, ok := AsUnreadable(err); ok {
				left = append(left, u)
				continue
			}
			tasks = append(tasks, t)
		}
	}
	return tasks, left, nil
}

// readTask reads a task item. Its error is an *Unreadable.
func readTask(item table.Item) (Task, error) {
	t, err := decodeTask(item.Body)
	if err != nil {
		return Task{}, unreadable(item, fmt.Errorf("%w: %w", packed.ErrCorrupt, err))
	}
	t.version = item.Version
	return t, nil
}

// OpenTasks yields the tasks of a store that are not at their end, greatest stake first.
// They are loaded table.MaxOps at a time, each batch once the one before is taken. A task
// that cannot be read comes as an *Unreadable, and the others follow; see Readable. Any
// other error comes as the last pair.
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

			tasks, left, err := b.FindReadableTasks(ctx, store, listedTasks(page)...)
			if err != nil {
				yield(Task{}, err)
				return
			}
			for _, u := range left {
				if !yield(Task{}, u) {
					return
				}
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
