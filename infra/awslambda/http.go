package awslambda

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/steps/ingest"
)

const hooksPath = "/hooks/"

// request is one request of an HTTP API, payload format 2.0. The gateway sets no field of
// the name Rehearsal: only those who may invoke the function by itself can.
type request struct {
	events.APIGatewayV2HTTPRequest
	Rehearsal bool `json:"rehearsal,omitempty"`
}

// answerRequest answers a request.
func (f *Function) answerRequest(ctx context.Context, payload []byte) ([]byte, error) {
	var e request
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvent, err)
	}
	if e.RequestContext.HTTP.Method == "" || e.Rehearsal && f.Rehearse == nil {
		return nil, ErrEvent
	}

	r, err := requestOf(&e.APIGatewayV2HTTPRequest)
	a := ingest.Answer{Status: http.StatusBadRequest, Text: "The body could not be read."}
	switch {
	case err != nil:
	case e.Rehearsal:
		return encodeAnswer(f.Rehearse(ctx, r))
	default:
		a = f.Hooks(ctx, r)
	}
	f.refusals.note(ctx, f, r, a)
	return encodeAnswer(a)
}

func encodeAnswer(a ingest.Answer) ([]byte, error) {
	return json.Marshal(events.APIGatewayV2HTTPResponse{
		StatusCode: a.Status,
		Body:       a.Body(),
		Headers:    a.Headers(),
	})
}

// requestOf returns the request as it was sent. The gateway writes headers in lower case,
// and a body that it takes for binary in base64.
func requestOf(e *events.APIGatewayV2HTTPRequest) (ingest.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		body, err = base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return ingest.Request{}, fmt.Errorf("read body: %w", err)
		}
	}

	store := e.PathParameters["store"]
	source := e.PathParameters["source"]
	if store == "" {
		// The name of a stage may stand before the path.
		_, path, _ := strings.Cut(e.RawPath, hooksPath)
		store, source, _ = strings.Cut(path, "/")
	}
	return ingest.Request{
		Method: e.RequestContext.HTTP.Method,
		Store:  store,
		Source: source,
		Query:  e.RawQueryString,
		Header: webhook.HeaderOf(e.Headers),
		Body:   body,
	}, nil
}

// RehearsalEvent returns the event that has a Function rehearse a request.
func RehearsalEvent(r ingest.Request) ([]byte, error) {
	var e request
	e.Rehearsal = true
	e.RequestContext.HTTP.Method = r.Method
	e.PathParameters = map[string]string{"store": r.Store, "source": r.Source}
	e.RawQueryString = r.Query
	e.Headers = map[string]string{}
	for name := range r.Header {
		e.Headers[strings.ToLower(name)] = r.Header.Get(name)
	}
	e.Body = base64.StdEncoding.EncodeToString(r.Body)
	e.IsBase64Encoded = true
	return json.Marshal(e)
}
