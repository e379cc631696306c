package act

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// asking is an attempt to send a message of a store that asks, to one customer.
func asking(link Linker) *attempt {
	shop := &book.Shop{Settings: book.Settings{Store: "linden", Playbook: playbook.DefaultConfig("linden", "EUR")}}
	shop.Playbook.Survey = playbook.Survey{Source: "ask", Days: 30}
	t := book.NewTask(playbook.Task{ID: "00ff", Store: "linden", Customer: "p:shop:7", Kind: playbook.Automatic, Channel: "email"})
	t.ClaimedAt = 1_790_000_000_000
	return &attempt{
		Act:      &Act{Link: link},
		log:      slog.New(slog.DiscardHandler),
		shop:     shop,
		customer: &book.Customer{Store: "linden", Key: "p:shop:7", Facts: &crm.Facts{}},
		task:     t,
	}
}

func TestAMessageLinksToTheStoresSurveyAndTheSameOnEveryTry(t *testing.T) {
	t.Parallel()
	type asked struct {
		Store, Source string
		Token         survey.Token
	}
	var all []asked
	message := asking(func(_ context.Context, store, source string, to survey.Token) (string, error) {
		all = append(all, asked{store, source, to})
		return "https://link", nil
	})
	for range 2 {
		if got := message.surveyLink(t.Context()); got != "https://link" {
			t.Errorf("the message carries %q", got)
		}
	}
	message.customer.Facts.Profile[crm.Locale].Value = "zh-CN"
	message.shop.Playbook.Survey.Days = 0
	message.surveyLink(t.Context())
	one := asked{"linden", "ask", survey.Token{Customer: "p:shop:7", Asked: message.task.ClaimedAt, Days: 30, Language: phrase.English}}
	chinese := one
	chinese.Token.Days, chinese.Token.Language = 60, phrase.Chinese
	if diff := cmp.Diff([]asked{one, one, chinese}, all); diff != "" {
		t.Error(diff)
	}
}

func TestAMessageGoesOutWithoutALinkRatherThanNotAtAll(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	message := asking(func(context.Context, string, string, survey.Token) (string, error) {
		return "https://half", errors.New("throttled")
	})
	message.log = slog.New(slog.NewTextHandler(&out, nil))
	if got := message.surveyLink(t.Context()); got != "" || !strings.Contains(out.String(), "throttled") {
		t.Errorf("it carries %q and says %s", got, out.String())
	}
}

func TestOnlyAStoreThatAsksPutsLinksIntoItsMessagesAndNothingElse(t *testing.T) {
	t.Parallel()
	link := func(context.Context, string, string, survey.Token) (string, error) { return "https://link", nil }
	for name, change := range map[string]func(*attempt){
		"by default":               func(a *attempt) { a.shop.Playbook = playbook.DefaultConfig("linden", "EUR") },
		"in an owner's task":       func(a *attempt) { a.task.Kind = playbook.ByOwner },
		"in what is owed":          func(a *attempt) { a.task.Kind = playbook.Owed },
		"where nobody makes links": func(a *attempt) { a.Link = nil },
	} {
		message := asking(link)
		if change(message); message.surveyLink(t.Context()) != "" {
			t.Errorf("%s there is a link", name)
		}
	}
}

func TestAnEMailCarriesTheWayOutAndNothingElseDoes(t *testing.T) {
	t.Parallel()
	var made []unsubscribe.Token
	link := func(_ context.Context, store string, to unsubscribe.Token) (string, error) {
		made = append(made, to)
		return "https://" + store, nil
	}
	message := asking(nil)
	message.Unsubscribe = link
	message.shop.Pepper = []byte("pepper")
	if got := message.unsubscribeLink(t.Context(), "Hana@example.jp"); got != "https://linden" {
		t.Errorf("it carries %q", got)
	}
	want := []unsubscribe.Token{{Customer: "p:shop:7", Address: crm.EmailKey([]byte("pepper"), "hana@example.jp"), Language: phrase.English}}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Error(diff)
	}

	owners := asking(nil)
	owners.Unsubscribe, owners.task.Kind = link, playbook.ByOwner
	text := asking(nil)
	text.Unsubscribe, text.task.Channel = link, "sms"
	for name, other := range map[string]*attempt{"an owner's task": owners, "a text message": text, "no links": asking(nil)} {
		if got := other.unsubscribeLink(t.Context(), "hana@example.jp"); got != "" {
			t.Errorf("%s carries %q", name, got)
		}
	}

	broken := asking(nil)
	broken.Unsubscribe = func(context.Context, string, unsubscribe.Token) (string, error) {
		return "half", errors.New("throttled")
	}
	if got := broken.unsubscribeLink(t.Context(), "hana@example.jp"); got != "" {
		t.Errorf("it carries %q", got)
	}
}
