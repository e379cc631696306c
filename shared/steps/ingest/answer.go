package ingest

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"holdfast/shared/edge/page"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/phrase"
)

// Answer is the HTTP answer: a status and a sentence, or a page where a person is
// looking.
type Answer struct {
	Status int
	Text   string
	Page   string // the document; "" = the sentence is all
}

var (
	accepted   = Answer{Status: http.StatusOK, Text: "Accepted."}
	passedOver = Answer{Status: http.StatusOK, Text: "Accepted. There is nothing in it to use."}
	probed     = Answer{Status: http.StatusOK, Text: "Webhooks are taken here by POST."}
	onlyPost   = Answer{
		Status: http.StatusMethodNotAllowed,
		Text:   "Webhooks are taken by POST only.",
	}
	unauthorized = Answer{
		Status: http.StatusUnauthorized,
		Text:   "There is no such address, or the signature does not match.",
	}
	tooLarge    = Answer{Status: http.StatusRequestEntityTooLarge, Text: "The body is too large."}
	unavailable = Answer{
		Status: http.StatusServiceUnavailable,
		Text:   "This cannot be taken right now; please send it again.",
	}
)

// Body is what is sent.
func (a Answer) Body() string { return cmp.Or(a.Page, a.Text) }

// Headers are those that the answer is sent with; nobody may change them. A page loads
// nothing, is kept nowhere, and tells no other site of the link that led to it.
func (a Answer) Headers() map[string]string {
	if a.Page == "" {
		return sentence
	}
	return document
}

var (
	sentence = map[string]string{"content-type": "text/plain; charset=utf-8"}
	document = map[string]string{
		"content-type":            "text/html; charset=utf-8",
		"content-security-policy": page.Policy,
		"cache-control":           "no-store",
		"x-content-type-options":  "nosniff",
		"referrer-policy":         "no-referrer",
	}
)

// link is what a link says that names somebody, nil where none does. What was added to it
// on the way and cannot be read is passed over.
func (r Request) link() url.Values {
	query, _ := url.ParseQuery(r.Query)
	if query.Get(webhook.TokenField) == "" {
		return nil
	}
	return query
}

// visit shows the page behind a link. It writes nothing: scanners of mails follow every
// link. A link to what has no pages is as wrong as one that nobody signed, so that it
// tells nothing either.
func (in *Ingest) visit(
	ctx context.Context,
	r Request,
	query url.Values,
) (what, platform string, a Answer) {
	shown := Answer{Status: http.StatusOK, Text: "This is a page."}
	now := in.Now()
	src, _, err := in.genuine(ctx, r, func(p webhook.Platform, to webhook.Source) (err error) {
		v, ok := p.(webhook.PagePlatform)
		if !ok {
			return ErrUnknown
		}
		shown.Page, err = v.QuestionPage(to, query, now)
		return err
	})
	if err != nil {
		what, a = in.refuse(ctx, r, err)
		return what, src.Platform, a
	}
	return Shown, src.Platform, shown
}

// readableBy makes a page of a refusal where a browser asks for one. That depends on the
// request alone, and not on what there is behind its path.
func (a Answer) readableBy(r Request) Answer {
	if a.Status < http.StatusBadRequest || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return a
	}
	key := "survey.refused"
	switch a.Status {
	case http.StatusBadRequest:
		key = "survey.unmarked"
	case http.StatusServiceUnavailable:
		key = "survey.later"
	}
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	lang := phrase.Language(first)
	title := phrase.Say(lang, key)
	a.Page = page.Make(
		page.Page{
			Language: lang,
			Title:    title,
			Body: []page.Block{
				page.Heading(title),
				page.Paragraph(phrase.Say(lang, key+".text")),
			},
		},
	)
	return a
}
