package awslambda

import (
	"context"
	"io"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// NewLog writes JSON lines as Lambda does, each with the request and the trace it belongs
// to. level is DEBUG, INFO, WARN or ERROR; anything else is INFO.
func NewLog(w io.Writer, level string) *slog.Logger {
	var least slog.Level
	if least.UnmarshalText([]byte(level)) != nil {
		least = slog.LevelInfo
	}
	return slog.New(
		requestLog{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: least, ReplaceAttr: rename})},
	)
}

// rename gives keys the names that Lambda uses, "message" among them, which the steps use
// for the id of a message.
func rename(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == "message" {
		a.Key = "messageId"
		return a
	}
	return lambdacontext.ReplaceAttr(groups, a)
}

// traceKey is where aws-lambda-go keeps an invocation's X-Ray trace header in its
// context.
const traceKey = "x-amzn-trace-id"

// requestLog adds what an invocation's context says.
type requestLog struct{ slog.Handler }

func (h requestLog) Handle(ctx context.Context, r slog.Record) error {
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		r.AddAttrs(slog.String("requestId", lc.AwsRequestID))
	}
	if trace, _ := ctx.Value(traceKey).(string); trace != "" {
		r.AddAttrs(slog.String("traceId", trace))
	}
	return h.Handler.Handle(ctx, r)
}

func (h requestLog) WithAttrs(as []slog.Attr) slog.Handler {
	return requestLog{h.Handler.WithAttrs(as)}
}

func (h requestLog) WithGroup(name string) slog.Handler {
	return requestLog{h.Handler.WithGroup(name)}
}
