package facts

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
)

var update = flag.Bool("update", false, "write what the deliveries tell into their files")

// known is the part of a file that says what is known in the end.
const known = "known"

// A file of testdata/deliveries says what it shows, then what a shop or a desk sends,
//
//	-- 2026-05-01T10:00:00Z woocommerce order.created --
//	{"id": 1, ...}
//
// each with its receipt, its platform (which is also the name of the source) and its topic, and then
// what is known. It must be the same in other orders and with repeats, unless the file says "in this
// order only". To add one, write the deliveries and run: go test ./tests/facts -run Deliveries -update
func TestDeliveriesEndInWhatIsKnownInWhateverOrderTheyCome(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/deliveries/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no files: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			checkDeliveries(t, file)
		})
	}
}

func checkDeliveries(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var sent []queue.Message
	var want string
	for _, part := range archive.Files {
		if part.Name == known {
			want = string(part.Data)
			continue
		}
		sent = append(sent, parseDelivery(t, part))
	}

	got := knownAfter(t, sent)
	if *update {
		isKnown := func(f txtar.File) bool { return f.Name == known }
		archive.Files = slices.DeleteFunc(archive.Files, isKnown)
		archive.Files = append(archive.Files, txtar.File{Name: known, Data: []byte(got)})
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		want = got
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s\n%s", archive.Comment, diff)
	}

	if strings.Contains(string(archive.Comment), "in this order only") {
		return
	}
	for seed := range uint64(6) {
		mixed := append(slices.Clone(sent), sent...) // each of them twice
		random := rand.New(rand.NewPCG(seed, 0))
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if diff := cmp.Diff(want, knownAfter(t, mixed)); diff != "" {
			t.Errorf("in another order, of seed %d:\n%s\n%s", seed, order(mixed), diff)
		}
	}
}

func parseDelivery(t *testing.T, part txtar.File) queue.Message {
	words := strings.Fields(part.Name)
	if len(words) != 3 {
		t.Fatalf("%q is no receipt, platform and topic", part.Name)
	}
	received, err := time.Parse(time.RFC3339, words[0])
	if err != nil {
		t.Fatal(err)
	}
	return message(words[1], words[1], words[2], strings.TrimSpace(string(part.Data)), received)
}

// order lists messages in the order in which they came.
func order(messages []queue.Message) string {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, "%.160q\n", m.Body)
	}
	return b.String()
}

// knownAfter folds messages one after another in a house of their own and returns what is known then.
func knownAfter(t *testing.T, sent []queue.Message) string {
	h := NewHouse(t, nil, nil)
	h.Quarantined = map[string]string{}
	for _, m := range sent {
		h.Fold(t, []queue.Message{m})
	}
	return knownBy(t, h)
}

// knownBy returns what a house knows: its customers, and the products of its register.
func knownBy(t *testing.T, h *House) string {
	var b strings.Builder
	for it, err := range table.ScanAll(context.Background(), h.Table) {
		if err != nil {
			t.Fatal(err)
		}
		if !book.IsCustomer(it) && !book.IsAddress(it) {
			continue
		}
		c, err := book.DecodeCustomer(it)
		if err != nil {
			t.Fatal(err)
		}
		if c.Root() {
			describe(&b, c)
		}
	}
	if b.Len() == 0 {
		b.WriteString("nobody\n")
	}
	for _, reason := range slices.Sorted(maps.Values(h.Quarantined)) {
		fmt.Fprintf(&b, "in quarantine: %s\n", reason)
	}
	describeRegister(&b, h)
	return b.String()
}

// describe writes what is known of a customer, a fact a line.
func describe(b *strings.Builder, c *book.Customer) {
	f := c.Facts
	switch {
	case c.Key.Address():
		fmt.Fprint(b, "an address\n")
	case c.Key.Guest() && len(f.Orders)+len(f.Remains) == 0:
		return
	case c.Key.Guest():
		fmt.Fprint(b, "an order without a name\n")
	case f.Gone(c.Key) && len(f.Remains) == 0:
		return
	case f.Gone(c.Key):
		fmt.Fprint(b, "somebody who was erased\n")
	default:
		fmt.Fprintf(b, "%s\n", describePerson(c))
	}

	for _, o := range slices.Concat(f.Orders, f.Remains) {
		fmt.Fprintf(b, "  order %s\n", describeOrder(o))
		for _, l := range o.Lines.List() {
			fmt.Fprintf(b, "    %s\n", describeLine(o, l))
		}
	}
	for _, k := range f.Tickets {
		fmt.Fprintf(b, "  ticket %s: %s, %s, complaint %t, reason %s, score %d, of %s\n",
			k.Ref, k.Status, k.Priority, k.Complains(), k.Why(), k.Score, day(k.Created))
	}
	for _, d := range f.Deliveries {
		fmt.Fprintf(b, "  parcel of %s: %s, shipped %s, promised %s, delivered %s\n",
			d.Order, d.State, day(d.Shipped), day(d.Promised), day(d.Delivered))
	}
	for _, o := range f.Objections {
		fmt.Fprintf(b, "  %s %s of %s: %s, cause %s, reason %s, %s, of %s\n",
			o.Kind, o.Ref, o.Order, o.State, o.Cause, reason.ReasonOf(o), o.Currency.Of(o.Amount), day(o.At))
	}
	for _, s := range f.Subscriptions {
		fmt.Fprintf(b, "  subscription %s: %s, reason %s, of %s\n", s.Ref, s.State, s.Reason, day(s.Began))
	}
	for _, e := range f.Enquiries {
		fmt.Fprintf(b, "  enquiry %s, of %s\n", e.Ref, day(e.At))
	}
	for _, l := range f.Lessons {
		fmt.Fprintf(b, "  reason %s, of %s\n", l.Reason, day(l.At))
	}
	for _, p := range f.ListContactPersons() {
		fmt.Fprintf(b, "  contact person %s: %s\n", p.ID, describePersonFields(p))
	}
	for i := range f.Consents {
		consent := f.Consents[i].Current()
		if consent.State != crm.ConsentUnknown {
			fmt.Fprintf(b, "  %s: %s since %s\n", crm.Channel(i), consent.State, day(consent.At))
		}
	}
}

// describePerson returns the key of a customer, but of one known by an address the address, and the profile.
func describePerson(c *book.Customer) string {
	said := []string{}
	if c.Key.Platform() {
		said = append(said, string(c.Key))
	}
	for _, field := range crm.Fields() {
		if text := c.Facts.Profile[field]; text.Value != "" {
			said = append(said, fmt.Sprintf("%s %q", field, text.Value))
		}
	}
	return strings.Join(said, ", ")
}

func describePersonFields(p crm.ContactPerson) string {
	var said []string
	for _, field := range crm.ContactFields() {
		if value := p.Get(field); value != "" {
			said = append(said, fmt.Sprintf("%s %q", field, value))
		}
	}
	return strings.Join(said, ", ")
}

func describeOrder(o crm.Order) string {
	said := fmt.Sprintf("%s: %s, net %s", o.Ref, o.Status, o.Net())
	if o.Source == "" {
		said = fmt.Sprintf("without its id: net %s", o.Net())
	}
	if o.Refunded != 0 && !o.Deleted() {
		said += fmt.Sprintf(" of %s", o.Currency.Of(o.Total))
	}
	if o.Awaits != crm.AwaitedAnyTime {
		said += fmt.Sprintf(", awaits %s", o.Awaits)
	}
	if o.Cancelled {
		said += ", cancelled"
	}
	if !o.Bought() {
		said += ", no purchase"
	}
	if o.Reason != crm.ReasonUnknown {
		said += ", reason " + o.Reason.String()
	}
	return said + ", of " + day(o.Placed)
}

func describeLine(o crm.Order, l crm.Line) string {
	said := fmt.Sprintf("%d of %q for %s", l.Quantity, l.Product, o.Currency.Of(l.Amount))
	if l.Discount != 0 {
		said += fmt.Sprintf(", less %s", o.Currency.Of(l.Discount))
	}
	if l.Back != 0 {
		said += fmt.Sprintf(", %d back", l.Back)
	}
	return said
}

func day(at crm.Instant) string {
	if at == 0 {
		return "no day"
	}
	return at.Time().Format(time.DateOnly)
}
