// Package redrive gives another chance to what did not get through: deliveries in
// quarantine, which could not be used, and dead letters, which failed again and again.
package redrive

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/phrase"
)

// Quarantine lists, shows and replays deliveries that could not be used.
type Quarantine struct {
	List   List   `cmd:"" default:"withargs" help:"Deliveries that could not be used, oldest first."`
	Show   Show   `cmd:"" help:"One of them, whole."`
	Replay Replay `cmd:"" help:"Send some or all to their queue again, after the cause was mended."`
}

// listQuarantined returns what is in quarantine of the store that the caller named, or of
// all stores and of none.
func listQuarantined(
	ctx context.Context,
	s *session.Session,
) (*session.Target, []book.Quarantined, error) {
	target, err := s.FindTarget(ctx)
	if err != nil {
		return nil, nil, err
	}
	stores, err := chooseStores(ctx, s, target)
	if err != nil {
		return nil, nil, err
	}

	all := []book.Quarantined{}
	for _, store := range stores {
		found, err := table.Collect(target.Book.QuarantinedMessages(ctx, store))
		if err != nil {
			return nil, nil, err
		}
		all = append(all, found...)
	}
	return target, all, nil
}

// chooseStores returns the store that the caller named, or all and "", under which deliveries
// of no store are kept. A store whose settings are lost is one of them, as long as it has
// sources or is named: its deliveries wait in quarantine.
func chooseStores(
	ctx context.Context,
	s *session.Session,
	target *session.Target,
) ([]string, error) {
	stores, err := target.Book.ListStores(ctx)
	if err != nil {
		return nil, err
	}
	bySource, err := target.ListSources(ctx)
	if err != nil {
		return nil, err
	}
	for store := range bySource {
		stores = append(stores, store)
	}
	slices.Sort(stores)
	stores = slices.Compact(stores)
	if s.Store == "" {
		return append(stores, ""), nil
	}
	if !slices.Contains(stores, s.Store) {
		_, err := s.FindStore(ctx) // it says which stores there are
		return []string{s.Store}, err
	}
	return []string{s.Store}, nil
}

// List lists what is in quarantine.
type List struct{}

// delivery is a delivery in quarantine as these commands tell it.
type delivery struct {
	ID       string    `json:"id"`
	Store    string    `json:"store"`
	Source   string    `json:"source"`
	Platform string    `json:"platform"`
	Topic    string    `json:"topic"`
	Reason   string    `json:"reason"`
	Received time.Time `json:"received"`
}

// openEnvelope returns a delivery in quarantine and its body. One that cannot be read at
// all has neither source nor topic, and is its own body.
func openEnvelope(q book.Quarantined) (delivery, []byte) {
	m, err := envelope.Decode(q.Body)
	if err != nil {
		m.Body = q.Body
	}
	return delivery{
		ID:       q.ID,
		Store:    q.Store,
		Source:   m.Source,
		Platform: m.Platform,
		Topic:    m.Topic,
		Reason:   q.Reason,
		Received: q.Received.Time(),
	}, m.Body
}

// Run lists them without their bodies, which name people.
func (*List) Run(ctx context.Context, s *session.Session) error {
	_, all, err := listQuarantined(ctx, s)
	if err != nil {
		return err
	}
	deliveries := make([]delivery, len(all))
	columns := s.NewColumns("id", "store", "source", "topic", "received", "reason")
	for i, q := range all {
		d, _ := openEnvelope(q)
		deliveries[i] = d
		received := d.Received.Format("2006-01-02 15:04")
		columns.AddRow(d.ID, d.Store, d.Source, d.Topic, received, d.Reason)
	}
	if s.JSON {
		return s.PrintJSON(deliveries)
	}
	columns.Print("Nothing is in quarantine.")
	if len(all) > 0 {
		s.SuggestNext("quarantine show %s", all[0].ID)
	}
	return nil
}

// Show shows one delivery in quarantine.
type Show struct {
	ID string `arg:"" help:"Its id, or the beginning."`
}

// Run shows the first delivery whose id begins so.
func (c *Show) Run(ctx context.Context, s *session.Session) error {
	_, all, err := listQuarantined(ctx, s)
	if err != nil {
		return err
	}
	for _, q := range all {
		if strings.HasPrefix(q.ID, c.ID) {
			return printDelivery(s, q)
		}
	}
	return fmt.Errorf("nothing in quarantine has the id %q", c.ID)
}

func printDelivery(s *session.Session, q book.Quarantined) error {
	d, body := openEnvelope(q)
	if s.JSON {
		return s.PrintJSON(struct {
			delivery
			Body string `json:"body"`
		}{d, string(body)})
	}
	received := d.Received.Format("2006-01-02 15:04:05")
	s.Printf("%s\n", s.Bold(d.Reason))
	s.Printf("  %s/%s  %s %s  %s\n", d.Store, d.Source, d.Platform, d.Topic, received)
	s.Printf("\n%s\n", body)
	s.SuggestNext("quarantine replay %s", q.ID)
	return nil
}

// Replay sends deliveries in quarantine to their queue again.
type Replay struct {
	IDs []string `arg:"" optional:"" name:"id" help:"Which, by id or its beginning."`
	All bool     `help:"All of them."`
}

// Run sends them again and waits until they are folded, or in quarantine once more.
func (c *Replay) Run(ctx context.Context, s *session.Session) error {
	if len(c.IDs) == 0 && !c.All {
		return fmt.Errorf("%w: which? Name ids, or --all", session.ErrUsage)
	}
	target, all, err := listQuarantined(ctx, s)
	if err != nil {
		return err
	}
	sent := 0
	for _, q := range all {
		if !c.isChosen(q.ID) {
			continue
		}
		if err := replayDelivery(ctx, target, q); err != nil {
			return err
		}
		sent++
	}
	if err := awaitFolded(ctx, target); err != nil {
		return err
	}
	_, left, err := listQuarantined(ctx, s)
	if err != nil {
		return err
	}

	if s.JSON {
		return s.PrintJSON(map[string]int{"replayed": sent, "left": len(left)})
	}
	s.Printf(
		"%s sent again; %s in quarantine now.\n",
		phrase.Number(int64(sent)),
		phrase.Number(int64(len(left))),
	)
	s.SuggestNext("quarantine list")
	return nil
}

func (c *Replay) isChosen(id string) bool {
	for _, wanted := range c.IDs {
		if strings.HasPrefix(id, wanted) {
			return true
		}
	}
	return c.All
}

// replayDelivery queues a delivery and takes it out of quarantine.
func replayDelivery(ctx context.Context, target *session.Target, q book.Quarantined) error {
	// Either queue of deliveries will do: the steps behind both fold any delivery.
	if err := target.Queue(queue.Orders).Send(ctx, q.Store, 0, q.Body); err != nil {
		return err
	}
	// A crash here leaves it in the queue and in quarantine: folded twice, it changes
	// nothing.
	return target.Book.ReleaseQuarantined(ctx, q)
}

// foldWait is how long to wait for a stack's functions: others post meanwhile, so the queue
// may never be empty.
const foldWait = 20 * time.Second

func awaitFolded(ctx context.Context, target *session.Target) error {
	begun := time.Now()
	return target.AwaitWork(ctx, func() (bool, error) {
		count, err := target.CountMessages(ctx, queue.Orders)
		waiting := count.Visible + count.Hidden
		isLate := time.Since(begun) > foldWait
		return waiting == 0 || isLate, err
	})
}
