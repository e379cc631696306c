package clv

import (
	"encoding/json"
	"fmt"

	"holdfast/shared/words/packed"
)

const tableVersion = 3

// Pack writes the table in parts of about the given number of bytes, each a table of its
// own: Unpack and Merge give the table again, from any order of the parts. An empty table
// is one part. A cell takes four to six bytes.
func (t Table) Pack(size int) [][]byte {
	var out [][]byte
	body := &packed.Writer{}
	from := 0
	var last Cell
	for i, c := range t.Cells {
		t.pack(body, last, c)
		last = c
		if len(body.Bytes) >= size {
			out = append(out, t.part(body.Bytes, i+1-from))
			body = &packed.Writer{}
			from = i + 1
			last = Cell{}
		}
	}
	if from < len(t.Cells) || len(out) == 0 {
		out = append(out, t.part(body.Bytes, len(t.Cells)-from))
	}
	return out
}

func (t Table) part(body []byte, cells int) []byte {
	w := &packed.Writer{}
	w.Byte(tableVersion)
	w.Uint(uint64(t.Ahead))
	w.Uint(uint64(t.step()))
	w.Uint(uint64(cells))
	return append(w.Bytes, body...)
}

// pack writes a cell as what has changed since the last one; cells are sorted by kind, T,
// t_x, next.
func (t Table) pack(w *packed.Writer, last, c Cell) {
	step := t.step()
	if c.kind() != last.kind() {
		last.T = 0
	}
	w.Uint(uint64(c.kind() - last.kind()))
	w.Uint(uint64((c.T - last.T) / step))
	w.Uint(uint64((c.T - c.Tx) / step))
	if t.Ahead > 0 {
		w.Uint(uint64(c.Next))
	}
	w.Uint(uint64(c.Count))
}

// Unpack reads one part that Pack wrote. It refuses what Pack cannot have written.
func Unpack(part []byte) (Table, error) {
	r := packed.NewReader(part)
	if v := r.Byte(); v != tableVersion {
		r.Fail("table version %d", v)
	}
	ahead := r.Uint()
	step := r.Uint()
	if ahead > MaxT || step == 0 || step > MaxT+1 || step&(step-1) != 0 {
		r.Fail("table of step %d, %d days ahead", step, ahead)
	}
	t := Table{Ahead: int32(ahead), Step: int32(step)}
	cells := r.Count()
	t.Cells = make([]Cell, 0, cells)
	for last := (Cell{}); len(t.Cells) < cells && r.Err() == nil; {
		c, ok := t.unpack(r, last)
		if !ok || len(t.Cells) > 0 && c.key() <= last.key() {
			r.Fail("cell %d", len(t.Cells))
		}
		t.Cells = append(t.Cells, c)
		last = c
	}
	if err := r.Done(); err != nil {
		return Table{}, fmt.Errorf("unpack table: %w", err)
	}
	return t, nil
}

func (t Table) unpack(r *packed.Reader, last Cell) (Cell, bool) {
	const most = MaxX<<6 | maxPatience
	more := r.Uint()
	dt := r.Uint()
	gap := r.Uint()
	next := uint64(0)
	step := uint64(t.Step)
	if t.Ahead > 0 {
		next = r.Uint()
	}
	count := r.Uint()
	if r.Err() != nil || more > most || dt > MaxT || gap > MaxT || next > MaxX || count == 0 ||
		count > 1<<62 {
		return Cell{}, false
	}
	if more > 0 {
		last.T = 0
	}
	kind := uint64(last.kind()) + more
	days := uint64(last.T) + dt*step
	if kind > most || days > MaxT || gap*step > days {
		return Cell{}, false
	}
	c := Cell{
		X:        int32(kind >> 6),
		Patience: Patience(kind & maxPatience),
		T:        int32(days),
		Tx:       int32(days - gap*step),
		Next:     int32(next),
		Count:    int64(count),
	}
	return c, c.X > 0 || c.Tx == 0
}

// MarshalJSON writes the packed form as one text.
func (t Table) MarshalJSON() ([]byte, error) { return json.Marshal(t.Pack(1 << 62)[0]) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Table) UnmarshalJSON(b []byte) error {
	var part []byte
	if err := json.Unmarshal(b, &part); err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	got, err := Unpack(part)
	if err != nil {
		return err
	}
	*t = got
	return nil
}
