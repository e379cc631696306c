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

// Answer is the HTTP answer: a status and a sentence, or a page for a person.
type Answer struct {
	Status int
	Text   string
	Page   string // an HTML document instead of the sentence; "" = none
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

// waiting answers a genuine delivery that cannot be read. Shops and desks switch a webhook
// off after some failures, and do not send again.
func waiting(why *webhook.Unusable) Answer {
	return Answer{
		Status: http.StatusOK,
		Text:   "Accepted. It cannot be read and waits in quarantine: " + why.Sentence,
	}
}

// Body returns the body of the answer.
func (a Answer) Body() string { return cmp.Or(a.Page, a.Text) }

// Headers returns the headers of the answer, which may not be changed. A page loads
// nothing, is not cached, and tells no other site of the link that led to it.
func (a Answer) Headers() map[string]string {
	if a.Page == "" {
		return textHeaders
	}
	return pageHeaders
}

var (
	textHeaders = map[string]string{"content-type": "text/plain; charset=utf-8"}
	pageHeaders = map[string]string{
		"content-type":            "text/html; charset=utf-8",
		"content-security-policy": page.Policy,
		"cache-control":           "no-store",
		"x-content-type-options":  "nosniff",
		"referrer-policy":         "no-referrer",
	}
)

// linkQuery returns the query of a request behind a link with a token, nil for any other
// request. Parameters that were added on the way and cannot be read are passed over.
func (r Request) linkQuery() url.Values {
	query, _ := url.ParseQuery(r.Query)
	if query.Get(webhook.TokenField) == "" {
		return nil
	}
	return query
}

// showPage shows the page behind a link. It writes nothing: scanners of mails follow every
// link. A link to a source that has no pages is refused like one with a bad signature, so
// that it tells nothing either.
func (in *Ingest) showPage(ctx context.Context, r Request, query url.Values) handled {
	shown := Answer{Status: http.StatusOK, Text: "This is a page."}
	now := in.Now()
	s, err := in.findGenuine(ctx, r, func(s sender) error {
		pages, ok := s.platform.(webhook.PagePlatform)
		if !ok {
			return ErrUnknown
		}
		var err error
		shown.Page, err = pages.QuestionPage(s.source, query, now)
		return err
	})
	if err != nil {
		return in.refuse(ctx, r, s, err)
	}
	return s.handled(Shown, shown)
}

// forReader returns the answer, with a page if it refuses a browser. That depends on the
// request alone, and not on what is behind its path.
func (a Answer) forReader(r Request) Answer {
	isRefusal := a.Status >= http.StatusBadRequest
	fromBrowser := strings.Contains(r.Header.Get("Accept"), "text/html")
	if !isRefusal || !fromBrowser {
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
	language := phrase.Language(first)
	title := phrase.Say(language, key)
	a.Page = page.Make(page.Page{
		Language: language,
		Title:    title,
		Body: []page.Block{
			page.Heading(title),
			page.Paragraph(phrase.Say(language, key+".text")),
		},
	})
	return a
}
