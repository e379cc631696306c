package stories

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/records/book"
	"holdfast/shared/records/results"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Pepper keys the addresses of every story.
var Pepper = []byte("pepper")

// Player plays a story: it makes deliveries of what happens and turns the clock in between.
type Player struct {
	*House
	Story *Story
	Diary *Diary // nil = nobody watches
	Whole bool   // what happens at one time is folded in one batch

	// Post takes each delivery. By default it queues it, as ingest does with one that is genuine.
	Post func(ctx context.Context, d Delivery) error

	orders  map[string]order
	tickets map[string]ticket
	links   map[crm.Key]string // the last that was made for somebody by hand
	ahead   time.Duration      // of the senders' clock
}

// theirs is the time by the senders' clock.
func (p *Player) theirs() time.Time { return p.Time.Add(p.ahead) }

// order is an order as the shop has it: each change sends the whole of it.
type order struct {
	who                       who
	id, total, currency, cost string
	refunded, status, reason  string
	placed                    time.Time
	cancelled                 bool
	last                      string // the data last sent
}

type ticket struct {
	who       who
	priority  string
	complaint bool
	subject   string
	created   time.Time
}

// Open sets a story's shop up in a world.
func Open(ctx context.Context, w *World, s *Story) error {
	b := book.Book{Table: w.Table}
	shop := &book.Shop{Settings: book.Settings{Store: Store, Name: "Demo", Pepper: Pepper, Playbook: s.Shop.Config, NoCosts: true}}
	if err := b.SaveSettings(ctx, shop); err != nil {
		return err
	}
	w.Outbox.Once = s.Shop.Once
	if s.Shop.Tiers == nil {
		return nil
	}
	rules := book.Rules{Census: 1, From: 1, Overdue: overdue.DefaultPolicy(), Tiers: *s.Shop.Tiers, StoreModel: exitcost.DefaultStoreModel()}
	return b.PublishRules(ctx, shop, rules)
}

// Play opens the story's shop in a new world and plays it in a house of its own. It returns what was decided, as far as it came.
func Play(ctx context.Context, s *Story) (string, error) {
	w := NewWorld(s.Start())
	if err := Open(ctx, w, s); err != nil {
		return "", err
	}
	p := NewPlayer(Enter(w, Walls{}), s)
	p.Diary = NewDiary(p)
	p.Seen = p.Diary.Look
	for i := range s.Year {
		if err := p.Happen(ctx, i); err != nil {
			return p.Diary.Close(), err
		}
	}
	return p.Diary.Close(), p.Failed()
}

// Start is the day before anything happens.
func (s *Story) Start() time.Time { return s.Year[0].At.AddDate(0, 0, -1) }

// NewPlayer plays a story in a house whose world it was opened in.
func NewPlayer(h *House, s *Story) *Player {
	h.Sweeps = s.Shop.Sweeps
	p := &Player{House: h, Story: s, orders: map[string]order{}, tickets: map[string]ticket{}, links: map[crm.Key]string{}}
	p.Post = func(ctx context.Context, d Delivery) error {
		return p.World.Queues[d.Lane].Send(ctx, "", 0, d.Encode(p.Time))
	}
	return p
}

// Happen turns the clock to the i-th happening of the story and lets it happen.
func (p *Player) Happen(ctx context.Context, i int) error {
	h := p.Story.Year[i]
	p.Turn(ctx, h.At)
	if err := p.happen(ctx, h.Words); err != nil {
		return fmt.Errorf("year, line %d: %s: %w", h.line, strings.Join(h.Words, " "), err)
	}
	if last := i == len(p.Story.Year)-1; !p.Whole || last || p.Story.Year[i+1].At.After(h.At) {
		p.Pump(ctx)
	}
	return nil
}

// happen does what the words say; "ahead 90 ..." does it by a sender whose clock is so many minutes ahead of ours.
func (p *Player) happen(ctx context.Context, words []string) error {
	if minutes, err := strconv.Atoi(arguments(words).at(1)); err == nil && words[0] == "ahead" && len(words) > 2 {
		p.ahead = time.Duration(minutes) * time.Minute
		defer func() { p.ahead = 0 }()
		words = words[2:]
	}
	do, ok := verbs[words[0]]
	if !ok {
		return fmt.Errorf("nothing is called %q", words[0])
	}
	return do(p, ctx, arguments(words[1:]))
}

// arguments are the words of a happening.
type arguments []string

// at is the i-th word, "" if there are fewer.
func (a arguments) at(i int) string {
	if i < len(a) {
		return a[i]
	}
	return ""
}

// after is the word after another one.
func (a arguments) after(word string) string {
	for i, w := range a {
		if w == word {
			return a.at(i + 1)
		}
	}
	return ""
}

func (a arguments) has(word string) bool {
	for _, w := range a {
		if w == word {
			return true
		}
	}
	return false
}

// who names somebody the way a delivery does: "ann" is an account, "ann@example.com" an address, "ann/ann@example.com" both, and
// "desk:R1" a requester of the help desk, with an address or without.
type who struct{ account, email, desk string }

func whoIs(word string) (w who) {
	first, email, both := strings.Cut(word, "/")
	switch desk, isDesk := strings.CutPrefix(first, "desk:"); {
	case isDesk:
		w.desk = desk
	case strings.Contains(first, "@"):
		w.email = first
	default:
		w.account = first
	}
	if both {
		w.email = email
	}
	return w
}

// key is where facts of this somebody land.
func (w who) key() crm.Key {
	is := crm.Who{Email: w.email}
	if w.account != "" {
		is.Account = crm.Ref{Source: "shop", ID: w.account}
	}
	if w.desk != "" {
		is.Desk = crm.Ref{Source: "desk", ID: w.desk}
	}
	k, _ := is.Home(Pepper)
	return k
}

// in puts somebody into the data of a delivery.
func (w who) in(data map[string]any) {
	person := map[string]any{}
	if w.account != "" {
		person["id"], person["source"] = w.account, "shop"
	}
	if w.email != "" {
		person["email"] = w.email
	}
	if len(person) > 0 {
		data["customer"] = person
	}
	if w.desk != "" {
		data["requester"] = map[string]any{"id": w.desk, "source": "desk"}
	}
}

// deliver posts one of our own events.
func (p *Player) deliver(ctx context.Context, source, topic string, data string) error {
	lane := Orders
	if strings.HasPrefix(topic, "ticket.") || strings.HasPrefix(topic, "delivery.") {
		lane = Tickets
	}
	body := fmt.Appendf(nil, `{"type":%q,"timestamp":%q,"data":%s}`, topic, p.theirs().Format(time.RFC3339), data)
	return p.Post(ctx, Delivery{Lane: lane, Source: source, Topic: topic, Body: body})
}

// Delivery is one of our own events as a source sends it, or of the platform that is named, and the lane it belongs to.
type Delivery struct {
	Lane, Source, Topic string
	Body                []byte
	Platform            string
}

// Encode is the message in which a delivery travels that was received at an instant.
func (d Delivery) Encode(received time.Time) []byte {
	m, err := envelope.Encode(envelope.Message{
		Store: Store, Source: d.Source, Platform: cmp.Or(d.Platform, standard.Name), Topic: d.Topic,
		Received: crm.InstantOf(received), Body: d.Body,
	})
	if err != nil {
		panic(err) // stories are short: cannot happen
	}
	return m
}

// result records what an owner says of the only task of a customer that is open, or that a person must look at.
func (p *Player) result(ctx context.Context, a arguments) error {
	var t book.Task
	var shop *book.Shop
	err := p.insist(func() (err error) {
		if t, err = p.onlyOpen(ctx, whoIs(a.at(0)).key()); err == nil {
			shop, err = p.Shops.FindShop(ctx, Store)
		}
		return err
	})
	if err != nil {
		return err
	}
	reason, _ := crm.ParseReason(a.at(2))
	report := playbook.Feedback{Result: playbook.Result(a.at(1)), Reason: reason}
	if days, err := strconv.Atoi(a.after("in")); err == nil {
		report.At = crm.InstantOf(p.Time.AddDate(0, 0, days))
	}
	return p.insist(func() error {
		_, err := results.Recorder{Book: p.Book, Shop: shop, At: crm.InstantOf(p.Time)}.RecordFeedback(ctx, t.ID, report)
		if now, failed := p.Book.FindTasks(ctx, Store, t.ID); err != nil && failed == nil && now[0].ResultAt == crm.InstantOf(p.Time) {
			return nil // it was taken, though its answer was lost
		}
		return err
	})
}

// ErrWhichTask says that a customer has not exactly one open task of which a result could be told.
var ErrWhichTask = errors.New("a result of which task?")

func (p *Player) onlyOpen(ctx context.Context, key crm.Key) (book.Task, error) {
	c, err := p.Book.FindCustomer(ctx, Store, key)
	if err != nil {
		return book.Task{}, err
	}
	tasks, err := p.Book.FindTasks(ctx, Store, c.Ledger.Open()...)
	tasks = slices.DeleteFunc(tasks, func(t book.Task) bool { return t.State != playbook.Open && t.State != playbook.Uncertain })
	switch {
	case err != nil:
		return book.Task{}, err
	case len(tasks) != 1:
		return book.Task{}, fmt.Errorf("%w: %d tasks are open", ErrWhichTask, len(tasks))
	}
	return tasks[0], nil
}

// patience is how often somebody tries again what failed: a schedule tries for a day. Of stories in which every third effect fails,
// five tries were too few for one in some hundreds.
const patience = 20

// insist tries until something succeeds, as people and schedules do; in between the house may be restarted.
func (p *Player) insist(do func() error) (err error) {
	for range patience {
		if err = do(); err == nil {
			return nil
		}
		p.Seen()
	}
	return err
}
