package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/phrase"
)

type quarantineCommand struct {
	List   quarantineList   `cmd:"" default:"withargs" help:"Deliveries that could not be used, oldest first."`
	Show   quarantineShow   `cmd:""                    help:"One of them, whole."`
	Replay quarantineReplay `cmd:""                    help:"Send some or all to their queue again, after the cause was mended."`
}

// quarantined lists all of a store; "-" are those of no store.
func (s *session) quarantined() (*place, []book.Quarantined, error) {
	at, err := s.place()
	if err != nil {
		return nil, nil, err
	}
	stores := []string{s.store}
	if s.store == "" {
		if stores, err = at.Book.ListStores(s.ctx); err != nil {
			return nil, nil, err
		}
		stores = append(stores, "")
	} else if _, _, err := s.shop(); err != nil {
		return nil, nil, err
	}
	all := []book.Quarantined{}
	for _, store := range stores {
		for q, err := range at.Book.QuarantinedMessages(s.ctx, store) {
			if err != nil {
				return nil, nil, err
			}
			all = append(all, q)
		}
	}
	return at, all, nil
}

type quarantineList struct{}

// heldBack is a delivery in quarantine as these commands tell it.
type heldBack struct {
	ID       string    `json:"id"`
	Store    string    `json:"store"`
	Source   string    `json:"source"`
	Platform string    `json:"platform"`
	Topic    string    `json:"topic"`
	Reason   string    `json:"reason"`
	Received time.Time `json:"received"`
}

// Run lists them without their bodies, which name people.
func (c *quarantineList) Run(s *session) error {
	_, all, err := s.quarantined()
	if err != nil {
		return err
	}
	kept := make([]heldBack, len(all))
	t := s.table("id", "store", "source", "topic", "received", "reason")
	for i, q := range all {
		h, _ := heldBackOf(q)
		t.row(h.ID, h.Store, h.Source, h.Topic, h.Received.Format("2006-01-02 15:04"), h.Reason)
		kept[i] = h
	}
	if s.json {
		return s.printJSON(kept)
	}
	t.print("Nothing is in quarantine.")
	if len(all) > 0 {
		s.next("quarantine show %s", all[0].ID)
	}
	return nil
}

// heldBackOf reads the envelope of what is in quarantine. What cannot be read at all has
// neither source nor topic, and is its own body.
func heldBackOf(q book.Quarantined) (heldBack, []byte) {
	m, err := envelope.Decode(q.Body)
	if err != nil {
		m.Body = q.Body
	}
	return heldBack{
		q.ID,
		q.Store,
		m.Source,
		m.Platform,
		m.Topic,
		q.Reason,
		q.Received.Time(),
	}, m.Body
}

type quarantineShow struct {
	ID string `arg:"" help:"Its id, or the beginning."`
}

// Run shows one.
func (c *quarantineShow) Run(s *session) error {
	_, all, err := s.quarantined()
	if err != nil {
		return err
	}
	for _, q := range all {
		if !strings.HasPrefix(q.ID, c.ID) {
			continue
		}
		h, body := heldBackOf(q)
		if s.json {
			return s.printJSON(struct {
				heldBack
				Body string `json:"body"`
			}{h, string(body)})
		}
		s.printf(
			"%s\n  %s/%s  %s %s  %s\n\n%s\n",
			s.bold(h.Reason),
			h.Store,
			h.Source,
			h.Platform,
			h.Topic,
			h.Received.Format("2006-01-02 15:04:05"),
			body,
		)
		s.next("quarantine replay %s", q.ID)
		return nil
	}
	return fmt.Errorf("nothing in quarantine has the id %q", c.ID)
}

type quarantineReplay struct {
	IDs []string `arg:"" optional:"" name:"id" help:"Which, by id or its beginning."`
	All bool     `                             help:"All of them."`
}

// Run sends them again.
func (c *quarantineReplay) Run(s *session) error {
	if len(c.IDs) == 0 && !c.All {
		return fmt.Errorf("%w: which? Name ids, or --all", errUsage)
	}
	at, all, err := s.quarantined()
	if err != nil {
		return err
	}
	n := 0
	for _, q := range all {
		if !c.names(q.ID) {
			continue
		}
		// Either lane of deliveries folds anything.
		if err := at.Queue(queue.Orders).Send(s.ctx, 0, q.Body); err != nil {
			return err
		}
		// A crash here leaves it in the queue and in quarantine: folded twice, it changes
		// nothing.
		if err := at.Book.ReleaseQuarantined(s.ctx, q); err != nil {
			return err
		}
		n++
	}
	if err := s.folded(at); err != nil {
		return err
	}
	_, left, err := s.quarantined()
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(map[string]int{"replayed": n, "left": len(left)})
	}
	s.printf(
		"%s sent again; %s in quarantine now.\n",
		phrase.Number(int64(n)),
		phrase.Number(int64(len(left))),
	)
	s.next("quarantine list")
	return nil
}

// soon is how long to wait for a stack's functions: others post meanwhile, so the queue
// may never be empty.
const soon = 20 * time.Second

// folded waits until what was sent again is folded, or in quarantine once more.
func (s *session) folded(at *place) error {
	begun := time.Now()
	return at.Work(s.ctx, func() (bool, error) {
		stats, err := at.Stats(s.ctx, queue.Orders)
		return stats.Visible+stats.Hidden == 0 || time.Since(begun) > soon, err
	})
}

func (c *quarantineReplay) names(id string) bool {
	for _, want := range c.IDs {
		if strings.HasPrefix(id, want) {
			return true
		}
	}
	return c.All
}

type redriveCommand struct {
	Queue     string `arg:"" optional:"" help:"orders, tickets, sweep, census or act; nothing means all."`
	PerSecond int    `                   help:"At most so many a second; 0 = no limit."                   default:"0"`
	List      bool   `                   help:"Only say what there is."`
}

// Help says what dead letters are.
func (*redriveCommand) Help() string {
	return `A message that failed twenty times is set aside as a dead letter. After the cause was mended, this puts dead letters back.

Examples:
  holdfast redrive --list
  holdfast redrive orders --per-second 50`
}

// depth is what a queue holds, in messages.
type depth struct {
	Queue   string `json:"queue"`
	Waiting int    `json:"waiting"`
	Delayed int    `json:"delayed"`
	Dead    int    `json:"dead_letters"`
	PutBack int    `json:"put_back"`
}

// Run moves dead letters back.
func (c *redriveCommand) Run(s *session) error {
	at, err := s.place()
	if err != nil {
		return err
	}
	if c.Queue != "" && !slices.Contains(queue.Names[:], c.Queue) {
		return fmt.Errorf(
			"%w: no queue is called %q; there are %s",
			errUsage,
			c.Queue,
			choices(queue.Names[:]),
		)
	}
	all := []depth{}
	t := s.table("queue", ">waiting", ">delayed", ">dead letters", ">put back")
	for _, name := range queue.Names {
		if c.Queue != "" && c.Queue != name {
			continue
		}
		q := at.Queue(name)
		stats, err := at.Stats(s.ctx, name)
		if err != nil {
			return err
		}
		d := depth{
			Queue:   name,
			Waiting: stats.Visible,
			Delayed: stats.Hidden,
			Dead:    stats.Dead,
		}
		if !c.List {
			if d.PutBack, err = q.Redrive(s.ctx, c.PerSecond); err != nil {
				return err
			}
		}
		n := func(i int) string { return phrase.Number(int64(i)) }
		t.row(name, n(d.Waiting), n(d.Delayed), n(d.Dead), n(d.PutBack))
		all = append(all, d)
	}
	if s.json {
		return s.printJSON(all)
	}
	t.print("")
	s.next("quarantine list")
	return nil
}
