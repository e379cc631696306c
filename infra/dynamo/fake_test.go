package dynamo_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"holdfast/infra/account"
	"holdfast/infra/dynamo"
	"holdfast/shared/records/table"
)

// service answers requests in DynamoDB's JSON protocol, one scripted answer each, and keeps what was asked. It stands in
// front of no network, so that waits cost nothing in a synctest bubble.
type service struct {
	t       *testing.T
	answers []answer
	asked   []request
	write   float64 // units the meter was told
	read    float64
}

type answer struct {
	status int // 0 = the connection breaks after the request was read
	body   string
}

type request struct {
	Operation string
	Body      map[string]any
}

func ok(body string) answer { return answer{http.StatusOK, body} }

func refusal(code, rest string) answer {
	return answer{http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#` + code + `","message":"because"` + rest + `}`}
}

func (s *service) Do(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	q := request{Operation: strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_20120810.")}
	if err := json.Unmarshal(b, &q.Body); err != nil {
		return nil, err
	}
	s.asked = append(s.asked, q)
	if len(s.answers) == 0 {
		s.t.Errorf("asked for more than was scripted: %s %s", q.Operation, b)
		return nil, io.ErrUnexpectedEOF
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	if a.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{
		StatusCode: a.status, Request: r, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: int64(len(a.body)),
	}, nil
}

// scripted is a table before a service that gives these answers.
func scripted(t *testing.T, answers ...answer) (*service, *dynamo.Table) {
	s := &service{t: t, answers: answers}
	in := account.Account{
		Region: "eu-central-1", HTTP: s,
		Credentials: aws.CredentialsProviderFunc(nobody),
	}
	return s, dynamo.New(in, "holdfast", func(write, read float64) { s.write += write; s.read += read })
}

// done requires that every scripted answer was asked for.
func (s *service) done() {
	s.t.Helper()
	if len(s.answers) > 0 {
		s.t.Errorf("%d scripted answers were not asked for", len(s.answers))
	}
}

func put(it table.Item, standing uint64) table.Op {
	return table.Op{Kind: table.Put, Item: it, If: standing}
}

func del(k table.Key, standing uint64) table.Op {
	return table.Op{Kind: table.Delete, Item: table.Item{Key: k}, If: standing}
}

func check(k table.Key, standing uint64) table.Op {
	return table.Op{Kind: table.Check, Item: table.Item{Key: k}, If: standing}
}
