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

// Secret and OtherSecret pass the CheckSecret of every platform.
const (
	Secret      = "whsec_aHVzaCBodXNoIGh1c2ggaHVzaCBodXNo"
	OtherSecret = "whsec_bG91ZCBsb3VkIGxvdWQgbG91ZCBsb3Vk"
)

// signedTopic is the topic of every delivery that the suites sign.
const signedTopic = "a/b"

func sourceWith(secrets ...string) webhook.Source {
	src := webhook.Source{}
	for _, secret := range secrets {
		src.Secrets = append(src.Secrets, []byte(secret))
	}
	return src
}

// signatures is one signed delivery of a platform, and what is tried on it.
type signatures struct {
	platform webhook.Platform
	header   http.Header
	body     []byte
	carrier  string // the header that carries the signature
}

// CheckSignatures fails the test unless the platform accepts what it signed, and nothing
// else. It finds out by itself which header carries the signature, and whether a time is
// signed.
func CheckSignatures(t *testing.T, p webhook.Platform) {
	s := &signatures{
		platform: p,
		body:     []byte(`{"type":"x","text":"` + "g\u00fcnstig \u2028 \\/ \U0001f600" + `"}`),
	}
	s.header = s.sign(Secret, Now)
	s.carrier = s.changedHeader(s.sign(OtherSecret, Now))
	if s.carrier == "" {
		t.Fatal("Sign makes the same headers with another secret: nothing is signed")
	}

	t.Run("its own signature is accepted", func(t *testing.T) {
		s.wantAccepted(t, sourceWith(Secret))
	})
	t.Run("while a secret is being changed both are accepted", func(t *testing.T) {
		s.wantAccepted(t, sourceWith(OtherSecret, Secret))
	})
	t.Run("another secret is refused", func(t *testing.T) {
		s.wantRefused(t, sourceWith(OtherSecret), s.header, s.body)
	})
	t.Run("no secret is refused", func(t *testing.T) {
		s.wantRefused(t, sourceWith(), s.header, s.body)
	})
	t.Run("an empty secret is refused even if it signed", s.refusesEmptySecrets)
	t.Run("a body with any one byte changed is refused", s.refusesChangedBodies)
	t.Run("a signature that is missing, cut or no base64 is refused", s.refusesBrokenSignatures)
	t.Run("headers are found in any case", s.findsHeadersInAnyCase)

	later := s.sign(Secret, Now.Add(time.Hour))
	if s.header.Get(s.carrier) != later.Get(s.carrier) {
		t.Run("a signed time is stale after five minutes and five minutes ahead", s.staleTimes)
	}
}

func (s *signatures) sign(secret string, at time.Time) http.Header {
	return s.platform.Sign(sourceWith(secret), signedTopic, s.body, at)
}

// changedHeader returns the name of a header that differs in the other headers, or "".
func (s *signatures) changedHeader(other http.Header) string {
	for name := range s.header {
		if s.header.Get(name) != other.Get(name) {
			return name
		}
	}
	return ""
}

func (s *signatures) wantAccepted(t *testing.T, src webhook.Source) {
	t.Helper()
	if err := s.platform.Verify(src, s.header, s.body, Now); err != nil {
		t.Error(err)
	}
}

func (s *signatures) wantRefused(t *testing.T, src webhook.Source, h http.Header, body []byte) {
	t.Helper()
	err := s.platform.Verify(src, h, body, Now)
	if !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("got %v, want a signature that does not match", err)
	}
}

func (s *signatures) refusesEmptySecrets(t *testing.T) {
	s.wantRefused(t, sourceWith(""), s.sign("", Now), s.body)
	for _, secret := range []string{"", " ", "\n"} {
		err := s.platform.CheckSecret([]byte(secret))
		if !errors.Is(err, webhook.ErrSecret) {
			t.Errorf("secret %q: %v", secret, err)
		}
	}
}

func (s *signatures) refusesChangedBodies(t *testing.T) {
	for i := range s.body {
		changed := bytes.Clone(s.body)
		changed[i] ^= 1
		s.wantRefused(t, sourceWith(Secret), s.header, changed)
	}
}

func (s *signatures) refusesBrokenSignatures(t *testing.T) {
	good := s.header.Get(s.carrier)
	broken := []string{
		"",
		"=",
		good[:len(good)-2],
		good + "A",
		strings.ToLower(good),
		"%%%",
	}
	for _, text := range broken {
		h := s.header.Clone()
		h.Set(s.carrier, text)
		s.wantRefused(t, sourceWith(Secret), h, s.body)
	}
}

func (s *signatures) findsHeadersInAnyCase(t *testing.T) {
	lower := map[string]string{}
	for name := range s.header {
		lower[strings.ToLower(name)] = s.header.Get(name)
	}
	err := s.platform.Verify(sourceWith(Secret), webhook.HeaderOf(lower), s.body, Now)
	if err != nil {
		t.Error(err)
	}
}

func (s *signatures) staleTimes(t *testing.T) {
	fresh := []time.Duration{0, webhook.Tolerance, -webhook.Tolerance}
	for _, off := range fresh {
		err := s.platform.Verify(sourceWith(Secret), s.header, s.body, Now.Add(off))
		if err != nil {
			t.Errorf("%v away: %v", off, err)
		}
	}
	stale := []time.Duration{
		webhook.Tolerance + time.Second,
		-webhook.Tolerance - time.Second,
		240 * time.Hour,
	}
	for _, off := range stale {
		err := s.platform.Verify(sourceWith(Secret), s.header, s.body, Now.Add(off))
		if !errors.Is(err, webhook.ErrStale) {
			t.Errorf("%v away: %v", off, err)
		}
	}
}

// FuzzVerify looks for headers and bodies that are accepted without having been signed,
// and for panics. It varies the named headers, three at most.
func FuzzVerify(f *testing.F, p webhook.Platform, headers ...string) {
	body := []byte(`{"id":1}`)
	signed := p.Sign(sourceWith(Secret), signedTopic, body, Now)
	var values [3]string
	for i, name := range headers {
		values[i] = signed.Get(name)
	}
	f.Add(values[0], values[1], values[2], body)
	f.Add("", "", "", []byte("webhook_id=1"))

	f.Fuzz(func(t *testing.T, a, b, c string, fuzzed []byte) {
		values := [3]string{a, b, c}
		h := http.Header{}
		for i, name := range headers {
			h.Set(name, values[i])
		}

		if err := p.Verify(sourceWith(OtherSecret), h, fuzzed, Now); err == nil {
			t.Fatal("accepted what was signed with another secret")
		}
		err := p.Verify(sourceWith(Secret), h, fuzzed, Now)
		if err == nil && !bytes.Equal(fuzzed, body) {
			t.Fatal("accepted another body than was signed")
		}
	})
}
