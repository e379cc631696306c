package apply

import (
	"context"
	"fmt"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// privacyDays is how long a shop has to answer a privacy request (Shopify: 30 days; GDPR
// article 12: one month).
const privacyDays = 30

// proposePrivacyTask makes a task for the shop's manager of a request that a machine must
// not carry out alone: to hand out what is known of a person, or to erase a whole shop.
func (a *Apply) proposePrivacyTask(ctx context.Context, shop *book.Shop, e receivedEvent) error {
	name := playbook.DataRequest
	measure := playbook.HandOver
	customer := crm.Key("")
	if e.Kind == crm.KindShopRedact {
		name = playbook.ShopRedact
		measure = playbook.EraseShop
	} else {
		person := crm.Who{Account: e.Redact.Account, Email: e.Redact.Email}
		customer, _ = person.Home(shop.Pepper)
	}

	trigger := playbook.Trigger{
		What: playbook.OfRequest.What,
		Ref:  crm.Ref{ID: e.ID},
		At:   e.received,
	}
	t := book.NewTask(playbook.Task{
		ID:         playbook.TaskID(shop.Store, name, trigger),
		Store:      shop.Store,
		Customer:   customer,
		Playbook:   name,
		Measure:    measure,
		Kind:       playbook.Owed,
		Trigger:    trigger,
		ProposedAt: e.received,
		NotBefore:  e.received,
		Deadline:   e.received.AddDays(privacyDays),
		Channel:    playbook.Desk,
		Owner:      shop.Playbook.Manager,
		Currency:   shop.Playbook.Currency,
		State:      playbook.Open,
		Reason:     crm.ReasonUnknown.String(),
	})
	err := a.Book.Write(ctx, t.Put())
	if err != nil && !book.AlreadyThere(err) {
		return fmt.Errorf("write the task of %s: %w", e.ID, err)
	}
	return nil
}
