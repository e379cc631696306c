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
	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// asking is a store that asks, a customer, and the claimed task of a message to them.
func asking() (*book.Shop, *book.Customer, book.Task) {
	shop := &book.Shop{Settings: book.Settings{Store: "linden", Playbook: playbook.DefaultConfig("linden", "EUR")}}
	shop.Playbook.Survey = playbook.Survey{Source: "ask", Days: 30}
	t := book.NewTask(playbook.Task{ID: "00ff", Store: "linden", Customer: "p:shop:7", Kind: playbook.Automatic, Channel: "email"})
	t.ClaimedAt = 1_790_000_000_000
	return shop, &book.Customer{Store: "linden", Key: "p:shop:7", Facts: &crm.Facts{}}, t
}

func TestAMessageLinksToTheStoresSurveyAndTheSameOnEveryTry(t *testing.T) {
	t.Parallel()
	type asked struct {
		Store, Source string
		Token         survey.Token
	}
	var all []asked
	a := &Act{Link: func(_ context.Context, store, source string, to survey.Token) (string, error) {
		all = append(all, asked{store, source, to})
		return "https://link", nil
	}}
	shop, c, task := asking()
	for range 2 {
		if got := a.survey(t.Context(), slog.New(slog.DiscardHandler), shop, c, task); got != "https://link" {
			t.Errorf("the message carries %q", got)
		}
	}
	c.Facts.Profile[crm.Locale].Value = "zh-CN"
	shop.Playbook.Survey.Days = 0
	a.survey(t.Context(), slog.New(slog.DiscardHandler), shop, c, task)
	one := asked{"linden", "ask", survey.Token{Customer: "p:shop:7", Asked: task.ClaimedAt, Days: 30, Language: phrase.English}}
	chinese := one
	chinese.Token.Days, chinese.Token.Language = 60, phrase.Chinese
	if diff := cmp.Diff([]asked{one, one, chinese}, all); diff != "" {
		t.Error(diff)
	}
}

func TestAMessageGoesOutWithoutALinkRatherThanNotAtAll(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	a := &Act{Link: func(context.Context, string, string, survey.Token) (string, error) {
		return "https://half", errors.New("throttled")
	}}
	shop, c, task := asking()
	log := slog.New(slog.NewTextHandler(&out, nil))
	if got := a.survey(t.Context(), log, shop, c, task); got != "" || !strings.Contains(out.String(), "throttled") {
		t.Errorf("it carries %q and says %s", got, out.String())
	}
}

func TestOnlyAStoreThatAsksPutsLinksIntoItsMessagesAndNothingElse(t *testing.T) {
	t.Parallel()
	a := &Act{Link: func(context.Context, string, string, survey.Token) (string, error) { return "https://link", nil }}
	for name, change := range map[string]func(*book.Shop, *book.Task){
		"by default":         func(s *book.Shop, _ *book.Task) { s.Playbook = playbook.DefaultConfig("linden", "EUR") },
		"in an owner's task": func(_ *book.Shop, t *book.Task) { t.Kind = playbook.ByOwner },
		"in what is owed":    func(_ *book.Shop, t *book.Task) { t.Kind = playbook.Owed },
	} {
		shop, c, task := asking()
		if change(shop, &task); a.survey(t.Context(), slog.New(slog.DiscardHandler), shop, c, task) != "" {
			t.Errorf("%s there is a link", name)
		}
	}
	shop, c, task := asking()
	if got := (&Act{}).survey(t.Context(), slog.New(slog.DiscardHandler), shop, c, task); got != "" {
		t.Errorf("where nobody makes links there is %q", got)
	}
}
