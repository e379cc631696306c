package unsubscribe

import (
	"net/url"
	"time"

	"holdfast/shared/edge/page"
	"holdfast/shared/edge/sealed"
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
		Shop:     sealed.ShopName(src),
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
		Shop:     sealed.ShopName(src),
		Title:    done,
		Body: []page.Block{
			page.Heading(done),
			page.Paragraph(token.say("done.text")),
		},
	})
}
