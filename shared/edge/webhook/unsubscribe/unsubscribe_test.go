package unsubscribe_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

const first, second = "a secret that nobody guesses", "another secret nobody guesses"

var (
	address  = crm.EmailKey([]byte("pepper"), "hana@example.jp")
	somebody = unsubscribe.Token{Customer: "p:shop:7061294678", Address: address, Language: "en"}
)

func account(secrets ...string) webhook.Source {
	a := webhook.Source{Store: "linden", Name: unsubscribe.Name}
	for _, s := range secrets {
		a.Secrets = append(a.Secrets, []byte(s))
	}
	return a
}

// sealed returns the query of a link.
func sealed(t testing.TB, a webhook.Source, to unsubscribe.Token) url.Values {
	t.Helper()
	link, err := unsubscribe.Link("https://hooks.example/hooks", a, to)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(link)
	if err != nil || u.Path != "/hooks/linden/unsubscribe" || len(link) > 900 {
		t.Fatalf("%s: %v", link, err)
	}
	return u.Query()
}

func TestOneClickIsANoOfTheCustomerAndOfTheAddress(t *testing.T) {
	t.Parallel()
	p := unsubscribe.Platform{}
	body := p.OneClick(sealed(t, account(first), somebody))
	if err := p.Verify(account(second, first), nil, body, webhooktest.Now); err != nil {
		t.Fatal(err)
	}
	events, err := p.Parse(webhook.Delivery{Source: "unsubscribe", Received: 7000, Body: body})
	webhooktest.CheckEvents(t, events, err)
	want := crm.Consents{crm.ChannelEmail: {State: crm.ConsentRefused, At: 7000}}
	if err != nil || len(events) != 1 || events[0].Consents != want || events[0].Who.Key != somebody.Customer {
		t.Fatal(events, err)
	}
	if diff := cmp.Diff([]crm.Key{crm.AddressKey(address)}, events[0].Addresses([]byte("pepper"))); diff != "" {
		t.Error(diff)
	}
}

func TestALinkIsOfOneStoreAndSource(t *testing.T) {
	t.Parallel()
	query := sealed(t, account(first), somebody)
	token := query.Get("t")
	other, elsewhere := account(first), account(first)
	other.Store = "other"
	elsewhere.Name = "ask"
	for name, c := range map[string]struct {
		by    webhook.Source
		token string
	}{
		"another secret": {account(second), token},
		"no secret":      {account(), token},
		"another store":  {other, token},
		"another source": {elsewhere, token},
		"cut":            {account(first), token[:len(token)-2]},
		"longer":         {account(first), token + "AA"},
		"a line end":     {account(first), token[:9] + "\n" + token[9:]},
		"none":           {account(first), ""},
		"too long":       {account(first), strings.Repeat("A", 5000)},
	} {
		p := unsubscribe.Platform{}
		form := p.OneClick(url.Values{"t": {c.token}})
		if err := p.Verify(c.by, nil, form, webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
		if page, err := p.QuestionPage(c.by, url.Values{"t": {c.token}}, webhooktest.Now); err == nil || page != "" {
			t.Errorf("%s: a page is shown", name)
		}
	}
}

func TestThePageHasAButtonAndLoadsNothing(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{phrase.English, phrase.Chinese} {
		to, a := somebody, account(first)
		to.Language, a.Account = lang, "Linden & <Oak>"
		query := sealed(t, a, to)
		page, err := unsubscribe.Platform{}.QuestionPage(a, query, webhooktest.Now)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{
			`<html lang="` + lang + `">`, `<form method="post" action="unsubscribe">`, `name="t" value="` + query.Get("t") + `"`,
			"Linden &amp; &lt;Oak&gt;", phrase.Say(lang, "unsubscribe.send") + "</button>",
		} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: no %s in\n%s", lang, part, page)
			}
		}
		thanks := unsubscribe.Platform{}.ThanksPage(a, unsubscribe.Platform{}.OneClick(query))
		if !strings.Contains(thanks, phrase.Say(lang, "unsubscribe.done")) || strings.Contains(page+thanks, "<script") {
			t.Errorf("%s:\n%s", lang, thanks)
		}
	}
}

func TestNoLinkIsMadeThatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	for name, to := range map[string]unsubscribe.Token{
		"nobody":     {Address: address},
		"no address": {Customer: "p:shop:7"},
		"a number":   {Customer: "p:shop:7", Address: "a:abc"},
		"a guest":    {Customer: "g:shop:7", Address: address},
	} {
		if link, err := unsubscribe.Link("https://x/hooks", account(first), to); !errors.Is(err, unsubscribe.ErrToken) {
			t.Errorf("%s: %s, %v", name, link, err)
		}
	}
	if err := (unsubscribe.Platform{}).CheckSecret([]byte("short")); !errors.Is(err, webhook.ErrSecret) {
		t.Error("a short secret is taken")
	}
}

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, unsubscribe.Platform{}, unsubscribe.Name, "Accept-Language", "User-Agent")
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, unsubscribe.Platform{}, unsubscribe.Name) }

// FuzzVerify looks for a form that is accepted without a token that was signed for it.
func FuzzVerify(f *testing.F) {
	token := sealed(f, account(first), somebody).Get("t")
	f.Add([]byte("t=" + token))
	f.Add([]byte("t=" + token[:40]))
	f.Fuzz(func(t *testing.T, body []byte) {
		p := unsubscribe.Platform{}
		if err := p.Verify(account(second), nil, body, webhooktest.Now); err == nil {
			t.Fatal("accepted what nobody signed")
		}
		fields, _ := url.ParseQuery(string(body))
		if err := p.Verify(account(first), nil, body, webhooktest.Now); err == nil && fields.Get("t") != token {
			t.Fatalf("accepted another token than was signed: %q", body)
		}
	})
}

// samples is the source whose links the samples in events/ come by.
var samples = webhook.Source{Store: "linden", Name: webhooktest.Source, Secrets: [][]byte{[]byte("signs the samples and nothing else")}}

func TestTheSamplesAreGenuine(t *testing.T) {
	t.Parallel()
	for name, s := range webhooktest.Samples(t, unsubscribe.Name) {
		err := unsubscribe.Platform{}.Verify(samples, s.Header, s.Body, webhooktest.Now)
		if genuine := err == nil; genuine == (name == "without-a-link") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
