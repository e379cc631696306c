package crm

import "slices"

// newsKind is a kind of news about orders, such as parcels. It is a list that goes along
// with the orders: to another customer, out of the record, and with an erasure.
type newsKind[T any] struct {
	listKind[T]
	order func(T) Ref  // which order the news is about
	parts func(T) bool // reports whether news of this name comes in parts
}

// addEvent adds the news. If it names no customer it arrived under the order's own key, and
// then has no home. News that comes in parts has none either.
func (k newsKind[T]) addEvent(f *Facts, e *Event, home Key) {
	k.listKind.addEvent(f, e, home)
	list := *k.list(f)
	if len(list) > 0 && k.home != nil && (home.Guest() || k.parts(list[0])) {
		*k.home(&list[0]) = ""
	}
}

// erase removes news with its order, of which the erasure left day and amount only. By its
// own date it goes only if it names a customer: of news in parts one part may be older than
// the erasure, and another not.
func (k newsKind[T]) erase(f *Facts, e erasing) {
	taken := func(news T) bool {
		isNamed := k.home != nil && *k.home(&news) != ""
		return e.all || isNamed && e.takes(k.dated(news)) || f.ErasedOrder(k.order(news), e.pepper)
	}
	list := k.list(f)
	*list = slices.DeleteFunc(slices.Clone(*list), taken)
}

// splitOff lets news go along with its order, else by its home. It runs after orders.
func (k newsKind[T]) splitOff(from, to *Facts, alias Key) {
	leaves := func(news T) bool {
		ref := k.order(news)
		if _, stays := from.FindOrder(ref); stays {
			return false
		}
		_, left := to.FindOrder(ref)
		return left || k.home != nil && *k.home(&news) == alias
	}
	*k.list(from), *k.list(to) = partition(*k.list(from), leaves)
}

// take moves the news of an order from one record to another.
func (k newsKind[T]) take(from, to *Facts, order Ref) {
	isOfOrder := func(news T) bool { return k.order(news) == order }
	*k.list(from), *k.list(to) = partition(*k.list(from), isOfOrder)
}

// isOf reports whether the record holds news of an order.
func (k newsKind[T]) isOf(f *Facts, order Ref) bool {
	return slices.ContainsFunc(*k.list(f), func(news T) bool { return k.order(news) == order })
}

// orderNews is what newsKind has for every kind of news.
type orderNews interface {
	take(from, to *Facts, order Ref)
	isOf(f *Facts, order Ref) bool
}

// allNews lists the kinds of news about orders.
var allNews = [...]orderNews{
	deliveries,
	objections,
}

// HasNewsOf reports whether the record holds news of an order.
func (f *Facts) HasNewsOf(order Ref) bool {
	for _, kind := range allNews {
		if kind.isOf(f, order) {
			return true
		}
	}
	return false
}

// ErasedOrder reports whether an order was erased here with its customer: its day and amount
// remain.
func (f *Facts) ErasedOrder(order Ref, pepper []byte) bool {
	if len(f.Remains) == 0 {
		return false
	}
	anonymous := Order{Ref: order}.Anonymous(pepper).Ref
	return slices.ContainsFunc(f.Remains, func(o Order) bool { return o.Ref == anonymous })
}

// NewsHome returns the key under which news of an order landed that names a customer, or ""
// if none does.
func (f *Facts) NewsHome(order Ref) Key {
	for _, d := range f.Deliveries {
		if d.Order == order && d.Home != "" {
			return d.Home
		}
	}
	return ""
}
