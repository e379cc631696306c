package main

import (
	"errors"
	"fmt"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/apply"
	"holdfast/shared/words/crm"
)

type customersErase struct {
	Who string `arg:"" help:"The customer's key, or anything that finds exactly one."`
	Yes bool   `       help:"Do it. Without, only say who it would be."`
}

// Help says what is left.
func (*customersErase) Help() string {
	return `Name, addresses, phone, notes and ids go, for good: webhooks that come late bring nothing back. The anonymous day and amount of each
order stay in the sums. An order under a new account, or later under the same address, is a new customer's.

Examples:
  holdfast customers erase hana@example.com
  holdfast customers erase p:shop:7 --yes`
}

// Run erases one customer, as a privacy request of a platform would.
func (c *customersErase) Run(s *session) error {
	at, shop, one, err := s.findOne(c.Who)
	if err != nil {
		return err
	}
	if one.Key.Guest() {
		return fmt.Errorf("%s is an order that names nobody: there is nobody to erase", one.Key)
	}
	v := s.see(one, shop)
	if !c.Yes {
		return fmt.Errorf(
			"%w: nothing was erased. This would erase %s (%s, %d orders): holdfast customers erase %s --yes",
			errUsage,
			v.called(),
			v.Key,
			v.Orders,
			v.Key,
		)
	}
	erasure, err := apply.NewErasure(shop.Store, one.Key, crm.InstantOf(at.Now()))
	if err != nil {
		return err
	}
	message, err := envelope.Encode(erasure)
	if err != nil {
		return err
	}
	if err := at.Queue(queue.Orders).Send(s.ctx, 0, message); err != nil {
		return err
	}
	gone := func() (bool, error) {
		now, err := at.Book.FindCustomer(s.ctx, shop.Store, one.Key)
		return err == nil && now.Facts.Gone(one.Key), err
	}
	if err := at.Work(s.ctx, gone); err != nil {
		return err
	}
	if is, err := gone(); err != nil || !is {
		return errors.Join(
			fmt.Errorf("%s is not erased: see holdfast quarantine, and try again", one.Key),
			err,
		)
	}
	if s.json {
		return s.printJSON(map[string]crm.Key{"erased": one.Key})
	}
	s.printf(
		"%s is erased. Keep a list of erasures: after a restore from a backup they must be made again.\n",
		one.Key,
	)
	return nil
}
