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

// answerRequest answers one request of an HTTP API, payload format 2.0.
func (f *Function) answerRequest(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvent, err)
	}
	if e.RequestContext.HTTP.Method == "" {
		return nil, ErrEvent
	}

	r, err := requestOf(&e)
	a := ingest.Answer{Status: http.StatusBadRequest, Text: "The body could not be read."}
	if err == nil {
		a = f.Hooks(ctx, r)
	}
	f.refusals.note(ctx, f, r, a)
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
