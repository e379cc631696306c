package embedded

import (
	"bytes"
	"cmp"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/records/table"
)

// half draws half of a key, often with the bytes that the encoding treats apart.
func half(label string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return rapid.StringOfN(rapid.SampledFrom([]rune("\x00\x01\x02a#\u00ffÿ客")), 1, 5, -1).Draw(t, label)
	})
}

func drawKey(t *rapid.T, label string) table.Key {
	return table.Key{PK: half(label+" pk").Draw(t, ""), SK: half(label+" sk").Draw(t, "")}
}

func sign(n int) int { return cmp.Compare(n, 0) }

func TestStoredKeysSortAsTheirPartsDo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawKey(t, "x"), drawKey(t, "y")
		want := cmp.Or(strings.Compare(x.PK, y.PK), strings.Compare(x.SK, y.SK))
		k := table.Key{PK: "p", SK: "s"}
		if got := bytes.Compare(indexKey(x, k), indexKey(y, k)); sign(got) != want {
			t.Errorf("index keys of %q and %q compare as %d, want %d", x, y, got, want)
		}
		y.PK = x.PK
		if got := bytes.Compare(itemKey(x), itemKey(y)); sign(got) != strings.Compare(x.SK, y.SK) {
			t.Errorf("item keys of %q and %q compare as %d", x, y, got)
		}
	})
}

func TestStoredKeysAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at, k := drawKey(t, "at"), drawKey(t, "item")
		gotAt, gotK, err := parseIndexKey(indexKey(at, k))
		if gotAt != at || gotK != k || err != nil {
			t.Errorf("index key of %q, %q read as %q, %q, %v", at, k, gotAt, gotK, err)
		}
		if got, err := parseItemKey(itemKey(k)); got != k || err != nil {
			t.Errorf("item key of %q read as %q, %v", k, got, err)
		}
	})
}

func TestItemsAreReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		it := table.Item{
			Key: drawKey(t, "key"), Version: rapid.Uint64().Draw(t, "version"),
			Expires: rapid.Int64Min(0).Draw(t, "expires"),
			Body:    rapid.SliceOf(rapid.Byte()).Draw(t, "body"),
		}
		if rapid.Bool().Draw(t, "due") {
			it.Due = drawKey(t, "due")
		}
		if rapid.Bool().Draw(t, "list") {
			it.List = drawKey(t, "list")
		}
		got, err := decodeItem(it.Key, appendItem(nil, &it))
		if err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(it, got, gocmp.Comparer(bytes.Equal)); d != "" {
			t.Errorf("item (-want +got):\n%s", d)
		}
	})
}

func FuzzItemsThatAreReadAreWrittenTheSame(f *testing.F) {
	f.Add(appendItem(nil, &table.Item{Version: 3, Due: table.Key{PK: "d", SK: "1"}, Body: []byte("body")}))
	f.Add([]byte{1, 0, 200, 200})
	f.Fuzz(func(t *testing.T, v []byte) {
		it, err := decodeItem(table.Key{PK: "p", SK: "s"}, v)
		if err != nil {
			return
		}
		again, err := decodeItem(it.Key, appendItem(nil, &it))
		if err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(it, again, gocmp.Comparer(bytes.Equal)); d != "" {
			t.Errorf("read, written and read (-first +second):\n%s", d)
		}
	})
}

func FuzzCorruptKeysAreRefusedOrRead(f *testing.F) {
	f.Add(itemKey(table.Key{PK: "p", SK: "s"}))
	f.Add(indexKey(table.Key{PK: "d", SK: "1"}, table.Key{PK: "p", SK: "s"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, err := parseItemKey(b); err == nil {
			if again, err := parseItemKey(itemKey(k)); again != k || err != nil {
				t.Errorf("item key %q reads as %q, written and read as %q, %v", b, k, again, err)
			}
		}
		if at, k, err := parseIndexKey(b); err == nil {
			if at2, k2, err := parseIndexKey(indexKey(at, k)); at2 != at || k2 != k || err != nil {
				t.Errorf("index key %q reads as %q, %q, written and read as %q, %q, %v", b, at, k, at2, k2, err)
			}
		}
	})
}

func TestPlacesInAQueueSortByTimeBeforeAndAfter1970(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) position {
			return position{
				time.UnixMicro(rapid.Int64Range(-1<<55, 1<<55).Draw(t, label)).UTC(),
				rapid.Uint64Range(0, 3).Draw(t, label+" id"),
			}
		}
		x, y := draw("x"), draw("y")
		if got, want := bytes.Compare(x.key(), y.key()), cmp.Or(x.at.Compare(y.at), cmp.Compare(x.id, y.id)); got != want {
			t.Errorf("keys of %v and %v compare as %d, want %d", x, y, got, want)
		}
		if got := parsePosition(x.key()); got != x {
			t.Errorf("%v read as %v", x, got)
		}
	})
}
