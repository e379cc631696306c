package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/infra/holdfast/rows"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

type importCommand struct {
	File         string            `arg:"" help:"The CSV file, with a header line."`
	Source       string            `       help:"The source whose orders and customers these are, so that they meet what its webhooks tell." required:"" placeholder:"NAME"`
	Kind         string            `       help:"What the rows are: ${enum}."                                                                                                           enum:"orders,customers" default:"orders"`
	Map          map[string]string `       help:"Which column is which: order=InvoiceNo,customer=CustomerID,..."                                         placeholder:"FIELD=COLUMN,..."                                          mapsep:","`
	Encoding     string            `       help:"utf-8, gb18030, windows-1252, ... Default: UTF-8 if the file is valid, else GB18030."                   placeholder:"NAME"`
	Separator    string            `       help:"Between columns. Default: found out."                                                                   placeholder:"CHAR"`
	DecimalComma bool              `       help:"Amounts are written 1.234,56."`
	DayFirst     bool              `       help:"03/04/2026 is in April."                                                                                                                                                                   xor:"dates"`
	MonthFirst   bool              `       help:"03/04/2026 is in March."                                                                                                                                                                   xor:"dates"`
	Zone         string            `       help:"Of times that state none. Default: the store's."                                                        placeholder:"Europe/London"`
	Currency     string            `       help:"Of rows that state none. Default: the store's."                                                         placeholder:"EUR"`
	Status       string            `       help:"Of orders that state none."                                                                                                                                    default:"paid"`
	CreditPrefix string            `       help:"Orders whose number begins so are credit notes: refunds of the customer."                               placeholder:"C"`
	AsOf         string            `       help:"When customers' rows were so, if they do not say. Default: now."                                        placeholder:"DAY"`
}

// Help shows examples.
func (*importCommand) Help() string {
	return `Examples:
  holdfast import orders.csv --source shop           Shopify's export, or any with usual headers
  holdfast import invoices.csv --source till --map order=InvoiceNo,customer=CustomerID,date=InvoiceDate,amount=Amount \
      --currency GBP --zone Europe/London --credit-prefix C
  holdfast import customers.csv --source shop --kind customers
Fields: ` + strings.Join(rows.Fields(), ", ") + `.
Rows of one order number are one order. An import only tells what was: it opens no tasks about last year. Rows that cannot be
used are kept in a file, with line and reason; imported again, nothing changes.`
}

// Run imports the file.
func (c *importCommand) Run(s *session) error {
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	if !crm.ValidName(c.Source) {
		return fmt.Errorf("%w: %q cannot be the name of a source", errUsage, c.Source)
	}
	o, err := c.options(s, shop.Playbook.StoreZone(), shop.Playbook.Currency)
	if err != nil {
		return err
	}
	// Only a hint: an import needs no source, and who may import need not be allowed to
	// read secrets.
	if known, err := at.Sources(s.ctx); err == nil {
		if _, ok := known[shop.Store][c.Source]; !ok {
			s.notef(
				"%s has no source %s: what is imported meets no webhooks, and counts again if they tell it too. See holdfast source list.\n",
				shop.Store,
				c.Source,
			)
		}
	}
	file, err := os.Open(s.path(c.File))
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	in := &importing{
		s:      s,
		at:     at,
		store:  shop.Store,
		source: c.Source,
		bar:    s.bar("import", "rows", 2*info.Size(), 0),
	}
	in.rejected.path = s.path("rejected-" + filepath.Base(c.File))
	if s.stack == "" {
		in.rejected.path = filepath.Join(s.dir, filepath.Base(in.rejected.path))
	}
	started := time.Now()
	sum, err := rows.Read(&counting{file: file, bar: in.bar}, o, in.emit, in.bad)
	if err == nil {
		err = in.finish()
	}
	in.bar.end()
	if err = errors.Join(err, in.rejected.close()); err != nil {
		if errors.Is(err, rows.ErrHeader) {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
		return err
	}
	return c.tell(s, in, sum, time.Since(started))
}

func (c *importCommand) options(
	s *session,
	zone *time.Location,
	currency crm.Currency,
) (o rows.Options, err error) {
	o = rows.Options{
		Kind:         rows.Kind(c.Kind),
		Columns:      c.Map,
		Encoding:     c.Encoding,
		DecimalComma: c.DecimalComma,
		DayFirst:     c.DayFirst,
		MonthFirst:   c.MonthFirst,
		Zone:         zone,
		Currency:     currency,
		Status:       c.Status,
		CreditPrefix: c.CreditPrefix,
		AsOf:         s.now(),
	}
	if c.Separator != "" {
		o.Comma, _ = utf8.DecodeRuneInString(strings.ReplaceAll(c.Separator, `\t`, "\t"))
	}
	if c.Zone != "" {
		if o.Zone, err = time.LoadLocation(c.Zone); err != nil {
			return o, fmt.Errorf("%w: %w", errUsage, err)
		}
	}
	if c.Currency != "" {
		if o.Currency, err = crm.ParseCurrency(c.Currency); err != nil {
			return o, fmt.Errorf("%w: %w", errUsage, err)
		}
	}
	if c.AsOf != "" {
		if o.AsOf, err = parseInstant(c.AsOf, o.Zone); err != nil {
			return o, err
		}
	}
	return o, nil
}

// importBatch is how many events go to the queue in one commit.
const importBatch = 500

type importing struct {
	s        *session
	at       *place
	store    string
	source   string
	bar      *bar
	batch    [][]byte
	sent     int
	rejected rejects
}

// emit queues one event as if its source had told it in our own words.
func (in *importing) emit(e rows.Event) error {
	body, err := envelope.Encode(envelope.Message{
		Store:    in.store,
		Source:   in.source,
		Platform: standard.Name,
		Topic:    e.Topic,
		Received: crm.InstantOf(in.at.Now()),
		Body:     e.Body,
	})
	if err != nil {
		return fmt.Errorf("line %d: %w", e.Line, err)
	}
	in.batch = append(in.batch, body)
	if len(in.batch) < importBatch {
		return nil
	}
	return in.send()
}

// send queues what was gathered, and folds it where nobody else does.
func (in *importing) send() error {
	if len(in.batch) == 0 {
		return in.s.ctx.Err()
	}
	if err := in.at.Queue(queue.Orders).Send(in.s.ctx, 0, in.batch...); err != nil {
		return err
	}
	in.sent += len(in.batch)
	in.bar.add(0, int64(len(in.batch)))
	in.batch = in.batch[:0]
	if in.s.live || in.s.stack != "" {
		return nil
	}
	return in.s.system.Quiet(in.s.ctx)
}

func (in *importing) finish() error {
	if err := in.send(); err != nil {
		return err
	}
	in.bar.end()
	in.bar = in.s.bar("fold", "", int64(in.sent), 0)
	return in.at.Work(in.s.ctx, in.folded)
}

// folded reports whether a stack's functions have folded what was sent. Others post
// meanwhile, and SQS counts about: a rest as small as a batch counts as nothing.
func (in *importing) folded() (bool, error) {
	stats, err := in.at.Stats(in.s.ctx, queue.Orders)
	waiting := stats.Visible + stats.Hidden
	in.bar.to(int64(max(0, in.sent-waiting)))
	return waiting < queue.MaxReceive, err
}

// bad keeps a row that cannot be used, and shows the first few.
func (in *importing) bad(b rows.Bad) error {
	if in.rejected.n < 5 {
		in.bar.end()
		in.s.notef("line %d: %s\n", b.Line, b.Why)
	}
	return in.rejected.keep(b)
}

// rejects is a file of rows that could not be used: line, reason, and the row as it was.
type rejects struct {
	path string
	n    int
	file *os.File
	csv  *csv.Writer
}

func (r *rejects) keep(b rows.Bad) (err error) {
	if r.file == nil {
		if r.file, err = os.OpenFile(r.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil {
			return err
		}
		r.csv = csv.NewWriter(r.file)
	}
	r.n++
	return r.csv.Write(append([]string{strconv.Itoa(b.Line), b.Why}, b.Row...))
}

func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	r.csv.Flush()
	return errors.Join(r.csv.Error(), r.file.Close())
}

func (c *importCommand) tell(
	s *session,
	in *importing,
	sum rows.Summary,
	took time.Duration,
) error {
	if s.json {
		v := map[string]any{"summary": sum, "seconds": took.Seconds()}
		if sum.Bad > 0 {
			v["rejected"] = in.rejected.path
		}
		return s.printJSON(v)
	}
	s.printf(
		"%s rows of %s: %s %s",
		phrase.Number(int64(sum.Rows)),
		sum.Encoding,
		phrase.Number(int64(sum.Events)),
		c.Kind,
	)
	if c.Kind == string(rows.Orders) {
		s.printf(
			", of these %s credit notes and %s of guests",
			phrase.Number(int64(sum.Credits)),
			phrase.Number(int64(sum.Guests)),
		)
	}
	s.printf(
		"; %s unusable.  %s/s\n",
		phrase.Number(int64(sum.Bad)),
		phrase.Number(perSecond(int64(sum.Rows), took)),
	)
	if sum.Bad > 0 {
		s.printf("Rows that could not be used, with line and reason: %s\n", in.rejected.path)
	}
	s.next("facts digest")
	return nil
}

// counting tells a bar what is read of a file: twice, where its encoding has to be found
// out first.
type counting struct {
	file *os.File
	bar  *bar
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.file.Read(p)
	c.bar.add(int64(n), 0)
	return n, err
}

func (c *counting) Seek(offset int64, whence int) (int64, error) {
	return c.file.Seek(offset, whence)
}

var _ io.ReadSeeker = (*counting)(nil)
