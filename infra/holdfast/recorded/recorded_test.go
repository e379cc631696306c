package recorded_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/recorded"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDeliveriesAreReadFromLinesSamplesAndBareBodies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.jsonl", `{"source": "shop", "topic": "orders/create", "body": {"id":  1}}`+"\n\n"+`{"body": "{\"id\": \"\\u00e9\"}", "headers": {"x-shopify-triggered-at": "now"}}`)
	write(t, dir, "b.http", "X-Shopify-Topic: orders/paid\n\n{\"id\": 2}\n")
	write(t, dir, "orders_updated.json", `{"id": 3}`)
	write(t, dir, "notes.txt", "not a delivery")
	files, size, err := recorded.Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []recorded.Delivery
	read := int64(0)
	err = recorded.Read(files, func(d recorded.Delivery) error {
		read += d.Size
		d.Where, d.Size = "", 0
		got = append(got, d)
		return nil
	})
	want := []recorded.Delivery{
		{Source: "shop", Topic: "orders/create", Body: []byte(`{"id":  1}`)},
		{Body: []byte(`{"id": "\u00e9"}`), Header: http.Header{"X-Shopify-Triggered-At": {"now"}}},
		{Header: http.Header{"X-Shopify-Topic": {"orders/paid"}}, Body: []byte("{\"id\": 2}\n")},
		{Topic: "orders/updated", Body: []byte(`{"id": 3}`)},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if read > size || read < size-1 { // an empty line belongs to no delivery
		t.Errorf("read %d of %d bytes", read, size)
	}
}

func TestALineThatIsNoDeliveryIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.jsonl", `{"body": {}}`+"\n"+`{"topic": "orders/create"}`)
	err := recorded.Read([]string{filepath.Join(dir, "a.jsonl")}, func(recorded.Delivery) error { return nil })
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("line 2")) {
		t.Error(err)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	want := recorded.Delivery{Source: "shop", Topic: "orders/create", Header: http.Header{"X-Shopify-Triggered-At": {"now"}}, Body: []byte(`{"id":1}`)}
	var file bytes.Buffer
	if err := recorded.Write(&file, want); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.jsonl")
	write(t, filepath.Dir(path), "a.jsonl", file.String())
	err := recorded.Read([]string{path}, func(got recorded.Delivery) error {
		got.Where, got.Size = "", 0
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// The other side must find each platform's replay genuine, whoever it comes from. An answer to a survey is signed in its body, and
// posted as it was; so is a click to unsubscribe.
func TestAReplayIsSignedAnewForEveryPlatform(t *testing.T) {
	t.Parallel()
	for _, name := range platforms.Names() {
		if name == survey.Name || name == unsubscribe.Name {
			continue
		}
		account := webhook.Source{Secrets: [][]byte{[]byte("c2VjcmV0IG9mIHRoZSBzaG9w")}, Account: "me.example"}
		p := recorded.NewPoster(map[string]recorded.Account{"shop": {URL: "http://127.0.0.1/", Platform: name, Source: account}}, func() time.Time { return noon }, 1)
		req, err := p.Request(t.Context(), recorded.Delivery{Source: "shop", Topic: "orders/create", Body: []byte(`{"type":"order.updated"}`)})
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Fatal(err)
		}
		platform, _ := platforms.For(name)
		if err := platform.Verify(account, req.Header, body, noon); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if at := req.Header.Get("X-Shopify-Triggered-At"); at != "" {
			t.Errorf("%s: a replay does not know when the platform sent this, but says %s", name, at)
		}
	}
}

func TestWhatCannotBeTakenNowIsPostedAgainAndWhatIsRefusedIsNot(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		switch {
		case r.URL.Path == "/refuses":
			http.Error(w, "no", http.StatusUnauthorized)
		case n == 1:
			http.Error(w, "later", http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	account := func(path string) recorded.Account {
		return recorded.Account{URL: server.URL + path, Platform: "shopify", Source: webhook.Source{Secrets: [][]byte{[]byte("s")}}}
	}
	p := recorded.NewPoster(map[string]recorded.Account{"busy": account("/busy"), "refuses": account("/refuses")}, time.Now, 2)
	if err := p.Post(t.Context(), recorded.Delivery{Source: "busy", Body: []byte("{}")}); err != nil || asked.Load() != 2 {
		t.Errorf("%v after %d posts", err, asked.Load())
	}
	err := p.Post(t.Context(), recorded.Delivery{Source: "refuses", Body: []byte("{}")})
	var refused *recorded.Refused
	if !errors.As(err, &refused) || refused.Status != http.StatusUnauthorized || asked.Load() != 3 {
		t.Errorf("%v after %d posts", err, asked.Load())
	}
	if err := p.Post(t.Context(), recorded.Delivery{Source: "nobody", Body: []byte("{}")}); !errors.Is(err, recorded.ErrNoSource) {
		t.Error(err)
	}
}
