package crm

// Keep is how many of a customer's newest orders stand in the customer's own record.
// Older ones become items of their own and are summed up in Older.
const Keep = 24

// KeepService is how many of the newest tickets, deliveries, objections, subscriptions,
// enquiries and lessons (of each) are kept.
const KeepService = 16

// Facts is all that is known of one customer, as Join puts it together. Its lists are
// sorted and hold no two facts of one name.
type Facts struct {
	Profile        Profile
	Consents       Consents
	Orders         []Order // by (placed, id); at most Keep after Spill
	Older          Older   // what Spill took out of Orders
	Tickets        []Ticket
	Deliveries     []Delivery
	Enquiries      []Enquiry
	Lessons        []Lesson
	Remains        []Order         // days and amounts of erased orders, which name no person
	Aliases        []Key           // the keys that forward to this customer
	Shared         []Key           // addresses also used here that another customer claimed first
	Erasures       []Erasure       // whose data was erased here
	Rivals         []Order         // versions of the time of one in Orders, with other content
	ContactPersons []ContactPerson // through whom a company is reached
	Objections     []Objection     // returns and disputes of orders
	Subscriptions  []Subscription
	Departed       []Key // of orders and tickets that named the customer, and now name another
}

// factKinds lists the kind of every field of Facts, in the order in which a stored record
// holds them. A kind that is added goes to the end, with a new currentVersion as its
// version.
var factKinds = [...]factKind{
	profileKind{},
	consentsKind{},
	orders,
	olderKind{},
	tickets,
	deliveries,
	enquiries,
	lessons,
	remains,
	aliases,
	shared,
	erasures,
	rivalsKind{},
	departedKind{},
	contactPersons,
	objections,
	subscriptions,
}

// Older sums up the orders that Spill took out of Facts.Orders.
type Older struct {
	Orders int     // all of them
	First  Instant // when the first was placed
	Sums   []Sum   // by currency, sorted; cancelled and failed orders not included
}

// Bought returns how many of the orders were purchases.
func (o *Older) Bought() (n int) {
	for _, s := range o.Sums {
		n += s.Orders
	}
	return n
}

// Sum is what a number of orders came to, in minor units of one currency.
type Sum struct {
	Currency Currency
	Orders   int // purchases: credit notes are in the money only
	Total    int64
	Refunded int64
	Discount int64
	Cost     int64 // of the orders whose cost is known
	Costed   int64 // the net revenue of those orders
}

// Purchases lists when the customer placed the orders that count, oldest first, as far as
// they stand in the record.
func (f *Facts) Purchases() []Instant {
	at := make([]Instant, 0, len(f.Orders))
	for _, o := range f.Orders {
		if o.Bought() {
			at = append(at, o.Placed)
		}
	}
	return at
}

// LastPurchase returns the newest purchase placed up to now that stands in the record,
// and false if none does. The order is the record's own: it is not to be changed.
func (f *Facts) LastPurchase(now Instant) (o *Order, ok bool) {
	for i := len(f.Orders) - 1; i >= 0; i-- {
		o := &f.Orders[i]
		if o.Bought() && o.Placed <= now {
			return o, true
		}
	}
	return nil, false
}

// FirstOrder returns when the first known order was placed; 0 = there is none. An order
// that nobody paid is none.
func (f *Facts) FirstOrder() Instant {
	if f.Older.Orders > 0 {
		return f.Older.First
	}
	for _, o := range f.Orders {
		if o.Status != OrderUnpaid {
			return o.Placed
		}
	}
	return 0
}
