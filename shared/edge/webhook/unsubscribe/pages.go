package unsubscribe

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"holdfast/shared/edge/page"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/phrase"
)

// say returns a text of the page in the token's language.
func (t Token) say(key string) string { return phrase.Say(t.Language, "unsubscribe."+key) }

// QuestionPage returns the page with the button.
func (Platform) QuestionPage(
	src webhook.Source,
	query url.Values,
	_ time.Time,
) (string, error) {
	text := query.Get(webhook.TokenField)
	token, err := openToken(src, text)
	if err != nil {
		return "", err
	}
	question := page.Question{
		To:     src.Name,
		Hidden: [][2]string{{webhook.TokenField, text}},
		Ask:    token.say("ask"),
		Send:   token.say("send"),
	}
	return page.Make(page.Page{
		Language: token.Language,
		Shop:     shopName(src),
		Title:    token.say("title"),
		Body:     []page.Block{page.Form(question), page.Hint(token.say("kept"))},
	}), nil
}

// ThanksPage returns the page after the button.
func (Platform) ThanksPage(src webhook.Source, body []byte) string {
	token, _ := parseToken(tokenOf(body)) // Verify found it genuine
	done := token.say("done")
	return page.Make(page.Page{
		Language: token.Language,
		Shop:     shopName(src),
		Title:    done,
		Body: []page.Block{
			page.Heading(done),
			page.Paragraph(token.say("done.text")),
		},
	})
}

// shopName returns the name of the shop that customers know.
func shopName(src webhook.Source) string {
	return cmp.Or(strings.TrimSpace(src.Account), src.Store)
}
