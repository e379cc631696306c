package awslambda

import (
	"context"
	"io"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"holdfast/shared/words/masked"
)

// NewLog returns a log that writes JSON lines as Lambda does, each with the request and
// the trace it belongs to. level is DEBUG, INFO, WARN or ERROR; anything else is INFO.
func NewLog(w io.Writer, level string) *slog.Logger {
	var lowest slog.Level
	if lowest.UnmarshalText([]byte(level)) != nil {
		lowest = slog.LevelInfo
	}
	lines := slog.NewJSONHandler(w, &slog.HandlerOptions{
		Level:       lowest,
		ReplaceAttr: renameKey,
	})
	return slog.New(requestLog{lines})
}

// renameKey gives keys the names that Lambda uses. Lambda's "message" is the text of a
// line; the steps use it for the id of a message. It masks addresses.
func renameKey(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == "message" {
		a.Key = "messageId"
		return masked.Attr(groups, a)
	}
	return masked.Attr(groups, lambdacontext.ReplaceAttr(groups, a))
}

// traceKey is where aws-lambda-go keeps an invocation's X-Ray trace header in its
// context.
const traceKey = "x-amzn-trace-id"

// requestLog adds the request and the trace of an invocation to each line.
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

func (h requestLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestLog{h.Handler.WithAttrs(attrs)}
}

func (h requestLog) WithGroup(name string) slog.Handler {
	return requestLog{h.Handler.WithGroup(name)}
}
