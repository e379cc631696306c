package post

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
)

var (
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	secret = []byte("whsec_c2VjcmV0IG9mIHRoZSBzaG9w")
	errand = act.Errand{ID: "00ff", Store: "ours", Kind: playbook.ByOwner, To: "mei", Brief: playbook.Brief{Name: "Hana Sato"}}
)

// got is a request as an endpoint received it.
type got struct {
	header http.Header
	body   []byte
}

// endpoint answers with the given statuses, one after the other, and keeps what it received.
func endpoint(t *testing.T, statuses ...int) (*Sender, *[]got) {
	t.Helper()
	all := &[]got{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*all = append(*all, got{r.Header, body})
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(statuses[min(len(*all), len(statuses))-1])
	}))
	t.Cleanup(server.Close)
	s, err := To(Options{URL: server.URL, Secret: secret, Loopback: true, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return s, all
}

func TestEveryTryOfAnErrandIsSignedAndBearsTheSameID(t *testing.T) {
	t.Parallel()
	s, all := endpoint(t, http.StatusServiceUnavailable, http.StatusOK)
	if err := s.Send(t.Context(), errand); err == nil || errors.Is(err, act.ErrNotSent) {
		t.Errorf("503 leaves open what happened, got %v", err)
	}
	if err := s.Send(t.Context(), errand); err != nil {
		t.Fatal(err)
	}
	for _, r := range *all {
		if err := (standard.Platform{}).Verify(webhook.Source{Secrets: [][]byte{secret}}, r.header, r.body, noon); err != nil {
			t.Error(err)
		}
		if id := r.header.Get("Webhook-Id"); id != errand.ID {
			t.Errorf("webhook-id %q", id)
		}
		var m struct {
			Type string
			Data act.Errand
		}
		if err := json.Unmarshal(r.body, &m); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(errand, m.Data); diff != "" || m.Type != Topic {
			t.Error(m.Type, diff)
		}
	}
}

func TestAnswersAreToldApart(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct{ sent, refused bool }{
		200: {sent: true}, 204: {sent: true}, 409: {sent: true},
		301: {refused: true}, 307: {refused: true}, 400: {refused: true}, 401: {refused: true}, 404: {refused: true}, 410: {refused: true},
		408: {}, 425: {}, 429: {}, 500: {}, 502: {}, 503: {},
	} {
		s, all := endpoint(t, status)
		err := s.Send(t.Context(), errand)
		if (err == nil) != want.sent || errors.Is(err, ErrRefused) != want.refused || errors.Is(err, act.ErrNotSent) != want.refused {
			t.Errorf("%d: %v", status, err)
		}
		if len(*all) != 1 {
			t.Errorf("%d: %d requests, a redirect must not be followed", status, len(*all))
		}
	}
}

func TestNobodyThereMeansNothingWasSent(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	s, err := To(Options{URL: server.URL, Secret: secret, Loopback: true, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), errand); !errors.Is(err, act.ErrNotSent) {
		t.Error(err)
	}
}

func TestEndpointsThatMustNotBePostedToAreRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://shop.example/hook", "ftp://shop.example", "https://", "shop.example", "https://me:pw@shop.example/", "https://a b"} {
		if _, err := To(Options{URL: url, Secret: secret, Now: time.Now}); !errors.Is(err, ErrTarget) {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := To(Options{URL: "https://shop.example", Now: time.Now}); !errors.Is(err, ErrTarget) {
		t.Errorf("without a secret: %v", err)
	}
}

// Whatever a name leads to, it is the address connected to that is judged.
func TestAddressesInsideANetworkAreRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"127.0.0.1:443", "10.1.2.3:443", "172.16.0.1:443", "192.168.0.1:443", "169.254.169.254:80", "100.64.0.1:443", "0.0.0.0:443",
		"224.0.0.1:443", "255.255.255.255:443", "[::1]:443", "[::]:443", "[fe80::1]:443", "[fd00::1]:443", "[::ffff:10.0.0.1]:443",
		"[64:ff9b::a00:1]:443", "[2002:a00:1::]:443", "198.18.0.1:443", "not an address",
	} {
		if err := checkAddress(address, false); !errors.Is(err, ErrTarget) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"93.184.216.34:443", "[2606:2800:220:1::1]:443"} {
		if err := checkAddress(address, false); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	s, err := To(Options{URL: "https://localhost:1/", Secret: secret, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), errand); !errors.Is(err, ErrTarget) || !errors.Is(err, act.ErrNotSent) {
		t.Errorf("a name of this machine: %v", err)
	}
}
