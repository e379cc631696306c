package customers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/apply"
	"holdfast/shared/words/crm"
)

// Consent notes what a customer said of being contacted.
type Consent struct {
	Who     string `arg:"" help:"The customer's key, or anything that finds exactly one."`
	Channel string `arg:"" help:"email, sms, call, chat, or all." enum:"email,sms,call,chat,all"`
	State   string `arg:"" help:"given or refused." enum:"given,refused"`
	At      string `help:"When the customer said so. Default: now." placeholder:"INSTANT"`
}

// Help shows examples.
func (*Consent) Help() string {
	return `What a customer tells a person, on the phone or in an answered mail, counts from that moment. A refusal holds for the address or
number, on every account that uses it, until the customer agrees again; "all refused" is "do not contact". A consent holds for
this customer.

Examples:
  holdfast customers consent hana@example.com call refused
  holdfast customers consent p:shop:7 all refused --at 2026-06-01T15:30
  holdfast customers consent p:shop:7 email given`
}

// Run notes it, as an event like any other.
func (c *Consent) Run(ctx context.Context, s *session.Session) error {
	store, customer, err := findOne(ctx, s, c.Who)
	if err != nil {
		return err
	}
	key := customer.Key
	if key.Guest() || customer.Facts.Erased(key) {
		return fmt.Errorf(
			"there is nobody to contact: %s stands for an order without a name, or for somebody who was erased",
			key,
		)
	}
	word, err := c.word(store)
	if err != nil {
		return err
	}
	channels := c.channels()
	for _, channel := range channels {
		if err := sendConsent(ctx, store, key, channel, word); err != nil {
			return err
		}
	}

	isNoted := func() (bool, error) {
		now, err := store.Book.FindCustomer(ctx, store.Shop.Store, key)
		if err != nil {
			return false, err
		}
		isOpen := func(ch crm.Channel) bool { return now.Facts.Consents[ch].At < word.At }
		return !slices.ContainsFunc(channels, isOpen), nil
	}
	if err := store.AwaitWork(ctx, isNoted); err != nil {
		return err
	}
	return c.print(ctx, s, store, key)
}

// word returns what the customer said, and when.
func (c *Consent) word(store session.Store) (word crm.Consent, err error) {
	said := store.Now()
	if c.At != "" {
		if said, err = session.ParseInstant(c.At, store.Zone()); err != nil {
			return word, err
		}
	}
	if said.After(store.Now()) {
		return word, fmt.Errorf("%w: %s is still to come", session.ErrUsage, c.At)
	}
	word.At = crm.InstantOf(said)
	word.State, err = crm.ParseConsentState(c.State)
	return word, err
}

// channels returns the channels that are meant.
func (c *Consent) channels() []crm.Channel {
	channel, err := crm.ParseChannel(c.Channel)
	if err != nil {
		return []crm.Channel{crm.ChannelEmail, crm.ChannelSMS, crm.ChannelCall, crm.ChannelChat}
	}
	return []crm.Channel{channel}
}

// sendConsent queues what was said, like an event of a platform.
func sendConsent(
	ctx context.Context,
	store session.Store,
	key crm.Key,
	channel crm.Channel,
	word crm.Consent,
) error {
	received := crm.InstantOf(store.Now())
	consent, err := apply.NewConsent(store.Shop.Store, key, channel, word, received)
	if err != nil {
		return err
	}
	message, err := envelope.Encode(consent)
	if err != nil {
		return err
	}
	return store.Queue(queue.Orders).Send(ctx, store.Shop.Store, 0, message)
}

// print says what holds now: a later word may stand before the one that was noted.
func (c *Consent) print(
	ctx context.Context,
	s *session.Session,
	store session.Store,
	key crm.Key,
) error {
	customer, err := store.Book.FindCustomer(ctx, store.Shop.Store, key)
	if err != nil {
		return err
	}
	if err := store.Book.LoadSaid(ctx, store.Shop, customer); err != nil {
		return err
	}
	consents := customer.KnownFacts().Consents
	known := map[string]string{}
	for _, channel := range c.channels() {
		known[channel.String()] = consents[channel].Current().State.String()
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{"customer": key, "consents": known})
	}
	for _, channel := range c.channels() {
		current := consents[channel].Current()
		since := ""
		if current.At > 0 {
			since = " since " + current.At.Time().Format(time.RFC3339)
		}
		s.Printf("%s: %s%s\n", channel, current.State, since)
	}
	s.SuggestNext("customers show %s", key)
	return nil
}
