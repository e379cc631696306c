package book

import (
	"context"
	"errors"
	"fmt"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/packed"
)

// CensusReport is an exit-cost estimate with what else the census of that day found.
type CensusReport struct {
	Estimate exitcost.Estimate `json:"estimate"`
	Tiers    []segment.Share   `json:"tiers"` // how profit is spread
	Segments segment.Overview  `json:"segments"`
	Lift     []lift.Lift       `json:"lift"`

	// LeftOut counts the customers whose records could not be read.
	LeftOut int64 `json:"left_out,omitempty"`

	// Found is the rules that the store's customers call for. Those by which the report was
	// made may be older.
	Found Rules `json:"found"`
}

const reportSK = "estimate#"

// reportDay returns the sort key of a day's report.
func reportDay(day time.Time) string { return reportSK + day.Format(time.DateOnly) }

// PutCensusReport keeps a store's report of a day: the latest one of it. Put again, or
// after a later one, nothing changes.
func (b Book) PutCensusReport(ctx context.Context, store string, r CensusReport) error {
	body, err := packJSON(r)
	if err != nil {
		return fmt.Errorf("write report of %s: %w", store, err)
	}
	key := storeKey(store, reportDay(r.Estimate.AsOf.Time()))
	items, err := b.Table.Get(ctx, true, key)
	if err != nil {
		return fmt.Errorf("write report of %s: %w", store, err)
	}

	before, exists := items[key]
	if exists {
		have, err := decodeReport(store, before)
		if errors.Is(err, packed.ErrNewer) {
			return nil // a newer version made it, and knows better
		}
		if err != nil {
			return err
		}
		if have.Estimate.AsOf >= r.Estimate.AsOf {
			return nil
		}
	}

	err = b.Table.Write(ctx, table.Op{
		Kind: table.Put,
		If:   before.Version,
		Item: table.Item{Key: key, Body: body},
	})
	if err != nil {
		return fmt.Errorf("write report of %s: %w", store, err)
	}
	return nil
}

// FindCensusReport returns a store's newest report as of an instant, and reports whether
// there is one.
func (b Book) FindCensusReport(
	ctx context.Context,
	store string,
	asOf time.Time,
) (r CensusReport, ok bool, err error) {
	dayAfter := asOf.UTC().AddDate(0, 0, 1)
	page, err := b.Table.Query(ctx, table.Query{
		PK:       storeKey(store, "").PK,
		From:     reportSK,
		To:       reportDay(dayAfter),
		Backward: true,
		Limit:    1,
	})
	if err != nil {
		return r, false, fmt.Errorf("read report of %s: %w", store, err)
	}
	if len(page.Items) == 0 {
		return r, false, nil
	}
	r, err = decodeReport(store, page.Items[0])
	return r, err == nil, err
}

func decodeReport(store string, item table.Item) (CensusReport, error) {
	var r CensusReport
	if err := unpackJSON(item.Body, &r); err != nil {
		return CensusReport{}, fmt.Errorf("read report of %s: %w", store, err)
	}
	return r, nil
}
