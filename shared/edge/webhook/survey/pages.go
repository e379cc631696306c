package survey

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"holdfast/shared/edge/page"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/phrase"
)

// QuestionPage is the page with the question.
func (Platform) QuestionPage(a webhook.Source, query url.Values, now time.Time) (string, error) {
	token := query.Get(webhook.TokenField)
	s, err := open(a, token, now)
	if err != nil {
		return "", err
	}
	say := func(key string) string { return phrase.Say(s.Language, "survey."+key) }
	q := page.Question{
		To:     a.Name,
		Hidden: [][2]string{{webhook.TokenField, token}},
		Ask:    say("ask"),
		Name:   answerField,
		Send:   say("send"),
	}
	for _, one := range answers {
		q.Choices = append(q.Choices, page.Choice{Value: one.value, Text: say(one.value)})
	}
	return page.Make(page.Page{
		Language: s.Language,
		Shop:     shop(a),
		Title:    say("title"),
		Body:     []page.Block{page.Form(q), page.Hint(say("kept"))},
	}), nil
}

// ThanksPage is the page after the question. It repeats the answer, and leads back to where it
// can be changed.
func (Platform) ThanksPage(a webhook.Source, body []byte) string {
	fields := form(body)
	token := fields.Get(webhook.TokenField)
	s, _ := read(token) // it is genuine
	say := func(key string, args ...any) string { return phrase.Say(s.Language, "survey."+key, args...) }
	p := page.Page{
		Language: s.Language,
		Shop:     shop(a),
		Title:    say("thanks"),
		Body:     []page.Block{page.Heading(say("thanks"))},
	}
	if given, ok := marked(fields); ok {
		p.Body = append(p.Body, page.Paragraph(say("answered", say(given.value))))
	}
	p.Body = append(p.Body, page.Paragraph(say("close")),
		page.Link(a.Name+"?"+webhook.TokenField+"="+token, say("change")))
	return page.Make(p)
}

// shop is who asks, as customers know it.
func shop(a webhook.Source) string { return cmp.Or(strings.TrimSpace(a.Account), a.Store) }
