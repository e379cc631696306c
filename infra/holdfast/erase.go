package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"holdfast/infra/local"
	"holdfast/shared/book"
	"holdfast/shared/crm"
	"holdfast/shared/envelope"
	"holdfast/shared/webhook/standard"
)

type customersErase struct {
	Who string `arg:"" help:"The customer's key, or anything that finds exactly one."`
	Yes bool   `help:"Do it. Without, only say who it would be."`
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
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	one, err := s.findOne(at, shop, c.Who)
	if err != nil {
		return err
	}
	v := s.see(one, shop)
	if !c.Yes {
		return fmt.Errorf("%w: nothing was erased. This would erase %s (%s, %d orders): holdfast customers erase %s --yes", errUsage, v.called(), v.Key, v.Orders, v.Key)
	}
	body, err := redaction(one, at.Now())
	if err != nil {
		return err
	}
	message, err := envelope.Encode(envelope.Message{
		Store: shop.Store, Source: byOperator, Platform: standard.Name, Topic: "customer.redact", Received: crm.InstantOf(at.Now()), Body: body,
	})
	if err != nil {
		return err
	}
	if err := at.Queue(local.Orders).Send(s.ctx, 0, message); err != nil {
		return err
	}
	err = at.Work(s.ctx, func() (bool, error) {
		now, err := at.Book.Customer(s.ctx, shop.Store, one.Key)
		return err == nil && now.Facts.Gone(one.Key), err
	})
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(map[string]crm.Key{"erased": one.Key})
	}
	s.printf("%s is erased. Keep a list of erasures: after a restore from a backup they must be made again.\n", one.Key)
	s.next("customers %s", one.Key)
	return nil
}

// byOperator is the source of what this command tells by itself. No connected source of a store may have this name.
const byOperator = "holdfast-command"

// redaction is the event that erases a customer: named by account, else by address, else as the help desk does.
func redaction(c *book.Customer, at time.Time) ([]byte, error) {
	named := map[string]any{}
	kind, ref, _ := strings.Cut(string(c.Key), ":")
	source, id, _ := strings.Cut(ref, ":")
	switch email := c.Facts.Profile[crm.Email].Value; {
	case kind == "p":
		named["customer"] = map[string]string{"source": source, "id": id}
	case email != "":
		named["customer"] = map[string]string{"email": email}
	case kind == "d":
		named["requester"] = map[string]string{"source": source, "id": id}
	default:
		return nil, fmt.Errorf("no address of %s is known any more: there is nothing to erase", c.Key)
	}
	return json.Marshal(map[string]any{"type": "customer.redact", "timestamp": at.UTC().Format(time.RFC3339), "data": named})
}
