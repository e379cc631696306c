package ses

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/infra/account"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
)

var errand = act.Errand{
	ID: "00ff", Store: "linden", Kind: playbook.Automatic, To: "hana@example.jp", Language: "en",
	Brief: playbook.Brief{Task: playbook.PublicTask{Channel: "email"}, Script: []string{"Dear Hana Satō,", "may we ask?"}},
}

func accountAt(t testing.TB, endpoint string) account.Account {
	t.Helper()
	creds := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "key", SessionToken: "token"}, nil
	})
	in, err := account.New("eu-central-1", creds, account.Endpoints{All: endpoint})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// service answers every request as told, and counts them.
type service struct {
	*httptest.Server
	requests atomic.Int32
	header   http.Header
	path     string
	body     []byte
}

func serve(t *testing.T, answer http.HandlerFunc) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		s.header, s.path = r.Header, r.Method+" "+r.URL.Path
		var err error
		if s.body, err = io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/elsewhere")
		w.Header().Set("X-Amzn-Errortype", "MessageRejected:http://internal.amazon.com/")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `{"message":"Email address is not verified: hana@example.jp"}`)
	}
}

func from(t *testing.T, endpoint, address string) *Sender {
	t.Helper()
	s, err := From(accountAt(t, endpoint), address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAMessageIsOneSignedRequest(t *testing.T) {
	t.Parallel()
	s := serve(t, status(http.StatusOK))
	sender := from(t, s.URL, "Lindenhof Süd <shop+crm@example.com>")
	sender.ConfigurationSet = "hf"
	if err := sender.Send(t.Context(), errand); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(s.body, &got); err != nil {
		t.Fatal(err)
	}
	utf := func(s string) map[string]any { return map[string]any{"Data": s, "Charset": "UTF-8"} }
	want := map[string]any{
		"FromEmailAddress": "=?utf-8?q?Lindenhof_S=C3=BCd?= <shop+crm@example.com>",
		"Destination":      map[string]any{"ToAddresses": []any{"hana@example.jp"}},
		"EmailTags":        []any{map[string]any{"Name": "store", "Value": "linden"}, map[string]any{"Name": "task", "Value": "00ff"}},

		"ConfigurationSetName": "hf",
		"Content": map[string]any{"Simple": map[string]any{
			"Subject": utf("A few lines from Lindenhof Süd"),
			"Body":    map[string]any{"Text": utf("Dear Hana Satō,\n\nmay we ask?\n")},
			"Headers": []any{map[string]any{"Name": "List-Unsubscribe", "Value": "<mailto:shop+crm@example.com?subject=unsubscribe>"}},
		}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("body (-want +got):\n%s", d)
	}
	auth := s.header.Get("Authorization")
	if !strings.HasPrefix(auth, "AWS4-HMAC-SHA256 Credential=AKID/") || !strings.Contains(auth, "/eu-central-1/ses/aws4_request") {
		t.Errorf("authorization %q", auth)
	}
	if s.path != "POST /v2/email/outbound-emails" || s.header.Get("X-Amz-Security-Token") != "token" || s.header.Get("Content-Type") != "application/json" {
		t.Errorf("%s with %v", s.path, s.header)
	}
}

func TestALinkToASurveyStandsOnALineOfItsOwn(t *testing.T) {
	t.Parallel()
	e := errand
	e.Survey = "https://hooks.example/hooks/linden/ask?t=AQBq-_"
	for lang, want := range map[string]string{
		"en": "may we ask?\n\nIf you would rather tell us by one click what has kept you from ordering:\nhttps://hooks.example/hooks/linden/ask?t=AQBq-_\n",
		"zh": "may we ask?\n\n如果您愿意，也可以点一下告诉我们最近为何没有下单：\nhttps://hooks.example/hooks/linden/ask?t=AQBq-_\n",
	} {
		e.Language = lang
		m, err := from(t, "", "shop@example.com").newMessage(e)
		if got := m.Content.Simple.Body.Text.Data; err != nil || !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, %v", lang, got, err)
		}
	}
	if len(errand.Brief.Script) != 2 {
		t.Error("the errand was changed")
	}
}

// RFC 8058: two headers, exactly one https address. A person finds the link in the text.
func TestEveryEMailHasAWayOutAtOneClick(t *testing.T) {
	t.Parallel()
	e := errand
	e.Unsubscribe = "https://hooks.example/hooks/linden/unsubscribe?t=AQAAAA"
	for lang, text := range map[string]string{"en": "To get no more e-mails like this one:\n", "zh": "如不想再收到此类邮件：\n"} {
		e.Language = lang
		m, err := from(t, "", "shop@example.com").newMessage(e)
		if err != nil {
			t.Fatal(err)
		}
		want := []header{
			{"List-Unsubscribe", "<" + e.Unsubscribe + ">, <mailto:shop@example.com?subject=unsubscribe>"},
			{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
		}
		if diff := cmp.Diff(want, m.Content.Simple.Headers); diff != "" {
			t.Error(diff)
		}
		if body := m.Content.Simple.Body.Text.Data; !strings.HasSuffix(body, "\n\n"+text+e.Unsubscribe+"\n") {
			t.Errorf("%s: %q", lang, body)
		}
	}
}

func TestTheSubjectIsInTheStoresLanguage(t *testing.T) {
	t.Parallel()
	e := errand
	e.Language = "zh"
	m, err := from(t, "", "shop@example.com").newMessage(e)
	if got := m.Content.Simple.Subject.Data; err != nil || got != "来自linden的问候" || m.FromEmailAddress != "shop@example.com" {
		t.Errorf("subject %q from %q, %v", got, m.FromEmailAddress, err)
	}
}

func TestAnAnswerIsReadOnceAndNothingIsSentAgain(t *testing.T) {
	t.Parallel()
	const sent, unsent, unknown = "sent", "not sent", "unknown"
	for code, want := range map[int]string{
		200: sent, 202: sent,
		301: unsent, 307: unsent, 308: unsent, 400: unsent, 403: unsent, 404: unsent, 413: unsent, 429: unsent,
		408: unknown, 500: unknown, 502: unknown, 503: unknown, 504: unknown,
	} {
		s := serve(t, status(code))
		err := from(t, s.URL, "shop@example.com").Send(t.Context(), errand)
		got := unknown
		switch {
		case err == nil:
			got = sent
		case errors.Is(err, act.ErrNotSent):
			got = unsent
		}
		if got != want || s.requests.Load() != 1 {
			t.Errorf("%d: %s by %d requests, want %s by one (%v)", code, got, s.requests.Load(), want, err)
		}
		if err != nil && (strings.Contains(err.Error(), "hana") || !strings.Contains(err.Error(), `"MessageRejected"`)) {
			t.Errorf("%d: %v: want the code and no address", code, err)
		}
	}
}

func TestALostAnswerLeavesOpenWhetherItWasSent(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(cancel func(), w http.ResponseWriter, r *http.Request){
		"cut off": func(func(), http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"out of time": func(cancel func(), _ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { lose(cancel, w, r) })
		err := from(t, s.URL, "shop@example.com").Send(ctx, errand)
		if err == nil || errors.Is(err, act.ErrNotSent) || s.requests.Load() != 1 {
			t.Errorf("%s: %v, %d requests", name, err, s.requests.Load())
		}
	}
}

func TestWhatNeverReachedTheServiceWasNotSent(t *testing.T) {
	t.Parallel()
	s := serve(t, status(http.StatusOK))
	sender := from(t, s.URL, "shop@example.com")
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender.Send(done, errand); !errors.Is(err, act.ErrNotSent) {
		t.Errorf("called off before it began: %v", err)
	}
	s.Close()
	if err := sender.Send(t.Context(), errand); !errors.Is(err, act.ErrNotSent) || s.requests.Load() != 0 {
		t.Errorf("nobody there: %v", err)
	}
	noKeys := accountAt(t, s.URL)
	broken := errors.New("no credentials")
	noKeys.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, broken })
	sender.in = noKeys
	if err := sender.Send(t.Context(), errand); !errors.Is(err, act.ErrNotSent) || !errors.Is(err, broken) {
		t.Errorf("without credentials: %v", err)
	}
}

func TestOnlyAutomaticMessagesByEmailGoOut(t *testing.T) {
	t.Parallel()
	s := serve(t, status(http.StatusOK))
	for name, change := range map[string]func(*act.Errand){
		"owed":         func(e *act.Errand) { e.Kind = playbook.Owed },
		"an owner's":   func(e *act.Errand) { e.Kind = playbook.ByOwner },
		"by SMS":       func(e *act.Errand) { e.Brief.Task.Channel = "sms" },
		"no channel":   func(e *act.Errand) { e.Brief.Task.Channel = "" },
		"nobody":       func(e *act.Errand) { e.To = "" },
		"two people":   func(e *act.Errand) { e.To = "a@example.com, b@example.com" },
		"with a name":  func(e *act.Errand) { e.To = "Hana <hana@example.jp>" },
		"line end":     func(e *act.Errand) { e.To = "hana@example.jp\r\nBcc: all@example.com" },
		"silent":       func(e *act.Errand) { e.Brief.Script = nil },
		"store of two": func(e *act.Errand) { e.Store = "linden\nBcc: all@example.com" },
	} {
		e := errand
		change(&e)
		if err := from(t, s.URL, "shop@example.com").Send(t.Context(), e); !errors.Is(err, act.ErrNotSent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := s.requests.Load(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestAnAddressToSendFromIsOnePlainAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "shop", "shop@", "a@example.com, b@example.com", "shop@example.com\r\nBcc: b@example.com", "Linden\n <shop@example.com>",
		"=?utf-8?q?Linden=0D=0ABcc:_b?= <shop@example.com>", `"a,b"@example.com`, `"a b"@example.com`, "süd@example.com",
	} {
		if _, err := From(accountAt(t, ""), address); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestNoHeaderHasALineEnd(t *testing.T) {
	t.Parallel()
	in := accountAt(t, "")
	part := rapid.StringOf(rapid.SampledFrom([]rune("ab@.<>\",;:\r\n\t =?_-\\%( )\u2028é名")))
	odd := rapid.OneOf(part, rapid.Map(part, func(s string) string { return s + "@example.com" }),
		rapid.Map(part, func(s string) string { return s + " <shop@example.com>" }))
	rapid.Check(t, func(t *rapid.T) {
		s, err := From(in, odd.Draw(t, "from"))
		if err != nil {
			s = &Sender{in: in}
			s.from.Address, s.from.Name = "shop@example.com", part.Draw(t, "name")
		}
		e := errand
		e.To, e.Store = odd.Draw(t, "to"), part.Draw(t, "store")
		body, err := s.compose(e)
		if err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatal(err)
		}
		h := m.Content.Simple.Headers[0]
		for _, line := range []string{m.FromEmailAddress, m.Destination.ToAddresses[0], m.Content.Simple.Subject.Data, h.Name, h.Value} {
			if strings.ContainsAny(line, "\r\n") {
				t.Fatalf("%q has a line end", line)
			}
		}
	})
}
