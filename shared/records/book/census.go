package book

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
)

// CensusTally holds the sums of one segment of a census over the customers of one store.
// It is bounded, and tallies merge to the same in any order.
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

// NewCensusTally returns the tally of no customers.
func NewCensusTally() *CensusTally {
	return &CensusTally{Calibration: overdue.NewCalibration(), Lift: lift.Tally{}}
}

// Merge adds the sums of another segment.
func (t *CensusTally) Merge(o *CensusTally) error {
	t.Calibration.Merge(o.Calibration)
	t.Ranking.Merge(&o.Ranking)
	t.Segments.Merge(&o.Segments)
	t.Lift.Merge(o.Lift)
	t.LeftOut += o.LeftOut
	t.SettingsUnreadable = t.SettingsUnreadable || o.SettingsUnreadable
	return t.Exits.Merge(&o.Exits)
}

// pack writes the tally as packed JSON, in pieces of which each fits an item.
func (t *CensusTally) pack() (pieces [][]byte, err error) {
	if err := t.Exits.Seal(); err != nil {
		return nil, err
	}
	all, err := packJSON(t)
	if err != nil {
		return nil, err
	}
	return slices.Collect(slices.Chunk(all, table.MaxBody)), nil
}

// talliesFor is how long the tallies of a census are kept, in case a person wants to know
// how an estimate came about.
const talliesFor = 3 * 24 * time.Hour

// doneSegment says, by store, which pieces one segment of a census put.
type doneSegment map[string]donePieces

type donePieces struct {
	// ID is a hash of all pieces: another try of the segment may have met other customers.
	ID     string `json:"id"`
	Pieces int    `json:"pieces"` // how many
}

// PutCensusTallies keeps what a segment of a census found, store by store, and then that
// the segment is done. If the segment was marked as done before, that stays: a segment may
// be counted twice but stands once, and the pieces of two tries never mix.
func (b Book) PutCensusTallies(
	ctx context.Context,
	run string,
	now time.Time,
	segment int,
	tallies map[string]*CensusTally,
) error {
	expires := now.Add(talliesFor)
	done := doneSegment{}
	for store, tally := range tallies {
		pieces, err := tally.pack()
		if err != nil {
			return fmt.Errorf("write tally of census %s: %w", run, err)
		}
		put := donePieces{ID: hashOf(pieces), Pieces: len(pieces)}
		for i, piece := range pieces {
			key := pieceKey(run, store, segment, put.ID, i)
			if err := b.putOnce(ctx, key, piece, expires); err != nil {
				return err
			}
		}
		done[store] = put
	}

	body, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("write tally of census %s: %w", run, err)
	}
	// A crash before this line leaves pieces that are never read; the segment is done
	// again.
	return b.putOnce(ctx, doneKey(run, segment), body, expires)
}

// hashOf returns the beginning of the SHA-256 of all pieces.
func hashOf(pieces [][]byte) string {
	h := sha256.New()
	for _, piece := range pieces {
		h.Write(piece)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// putOnce writes an item unless there is one under its key.
func (b Book) putOnce(ctx context.Context, key table.Key, body []byte, expires time.Time) error {
	item := table.Item{
		Key:     key,
		Body:    body,
		Expires: expires.Unix(),
	}
	err := b.Table.Write(ctx, table.Op{Kind: table.Put, Item: item})
	if err != nil && !AlreadyThere(err) {
		return fmt.Errorf("write %s/%s: %w", key.PK, key.SK, err)
	}
	return nil
}

// AlreadyThere reports whether a write was refused because there was an item already. A
// record that was only busy may be anything: load it again.
func AlreadyThere(err error) bool {
	var c *table.Conflict
	return errors.As(err, &c) && !c.Busy
}

// DoneSegments says what the segments of a census put.
type DoneSegments struct {
	run      string
	segments []doneSegment
}

// Stores lists the stores that the segments met.
func (d DoneSegments) Stores() []string {
	met := map[string]bool{}
	for _, segment := range d.segments {
		for store := range segment {
			met[store] = true
		}
	}
	return slices.Sorted(maps.Keys(met))
}

// FindDoneSegments returns what the segments of a census put, and reports whether all `of`
// segments are done; until then it returns nothing.
func (b Book) FindDoneSegments(
	ctx context.Context,
	run string,
	of int,
) (d DoneSegments, complete bool, err error) {
	items, err := b.findPartition(ctx, doneKey(run, 0).PK)
	if err != nil || len(items) < of {
		return DoneSegments{}, false, err
	}

	d = DoneSegments{run: run, segments: make([]doneSegment, len(items))}
	for i, item := range items {
		if err := json.Unmarshal(item.Body, &d.segments[i]); err != nil {
			return DoneSegments{}, false, fmt.Errorf("read census %s: %w", run, err)
		}
	}
	return d, true, nil
}

// ErrIncomplete says that a piece of a census is not there any more: it cannot be
// reduced.
var ErrIncomplete = errors.New("a piece of the census is missing")

// FindCensusTally returns the merged tallies of a store from all segments of a census.
func (b Book) FindCensusTally(
	ctx context.Context,
	d DoneSegments,
	store string,
) (*CensusTally, error) {
	items, err := b.findPartition(ctx, pieceKey(d.run, store, 0, "", 0).PK)
	if err != nil {
		return nil, err
	}
	pieces := map[string][]byte{}
	for _, item := range items {
		pieces[item.SK] = item.Body
	}

	merged := NewCensusTally()
	for i := range d.segments {
		tally, err := d.tally(store, i, pieces)
		if err == nil {
			err = merged.Merge(tally)
		}
		if err != nil {
			return nil, fmt.Errorf("read segment %d of census %s of %s: %w", i, d.run, store, err)
		}
	}
	return merged, nil
}

// tally puts together what a segment found of a store, from all pieces of the store.
func (d DoneSegments) tally(
	store string,
	segment int,
	pieces map[string][]byte,
) (*CensusTally, error) {
	tally := NewCensusTally()
	put := d.segments[segment][store]
	if put.Pieces == 0 {
		return tally, nil
	}

	var packed []byte
	for i := range put.Pieces {
		piece, ok := pieces[pieceKey(d.run, store, segment, put.ID, i).SK]
		if !ok {
			return nil, ErrIncomplete
		}
		packed = append(packed, piece...)
	}
	return tally, unpackJSON(packed, tally)
}

// findPartition loads all items of a partition.
func (b Book) findPartition(ctx context.Context, pk string) ([]table.Item, error) {
	items, err := table.Collect(table.QueryAll(ctx, b.Table, table.Query{PK: pk}))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", pk, err)
	}
	return items, nil
}
