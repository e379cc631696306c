package local

import (
	"context"
	"errors"
	"log/slog"

	"holdfast/infra/embedded"
)

// sayOnce is a log handler that drops what is logged only because writes fail: each webhook
// and each worker would say so, into a file that may be on the full disk. watchHealth says it
// once.
type sayOnce struct{ slog.Handler }

// Handle implements slog.Handler.
func (h sayOnce) Handle(ctx context.Context, r slog.Record) error {
	isFailing := false
	r.Attrs(func(a slog.Attr) bool {
		err, isError := a.Value.Any().(error)
		isFailing = isError && errors.Is(err, embedded.ErrFailing)
		return !isFailing
	})
	if isFailing {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h sayOnce) WithAttrs(attrs []slog.Attr) slog.Handler {
	return sayOnce{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h sayOnce) WithGroup(name string) slog.Handler { return sayOnce{h.Handler.WithGroup(name)} }
