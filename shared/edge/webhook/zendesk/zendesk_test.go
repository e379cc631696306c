package zendesk_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/zendesk"
)

func TestTheSecretThatEverybodyKnowsNeverMatches(t *testing.T) {
	t.Parallel()
	p, body := zendesk.Platform{}, []byte(`{}`)
	for _, known := range []string{"dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==", " dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==\n"} {
		a := webhook.Source{Secrets: [][]byte{[]byte(known)}}
		if err := p.Verify(a, p.Sign(a, "", body, webhooktest.Now), body, webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("%q: %v", known, err)
		}
		if err := p.CheckSecret([]byte(known)); !errors.Is(err, webhook.ErrSecret) {
			t.Errorf("%q: %v", known, err)
		}
	}
}

func TestTheAccountMustBeTheOneInTheSettings(t *testing.T) {
	t.Parallel()
	p, body := zendesk.Platform{}, []byte(`{}`)
	sender := webhook.Source{Secrets: [][]byte{[]byte("hush")}, Account: "22140071"}
	h := p.Sign(sender, "", body, webhooktest.Now)
	for name, want := range map[string]error{"22140071": nil, "": nil, "1": webhook.ErrSignature} {
		a := sender
		a.Account = name
		if err := p.Verify(a, h, body, webhooktest.Now); !errors.Is(err, want) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Timestamp and body are signed without anything between them, so a byte that moves from one to the other keeps the MAC.
// Only a timestamp that still is one may pass.
func TestTheBorderBetweenTimeAndBodyCannotBeMoved(t *testing.T) {
	t.Parallel()
	p, body := zendesk.Platform{}, []byte(`{}`)
	a := webhook.Source{Secrets: [][]byte{[]byte("hush")}}
	h := p.Sign(a, "", body, webhooktest.Now)
	const stamp = "X-Zendesk-Webhook-Signature-Timestamp"
	whole := h.Get(stamp)
	for cut := range whole {
		h.Set(stamp, whole[:cut])
		moved := append([]byte(whole[cut:]), body...)
		if err := p.Verify(a, h, moved, webhooktest.Now); err == nil {
			t.Errorf("the time %q was accepted", whole[:cut])
		}
	}
}

func TestThePublishedTemplateHasTheFieldsThatAreRead(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(webhooktest.Events(t), "zendesk", "trigger-template.json"))
	if err != nil {
		t.Fatal(err)
	}
	var template, sample map[string]string
	if err := json.Unmarshal(raw, &template); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(webhooktest.Samples(t, zendesk.Name)["trigger-rated-bad"].Body, &sample); err != nil {
		t.Fatal(err)
	}
	if template["type"] != zendesk.TriggerTopic {
		t.Errorf("type %q", template["type"])
	}
	for field := range sample {
		if template[field] == "" {
			t.Errorf("the template lacks %s", field)
		}
	}
	for field := range template {
		if _, ok := sample[field]; !ok {
			t.Errorf("the sample lacks %s", field)
		}
	}
}
