package ses

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"

	"holdfast/shared/edge/mailevent"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/phrase"
)

// message is the body of SES's SendEmail (API version 2), as far as we use it.
type message struct {
	FromEmailAddress     string
	ConfigurationSetName string `json:",omitempty"`
	EmailTags            []tag

	Destination struct{ ToAddresses []string }
	Content     struct{ Simple simple }
}

type simple struct {
	Subject content
	Body    struct{ Text content }
	Headers []header
}

type content struct{ Data, Charset string }

type header struct{ Name, Value string }

// tag comes back with what SES says of an e-mail. Its value has letters, digits, dashes and
// underscores only.
type tag struct{ Name, Value string }

func utf8Content(s string) content { return content{Data: s, Charset: "UTF-8"} }

// newMessage returns the errand's script as a plain text, with the shop's name in its
// subject and a way to unsubscribe.
func (s *Sender) newMessage(e act.Errand) (message, error) {
	shop := cmp.Or(s.from.Name, e.Store)
	subject := phrase.Say(e.Language, "mail.subject", shop)
	if !isOneLine(subject) {
		return message{}, errors.New("the subject is not one line")
	}
	if len(e.Brief.Script) == 0 {
		return message{}, errors.New("there is nothing to say")
	}

	paragraphs := slices.Clone(e.Brief.Script)
	if e.Survey != "" {
		invitation := phrase.Say(e.Language, "survey.mail")
		paragraphs = append(paragraphs, invitation+"\n"+e.Survey)
	}
	if e.Unsubscribe != "" {
		wayOut := phrase.Say(e.Language, "unsubscribe.mail")
		paragraphs = append(paragraphs, wayOut+"\n"+e.Unsubscribe)
	}

	var m message
	m.FromEmailAddress = s.fromHeader()
	m.ConfigurationSetName = s.ConfigurationSet
	m.EmailTags = tagsOf(e)
	m.Content.Simple = simple{
		Subject: utf8Content(subject),
		Headers: s.unsubscribeHeaders(e.Unsubscribe),
	}
	m.Content.Simple.Body.Text = utf8Content(strings.Join(paragraphs, "\n\n") + "\n")
	return m, nil
}

// fromHeader returns the sender's address, with its name encoded as headers want it.
func (s *Sender) fromHeader() string {
	if s.from.Name == "" {
		return s.from.Address
	}
	return s.from.String()
}

// unsubscribeHeaders returns the headers by which mail programs offer to unsubscribe: at
// one click, if there is a link (RFC 8058), else by a mail to the shop (RFC 2369).
func (s *Sender) unsubscribeHeaders(link string) []header {
	mailto := "<mailto:" + url.PathEscape(s.from.Address) + "?subject=unsubscribe>"
	if link == "" {
		return []header{{Name: "List-Unsubscribe", Value: mailto}}
	}
	return []header{
		{Name: "List-Unsubscribe", Value: "<" + link + ">, " + mailto},
		{Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click"},
	}
}

// tagsOf returns the tags by which bounces and complaints find the store.
func tagsOf(e act.Errand) []tag {
	return []tag{
		{mailevent.StoreTag, mailevent.TagOf(e.Store)},
		{"task", e.ID},
	}
}
