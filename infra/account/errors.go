package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

var (
	// ErrThrottled is wrapped by errors of requests that AWS refused, after all retries,
	// because there were too many.
	ErrThrottled = errors.New("throttled")
	// ErrUnreachable is wrapped by errors of requests that got no answer: they may have
	// been carried out.
	ErrUnreachable = errors.New("no answer")
	// ErrDenied is wrapped by errors of requests that the credentials do not allow: a
	// fault of the set-up.
	ErrDenied = errors.New("not allowed")
)

// Code returns the service's own name of an error, or "" if the error did not come from the
// service.
func Code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// Explain wraps err with what was being done and, if it is one of those, with
// ErrThrottled, ErrUnreachable or ErrDenied. A cancellation is none of them.
func Explain(doing string, err error) error {
	kind := kindOf(err)
	if kind == nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, kind, err)
}

func kindOf(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}

	code := Code(err)
	if _, throttled := retry.DefaultThrottleErrorCodes[code]; throttled {
		return ErrThrottled
	}
	switch code {
	case "AccessDeniedException",
		"AccessDenied",
		"UnrecognizedClientException",
		"ExpiredTokenException",
		"InvalidSignatureException":
		return ErrDenied
	}

	var noAnswer *smithyhttp.RequestSendError
	if errors.As(err, &noAnswer) || errors.Is(err, context.DeadlineExceeded) {
		return ErrUnreachable
	}
	return nil
}
