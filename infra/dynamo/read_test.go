package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/account"
	"holdfast/shared/records/table"
)

func TestOneKeyIsOneGetItem(t *testing.T) {
	t.Parallel()
	s, tab := scripted(t, ok(`{"Item":`+fullJSON+`,"ConsumedCapacity":{"CapacityUnits":1}}`), ok(`{"ConsumedCapacity":{"CapacityUnits":0.5}}`))
	got, err := tab.Get(t.Context(), true, a)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[table.Key]table.Item{a: *standing()}, got); d != "" {
		t.Errorf("item (-want +got):\n%s", d)
	}
	if got, err = tab.Get(t.Context(), false, b); err != nil || len(got) != 0 {
		t.Errorf("a missing key gave %v, %v", got, err)
	}
	want := request{"GetItem", map[string]any{
		"TableName": "holdfast", "Key": map[string]any{"pk": txt("p"), "sk": txt("a")}, "ConsistentRead": true, "ReturnConsumedCapacity": "TOTAL",
	}}
	if d := cmp.Diff(want, s.asked[0]); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	if s.asked[1].Body["ConsistentRead"] != false || s.read != 1.5 {
		t.Errorf("second read strong: %v; meter told %v", s.asked[1].Body["ConsistentRead"], s.read)
	}
}

func TestWhatABatchLeavesIsReadAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		left := `"UnprocessedKeys":{"holdfast":{"ConsistentRead":true,"Keys":[{"pk":{"S":"p"},"sk":{"S":"b"}}]}}`
		s, tab := scripted(t,
			ok(`{"Responses":{"holdfast":[`+fullJSON+`]},`+left+`,"ConsumedCapacity":[{"CapacityUnits":1}]}`),
			ok(`{"Responses":{"holdfast":[]},`+left+`}`),
			ok(`{"Responses":{"holdfast":[{"pk":{"S":"p"},"sk":{"S":"b"},"v":{"N":"1"}}]},"ConsumedCapacity":[{"CapacityUnits":2}]}`))
		got, err := tab.Get(t.Context(), true, a, b, a)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(map[table.Key]table.Item{a: *standing(), b: {Key: b, Version: 1}}, got); d != "" {
			t.Errorf("items (-want +got):\n%s", d)
		}
		var counts []int
		for _, q := range s.asked {
			counts = append(counts, len(q.Body["RequestItems"].(map[string]any)["holdfast"].(map[string]any)["Keys"].([]any)))
		}
		if d := cmp.Diff([]int{2, 1, 1}, counts); d != "" {
			t.Errorf("keys asked for (-want +got):\n%s", d)
		}
		if s.read != 3 {
			t.Errorf("meter told %v, want 3", s.read)
		}
	})
}

func TestABatchThatAnswersNothingEndsAsThrottled(t *testing.T) {
	t.Parallel()
	nothing := ok(`{"UnprocessedKeys":{"holdfast":{"Keys":[{"pk":{"S":"p"},"sk":{"S":"a"}},{"pk":{"S":"p"},"sk":{"S":"b"}}]}}}`)
	synctest.Test(t, func(t *testing.T) {
		s, tab := scripted(t, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing)
		if _, err := tab.Get(t.Context(), true, a, b); !errors.Is(err, account.ErrThrottled) {
			t.Errorf("error %v, want %v", err, account.ErrThrottled)
		}
		s.done()
	})
	synctest.Test(t, func(t *testing.T) {
		_, tab := scripted(t, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing)
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		defer cancel()
		if _, err := tab.Get(ctx, true, a, b); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
		}
	})
}

func TestAQueryReadsOnePartition(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		q          table.Query
		want       map[string]any
		conditions string
	}{
		"whole":         {table.Query{PK: "p"}, map[string]any{":p": txt("p")}, "pk = :p"},
		"from":          {table.Query{PK: "p", From: "c"}, map[string]any{":p": txt("p"), ":f": txt("c")}, "pk = :p AND sk >= :f"},
		"to":            {table.Query{PK: "p", To: "d"}, map[string]any{":p": txt("p"), ":t": txt("d")}, "pk = :p AND sk < :t"},
		"between":       {table.Query{PK: "p", From: "c", To: "d"}, map[string]any{":p": txt("p"), ":f": txt("c"), ":t": txt("d")}, "pk = :p AND sk BETWEEN :f AND :t"},
		"the due index": {table.Query{Index: table.Due, PK: "p", To: "d"}, map[string]any{":p": txt("p"), ":t": txt("d")}, "d1 = :p AND d2 < :t"},
		"the list":      {table.Query{Index: table.List, PK: "p", Backward: true, Limit: 9}, map[string]any{":p": txt("p")}, "l1 = :p"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, tab := scripted(t, ok(`{"Items":[],"ConsumedCapacity":{"CapacityUnits":2.5}}`))
			if _, err := tab.Query(t.Context(), c.q); err != nil {
				t.Fatal(err)
			}
			want := map[string]any{
				"TableName": "holdfast", "KeyConditionExpression": c.conditions, "ExpressionAttributeValues": c.want,
				"ConsistentRead": c.q.Index == table.Main, "ScanIndexForward": !c.q.Backward, "ReturnConsumedCapacity": "TOTAL",
			}
			if c.q.Index != table.Main {
				want["IndexName"] = [...]string{table.Due: "due", table.List: "list"}[c.q.Index]
			}
			if c.q.Limit > 0 {
				want["Limit"] = float64(c.q.Limit)
			}
			if d := cmp.Diff(request{"Query", want}, s.asked[0]); d != "" {
				t.Errorf("asked (-want +got):\n%s", d)
			}
			if s.read != 2.5 {
				t.Errorf("meter told %v, want 2.5", s.read)
			}
		})
	}
}

func TestWhatStandsAtTheEndOfARangeIsNotInIt(t *testing.T) {
	t.Parallel()
	entry := `{"pk":{"S":"p"},"sk":{"S":"%s"},"d1":{"S":"D"},"d2":{"S":"%s"}}`
	_, tab := scripted(t, ok(fmt.Sprintf(`{"Items":[`+entry+`,`+entry+`,`+entry+`]}`, "a", "2", "b", "3", "c", "3")))
	got, err := tab.Query(t.Context(), table.Query{Index: table.Due, PK: "D", From: "1", To: "3"})
	if err != nil {
		t.Fatal(err)
	}
	want := table.Page{Items: []table.Item{{Key: a, Due: table.Key{PK: "D", SK: "2"}}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("page (-want +got):\n%s", d)
	}
}

func TestARangeThatHoldsNothingAsksNothing(t *testing.T) {
	t.Parallel()
	_, tab := scripted(t)
	if got, err := tab.Query(t.Context(), table.Query{PK: "p", From: "b", To: "b"}); err != nil || len(got.Items) > 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestACursorGoesOnWhereThePageEnded(t *testing.T) {
	t.Parallel()
	const (
		mainKey  = `{"pk":{"S":"p"},"sk":{"S":"a"}}`
		dueKey   = `{"pk":{"S":"客"},"sk":{"S":"a"},"d1":{"S":"p"},"d2":{"S":"2031"}}`
		mainPage = `{"Items":[],"LastEvaluatedKey":` + mainKey + `}`
		duePage  = `{"Items":[],"LastEvaluatedKey":` + dueKey + `}`
	)
	s, tab := scripted(t, ok(mainPage), ok(`{}`), ok(duePage), ok(`{}`), ok(mainPage), ok(`{}`))
	for _, q := range []table.Query{{PK: "p"}, {Index: table.Due, PK: "p"}} {
		first, err := tab.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		q.Cursor = first.Cursor
		if last, err := tab.Query(t.Context(), q); err != nil || last.Cursor != "" {
			t.Fatalf("%v, %v", last, err)
		}
		for _, other := range []table.Query{{PK: "p2"}, {Index: table.List, PK: "p"}} {
			other.Cursor = first.Cursor
			if _, err := tab.Query(t.Context(), other); !errors.Is(err, table.ErrInvalid) {
				t.Errorf("another query took the cursor: %v", err)
			}
		}
	}
	page, err := tab.Scan(t.Context(), 1, 4, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = tab.Scan(t.Context(), 1, 4, page.Cursor); err != nil {
		t.Fatal(err)
	}
	for _, segment := range [][2]int{{0, 4}, {1, 8}} {
		if _, err := tab.Scan(t.Context(), segment[0], segment[1], page.Cursor); !errors.Is(err, table.ErrInvalid) {
			t.Errorf("another segment took the cursor: %v", err)
		}
	}
	var starts []any
	for _, q := range s.asked {
		starts = append(starts, q.Body["ExclusiveStartKey"])
	}
	mainStart := map[string]any{"pk": txt("p"), "sk": txt("a")}
	dueStart := map[string]any{"pk": txt("客"), "sk": txt("a"), "d1": txt("p"), "d2": txt("2031")}
	if d := cmp.Diff([]any{nil, mainStart, nil, dueStart, nil, mainStart}, starts); d != "" {
		t.Errorf("start keys (-want +got):\n%s", d)
	}
}

func TestItemsOfAnotherShapeAreErrors(t *testing.T) {
	t.Parallel()
	for _, item := range []string{
		`{"pk":{"S":"p"},"sk":{"S":"a"},"v":{"S":"1"}}`, `{"pk":{"S":"p"},"sk":{"S":"a"},"v":{"N":"-1"}}`, `{"pk":{"S":"p"},"v":{"N":"1"}}`,
		`{"pk":{"S":"p"},"sk":{"S":"a"},"b":{"S":"text"}}`, `{"pk":{"S":"p"},"sk":{"N":"1"}}`,
	} {
		_, tab := scripted(t, ok(`{"Item":`+item+`}`))
		if got, err := tab.Get(t.Context(), true, a); err == nil {
			t.Errorf("%s was read as %v", item, got)
		}
	}
}

func TestNothingInvalidIsSent(t *testing.T) {
	t.Parallel()
	s, tab := scripted(t)
	large := table.Item{Key: a, Body: make([]byte, table.MaxBody+1)}
	many := make([]table.Op, 13)
	for i := range many {
		many[i] = put(table.Item{Key: table.Key{PK: "p", SK: fmt.Sprint(i)}, Body: make([]byte, table.MaxBody)}, 0)
	}
	for name, ops := range map[string][]table.Op{
		"no ops": {}, "no key": {put(table.Item{}, 0)}, "one key twice": {put(full, 0), check(a, 0)}, "large body": {put(large, 0)},
		"long key": {del(table.Key{PK: "p", SK: strings.Repeat("k", 1001)}, 1)}, "no kind": {{Item: full}}, "over 4 MB": many,
		"half an index key": {put(table.Item{Key: a, Due: table.Key{PK: "p"}}, 0)}, "expired before time": {put(table.Item{Key: a, Expires: -1}, 0)},
	} {
		if err := tab.Write(t.Context(), ops...); !errors.Is(err, table.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	s.done()
}
