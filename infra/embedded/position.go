package embedded

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// position is where a message stands among those of its group in the schedule, or among
// the dead letters: by microsecond, then by id.
type position struct {
	at time.Time
	id uint64
}

// key returns the stored key, which sorts as positions do; the flipped sign bit puts times
// before 1970 first.
func (p position) key() []byte { return p.appendKey(make([]byte, 0, 16)) }

func (p position) appendKey(b []byte) []byte {
	micro := uint64(p.at.UnixMicro()) ^ 1<<63
	b = binary.BigEndian.AppendUint64(b, micro)
	return binary.BigEndian.AppendUint64(b, p.id)
}

// parsePosition reads what key wrote.
func parsePosition(key []byte) position {
	micro := int64(binary.BigEndian.Uint64(key) ^ 1<<63)
	return position{
		at: time.UnixMicro(micro).UTC(),
		id: binary.BigEndian.Uint64(key[8:]),
	}
}

// idKey returns the stored key of a message's body.
func idKey(id uint64) []byte { return binary.BigEndian.AppendUint64(nil, id) }

func idText(id uint64) string { return fmt.Sprintf("%016x", id) }

// progress says how far a message has come.
type progress struct {
	receives uint64
	delivery uint64 // number of the newest delivery, of all the queue's; 0 = none that counts
}

func (p progress) value() []byte {
	b := binary.AppendUvarint(make([]byte, 0, 8), p.receives)
	return binary.AppendUvarint(b, p.delivery)
}

// parseProgress reads what value wrote.
func parseProgress(v []byte) (progress, error) {
	r := reader{b: v}
	p := progress{receives: r.uvarint(), delivery: r.uvarint()}
	if r.bad {
		return progress{}, fmt.Errorf("read message: %w", errCorrupt)
	}
	return p, nil
}

// entry is a message in the schedule or among the dead letters.
type entry struct {
	group string
	position
	progress
}

// scheduleKey returns the stored key of a message that waits: by its group, then by its
// position.
func (e entry) scheduleKey() []byte {
	b := make([]byte, 0, len(e.group)+18)
	return e.appendKey(appendPart(b, e.group))
}

// parseScheduled reads an entry of the schedule.
func parseScheduled(key, value []byte) (entry, error) {
	group, stored, err := cutPart(key)
	if err != nil || len(stored) != 16 {
		return entry{}, fmt.Errorf("read schedule: %w", errCorrupt)
	}
	p, err := parseProgress(value)
	return entry{group: group, position: parsePosition(stored), progress: p}, err
}

// deadValue returns the stored value of a dead letter: its progress and its group.
func (e entry) deadValue() []byte { return appendText(e.value(), e.group) }

// parseDead reads a dead letter. One that an older version wrote has no group.
func parseDead(key, value []byte) (entry, error) {
	r := reader{b: value}
	e := entry{
		position: parsePosition(key),
		progress: progress{receives: r.uvarint(), delivery: r.uvarint()},
	}
	if len(r.b) > 0 {
		e.group = r.text()
	}
	if r.bad {
		return entry{}, fmt.Errorf("read dead letter: %w", errCorrupt)
	}
	return e, nil
}

// formatReceipt names a delivery by the message's position until it ends, the delivery's
// number and the group: once the message has moved, the receipt finds nothing.
func formatReceipt(e entry) string {
	return strings.Join([]string{
		strconv.FormatUint(e.id, 36),
		strconv.FormatInt(e.at.UnixMicro(), 36),
		strconv.FormatUint(e.delivery, 36),
		e.group,
	}, ".")
}

// parseReceipt reads what formatReceipt wrote; ok is false for anything else.
func parseReceipt(text string) (at entry, ok bool) {
	parts := strings.SplitN(text, ".", 4)
	if len(parts) != 4 {
		return entry{}, false
	}
	id, e1 := strconv.ParseUint(parts[0], 36, 64)
	micro, e2 := strconv.ParseInt(parts[1], 36, 64)
	delivery, e3 := strconv.ParseUint(parts[2], 36, 64)
	if e1 != nil || e2 != nil || e3 != nil || delivery == 0 {
		return entry{}, false
	}
	return entry{
		group:    parts[3],
		position: position{at: time.UnixMicro(micro), id: id},
		progress: progress{delivery: delivery},
	}, true
}
