package sealed_test

import (
	"errors"
	"testing"

	"holdfast/shared/edge/sealed"
	"holdfast/shared/edge/webhook"
)

var kind = sealed.Kind{Purpose: "trial", Least: 2, Most: 60}

func source(store, name string, secrets ...string) webhook.Source {
	src := webhook.Source{Store: store, Name: name}
	for _, s := range secrets {
		src.Secrets = append(src.Secrets, []byte(s))
	}
	return src
}

func TestATokenOpensWhatItWasMadeForAndNothingElse(t *testing.T) {
	t.Parallel()
	const secret, other = "a secret of many letters", "another secret of letters"
	text, err := kind.Seal(source("acme", "ask", secret), []byte("payload"))
	if err != nil {
		t.Fatal(err)
	}
	token, ok := kind.Parse(text)
	if !ok || string(token.Payload) != "payload" {
		t.Fatalf("%q is read as %q, %t", text, token.Payload, ok)
	}

	elsewhere := kind
	elsewhere.Purpose = "another"
	for name, c := range map[string]struct {
		kind sealed.Kind
		src  webhook.Source
		want bool
	}{
		"its own source":                  {kind, source("acme", "ask", secret), true},
		"while the secret is changed":     {kind, source("acme", "ask", other, secret), true},
		"with another secret":             {kind, source("acme", "ask", other), false},
		"without a secret":                {kind, source("acme", "ask"), false},
		"another store":                   {kind, source("beta", "ask", secret), false},
		"another source of the store":     {kind, source("acme", "leave", secret), false},
		"another purpose":                 {elsewhere, source("acme", "ask", secret), false},
		"names that join to the same one": {kind, source("acm", "eask", secret), false},
	} {
		if got := c.kind.IsGenuine(c.src, token); got != c.want {
			t.Errorf("%s: genuine %t", name, got)
		}
	}
}

func TestWhatSealNeverMakesIsNotRead(t *testing.T) {
	t.Parallel()
	text, err := kind.Seal(source("acme", "ask", "a secret of many letters"), []byte("ab"))
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]string{
		"nothing":       "",
		"too short":     text[:len(text)-2],
		"a line end":    text[:4] + "\n" + text[4:],
		"no base64":     text[:4] + "%" + text[5:],
		"too long":      text + text + text,
		"padded base64": text + "=",
	} {
		if _, ok := kind.Parse(wrong); ok {
			t.Errorf("%s: %q is read", name, wrong)
		}
	}
}

func TestASecretThatCouldBeGuessedIsRefused(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", "short", "   fifteen bytes   ", "              "} {
		if err := sealed.CheckSecret([]byte(secret)); !errors.Is(err, webhook.ErrSecret) {
			t.Errorf("%q: %v", secret, err)
		}
		if text, err := kind.Seal(source("acme", "ask", secret), []byte("ab")); err == nil {
			t.Errorf("%q signs %s", secret, text)
		}
	}
}
