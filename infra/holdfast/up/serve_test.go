package up_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/up"
	"holdfast/infra/local"
)

// The pages have no login. So what a tunnel forwards to the webhooks must not lead to them.
func TestThePagesHaveAnAddressOfTheirOwn(t *testing.T) {
	t.Parallel()
	system, err := local.Open(local.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer system.Close()
	hooks, err := local.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := up.ListenForPages("", hooks.Addr())
	if err != nil {
		t.Fatal(err)
	}

	ctx, stop := context.WithCancel(t.Context())
	ready := make(chan up.Addresses, 1)
	done := make(chan error, 1)
	server := up.Server{
		Session: &session.Session{},
		System:  system,
		Pages:   pages,
		Ready:   func(where up.Addresses) { ready <- where },
	}
	go func() { done <- server.Serve(ctx, hooks) }()
	where := <-ready
	for address, want := range map[string]int{
		where.Pages + "/":              http.StatusOK,
		where.Hooks + "/":              http.StatusNotFound,
		where.Hooks + "/healthz":       http.StatusOK,
		where.Pages + "/hooks/ours/it": http.StatusNotFound,
	} {
		if got := status(t, address); got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Another system may want any port near by.
func TestThePagesTakeNoPortThatSomebodyNamed(t *testing.T) {
	t.Parallel()
	hooks, err := net.ResolveTCPAddr("tcp", "127.0.0.1:26001")
	if err != nil {
		t.Fatal(err)
	}
	l, err := up.ListenForPages("", hooks)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if port := l.Addr().(*net.TCPAddr).Port; port > 26000 && port < 26100 {
		t.Errorf("the pages are at port %d", port)
	}
	if _, err := up.ListenForPages("0.0.0.0:0", hooks); err == nil {
		t.Error("the pages are shown to other machines")
	}
}

func status(t *testing.T, address string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode
}
