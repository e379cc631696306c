package book

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
)

// CensusTally is what one segment of a census knows of one store. It is bounded, and
// parts merge to the same in any order.
type CensusTally struct {
	Exits       exitcost.Tally       `json:"exits"`
	Calibration *overdue.Calibration `json:"calibration"`
	Ranking     segment.Ranking      `json:"ranking"`
	Segments    segment.Tally        `json:"segments"`
	Lift        lift.Tally           `json:"lift"`

	// LeftOut counts the customers whose records could not be read.
	LeftOut int64 `json:"left_out,omitempty"`

	// SettingsUnreadable says that a newer version wrote the store's settings, so that
	// nothing of it was counted: such a census makes no report of the store.
	SettingsUnreadable bool `json:"settings_unreadable,omitempty"`
}

// NewCensusTally is the part of a segment without customers.
func NewCensusTally() *CensusTally {
	return &CensusTally{Calibration: overdue.NewCalibration(), Lift: lift.Tally{}}
}

// Merge adds what another segment knows.
func (p *CensusTally) Merge(o *CensusTally) error {
	p.Calibration.Merge(o.Calibration)
	p.Ranking.Merge(&o.Ranking)
	p.Segments.Merge(&o.Segments)
	p.Lift.Merge(o.Lift)
	p.LeftOut += o.LeftOut
	p.SettingsUnreadable = p.SettingsUnreadable || o.SettingsUnreadable
	return p.Exits.Merge(&o.Exits)
}

// pack writes a part as packed JSON, in pieces that fit an item each.
func (p *CensusTally) pack() (pieces [][]byte, err error) {
	if err := p.Exits.Seal(); err != nil {
		return nil, err
	}
	all, err := packJSON(p)
	return slices.Collect(slices.Chunk(all, table.MaxBody)), err
}

// packJSON writes JSON in a quarter of its size.
func packJSON(v any) ([]byte, error) {
	var all bytes.Buffer
	z := gzip.NewWriter(&all)
	err := errors.Join(json.NewEncoder(z).Encode(v), z.Close())
	return all.Bytes(), err
}

// most is the largest that JSON may unfold to: many times what any census makes.
const most = 256 << 20

func unpackJSON(packed []byte, v any) error {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	all := io.LimitReader(z, most)
	if err := json.NewDecoder(all).Decode(v); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, all) // the checksum stands at the end
	return errors.Join(err, z.Close())
}

// partsFor is how long the parts of a census are kept, in case somebody wants to know how
// an estimate came about.
const partsFor = 3 * 24 * time.Hour

// mark says which pieces a segment of a census put, by store.
type mark map[string]struct {
	ID     string `json:"id"`     // a hash of them all: another try of the segment may have seen other customers
	Pieces int    `json:"pieces"` // how many
}

// PutCensusTallies keeps what a segment of a census found, store by store, and then that
// the segment is done. What was marked as done before stays: the segment may be counted
// twice but stands once, and the pieces of two tries never mix.
func (b Book) PutCensusTallies(
	ctx context.Context,
	run string,
	now time.Time,
	seg int,
	parts map[string]*CensusTally,
) error {
	done := mark{}
	for store, p := range parts {
		pieces, err := p.pack()
		if err != nil {
			return fmt.Errorf("write part of census %s: %w", run, err)
		}
		put := done[store]
		put.ID = hashOf(pieces)
		put.Pieces = len(pieces)
		for i, piece := range pieces {
			if err := b.putOnce(ctx, pieceKey(run, store, seg, put.ID, i), piece, now.Add(partsFor)); err != nil {
				return err
			}
		}
		done[store] = put
	}
	body, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("write part of census %s: %w", run, err)
	}
	// A crash before this line leaves pieces that nobody reads; the segment is done
	// again.
	return b.putOnce(ctx, partKey(run, seg), body, now.Add(partsFor))
}

func hashOf(pieces [][]byte) string {
	h := sha256.New()
	for _, p := range pieces {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func (b Book) putOnce(ctx context.Context, key table.Key, body []byte, expires time.Time) error {
	op := table.Op{Kind: table.Put, Item: table.Item{Key: key, Body: body, Expires: expires.Unix()}}
	if err := b.Table.Write(ctx, op); err != nil && !AlreadyThere(err) {
		return fmt.Errorf("write %s/%s: %w", key.PK, key.SK, err)
	}
	return nil
}

// AlreadyThere reports whether a write was refused because something stands there
// already. A record that was only busy may be anything: look again.
func AlreadyThere(err error) bool {
	var c *table.Conflict
	return errors.As(err, &c) && !c.Busy
}

// DoneSegments is what the segments of a census put.
type DoneSegments struct {
	run   string
	marks []mark
}

// Stores lists the stores that the segments met.
func (d DoneSegments) Stores() []string {
	seen := map[string]bool{}
	for _, m := range d.marks {
		for store := range m {
			seen[store] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// FindDoneSegments says what the segments of a census put, once all `of` segments are
// done; before, it reports false.
func (b Book) FindDoneSegments(
	ctx context.Context,
	run string,
	of int,
) (d DoneSegments, done bool, err error) {
	items, err := b.findPartition(ctx, partKey(run, 0).PK)
	if err != nil || len(items) < of {
		return DoneSegments{}, false, err
	}
	d = DoneSegments{run: run, marks: make([]mark, len(items))}
	for i, it := range items {
		if err := json.Unmarshal(it.Body, &d.marks[i]); err != nil {
			return DoneSegments{}, false, fmt.Errorf("read census %s: %w", run, err)
		}
	}
	return d, true, nil
}

// ErrIncomplete says that a piece of a census is not there any more: it cannot be
// reduced.
var ErrIncomplete = errors.New("a piece of the census is missing")

// FindCensusTally merges what all segments of a census know of a store.
func (b Book) FindCensusTally(
	ctx context.Context,
	d DoneSegments,
	store string,
) (*CensusTally, error) {
	items, err := b.findPartition(ctx, pieceKey(d.run, store, 0, "", 0).PK)
	if err != nil {
		return nil, err
	}
	put := map[string][]byte{}
	for _, it := range items {
		put[it.SK] = it.Body
	}
	whole := NewCensusTally()
	for seg, m := range d.marks {
		if m[store].Pieces == 0 {
			continue
		}
		var packed []byte
		for i := range m[store].Pieces {
			piece, ok := put[pieceKey(d.run, store, seg, m[store].ID, i).SK]
			if !ok {
				return nil, fmt.Errorf(
					"read part %d of census %s of %s: %w",
					seg,
					d.run,
					store,
					ErrIncomplete,
				)
			}
			packed = append(packed, piece...)
		}
		p := NewCensusTally()
		err := unpackJSON(packed, p)
		if err == nil {
			err = whole.Merge(p)
		}
		if err != nil {
			return nil, fmt.Errorf("read part %d of census %s of %s: %w", seg, d.run, store, err)
		}
	}
	return whole, nil
}

// findPartition loads all items of a partition.
func (b Book) findPartition(ctx context.Context, pk string) ([]table.Item, error) {
	items, err := table.Collect(table.QueryAll(ctx, b.Table, table.Query{PK: pk}))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", pk, err)
	}
	return items, nil
}

// CensusReport is an exit-cost estimate with what else the census of that day found.
type CensusReport struct {
	Estimate exitcost.Estimate `json:"estimate"`
	Tiers    []segment.Share   `json:"tiers"` // how profit is spread
	Segments segment.Overview  `json:"segments"`
	Lift     []lift.Lift       `json:"lift"`
	LeftOut  int64             `json:"left_out,omitempty"` // customers whose records could not be read
	Found    Rules             `json:"found"`              // the rules that the store's customers call for; those the report was made by may be older
}

const estimateSK = "estimate#"

// PutCensusReport keeps a store's report of a day: the latest one of it. Put again, or
// after a later one, nothing changes.
func (b Book) PutCensusReport(ctx context.Context, store string, r CensusReport) error {
	body, err := packJSON(r)
	if err != nil {
		return fmt.Errorf("write report of %s: %w", store, err)
	}
	key := storeKey(store, estimateSK+r.Estimate.AsOf.Time().Format(time.DateOnly))
	standing, err := b.Table.Get(ctx, true, key)
	if err != nil {
		return fmt.Errorf("write report of %s: %w", store, err)
	}
	if it, ok := standing[key]; ok {
		var have CensusReport
		if err := unpackJSON(it.Body, &have); err != nil {
			return fmt.Errorf("read report of %s: %w", store, err)
		}
		if have.Estimate.AsOf >= r.Estimate.AsOf {
			return nil
		}
	}
	op := table.Op{
		Kind: table.Put,
		If:   standing[key].Version,
		Item: table.Item{Key: key, Body: body},
	}
	if err := b.Table.Write(ctx, op); err != nil {
		return fmt.Errorf("write report of %s: %w", store, err)
	}
	return nil
}

// FindCensusReport is a store's newest report as of an instant; ok is false while there
// is none.
func (b Book) FindCensusReport(
	ctx context.Context,
	store string,
	asOf time.Time,
) (r CensusReport, ok bool, err error) {
	page, err := b.Table.Query(ctx, table.Query{
		PK:       storeKey(store, "").PK,
		From:     estimateSK,
		To:       estimateSK + asOf.UTC().AddDate(0, 0, 1).Format(time.DateOnly),
		Backward: true,
		Limit:    1,
	})
	if err != nil {
		return r, false, fmt.Errorf("read report of %s: %w", store, err)
	}
	if len(page.Items) == 0 {
		return r, false, nil
	}
	if err := unpackJSON(page.Items[0].Body, &r); err != nil {
		return r, false, fmt.Errorf("read report of %s: %w", store, err)
	}
	return r, true, nil
}
