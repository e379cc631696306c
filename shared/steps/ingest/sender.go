package ingest

import (
	"context"
	"errors"

	"holdfast/shared/edge/webhook"
)

// sender is the source that a request comes from, with its platform.
type sender struct {
	name     string // of the platform
	platform webhook.Platform
	source   webhook.Source
	topic    string   // once it was read
	unknown  []string // of the body, once it was read
}

func (s sender) handled(what string, a Answer) handled {
	_, isPaged := s.platform.(webhook.PagePlatform)
	return handled{
		what:     what,
		platform: s.name,
		answer:   a,
		detail:   s.topic,
		unknown:  s.unknown,
		isPaged:  isPaged,
	}
}

// readBody returns what a request says: what was posted, or the form that a mail program
// means by its click on a link.
func (s sender) readBody(r Request, posted []byte) []byte {
	oneClick, ok := s.platform.(webhook.OneClickPlatform)
	query := r.linkQuery()
	if !ok || query == nil {
		return posted
	}
	return oneClick.OneClick(query)
}

// findGenuine finds the sender of a request and calls verify with it. If the signature does
// not match, it reads the source again and calls verify once more. The error is that of
// the source or of verify.
func (in *Ingest) findGenuine(
	ctx context.Context,
	r Request,
	verify func(sender) error,
) (sender, error) {
	src, err := in.Sources.FindSource(ctx, r.Store, r.Source)
	if errors.Is(err, ErrUnknown) {
		webhook.SpendMAC(r.Body)
	}
	if err != nil {
		return sender{}, err
	}
	s, err := in.verifyAs(src, r, verify)
	if !errors.Is(err, webhook.ErrSignature) {
		return s, err
	}

	renewed, ok := in.Sources.ReloadSource(ctx, r.Store, r.Source)
	if !ok {
		return s, err
	}
	return in.verifyAs(renewed, r, verify)
}

func (in *Ingest) verifyAs(src Source, r Request, verify func(sender) error) (sender, error) {
	s := sender{
		name: src.Platform,
		source: webhook.Source{
			Store:   r.Store,
			Name:    r.Source,
			Secrets: src.Secrets,
			Account: src.Account,
		},
	}
	platform, ok := in.Platforms(src.Platform)
	if !ok {
		webhook.SpendMAC(r.Body)
		return s, ErrUnknown
	}
	s.platform = platform
	err := verify(s)
	if _, isPaged := platform.(webhook.PagePlatform); isPaged && err != nil {
		webhook.SpendMAC(r.Body) // it looks at a token, and not at the whole body
	}
	return s, err
}
