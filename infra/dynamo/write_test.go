package dynamo_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"holdfast/infra/account"
	"holdfast/shared/records/table"
)

func nobody(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "key", SecretAccessKey: "secret"}, nil
}

var (
	a    = table.Key{PK: "p", SK: "a"}
	b    = table.Key{PK: "p", SK: "b"}
	full = table.Item{
		Key: a, Body: []byte("body"), Expires: 1999999999,
		Due: table.Key{PK: "S#1#0", SK: "2031#c"}, List: table.Key{PK: "S#1", SK: "name"},
	}
)

const (
	fullJSON = `{"pk":{"S":"p"},"sk":{"S":"a"},"v":{"N":"7"},"b":{"B":"Ym9keQ=="},"d1":{"S":"S#1#0"},"d2":{"S":"2031#c"},` +
		`"l1":{"S":"S#1"},"l2":{"S":"name"},"x":{"N":"1999999999"}}`
	capacity = `{"ConsumedCapacity":{"TableName":"holdfast","CapacityUnits":3}}`
)

func standing() *table.Item {
	it := full
	it.Version = 7
	return &it
}

func TestOnePutIsOneConditionalPutItem(t *testing.T) {
	t.Parallel()
	s, tab := scripted(t, ok(capacity), ok(capacity))
	for _, op := range []table.Op{put(full, 6), put(table.Item{Key: b}, 0)} {
		if err := tab.Write(t.Context(), op); err != nil {
			t.Fatal(err)
		}
	}
	want := []request{{"PutItem", map[string]any{
		"TableName": "holdfast",
		"Item": map[string]any{
			"pk": txt("p"), "sk": txt("a"), "v": num("7"), "b": map[string]any{"B": "Ym9keQ=="}, "d1": txt("S#1#0"), "d2": txt("2031#c"),
			"l1": txt("S#1"), "l2": txt("name"), "x": num("1999999999"),
		},
		"ConditionExpression": "v = :v", "ExpressionAttributeValues": map[string]any{":v": num("6")},
		"ReturnValuesOnConditionCheckFailure": "ALL_OLD", "ReturnConsumedCapacity": "TOTAL",
	}}, {"PutItem", map[string]any{
		"TableName": "holdfast", "Item": map[string]any{"pk": txt("p"), "sk": txt("b"), "v": num("1")},
		"ConditionExpression":                 "attribute_not_exists(pk)",
		"ReturnValuesOnConditionCheckFailure": "ALL_OLD", "ReturnConsumedCapacity": "TOTAL",
	}}}
	if d := cmp.Diff(want, s.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	if s.write != 6 || s.read != 0 {
		t.Errorf("meter told %v written and %v read, want 6 and 0", s.write, s.read)
	}
}

func TestSeveralOpsAreOneTransaction(t *testing.T) {
	t.Parallel()
	s, tab := scripted(t, ok(`{"ConsumedCapacity":[{"TableName":"holdfast","CapacityUnits":6}]}`))
	c := table.Key{PK: "p", SK: "c"}
	if err := tab.Write(t.Context(), put(table.Item{Key: a}, 0), del(b, 3), check(c, 4)); err != nil {
		t.Fatal(err)
	}
	part := func(kind string, what map[string]any, cond string, values map[string]any) map[string]any {
		what["TableName"], what["ConditionExpression"] = "holdfast", cond
		what["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
		if values != nil {
			what["ExpressionAttributeValues"] = values
		}
		return map[string]any{kind: what}
	}
	want := []any{
		part("Put", map[string]any{"Item": map[string]any{"pk": txt("p"), "sk": txt("a"), "v": num("1")}}, "attribute_not_exists(pk)", nil),
		part("Delete", map[string]any{"Key": map[string]any{"pk": txt("p"), "sk": txt("b")}}, "v = :v", map[string]any{":v": num("3")}),
		part("ConditionCheck", map[string]any{"Key": map[string]any{"pk": txt("p"), "sk": txt("c")}}, "v = :v", map[string]any{":v": num("4")}),
	}
	if d := cmp.Diff(want, s.asked[0].Body["TransactItems"]); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	if token, _ := s.asked[0].Body["ClientRequestToken"].(string); token == "" {
		t.Error("a transaction went out without a token: a retry would apply it twice")
	}
	if s.write != 6 {
		t.Errorf("meter told %v, want 6", s.write)
	}
}

func TestAFailedConditionSaysWhatStoodThere(t *testing.T) {
	t.Parallel()
	two := []table.Op{put(full, 0), put(table.Item{Key: b}, 0)}
	for name, c := range map[string]struct {
		answer answer
		ops    []table.Op
		want   table.Conflict
	}{
		"one put":                {refusal("ConditionalCheckFailedException", `,"Item":`+fullJSON), two[:1], table.Conflict{Old: []*table.Item{standing()}}},
		"one put, nothing there": {refusal("ConditionalCheckFailedException", ``), two[:1], table.Conflict{Old: []*table.Item{nil}}},
		"one put, item in a transaction": {
			refusal("TransactionConflictException", ``), two[:1], table.Conflict{Old: []*table.Item{nil}, Busy: true},
		},
		"second of two": {
			canceled(`{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":` + fullJSON + `,"Message":"failed"}`), two,
			table.Conflict{Old: []*table.Item{nil, standing()}},
		},
		"both of two": {
			canceled(`{"Code":"ConditionalCheckFailed","Item":` + fullJSON + `},{"Code":"ConditionalCheckFailed"}`), two,
			table.Conflict{Old: []*table.Item{standing(), nil}},
		},
		"busy": {canceled(`{"Code":"TransactionConflict"},{"Code":"None"}`), two, table.Conflict{Old: []*table.Item{nil, nil}, Busy: true}},
		"busy and failed": {
			canceled(`{"Code":"TransactionConflict"},{"Code":"ConditionalCheckFailed","Item":` + fullJSON + `}`), two,
			table.Conflict{Old: []*table.Item{nil, standing()}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, tab := scripted(t, c.answer)
			got, isConflict := tab.Write(t.Context(), c.ops...).(*table.Conflict)
			if !isConflict {
				t.Fatal("no Conflict")
			}
			if d := cmp.Diff(&c.want, got); d != "" {
				t.Errorf("conflict (-want +got):\n%s", d)
			}
			s.done()
		})
	}
}

func canceled(reasons string) answer {
	return refusal("TransactionCanceledException", `,"CancellationReasons":[`+reasons+`]`)
}

func TestARefusedWriteIsMeteredBySize(t *testing.T) {
	t.Parallel()
	s, tab := scripted(t, canceled(`{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":`+fullJSON+`}`))
	err := tab.Write(t.Context(), put(table.Item{Key: a, Body: make([]byte, 2000)}, 0), put(table.Item{Key: b}, 0))
	if !table.IsConflict(err) {
		t.Fatal(err)
	}
	if s.write != 6 { // two units and one, twice in a transaction
		t.Errorf("meter told %v, want 6", s.write)
	}
}

func TestTheEchoOfARetriedPutIsAConflict(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, tab := scripted(t, answer{}, refusal("ConditionalCheckFailedException", `,"Item":`+fullJSON))
		err := tab.Write(t.Context(), put(full, 6))
		if d := cmp.Diff(&table.Conflict{Old: []*table.Item{standing()}}, err); d != "" {
			t.Errorf("conflict (-want +got):\n%s", d)
		}
		s.done()
	})
}

func TestARetriedTransactionKeepsItsToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, tab := scripted(t, answer{}, refusal("ThrottlingException", ""), ok(`{}`))
		if err := tab.Write(t.Context(), put(full, 6), check(b, 0)); err != nil {
			t.Fatal(err)
		}
		first := s.asked[0].Body["ClientRequestToken"]
		for _, q := range s.asked {
			if q.Body["ClientRequestToken"] != first {
				t.Errorf("tokens %v and %v", first, q.Body["ClientRequestToken"])
			}
		}
		s.done()
	})
}

func TestErrorsAreToldApart(t *testing.T) {
	t.Parallel()
	repeated := func(a answer) []answer { return []answer{a, a, a, a} }
	for name, c := range map[string]struct {
		answers []answer
		want    error
	}{
		"too many requests":           {repeated(refusal("ProvisionedThroughputExceededException", "")), account.ErrThrottled},
		"too many requests at once":   {repeated(refusal("ThrottlingException", "")), account.ErrThrottled},
		"throttled in a transaction":  {[]answer{canceled(`{"Code":"None"},{"Code":"ThrottlingError"}`)}, account.ErrThrottled},
		"throughput in a transaction": {[]answer{canceled(`{"Code":"ProvisionedThroughputExceeded"}`)}, account.ErrThrottled},
		"no answer":                   {repeated(answer{}), account.ErrUnreachable},
		"not allowed":                 {[]answer{refusal("AccessDeniedException", "")}, account.ErrDenied},
		"makes no sense":              {[]answer{refusal("ValidationException", "")}, table.ErrInvalid},
		"no sense in a transaction":   {[]answer{canceled(`{"Code":"ValidationError"}`)}, table.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, tab := scripted(t, c.answers...)
				err := tab.Write(t.Context(), put(full, 6), check(b, 0))
				if !errors.Is(err, c.want) || table.IsConflict(err) {
					t.Errorf("error %v, want %v", err, c.want)
				}
				for _, other := range []error{account.ErrThrottled, account.ErrUnreachable, account.ErrDenied, table.ErrInvalid} {
					if other != c.want && errors.Is(err, other) {
						t.Errorf("error is %v as well", other)
					}
				}
				s.done()
			})
		})
	}
}

func TestAServersFaultIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, tab := scripted(t, answer{500, `{"__type":"InternalServerError"}`}, answer{503, `{}`}, ok(capacity))
		if err := tab.Write(t.Context(), put(full, 6)); err != nil {
			t.Fatal(err)
		}
		s.done()
	})
}

func TestOurOwnTryStillAtWorkIsBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		still := refusal("TransactionInProgressException", "")
		s, tab := scripted(t, answer{}, still, still, still)
		got, _ := tab.Write(t.Context(), put(full, 6), check(b, 0)).(*table.Conflict)
		if got == nil || !got.Busy {
			t.Errorf("%v, want a busy Conflict", got)
		}
		s.done()
	})
}

func TestACheckAloneIsAStrongRead(t *testing.T) {
	t.Parallel()
	s, tab := scripted(t, ok(`{"Item":`+fullJSON+`}`), ok(`{"Item":`+fullJSON+`}`), ok(`{}`))
	errs := []error{tab.Write(t.Context(), check(a, 7)), tab.Write(t.Context(), check(a, 6)), tab.Write(t.Context(), check(a, 0))}
	if d := cmp.Diff([]error{nil, &table.Conflict{Old: []*table.Item{standing()}}, nil}, errs); d != "" {
		t.Errorf("answers (-want +got):\n%s", d)
	}
	for _, q := range s.asked {
		if q.Operation != "GetItem" || q.Body["ConsistentRead"] != true {
			t.Errorf("asked %v", q)
		}
	}
}

func txt(s string) map[string]any { return map[string]any{"S": s} }
func num(s string) map[string]any { return map[string]any{"N": s} }
