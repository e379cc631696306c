package sqs_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"holdfast/infra/account"
	"holdfast/infra/sqs"
)

const url = "https://sqs.eu-central-1.amazonaws.com/111122223333/orders"

// service answers requests in SQS's JSON protocol and keeps what was asked. It stands in front of no network, so that
// waits cost nothing in a synctest bubble.
type service struct {
	t       *testing.T
	answers []answer
	asked   []request
}

// answer is what comes back; sent is for SendMessageBatch only: the ids to accept, the others fail by the body.
type answer struct {
	status int // 0 = the connection breaks after the request was read
	body   map[string]any
}

type request struct {
	Operation string
	Body      map[string]any
}

func ok(body map[string]any) answer { return answer{http.StatusOK, body} }

func refusal(code string) answer {
	return answer{http.StatusBadRequest, map[string]any{"__type": "com.amazonaws.sqs#" + code, "message": "because"}}
}

func failed(code string, senderFault bool, ids ...string) answer {
	var entries []any
	for _, id := range ids {
		entries = append(entries, map[string]any{"Id": id, "Code": code, "Message": "because", "SenderFault": senderFault})
	}
	return ok(map[string]any{"Failed": entries})
}

func (s *service) Do(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	q := request{Operation: strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.")}
	if err := json.Unmarshal(b, &q.Body); err != nil {
		return nil, err
	}
	s.asked = append(s.asked, q)
	a := ok(map[string]any{})
	if len(s.answers) > 0 {
		a, s.answers = s.answers[0], s.answers[1:]
	}
	if a.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if a.status == http.StatusOK && q.Operation == "SendMessageBatch" {
		a.body["Successful"] = accepted(q, a.body["Failed"])
	}
	body, err := json.Marshal(a.body)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: a.status, Request: r, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(string(body))), ContentLength: int64(len(body)),
	}, nil
}

// accepted answers for the entries that did not fail, with the checksum that the client compares.
func accepted(q request, failed any) []any {
	bad := map[string]bool{}
	entries, _ := failed.([]any)
	for _, f := range entries {
		bad[f.(map[string]any)["Id"].(string)] = true
	}
	sent := []any{}
	for _, e := range q.Body["Entries"].([]any) {
		id, body := e.(map[string]any)["Id"].(string), e.(map[string]any)["MessageBody"].(string)
		if !bad[id] {
			sum := md5.Sum([]byte(body))
			sent = append(sent, map[string]any{"Id": id, "MessageId": "m" + id, "MD5OfMessageBody": hex.EncodeToString(sum[:])})
		}
	}
	return sent
}

// scripted is a queue before a service that gives these answers, then empty ones.
func scripted(t *testing.T, answers ...answer) (*service, *sqs.Queue) {
	s := &service{t: t, answers: answers}
	return s, sqs.New(account.Account{Region: "eu-central-1", HTTP: s, Credentials: aws.CredentialsProviderFunc(nobody)}, url)
}

func nobody(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "key", SecretAccessKey: "secret"}, nil
}

// operations lists what was asked, in order.
func (s *service) operations() (names []string) {
	for _, q := range s.asked {
		names = append(names, q.Operation)
	}
	return names
}

// bodies lists the messages of each SendMessageBatch.
func (s *service) bodies() (all [][]string) {
	for _, q := range s.asked {
		var one []string
		for _, e := range q.Body["Entries"].([]any) {
			one = append(one, e.(map[string]any)["MessageBody"].(string))
		}
		all = append(all, one)
	}
	return all
}
