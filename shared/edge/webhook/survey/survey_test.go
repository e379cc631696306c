package survey_test

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/words/crm"
)

const first, second = "a secret that nobody guesses", "another secret nobody guesses"

// somebody was asked a month ago and has another one to answer.
var somebody = survey.Token{Customer: "p:shop:7061294678", Asked: crm.InstantOf(webhooktest.Now.AddDate(0, 0, -30)), Days: 60, Language: "en"}

func account(secrets ...string) webhook.Source {
	a := webhook.Source{Store: "linden", Name: "survey"}
	for _, s := range secrets {
		a.Secrets = append(a.Secrets, []byte(s))
	}
	return a
}

func sealed(t testing.TB, a webhook.Source, to survey.Token) string {
	t.Helper()
	token, err := survey.Seal(a, to)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func body(token, why string) []byte {
	return []byte(url.Values{"t": {token}, "reason": {why}}.Encode())
}

// verified asks for the form and for the page: both must say the same of a token.
func verified(t *testing.T, a webhook.Source, token string, now time.Time) error {
	t.Helper()
	err := survey.Platform{}.Verify(a, nil, body(token, "price"), now)
	page, shown := survey.Platform{}.QuestionPage(a, url.Values{"t": {token}}, now)
	if !errors.Is(shown, err) || (err == nil) != (page != "") {
		t.Errorf("the form: %v, the page: %v", err, shown)
	}
	return err
}

func TestALinkIsGoodForWhomItWasMade(t *testing.T) {
	t.Parallel()
	token, now := sealed(t, account(first), somebody), webhooktest.Now
	for name, c := range map[string]struct {
		by   webhook.Source
		at   time.Time
		want error
	}{
		"as it was made":                     {account(first), now, nil},
		"on its last second":                 {account(first), somebody.Ends(), nil},
		"after it":                           {account(first), somebody.Ends().Add(time.Second), webhook.ErrStale},
		"the new secret beside the old":      {account(second, first), now, nil},
		"the old secret beside the new":      {account(first, second), now, nil},
		"the old secret gone":                {account(second), now, webhook.ErrSignature},
		"the old secret gone, and run out":   {account(second), somebody.Ends().Add(time.Hour), webhook.ErrSignature},
		"no secret":                          {account(), now, webhook.ErrSignature},
		"another store with the same secret": {webhook.Source{Store: "other", Name: "survey", Secrets: account(first).Secrets}, now, webhook.ErrSignature},
		"another source of the store":        {webhook.Source{Store: "linden", Name: "survey2", Secrets: account(first).Secrets}, now, webhook.ErrSignature},
		"names cut at another place":         {webhook.Source{Store: "linden\nsurvey", Name: "", Secrets: account(first).Secrets}, now, webhook.ErrSignature},
	} {
		if err := verified(t, c.by, token, c.at); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestATokenWithAnythingChangedIsRefused(t *testing.T) {
	t.Parallel()
	token, a := sealed(t, account(first), somebody), account(first)
	changed := []string{
		"", " ", token[:len(token)-1], token + "A", token + "=", token + "\n", token[:10] + "\r\n" + token[10:], " " + token, strings.ToLower(token), token + token,
		strings.Repeat("A", 60), strings.Repeat("A", 5000), "%%%", "t", sealed(t, account(second), somebody),
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := range token {
		for _, c := range alphabet {
			if byte(c) != token[i] {
				changed = append(changed, token[:i]+string(c)+token[i+1:])
			}
		}
	}
	for _, text := range changed {
		if err := verified(t, a, text, webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
			t.Fatalf("%q: %v", text, err)
		}
	}
}

func TestAFormThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	good := string(body(sealed(t, account(first), somebody), "price"))
	for _, text := range []string{"", "{}", good + "&%zz", good + ";x", "x=" + strings.Repeat("y", 5000) + "&" + good, strings.Replace(good, "t=", "T=", 1)} {
		if err := (survey.Platform{}).Verify(account(first), nil, []byte(text), webhooktest.Now); !errors.Is(err, webhook.ErrSignature) {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

func TestASecretMustBeLongerThanAnybodyCanTry(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", " ", "\n", "short", "fifteen letters", strings.Repeat(" ", 40) + "short"} {
		if err := (survey.Platform{}).CheckSecret([]byte(secret)); !errors.Is(err, webhook.ErrSecret) {
			t.Errorf("%q: %v", secret, err)
		}
		if token, err := survey.Seal(account(secret), somebody); !errors.Is(err, survey.ErrToken) {
			t.Errorf("%q signs %q, %v", secret, token, err)
		}
	}
	if err := (survey.Platform{}).CheckSecret([]byte(first)); err != nil {
		t.Error(err)
	}
}

func TestNoLinkIsMadeToNobodyOrForEver(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*survey.Token){
		"a guest's order": func(s *survey.Token) { s.Customer = "g:shop:5" }, "nobody": func(s *survey.Token) { s.Customer = "" },
		"no key":     func(s *survey.Token) { s.Customer = "hana@example.com" },
		"no days":    func(s *survey.Token) { s.Days = 0 },
		"ten years":  func(s *survey.Token) { s.Days = 3650 },
		"never":      func(s *survey.Token) { s.Asked = 0 },
		"after 2106": func(s *survey.Token) { s.Asked = 1 << 52 },
	} {
		to := somebody
		change(&to)
		if token, err := survey.Seal(account(first), to); !errors.Is(err, survey.ErrToken) || strings.Contains(err.Error(), "example.com") {
			t.Errorf("%s: %q, %v", name, token, err)
		}
	}
}

func TestALinkIsShortAndHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	link, err := survey.Link("https://abc.example/hooks", account(first), somebody)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^https://abc\.example/hooks/linden/survey\?t=[A-Za-z0-9_-]{30,80}$`).MatchString(link) {
		t.Error(link)
	}
}

func told(t *testing.T, token, why string, at time.Time) crm.Event {
	t.Helper()
	events, err := survey.Platform{}.Parse(webhook.Delivery{Source: "survey", Topic: "answer", Received: crm.InstantOf(at), Body: body(token, why)})
	if err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	return events[0]
}

func TestAnAnswerIsAboutWhomTheLinkWasMadeFor(t *testing.T) {
	t.Parallel()
	for _, key := range []crm.Key{"p:shop:7061294678", crm.EmailKey([]byte("pepper"), "hana@example.com"), "d:desk:R-118"} {
		to := somebody
		to.Customer = key
		token := sealed(t, account(first), to)
		got := told(t, token, "market", webhooktest.Now)
		want := crm.Event{
			Kind: crm.KindAnswer, ID: got.ID, At: crm.InstantOf(webhooktest.Now), Who: crm.Who{Key: key},
			Lesson: &crm.Lesson{Reason: crm.ReasonMarket, At: crm.InstantOf(webhooktest.Now), Survey: true, Asked: somebody.Asked, Task: strings.TrimPrefix(got.ID, "answer/")},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if got.Dated() != somebody.Asked {
			t.Errorf("dated %v", got.Dated().Time())
		}
	}
}

func TestTheQuestionIsTheSameHoweverItIsAnsweredAndWhicheverSecretSigned(t *testing.T) {
	t.Parallel()
	token := sealed(t, account(first), somebody)
	one := told(t, token, "price", webhooktest.Now)
	for name, other := range map[string]crm.Event{
		"another answer, later": told(t, token, "back", webhooktest.Now.Add(time.Hour)),
		"by another secret":     told(t, sealed(t, account(second), somebody), "price", webhooktest.Now),
	} {
		if other.Lesson.Task != one.Lesson.Task {
			t.Errorf("%s is an answer to %s, not to %s", name, other.Lesson.Task, one.Lesson.Task)
		}
	}
	again := somebody
	again.Asked += crm.DayLength
	if other := told(t, sealed(t, account(first), again), "price", webhooktest.Now); other.Lesson.Task == one.Lesson.Task {
		t.Error("asked again, it is the same question")
	}
}

func TestAnAnswerMayNameACompetitor(t *testing.T) {
	t.Parallel()
	token := sealed(t, account(first), somebody)
	for text, want := range map[string]string{
		"Acme":             "Acme",
		" 京东 ":             "京东",
		"":                 "",
		"hana@example.com": "",
		"+81 90 1234 5678": "",
		"the one that I found on the way to my sister's house": "",
	} {
		form := append(body(token, "price"), "&competitor="+url.QueryEscape(text)...)
		events, err := survey.Platform{}.Parse(webhook.Delivery{Source: "survey", Topic: "answer", Received: crm.InstantOf(webhooktest.Now), Body: form})
		if err != nil || len(events) != 1 {
			t.Fatalf("%q: %v, %v", text, events, err)
		}
		lesson := events[0].Lesson
		if lesson.Competitor != want || lesson.Reason != crm.ReasonPrice {
			t.Errorf("%q: %+v", text, lesson)
		}
	}
}

func TestOnlyTheSixReasonsAreOnes(t *testing.T) {
	t.Parallel()
	token := sealed(t, account(first), somebody)
	want := map[string]crm.Reason{"other": crm.ReasonUnknown, "back": crm.ReasonUnknown}
	for _, r := range crm.Reasons[:6] {
		want[r.String()] = r
	}
	for why, r := range want {
		if got := told(t, token, why, webhooktest.Now).Lesson.Reason; got != r {
			t.Errorf("%s: %v", why, got)
		}
	}
	for _, why := range []string{"", "unknown", "Price", "price ", "7"} {
		_, err := survey.Platform{}.Parse(webhook.Delivery{Source: "survey", Topic: "answer", Body: body(token, why)})
		if u, ok := webhook.AsUnusable(err); !ok || !strings.HasSuffix(u.Sentence, ".") {
			t.Errorf("%q: %v", why, err)
		}
	}
}
