package survey_test

import (
	"bytes"
	"net/url"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/webhooktest"
)

func TestARedeliveryTellsTheSame(t *testing.T) {
	t.Parallel()
	webhooktest.CheckRedeliveries(t, survey.Platform{}, survey.Name, "Accept-Language", "User-Agent")
}

// samples is the source whose links the samples in events/ come by.
var samples = webhook.Source{Store: "linden", Name: webhooktest.Source, Secrets: [][]byte{[]byte("signs the samples and nothing else")}}

func TestTheSamplesAreGenuine(t *testing.T) {
	t.Parallel()
	for name, s := range webhooktest.Samples(t, survey.Name) {
		err := survey.Platform{}.Verify(samples, s.Header, s.Body, webhooktest.Now)
		if genuine := err == nil; genuine == (name == "answer-of-nobody") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) { webhooktest.FuzzParse(f, survey.Platform{}, survey.Name) }

// FuzzVerify looks for a form that is accepted without a token that was signed for it.
func FuzzVerify(f *testing.F) {
	token := sealed(f, account(first), somebody)
	f.Add([]byte("t=" + token + "&reason=price"))
	f.Add([]byte("reason=price&t=" + token + "&t=" + token))
	f.Add([]byte("t=" + token[:40]))
	f.Add([]byte("t=%41Q"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if err := (survey.Platform{}).Verify(account(second), nil, body, webhooktest.Now); err == nil {
			t.Fatal("accepted what nobody signed")
		}
		err := survey.Platform{}.Verify(account(first), nil, body, webhooktest.Now)
		fields, _ := url.ParseQuery(string(body))
		if err == nil && fields.Get("t") != token {
			t.Fatalf("accepted another token than was signed: %q", body)
		}
		if err == nil && len(bytes.TrimSpace(body)) > 4096 {
			t.Fatal("accepted a form of any length")
		}
	})
}
