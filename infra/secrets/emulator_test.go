//go:build emulator

package secrets_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/google/go-cmp/cmp"

	"holdfast/infra/account"
	"holdfast/infra/account/accounttest"
	"holdfast/infra/secrets"
	"holdfast/shared/steps/ingest"
)

// stored is a reader of a stack of its own that has these parameters, deleted when the test is over.
func stored(t *testing.T, on accounttest.Target, values map[string]string) *secrets.Reader {
	t.Helper()
	client := ssm.New(ssm.Options{
		Region: on.Region, Credentials: on.Credentials, BaseEndpoint: on.BaseEndpoint(account.SSM), HTTPClient: on.HTTP, Retryer: account.NewRetryer(),
	})
	stack := "holdfast-test-" + strings.ToLower(rand.Text())
	for name, value := range values {
		path := "/holdfast/" + stack + "/" + name
		if _, err := client.PutParameter(t.Context(), &ssm.PutParameterInput{Name: &path, Type: types.ParameterTypeSecureString, Value: &value}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := client.DeleteParameter(context.Background(), &ssm.DeleteParameterInput{Name: &path}); err != nil {
				t.Errorf("parameter %s is left behind: %v", path, err)
			}
		})
	}
	return secrets.New(on.Account, stack, slog.New(slog.DiscardHandler))
}

func TestParametersAreSources(t *testing.T) {
	t.Parallel()
	accounttest.Each(t, parametersAreSources)
}

func parametersAreSources(t *testing.T, on accounttest.Target) {
	values := map[string]string{"linden/to/tasks": `{"url":"https://shop.example/tasks","secret":"whsec_c2VjcmV0"}`, "birch/shop": shop}
	want := map[string]ingest.Source{}
	for _, name := range strings.Split("abcdefghijkl", "") { // more than a page
		values["linden/"+name] = `{"platform":"` + name + `","secrets":["s"]}`
		want[name] = ingest.Source{Platform: name, Secrets: [][]byte{[]byte("s")}}
	}
	r := stored(t, on, values)
	got, err := r.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := ingest.Stores{"linden": want, "birch": {"shop": {Platform: "shopify", Account: "linden.myshopify.com", Secrets: [][]byte{[]byte("new"), []byte("old")}}}}
	if d := cmp.Diff(all, got); d != "" {
		t.Errorf("sources (-want +got):\n%s", d)
	}
	to, err := r.Endpoint(t.Context(), "linden")
	if err != nil || to.URL != "https://shop.example/tasks" {
		t.Errorf("endpoint %+v, %v", to, err)
	}
}
