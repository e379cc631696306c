package importing

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"time"

	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/words/crm"
)

// importRun is an import under way. It reads the whole file first, and then feeds what it
// holds to the queue of imports, customer by customer.
type importRun struct {
	session  *session.Session
	store    session.Store
	source   string
	bar      *terminal.Bar
	spool    spool
	feed     *feed
	rejected rejects
	record   *book.Import
	told     []book.ImportedOrder // that are not in the record yet
	found    found
	shift    time.Duration      // by which its orders are dated later than the file says
	census   *exitcost.Estimate // nil = none was taken
}

// read folds what a file holds, and returns when that is done.
func (r *importRun) read(
	ctx context.Context,
	file *os.File,
	options rows.Options,
) (rows.Summary, error) {
	if err := r.begin(ctx); err != nil {
		return rows.Summary{}, err
	}
	take := func(e rows.Event) error { return r.take(ctx, e) }
	sum, err := rows.Read(&barReader{file: file, bar: r.bar}, options, take, r.reject)
	if err == nil {
		err = r.noteTold(ctx)
	}
	if err == nil {
		err = r.fold(ctx)
	}
	if err == nil {
		r.record.Rows = sum.Rows
		r.record.Events = sum.Events
		r.record.Ended = crm.InstantOf(r.store.Now())
		err = r.store.Book.SaveImport(ctx, r.record)
	}
	r.bar.Clear()
	return sum, errors.Join(err, r.spool.close(), r.rejected.close())
}

// begin writes the record of the import. Orders of earlier imports that were taken back are
// deleted as of their dates, and the same content again would change nothing: so each of
// those imports has the orders of this one dated a millisecond later.
func (r *importRun) begin(ctx context.Context) error {
	for other, err := range r.store.Book.Imports(ctx, r.record.Store) {
		if err != nil {
			return err
		}
		if other.Undone != 0 && other.Source == r.source {
			r.shift += time.Millisecond
		}
	}
	return r.store.Book.BeginImport(ctx, r.record)
}

// later returns an event of an order that is dated so much later.
func later(e rows.Event, shift time.Duration) rows.Event {
	if shift == 0 || e.Topic != orderTopic {
		return e
	}
	stamp := func(t time.Time) []byte { return t.UTC().AppendFormat(nil, time.RFC3339Nano) }
	after := e.At.Add(shift)
	for _, field := range []string{`"timestamp":"`, `"updated_at":"`} {
		old := append([]byte(field), stamp(e.At)...)
		e.Body = bytes.Replace(e.Body, old, append([]byte(field), stamp(after)...), 1)
	}
	e.At = after
	return e
}

// partSize is how many orders stand in one part of an import's list.
const partSize = 10_000

// take keeps an event until all are read, and notes which order it tells. An order is in the
// record before it is queued, so that an import that was broken off can be taken back too.
func (r *importRun) take(ctx context.Context, e rows.Event) error {
	e = later(e, r.shift)
	r.found.add(e)
	if e.Topic == orderTopic {
		r.told = append(r.told, book.ImportedOrder{ID: e.ID, Updated: crm.InstantOf(e.At)})
	}
	if len(r.told) == partSize {
		if err := r.noteTold(ctx); err != nil {
			return err
		}
	}
	return r.spool.add(e)
}

func (r *importRun) noteTold(ctx context.Context) error {
	if len(r.told) == 0 {
		return nil
	}
	err := r.store.Book.AddImportedOrders(ctx, r.record, r.told)
	r.told = r.told[:0]
	return err
}

// fold queues what was read as if its source had told it in our own format, and waits
// until it is folded.
func (r *importRun) fold(ctx context.Context) error {
	return r.foldAs(ctx, envelope.Message{
		Store:    r.store.Shop.Store,
		Source:   r.source,
		Platform: standard.Name,
		Received: r.record.Began,
	})
}

// foldAs queues what is in the spool, as events like head.
func (r *importRun) foldAs(ctx context.Context, head envelope.Message) error {
	r.bar.Clear()
	r.bar = r.session.NewBar("fold", "rows", int64(r.spool.Events))
	r.feed = newFeed(r.store, head)
	r.feed.moved = func(n int) { r.bar.Advance(int64(n), int64(n)) }
	err := r.spool.each(func(topic string, body []byte) error {
		return r.feed.add(ctx, topic, body)
	})
	if err == nil {
		err = r.feed.finish(ctx)
	}
	if err != nil {
		return err
	}
	return r.awaitFolded(ctx)
}

// settleWait is how long an import waits, once its rows are folded, until all else that it
// caused is done too. Others may post meanwhile, so that there may be no end of it.
const settleWait = 5 * time.Second

// awaitFolded returns when all rows are folded.
func (r *importRun) awaitFolded(ctx context.Context) error {
	if r.session.Stack != "" {
		isFolded := func() (bool, error) { return r.isFolded(ctx) }
		return r.store.AwaitWork(ctx, isFolded)
	}
	if err := r.store.AwaitRoom(ctx, queue.Imports, 1); err != nil {
		return err
	}
	if r.session.Live == nil {
		return r.store.AwaitWork(ctx, nil)
	}
	limited, stop := context.WithTimeout(ctx, settleWait)
	defer stop()
	err := r.store.AwaitWork(limited, nil)
	if errors.Is(err, context.DeadlineExceeded) {
		return ctx.Err()
	}
	return err
}

// isFolded reports whether a stack's functions have folded what was sent. SQS counts
// approximately. In a queue that is not the import's own others post meanwhile: fewer
// messages than a batch count as none.
func (r *importRun) isFolded(ctx context.Context) (bool, error) {
	name := queue.Imports
	most := 0
	if r.feed.single {
		name = queue.Orders
		most = queue.MaxReceive - 1
	}
	count, err := r.store.CountMessages(ctx, name)
	return count.Visible+count.Hidden <= most, err
}

// rejectsShown is how many rows that cannot be used are shown with their reason.
const rejectsShown = 5

// reject keeps a row that cannot be used, and shows the first few.
func (r *importRun) reject(b rows.Bad) error {
	if r.rejected.count < rejectsShown {
		r.bar.Clear()
		r.session.Notef("line %d: %s\n", b.Line, b.Why)
	}
	return r.rejected.add(b)
}

// rejects is a file of rows that could not be used: line, reason, and the row as it was. It
// is created with the first.
type rejects struct {
	path  string
	count int
	file  *os.File
	csv   *csv.Writer
}

func (r *rejects) add(b rows.Bad) (err error) {
	if r.file == nil {
		flags := os.O_CREATE | os.O_TRUNC | os.O_WRONLY
		if r.file, err = os.OpenFile(r.path, flags, 0o600); err != nil {
			return err
		}
		r.csv = csv.NewWriter(r.file)
	}
	r.count++
	line := strconv.Itoa(b.Line)
	return r.csv.Write(append([]string{line, b.Why}, b.Row...))
}

func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	r.csv.Flush()
	return errors.Join(r.csv.Error(), r.file.Close())
}

// barReader moves a bar by what is read of a file: twice its size, where its encoding has
// to be found out first.
type barReader struct {
	file *os.File
	bar  *terminal.Bar
}

var _ io.ReadSeeker = (*barReader)(nil)

// Read implements io.Reader.
func (r *barReader) Read(p []byte) (int, error) {
	n, err := r.file.Read(p)
	r.bar.Advance(int64(n), 0)
	return n, err
}

// Seek implements io.Seeker.
func (r *barReader) Seek(offset int64, whence int) (int64, error) {
	return r.file.Seek(offset, whence)
}
