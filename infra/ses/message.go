package ses

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"

	"holdfast/shared/steps/act"
	"holdfast/shared/words/phrase"
)

// message is the body of SES's SendEmail (API version 2), as far as we use it.
type message struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses []string }
	Content          struct{ Simple simple }
}

type simple struct {
	Subject content
	Body    struct{ Text content }
	Headers []header
}

type content struct{ Data, Charset string }

type header struct{ Name, Value string }

func utf(s string) content { return content{Data: s, Charset: "UTF-8"} }

// message is the errand's script as a plain text, with the shop's name in its subject and
// a way to be left alone.
func (s *Sender) message(e act.Errand) (m message, err error) {
	subject := phrase.Say(e.Language, "mail.subject", cmp.Or(s.from.Name, e.Store))
	switch {
	case !oneLine(subject):
		return m, errors.New("the subject is not one line")
	case len(e.Brief.Script) == 0:
		return m, errors.New("there is nothing to say")
	}
	m.FromEmailAddress = s.from.Address
	if s.from.Name != "" {
		m.FromEmailAddress = s.from.String() // encoded as headers want it
	}
	m.Content.Simple = simple{
		Subject: utf(subject),
		Headers: []header{
			{
				"List-Unsubscribe",
				"<mailto:" + url.PathEscape(s.from.Address) + "?subject=unsubscribe>",
			},
		},
	}
	said := slices.Clone(e.Brief.Script)
	if e.Survey != "" {
		said = append(said, phrase.Say(e.Language, "survey.mail")+"\n"+e.Survey)
	}
	m.Content.Simple.Body.Text = utf(strings.Join(said, "\n\n") + "\n")
	return m, nil
}
