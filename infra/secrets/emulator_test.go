//go:build emulator

package secrets_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/account"
	"holdfast/infra/secrets"
	"holdfast/shared/ingest"
)

// stored is a reader of a stack of its own in the emulator that has these parameters. Without an emulator the test fails: it
// must neither be skipped unseen nor reach AWS.
func stored(t *testing.T, values map[string]string) *secrets.Reader {
	t.Helper()
	in, err := account.FromEnv(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	if in.Endpoint = os.Getenv("HOLDFAST_AWS_ENDPOINT"); in.Endpoint == "" {
		t.Fatal("HOLDFAST_AWS_ENDPOINT is not set: run this by tests/emulator/run")
	}
	stack := strings.ToLower(rand.Text())
	for name, value := range values {
		body, err := json.Marshal(map[string]any{"Name": "/holdfast/" + stack + "/" + name, "Type": "SecureString", "Value": value})
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, in.Endpoint, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "AmazonSSM.PutParameter")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/ssm/aws4_request, SignedHeaders=host, Signature=0")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("put %s: %s", name, resp.Status)
		}
	}
	return secrets.New(in, stack, slog.New(slog.DiscardHandler))
}

func TestTheEmulatorsParametersAreSources(t *testing.T) {
	t.Parallel()
	values := map[string]string{"linden/to/tasks": `{"url":"https://shop.example/tasks","secret":"whsec_c2VjcmV0"}`, "birch/shop": shop}
	want := map[string]ingest.Source{}
	for _, name := range strings.Split("abcdefghijkl", "") { // more than a page
		values["linden/"+name] = `{"platform":"` + name + `","secrets":["s"]}`
		want[name] = ingest.Source{Platform: name, Secrets: [][]byte{[]byte("s")}}
	}
	r := stored(t, values)
	got, err := r.Load(t.Context(), "linden")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("sources (-want +got):\n%s", d)
	}
	if _, err := r.Load(t.Context(), "nobody"); !errors.Is(err, ingest.ErrUnknown) {
		t.Errorf("a store without sources: %v", err)
	}
	to, err := r.Endpoint(t.Context(), "linden")
	if err != nil || to.URL != "https://shop.example/tasks" {
		t.Errorf("endpoint %+v, %v", to, err)
	}
}
