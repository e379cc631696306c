package apply

import (
	"context"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// namesCompany reports whether a privacy request is about the company itself, and not one
// of its people.
func namesCompany(r *crm.Redact) bool { return r.Key.Company() }

// eraseContact erases a contact person of a company. The company stays, with its orders;
// each key that the person was known by gets back what arrived under it alone, and that is
// erased.
func (w *workingSet) eraseContact(ctx context.Context, r *crm.Redact, whole erasing) error {
	company := w.root
	isMeant := func(p crm.ContactPerson) bool {
		isAccount := !r.Account.Zero() && p.ID == r.Account.String()
		isAddress := r.Email != "" && p.Get(crm.ContactEmail) == r.Email
		return isAccount || isAddress || r.Key == crm.Key("p:"+p.ID)
	}

	keys := w.keysOfRequest(r)
	for _, p := range company.Facts.ContactPersons {
		if email, ok := crm.NormalEmail(p.Get(crm.ContactEmail)); ok && isMeant(p) {
			keys = append(keys, crm.EmailKey(w.shop.Pepper, email))
		}
	}
	for _, key := range keys {
		if err := w.eraseAlias(ctx, company, key, whole); err != nil {
			return err
		}
	}
	facts := *company.Facts
	facts.ForgetPersons(isMeant)
	company.Facts = &facts
	return nil
}

// keysOfRequest returns the keys that a privacy request names a person by.
func (w *workingSet) keysOfRequest(r *crm.Redact) (keys []crm.Key) {
	if r.Key != "" {
		keys = append(keys, r.Key)
	}
	if !r.Account.Zero() {
		keys = append(keys, crm.PlatformKey(r.Account))
	}
	if r.Email != "" {
		keys = append(keys, crm.EmailKey(w.shop.Pepper, r.Email))
	}
	if !r.Desk.Zero() {
		keys = append(keys, crm.DeskKey(r.Desk))
	}
	return keys
}

// eraseAlias takes out of a customer what arrived under one of its further keys, and
// erases that.
func (w *workingSet) eraseAlias(
	ctx context.Context,
	root *book.Customer,
	key crm.Key,
	whole erasing,
) error {
	if !slices.Contains(root.Facts.Aliases, key) {
		return nil
	}
	rec, err := w.loadRecord(ctx, key)
	if err != nil {
		return err
	}
	rec.Forward = ""
	rec.Facts = crm.Join(rec.Facts, root.Facts.SplitOff(key))
	w.eraseRecord(rec, whole)
	return nil
}

// dropErasedContact takes out of a company's event what it says of a person who was
// erased.
func (w *workingSet) dropErasedContact(ctx context.Context, e *crm.Event) error {
	if e.Who.Company.Zero() || e.Who.Account.Zero() {
		return nil
	}
	account := crm.PlatformKey(e.Who.Account)
	if slices.Contains(w.root.Facts.Aliases, account) {
		return nil
	}
	rec, err := w.loadRecord(ctx, account)
	if err != nil || !rec.Facts.Erased(account) {
		return err
	}
	e.ContactPersons = nil
	for _, field := range []crm.Field{crm.Name, crm.Email, crm.Phone, crm.Birthday} {
		e.Profile[field] = crm.Text{}
	}
	return nil
}
