package survey

import (
	"net/url"
	"time"

	"holdfast/shared/edge/page"
	"holdfast/shared/edge/sealed"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// say returns a text of the survey in the token's language.
func (t Token) say(key string, args ...any) string {
	return phrase.Say(t.Language, "survey."+key, args...)
}

// QuestionPage returns the page with the question.
func (Platform) QuestionPage(
	src webhook.Source,
	query url.Values,
	now time.Time,
) (string, error) {
	text := query.Get(webhook.TokenField)
	token, err := openToken(src, text, now)
	if err != nil {
		return "", err
	}

	question := page.Question{
		To:     src.Name,
		Hidden: [][2]string{{webhook.TokenField, text}},
		Ask:    token.say("ask"),
		Name:   answerField,
		Texts: []page.TextField{{
			Name:  competitorField,
			Label: token.say("competitor"),
			Most:  crm.MaxCompetitor,
		}},
		Send: token.say("send"),
	}
	for _, a := range answers {
		choice := page.Choice{Value: a.value, Text: token.say(a.value)}
		question.Choices = append(question.Choices, choice)
	}

	return page.Make(page.Page{
		Language: token.Language,
		Shop:     sealed.ShopName(src),
		Title:    token.say("title"),
		Body:     []page.Block{page.Form(question), page.Hint(token.say("kept"))},
	}), nil
}

// ThanksPage returns the page after the question. It repeats the answer, and has a link to
// change it.
func (Platform) ThanksPage(src webhook.Source, body []byte) string {
	fields := parseForm(body)
	text := fields.Get(webhook.TokenField)
	token, _ := parseToken(text) // Verify found it genuine

	thanks := token.say("thanks")
	blocks := []page.Block{page.Heading(thanks)}
	if chosen, ok := chosenAnswer(fields); ok {
		answered := token.say("answered", token.say(chosen.value))
		blocks = append(blocks, page.Paragraph(answered))
	}
	change := src.Name + "?" + webhook.TokenField + "=" + text
	blocks = append(
		blocks,
		page.Paragraph(token.say("close")),
		page.Link(change, token.say("change")),
	)

	return page.Make(page.Page{
		Language: token.Language,
		Shop:     sealed.ShopName(src),
		Title:    thanks,
		Body:     blocks,
	})
}
