package census

import (
	"context"
	"errors"
	"fmt"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/words/packed"
	"holdfast/shared/words/parallel"
)

// segmentCount is one segment while it is counted.
type segmentCount struct {
	*Census
	message   segmentMessage
	stores    map[string]*storeCount // nil = a store without settings
	customers int                    // met, of all stores
	leftOut   int                    // of them, left out because they cannot be read
	redated   []*book.Customer       // to be written together
}

// countSegment scans a segment and puts what it finds of each store.
func (c *Census) countSegment(ctx context.Context, m segmentMessage) error {
	s := &segmentCount{
		Census:  c,
		message: m,
		stores:  map[string]*storeCount{},
	}
	if err := s.scan(ctx); err != nil {
		return err
	}

	tallies := make(map[string]*book.CensusTally, len(s.stores))
	for store, count := range s.stores {
		if count != nil {
			tallies[store] = count.CensusTally
		}
	}
	if err := c.Book.PutCensusTallies(ctx, m.run(), c.Now(), m.Segment, tallies); err != nil {
		return err
	}
	c.Log.InfoContext(ctx, "census segment",
		"run", m.run(),
		"segment", m.Segment,
		"of", m.Of,
		"customers", s.customers,
		"unreadable", s.leftOut,
	)
	return nil
}

func (s *segmentCount) scan(ctx context.Context) error {
	m := s.message
	for item, err := range table.ScanSegment(ctx, s.Book.Table, m.Segment, m.Of) {
		if err != nil {
			return fmt.Errorf("scan segment %d of %d: %w", m.Segment, m.Of, err)
		}
		store, ok := book.StoreOfCustomer(item)
		if !ok || m.Store != "" && store != m.Store {
			continue
		}

		count, err := s.storeCount(ctx, store)
		if err != nil {
			return err
		}
		s.customers++
		if count == nil {
			continue
		}
		if err := s.countItem(ctx, count, item); err != nil {
			return err
		}
	}
	return s.writeRedated(ctx)
}

// countItem counts the record of one customer, and corrects its date in the due index if
// the rules in force call for an earlier one. One that cannot be read is left out.
func (s *segmentCount) countItem(ctx context.Context, count *storeCount, item table.Item) error {
	if count.SettingsUnreadable {
		return nil
	}
	customer, err := book.DecodeCustomer(item)
	if err != nil {
		count.LeftOut++
		s.leftOut++
		return book.LeaveOut(ctx, s.Log, s.CountUnreadable, err)
	}

	v, judged, err := count.add(customer, s.message.At)
	if err != nil || !judged || s.message.ReportOnly {
		return err
	}
	if !judge.Redate(customer, count.shop, v.verdict, v.tier, s.message.At) {
		return nil
	}
	s.redated = append(s.redated, customer)
	if len(s.redated) < redatedAtOnce {
		return nil
	}
	return s.writeRedated(ctx)
}

// storeCount returns the count of a store, nil if it has no settings. If its settings or
// rules cannot be read, because a newer version wrote them or they are damaged, nothing of
// the store is counted, and its report stays as it is. The other stores are counted.
func (s *segmentCount) storeCount(ctx context.Context, store string) (*storeCount, error) {
	if count, ok := s.stores[store]; ok {
		return count, nil
	}

	shop, err := s.Shops.FindShop(ctx, store)
	switch {
	case errors.Is(err, book.ErrNoStore):
		s.Log.WarnContext(ctx, "customers of a store without settings are left out", "store", store)
		s.stores[store] = nil
		return nil, nil
	case errors.Is(err, packed.ErrNewer), errors.Is(err, packed.ErrCorrupt):
		s.Log.WarnContext(ctx, "a store is left out", "store", store, "error", err)
		if s.CountUnreadable != nil {
			s.CountUnreadable()
		}
		s.stores[store] = &storeCount{CensusTally: book.NewCensusTally()}
		s.stores[store].SettingsUnreadable = true
		return s.stores[store], nil
	case err != nil:
		return nil, err
	}
	s.stores[store] = newStoreCount(shop, s.message.rules(shop), s.message.At)
	return s.stores[store], nil
}

// redatedAtOnce is how many customers with a new date are held in memory. The night after
// a store's first census it dates nearly all of them anew.
const redatedAtOnce = 1024

// writeRedated writes the customers that have a new date, many side by side.
func (s *segmentCount) writeRedated(ctx context.Context) error {
	write := func(c *book.Customer) error {
		return s.redate(ctx, c)
	}
	limit := s.writesAtOnce()
	errs := parallel.Each(limit, s.redated, write)
	s.redated = s.redated[:0]
	return errors.Join(errs...)
}

// busyTries is how often a record that is busy is written before it is left as it is.
const busyTries = 3

// redate writes the earlier date that judge.Redate gave a customer. If another worker
// wrote the customer first, it judged by the rules in force, and that stands.
func (s *segmentCount) redate(ctx context.Context, customer *book.Customer) error {
	save, _ := customer.Save()
	err := table.Retry(ctx, busyTries, func(bool) error {
		err := s.Book.Write(ctx, save)
		if book.AlreadyThere(err) {
			return nil
		}
		return err
	})
	if err != nil && !table.IsConflict(err) {
		return fmt.Errorf("redate a customer of %s: %w", customer.Store, err)
	}
	return nil // busy all the time: the next census meets the customer again
}
