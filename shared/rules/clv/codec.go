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
	var parts [][]byte
	body := &packed.Writer{}
	cells := 0 // in body
	var previous Cell
	for _, c := range t.Cells {
		t.packCell(body, previous, c)
		previous = c
		cells++
		if len(body.Bytes) < size {
			continue
		}

		// The part is full. The next one begins anew.
		parts = append(parts, t.packPart(body.Bytes, cells))
		body = &packed.Writer{}
		cells = 0
		previous = Cell{}
	}
	if cells > 0 || len(parts) == 0 {
		parts = append(parts, t.packPart(body.Bytes, cells))
	}
	return parts
}

// packPart puts the header before the packed cells of a part.
func (t Table) packPart(body []byte, cells int) []byte {
	header := &packed.Writer{}
	header.Byte(tableVersion)
	header.Uint(uint64(t.Ahead))
	header.Uint(uint64(t.step()))
	header.Uint(uint64(cells))
	return append(header.Bytes, body...)
}

// packCell writes a cell as what has changed since the previous one; cells are sorted by
// kind, T, t_x, next. Times are in steps of the table.
func (t Table) packCell(w *packed.Writer, previous, c Cell) {
	moreKind := c.kind() - previous.kind()
	moreDays := c.T - previous.T
	if moreKind != 0 {
		moreDays = c.T
	}
	silence := c.T - c.Tx

	step := t.step()
	w.Uint(uint64(moreKind))
	w.Uint(uint64(moreDays / step))
	w.Uint(uint64(silence / step))
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
	powerOfTwo := step > 0 && step&(step-1) == 0
	if ahead > MaxT || step > MaxT+1 || !powerOfTwo {
		r.Fail("table of step %d, %d days ahead", step, ahead)
	}

	cells := r.Count()
	t := Table{
		Ahead: int32(ahead),
		Step:  int32(step),
		Cells: make([]Cell, 0, cells),
	}
	var previous Cell
	for i := 0; i < cells && r.Err() == nil; i++ {
		c, ok := t.unpackCell(r, previous)
		sorted := i == 0 || c.key() > previous.key()
		if !ok || !sorted {
			r.Fail("cell %d", i)
		}
		t.Cells = append(t.Cells, c)
		previous = c
	}

	if err := r.Done(); err != nil {
		return Table{}, fmt.Errorf("unpack table: %w", err)
	}
	return t, nil
}

// What packCell can have written.
const (
	maxKind  = MaxX<<patienceBits | maxPatience
	maxCount = 1 << 62
)

// packedCell is a cell as packCell writes it.
type packedCell struct {
	moreKind  uint64 // than that of the previous cell
	moreSteps uint64 // of T, than that of the previous cell; if the kind is another, of T
	silence   uint64 // T - t_x, in steps
	next      uint64
	count     uint64
}

// inRange reports whether each number can be one of a cell's.
func (p packedCell) inRange() bool {
	switch {
	case p.moreKind > maxKind:
	case p.moreSteps > MaxT:
	case p.silence > MaxT:
	case p.next > MaxX:
	case p.count == 0 || p.count > maxCount:
	default:
		return true
	}
	return false
}

// unpackCell reads what packCell wrote. It reports false if that cannot have been a cell.
func (t Table) unpackCell(r *packed.Reader, previous Cell) (Cell, bool) {
	var p packedCell
	p.moreKind = r.Uint()
	p.moreSteps = r.Uint()
	p.silence = r.Uint()
	if t.Ahead > 0 {
		p.next = r.Uint()
	}
	p.count = r.Uint()
	if r.Err() != nil || !p.inRange() {
		return Cell{}, false
	}

	if p.moreKind > 0 {
		previous.T = 0
	}

	step := uint64(t.Step)
	kind := uint64(previous.kind()) + p.moreKind
	days := uint64(previous.T) + p.moreSteps*step
	silence := p.silence * step
	if kind > maxKind || days > MaxT || silence > days {
		return Cell{}, false
	}

	c := Cell{
		X:        int32(kind >> patienceBits),
		Patience: Patience(kind & maxPatience),
		T:        int32(days),
		Tx:       int32(days - silence),
		Next:     int32(p.next),
		Count:    int64(p.count),
	}
	return c, c.X > 0 || c.Tx == 0
}

// MarshalJSON writes the packed form as one text.
func (t Table) MarshalJSON() ([]byte, error) {
	const onePart = 1 << 62
	return json.Marshal(t.Pack(onePart)[0])
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Table) UnmarshalJSON(b []byte) error {
	var part []byte
	if err := json.Unmarshal(b, &part); err != nil {
		return fmt.Errorf("read table: %w", err)
	}
	read, err := Unpack(part)
	if err != nil {
		return err
	}
	*t = read
	return nil
}
