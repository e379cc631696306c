package importing

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
)

// batchSize is how many events go to the queue in one commit.
const batchSize = 500

// importRun is an import under way.
type importRun struct {
	session  *session.Session
	store    session.Store
	source   string
	bar      *terminal.Bar
	batch    [][]byte // queued together once there are batchSize
	sent     int
	rejected rejects
}

// read queues what a file holds, and returns when it is folded.
func (r *importRun) read(
	ctx context.Context,
	file *os.File,
	options rows.Options,
) (rows.Summary, error) {
	emit := func(e rows.Event) error { return r.queueEvent(ctx, e) }
	sum, err := rows.Read(&barReader{file: file, bar: r.bar}, options, emit, r.reject)
	if err == nil {
		err = r.finish(ctx)
	}
	r.bar.Clear()
	return sum, errors.Join(err, r.rejected.close())
}

// queueEvent queues one event as if its source had told it in our own format.
func (r *importRun) queueEvent(ctx context.Context, e rows.Event) error {
	body, err := envelope.Encode(envelope.Message{
		Store:    r.store.Shop.Store,
		Source:   r.source,
		Platform: standard.Name,
		Topic:    e.Topic,
		Received: crm.InstantOf(r.store.Now()),
		Body:     e.Body,
	})
	if err != nil {
		return fmt.Errorf("line %d: %w", e.Line, err)
	}
	r.batch = append(r.batch, body)
	if len(r.batch) < batchSize {
		return nil
	}
	return r.send(ctx)
}

// send queues what was gathered. In a folder that no system serves, it is folded at once.
func (r *importRun) send(ctx context.Context) error {
	if len(r.batch) == 0 {
		return ctx.Err()
	}
	if err := r.store.Queue(queue.Orders).Send(ctx, r.store.Shop.Store, 0, r.batch...); err != nil {
		return err
	}
	r.sent += len(r.batch)
	r.bar.Advance(0, int64(len(r.batch)))
	r.batch = r.batch[:0]
	if r.session.Live != nil || r.session.Stack != "" {
		return nil
	}

	system, err := r.session.OpenSystem()
	if err != nil {
		return err
	}
	return system.Quiet(ctx)
}

func (r *importRun) finish(ctx context.Context) error {
	if err := r.send(ctx); err != nil {
		return err
	}
	r.bar.Clear()
	r.bar = r.session.NewBar("fold", "", int64(r.sent))
	isFolded := func() (bool, error) { return r.isFolded(ctx) }
	return r.store.AwaitWork(ctx, isFolded)
}

// isFolded reports whether a stack's functions have folded what was sent. Others post
// meanwhile, and SQS counts approximately: fewer messages than a batch count as none.
func (r *importRun) isFolded(ctx context.Context) (bool, error) {
	count, err := r.store.CountMessages(ctx, queue.Orders)
	waiting := count.Visible + count.Hidden
	folded := max(0, r.sent-waiting)
	r.bar.MoveTo(int64(folded))
	return waiting < queue.MaxReceive, err
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
