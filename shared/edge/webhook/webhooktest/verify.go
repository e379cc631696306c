package webhooktest

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"holdfast/shared/edge/webhook"
)

// Scheme is what the suites need to know of a platform's signatures.
type Scheme struct {
	Platform  webhook.Platform
	Secret    string // one that passes CheckSecret
	Other     string // another one
	Signature string // the header that carries the signature
	Timed     bool   // whether a time is signed
}

func (s Scheme) account(secrets ...string) webhook.Source {
	a := webhook.Source{}
	for _, secret := range secrets {
		a.Secrets = append(a.Secrets, []byte(secret))
	}
	return a
}

// CheckSignatures is what every scheme must do.
func CheckSignatures(t *testing.T, s Scheme) {
	body := []byte(`{"type":"x","text":"` + "g\u00fcnstig \u2028 \\/ \U0001f600" + `"}`)
	signed := s.Platform.Sign(s.account(s.Secret), "a/b", body, Now)
	verify := func(a webhook.Source, h http.Header, body []byte, now time.Time) error {
		return s.Platform.Verify(a, h, body, now)
	}
	refused := func(t *testing.T, err error) {
		t.Helper()
		if !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("got %v, want a signature that does not match", err)
		}
	}
	t.Run("its own signature is accepted", func(t *testing.T) {
		if err := verify(s.account(s.Secret), signed, body, Now); err != nil {
			t.Error(err)
		}
	})
	t.Run("while a secret is being changed both are accepted", func(t *testing.T) {
		if err := verify(s.account(s.Other, s.Secret), signed, body, Now); err != nil {
			t.Error(err)
		}
	})
	t.Run(
		"another secret is refused",
		func(t *testing.T) { refused(t, verify(s.account(s.Other), signed, body, Now)) },
	)
	t.Run(
		"no secret is refused",
		func(t *testing.T) { refused(t, verify(s.account(), signed, body, Now)) },
	)
	t.Run("an empty secret is refused even where it signed", func(t *testing.T) {
		empty := s.account("")
		refused(t, verify(empty, s.Platform.Sign(empty, "a/b", body, Now), body, Now))
		for _, secret := range []string{"", " ", "\n"} {
			if err := s.Platform.CheckSecret([]byte(secret)); !errors.Is(err, webhook.ErrSecret) {
				t.Errorf("secret %q: %v", secret, err)
			}
		}
	})
	t.Run("a body with any one byte changed is refused", func(t *testing.T) {
		for i := range body {
			changed := bytes.Clone(body)
			changed[i] ^= 1
			refused(t, verify(s.account(s.Secret), signed, changed, Now))
		}
	})
	t.Run("a signature that is missing, cut or no base64 is refused", func(t *testing.T) {
		whole := signed.Get(s.Signature)
		for _, text := range []string{"", "=", whole[:len(whole)-2], whole + "A", strings.ToLower(whole), "%%%"} {
			h := signed.Clone()
			h.Set(s.Signature, text)
			refused(t, verify(s.account(s.Secret), h, body, Now))
		}
	})
	t.Run("headers are found in any case", func(t *testing.T) {
		lower := map[string]string{}
		for name := range signed {
			lower[strings.ToLower(name)] = signed.Get(name)
		}
		if err := verify(s.account(s.Secret), webhook.HeaderOf(lower), body, Now); err != nil {
			t.Error(err)
		}
	})
	if s.Timed {
		t.Run(
			"a signed time is stale after five minutes and five minutes ahead",
			func(t *testing.T) { timed(t, s, signed, body) },
		)
	}
}

func timed(t *testing.T, s Scheme, signed http.Header, body []byte) {
	a := s.account(s.Secret)
	for _, off := range []time.Duration{0, webhook.Tolerance, -webhook.Tolerance} {
		if err := s.Platform.Verify(a, signed, body, Now.Add(off)); err != nil {
			t.Errorf("%v away: %v", off, err)
		}
	}
	for _, off := range []time.Duration{webhook.Tolerance + time.Second, -webhook.Tolerance - time.Second, 240 * time.Hour} {
		if err := s.Platform.Verify(a, signed, body, Now.Add(off)); !errors.Is(
			err,
			webhook.ErrStale,
		) {
			t.Errorf("%v away: %v", off, err)
		}
	}
}

// FuzzVerify looks for headers and bodies that are accepted without having been signed,
// and for panics.
func FuzzVerify(f *testing.F, s Scheme, headers ...string) {
	body := []byte(`{"id":1}`)
	signed := s.Platform.Sign(s.account(s.Secret), "a/b", body, Now)
	var values [3]string
	for i, name := range headers {
		values[i] = signed.Get(name)
	}
	f.Add(values[0], values[1], values[2], body)
	f.Add("", "", "", []byte("webhook_id=1"))
	f.Fuzz(func(t *testing.T, a, b, c string, fuzzed []byte) {
		h := http.Header{}
		for i, name := range headers {
			h.Set(name, [...]string{a, b, c}[i])
		}
		err := s.Platform.Verify(s.account(s.Other), h, fuzzed, Now)
		if err == nil {
			t.Fatal("accepted what nobody signed")
		}
		if err := s.Platform.Verify(s.account(s.Secret), h, fuzzed, Now); err == nil &&
			!bytes.Equal(fuzzed, body) {
			t.Fatal("accepted another body than was signed")
		}
	})
}
