package account

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"
)

func env(pairs ...string) func(string) string {
	return func(k string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == k {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestAnAccountComesFromTheEnvironment(t *testing.T) {
	t.Parallel()
	a, err := FromEnv(env("AWS_REGION", "eu-central-1", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key", "AWS_SESSION_TOKEN", "token"))
	if err != nil {
		t.Fatal(err)
	}
	creds, err := a.Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := []string{a.Region, creds.AccessKeyID, creds.SecretAccessKey, creds.SessionToken, a.Endpoints.All}
	if d := cmp.Diff([]string{"eu-central-1", "id", "key", "token", ""}, got); d != "" {
		t.Errorf("account (-want +got):\n%s", d)
	}
	if at := a.BaseEndpoint(SQS); at != nil {
		t.Errorf("endpoint %q, want AWS's own", *at)
	}
}

func TestAServiceMayHaveAnEndpointOfItsOwn(t *testing.T) {
	t.Parallel()
	a, err := FromEnv(env(
		"AWS_REGION", "eu-central-1", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key",
		"AWS_ENDPOINT_URL", "http://127.0.0.1:4566", "AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9324", "AWS_ENDPOINT_URL_SESV2", "http://127.0.0.1:1025/",
	))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{*a.BaseEndpoint(SQS), *a.BaseEndpoint(DynamoDB), a.URL(SES), a.URL(SSM)}
	want := []string{"http://127.0.0.1:9324", "http://127.0.0.1:4566", "http://127.0.0.1:1025", "http://127.0.0.1:4566"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("endpoints of SQS, DynamoDB, SES and SSM (-want +got):\n%s", d)
	}
}

func TestAnAccountIsWholeOrRefused(t *testing.T) {
	t.Parallel()
	for name, getenv := range map[string]func(string) string{
		"nothing":        env(),
		"no region":      env("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key"),
		"no secret":      env("AWS_REGION", "r", "AWS_ACCESS_KEY_ID", "id"),
		"no address":     env("AWS_REGION", "r", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key", "AWS_ENDPOINT_URL", "localhost"),
		"one no address": env("AWS_REGION", "r", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key", "AWS_ENDPOINT_URL_SQS", "localhost:9324"),
		"broken at all":  env("AWS_REGION", "r", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key", "AWS_ENDPOINT_URL", "http://%"),
	} {
		if a, err := FromEnv(getenv); err == nil {
			t.Errorf("%s: made %+v", name, a)
		}
	}
}

// stream is a body that cannot be read once it is closed.
type stream struct {
	io.Reader
	closed bool
}

func (s *stream) Read(b []byte) (int, error) {
	if s.closed {
		return 0, errors.New("read after close")
	}
	return s.Reader.Read(b)
}

func (s *stream) Close() error {
	s.closed = true
	return nil
}

type doer func(*http.Request) (*http.Response, error)

func (f doer) Do(r *http.Request) (*http.Response, error) { return f(r) }

func TestABodyCanBeReadAfterTheSDKClosedIt(t *testing.T) {
	t.Parallel()
	body := &stream{Reader: strings.NewReader("request")}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost", body)
	if err != nil {
		t.Fatal(err)
	}
	var sent string
	c := bufferedClient{doer(func(r *http.Request) (*http.Response, error) {
		if err := errors.Join(body.Close(), r.Body.Close()); err != nil {
			t.Error(err)
		}
		all, err := io.ReadAll(r.Body)
		sent = string(all)
		return nil, err
	})}
	if _, err := c.Do(r); err != nil || sent != "request" { //nolint:bodyclose // there is none
		t.Errorf("sent %q, %v", sent, err)
	}
}

func TestErrorsAreExplained(t *testing.T) {
	t.Parallel()
	coded := func(code string) error { return &smithy.GenericAPIError{Code: code, Message: "because"} }
	for name, c := range map[string]struct{ err, want error }{
		"throttled":   {coded("ThrottlingException"), ErrThrottled},
		"denied":      {coded("AccessDeniedException"), ErrDenied},
		"expired":     {coded("ExpiredTokenException"), ErrDenied},
		"unsent":      {&smithyhttp.RequestSendError{Err: io.ErrUnexpectedEOF}, ErrUnreachable},
		"out of time": {context.DeadlineExceeded, ErrUnreachable},
		"called off":  {&smithy.CanceledError{Err: context.Canceled}, context.Canceled},
		"other":       {coded("ResourceNotFoundException"), nil},
	} {
		got := Explain("try", c.err)
		if !errors.Is(got, c.err) || !strings.HasPrefix(got.Error(), "try: ") {
			t.Errorf("%s: %v", name, got)
		}
		for _, kind := range []error{ErrThrottled, ErrDenied, ErrUnreachable, context.Canceled} {
			if errors.Is(got, kind) != (kind == c.want) {
				t.Errorf("%s: %v is %v: %t", name, got, kind, kind != c.want)
			}
		}
	}
}

func TestBackoffGrowsToItsLimit(t *testing.T) {
	t.Parallel()
	for n, limit := range map[int]time.Duration{-1: firstBackoff, 0: firstBackoff, 1: 2 * firstBackoff, 5: 32 * firstBackoff, 6: maxBackoff, 90: maxBackoff} {
		for range 100 {
			if d := Backoff(n); d <= 0 || d > limit {
				t.Fatalf("after %d tries: %s, want at most %s", n+1, d, limit)
			}
		}
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := Wait(ctx, time.Second); err != nil || time.Since(begin) != time.Second {
			t.Errorf("waited %s, %v", time.Since(begin), err)
		}
		if err := Wait(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Minute {
			t.Errorf("waited %s, %v", time.Since(begin), err)
		}
	})
}
