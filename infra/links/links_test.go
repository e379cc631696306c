package links_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"holdfast/infra/links"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
)

// sources are the sources of one store.
type sources map[string]ingest.Source

func (s sources) FindSource(_ context.Context, store, source string) (ingest.Source, error) {
	src, ok := s[source]
	if store != "linden" || !ok {
		return ingest.Source{}, ingest.ErrUnknown
	}
	return src, nil
}

func (s sources) ReloadSource(context.Context, string, string) (ingest.Source, bool) {
	return ingest.Source{}, false
}

func TestALinkLeadsToWhereItsAnswerIsTaken(t *testing.T) {
	t.Parallel()
	fresh, old := []byte("the secret that signs from now on"), []byte("the secret that signed before it")
	all := sources{
		"ask": {Platform: survey.Name, Secrets: [][]byte{fresh, old}}, "shop": {Platform: "shopify", Secrets: [][]byte{fresh}},
		"weak": {Platform: survey.Name, Secrets: [][]byte{[]byte("short")}},
	}
	address := "https://hooks.example/hooks"
	link := links.To(func() string { return address }, all)
	to := survey.Token{Customer: "p:shop:7", Asked: crm.InstantOf(webhooktest.Now), Days: 60, Language: "en"}
	made, err := link(t.Context(), "linden", "ask", to)
	if err != nil || !strings.HasPrefix(made, "https://hooks.example/hooks/linden/ask?t=") {
		t.Fatalf("%q, %v", made, err)
	}
	u, err := url.Parse(made)
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string][]byte{"the new secret": fresh, "the old secret": old} {
		a := webhook.Source{Store: "linden", Name: "ask", Secrets: [][]byte{secret}}
		if _, err := (survey.Platform{}).QuestionPage(a, u.Query(), webhooktest.Now); (err == nil) != (name == "the new secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct {
		store, source string
		want          error
	}{{"linden", "shop", links.ErrNoSurvey}, {"linden", "none", ingest.ErrUnknown}, {"other", "ask", ingest.ErrUnknown}, {"linden", "weak", survey.ErrToken}} {
		if made, err := link(t.Context(), c.store, c.source, to); !errors.Is(err, c.want) || made != "" {
			t.Errorf("%s/%s: %q, %v", c.store, c.source, made, err)
		}
	}
	address = ""
	if made, err := link(t.Context(), "linden", "ask", to); !errors.Is(err, links.ErrNoAddress) {
		t.Errorf("without an address: %q, %v", made, err)
	}
}

func TestTheWayOutLeadsToTheStoresOwnSource(t *testing.T) {
	t.Parallel()
	secret := []byte("the secret that signs from now on")
	all := sources{unsubscribe.Name: {Platform: unsubscribe.Name, Secrets: [][]byte{secret}}}
	to := unsubscribe.Token{Customer: "p:shop:7", Address: "e:abc", Language: "en"}
	made, err := links.OutOf(func() string { return "https://hooks.example/hooks" }, all)(t.Context(), "linden", to)
	if err != nil || !strings.HasPrefix(made, "https://hooks.example/hooks/linden/unsubscribe?t=") {
		t.Fatalf("%q, %v", made, err)
	}
	u, err := url.Parse(made)
	if err != nil {
		t.Fatal(err)
	}
	a := webhook.Source{Store: "linden", Name: unsubscribe.Name, Secrets: [][]byte{secret}}
	if _, err := (unsubscribe.Platform{}).QuestionPage(a, u.Query(), webhooktest.Now); err != nil {
		t.Error(err)
	}

	other := sources{unsubscribe.Name: {Platform: "shopify", Secrets: [][]byte{secret}}}
	for name, c := range map[string]struct {
		address string
		in      sources
		want    error
	}{"no source": {"https://x", sources{}, ingest.ErrUnknown}, "another platform": {"https://x", other, links.ErrNoWayOut}, "no address": {"", all, links.ErrNoAddress}} {
		if link, err := links.OutOf(func() string { return c.address }, c.in)(t.Context(), "linden", to); !errors.Is(err, c.want) {
			t.Errorf("%s: %s, %v", name, link, err)
		}
	}
}
