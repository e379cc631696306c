package table_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
)

func TestOnlyAConflictIsTriedAgain(t *testing.T) {
	t.Parallel()
	conflict := fmt.Errorf("write a customer: %w", &table.Conflict{})
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		answers []error // of one call after the other; the last one repeats
		again   []bool  // what the calls were told
		want    error
	}{
		"it succeeds at once":     {[]error{nil}, []bool{false}, nil},
		"it succeeds in the end":  {[]error{conflict, conflict, nil}, []bool{false, true, true}, nil},
		"others write all along":  {[]error{conflict}, []bool{false, true, true}, conflict},
		"something else is wrong": {[]error{conflict, broken}, []bool{false, true}, broken},
	} {
		var told []bool
		err := table.Retry(t.Context(), 3, func(again bool) error {
			told = append(told, again)
			return c.answers[min(len(told), len(c.answers))-1]
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
		if d := cmp.Diff(c.again, told); d != "" {
			t.Errorf("%s: calls (-want +got):\n%s", name, d)
		}
	}
}

func TestNothingIsTriedAgainOnceTheContextIsDone(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	err := table.Retry(ctx, 3, func(bool) error {
		calls++
		cancel()
		return &table.Conflict{}
	})
	if calls != 1 || !table.IsConflict(err) {
		t.Errorf("%d calls, error %v", calls, err)
	}
}
