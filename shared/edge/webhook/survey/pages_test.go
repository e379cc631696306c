package survey_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/words/phrase"
)

func asked(t *testing.T, lang, shop string) (page, token string) {
	t.Helper()
	to, a := somebody, account(first)
	to.Language, a.Account = lang, shop
	token = sealed(t, a, to)
	page, err := survey.Platform{}.QuestionPage(a, url.Values{"t": {token}}, webhooktest.Now)
	if err != nil {
		t.Fatal(err)
	}
	return page, token
}

var (
	input = regexp.MustCompile(`<input type="(\w+)"( required)? name="(\w+)" value="([\w-]+)">`)
	load  = regexp.MustCompile(`(?i)<script|<link|<img|<iframe|\bsrc=|\bon\w+=|url\(|@import|https?:`)
)

func TestThePageAsksOneQuestionAndLoadsNothing(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{phrase.English, phrase.Chinese} {
		page, token := asked(t, lang, "Linden & <Oak>")
		var got [][]string
		for _, m := range input.FindAllStringSubmatch(page, -1) {
			got = append(got, m[1:])
		}
		want := [][]string{{"hidden", "", "t", token}}
		for _, why := range []string{"price", "product", "service", "market", "technology", "political", "other", "back"} {
			want = append(want, []string{"radio", " required", "reason", why})
			if text := phrase.Say(lang, "survey."+why); !strings.Contains(page, text+"</label>") {
				t.Errorf("%s: %s is not offered", lang, text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
		for _, part := range []string{
			`<html lang="` + lang + `">`, `<form method="post" action="survey">`, "Linden &amp; &lt;Oak&gt;",
			"width=device-width", "prefers-color-scheme:dark", "noindex",
		} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: no %s", lang, part)
			}
		}
		if found := load.FindString(page); found != "" || strings.Contains(page, "[") || strings.Contains(page, "7061294678") {
			t.Errorf("%s: the page has %q:\n%s", lang, found, page)
		}
	}
}

func TestTheAnswerIsThankedForAndCanBeChanged(t *testing.T) {
	t.Parallel()
	_, token := asked(t, phrase.Chinese, "")
	page := survey.Platform{}.ThanksPage(account(first), body(token, "back"))
	for _, part := range []string{"谢谢您", "没什么，我还会再来", `<a href="survey?t=` + token + `">`, `<p class="shop">linden</p>`} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in\n%s", part, page)
		}
	}
	if found := load.FindString(page); found != "" || strings.Contains(page, "[") {
		t.Errorf("the page has %q", found)
	}
}
