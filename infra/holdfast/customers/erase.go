package customers

import (
	"context"
	"errors"
	"fmt"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/apply"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Erase erases one customer.
type Erase struct {
	Who string `arg:"" help:"The customer's key, or anything that finds exactly one."`
	Yes bool   `help:"Do it. Without, only say who it would be."`
}

// Help says what is left.
func (*Erase) Help() string {
	return `Name, addresses, phone, notes and ids go, for good: webhooks that come late bring nothing back. The anonymous day and amount of each
order stay in the sums. An order under a new account, or later under the same address, is a new customer's.

Examples:
  holdfast customers erase hana@example.com
  holdfast customers erase p:shop:7 --yes`
}

// Run erases the customer, as a privacy request of a platform would.
func (c *Erase) Run(ctx context.Context, s *session.Session) error {
	store, customer, err := findOne(ctx, s, c.Who)
	if err != nil {
		return err
	}
	key := customer.Key
	if key.Guest() {
		return fmt.Errorf("%s is an order that names nobody: there is nobody to erase", key)
	}
	if !c.Yes {
		d := Describe(customer, store.Shop, store.Now())
		return fmt.Errorf(
			"%w: nothing was erased. This would erase %s (%s, %s): holdfast customers erase %s --yes",
			session.ErrUsage,
			d.DisplayName(),
			d.Key,
			phrase.InEnglish("%d {order|orders}", d.Orders),
			d.Key,
		)
	}

	if err := queueErasure(ctx, store, key); err != nil {
		return err
	}
	erased := func() (bool, error) {
		now, err := store.Book.FindCustomer(ctx, store.Shop.Store, key)
		return err == nil && now.Facts.Gone(key), err
	}
	if err := store.AwaitWork(ctx, erased); err != nil {
		return err
	}
	if ok, err := erased(); err != nil || !ok {
		return errors.Join(
			fmt.Errorf("%s is not erased: see holdfast quarantine, and try again", key),
			err,
		)
	}

	if s.JSON {
		return s.PrintJSON(map[string]crm.Key{"erased": key})
	}
	s.Printf(
		"%s is erased. Keep a list of erasures: after a restore from a backup they must be made again.\n",
		key,
	)
	return nil
}

// queueErasure queues the request to erase a customer, like one of a platform.
func queueErasure(ctx context.Context, store session.Store, key crm.Key) error {
	erasure, err := apply.NewErasure(store.Shop.Store, key, crm.InstantOf(store.Now()))
	if err != nil {
		return err
	}
	message, err := envelope.Encode(erasure)
	if err != nil {
		return err
	}
	return store.Queue(queue.Orders).Send(ctx, store.Shop.Store, 0, message)
}
