package crm_test

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/crm"
)

// fill sets each field of a value to something that is not zero; other gives another value.
func fill(v reflect.Value, other bool) {
	n := int64(1)
	if other {
		n = 2
	}
	switch {
	case v.Type() == reflect.TypeFor[crm.Lines]():
		v.SetString(string(crm.NewLines(crm.Line{Product: "77", Quantity: n, Amount: 100})))
	case v.Type() == reflect.TypeFor[crm.Instant]():
		v.SetInt(n * 3 * int64(day))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), other)
		}
	case v.Kind() == reflect.String:
		v.SetString("x" + string(rune('0'+n)))
	case v.Kind() == reflect.Bool:
		v.SetBool(!other)
	case v.Kind() == reflect.Uint8:
		v.SetUint(uint64(n))
	case v.CanInt():
		v.SetInt(n * 7)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), other)
	case v.Kind() == reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), other)
		}
	default:
		panic("no value for a " + v.Type().String())
	}
}

func encoded(f *crm.Facts) []byte { return crm.EncodeFacts(f) }

func TestEveryPartOfARecordIsStoredAndJoined(t *testing.T) {
	t.Parallel()
	for i := range reflect.TypeFor[crm.Facts]().NumField() {
		f := &crm.Facts{}
		field := reflect.ValueOf(f).Elem().Field(i)
		name := reflect.TypeFor[crm.Facts]().Field(i).Name
		fill(field, false)
		back, err := crm.DecodeFacts(encoded(f))
		if diff := cmp.Diff(f, back); diff != "" || err != nil {
			t.Errorf("Facts.%s is not stored as it is: does factKinds list its kind? %v\n%s", name, err, diff)
		}
		for _, joined := range []*crm.Facts{crm.Join(f, &crm.Facts{}), crm.Join(&crm.Facts{}, f), crm.Join(f, f)} {
			if diff := cmp.Diff(f, joined); diff != "" && name != "Older" {
				t.Errorf("Join does not keep Facts.%s as it is:\n%s", name, diff)
			}
		}
	}
}

// noSign lists the facts that show no customer: a lesson may be learned of one who is gone.
var noSign = map[string]bool{"Lessons": true}

func TestEveryKindOfFactGoesTheWholeWay(t *testing.T) {
	t.Parallel()
	facts := reflect.TypeFor[crm.Facts]()
	for i := range facts.NumField() {
		list := facts.Field(i)
		if list.Type.Kind() != reflect.Slice || list.Type.Elem().Kind() != reflect.Struct {
			continue
		}
		if _, lands := list.Type.Elem().FieldByName("Home"); !lands || list.Name == "Remains" || list.Name == "Rivals" {
			continue
		}
		t.Run(list.Name, func(t *testing.T) {
			t.Parallel()
			goesTheWholeWay(t, list)
		})
	}
}

func goesTheWholeWay(t *testing.T, list reflect.StructField) {
	t.Helper()
	fact := reflect.New(list.Type.Elem())
	fill(fact.Elem(), false)
	if parcel := fact.Elem().FieldByName("Parcel"); parcel.IsValid() {
		parcel.SetString("") // news of a parcel that comes in parts has no home
	}
	e := crm.Event{At: 99 * day}
	carrier := reflect.Value{}
	for i := range reflect.TypeOf(e).NumField() {
		if reflect.TypeOf(e).Field(i).Type == fact.Type() {
			carrier = reflect.ValueOf(&e).Elem().Field(i)
		}
	}
	if !carrier.IsValid() {
		t.Fatalf("Event has no field of %s", fact.Type())
	}
	carrier.Set(fact)
	of := func(f *crm.Facts) reflect.Value { return reflect.ValueOf(f).Elem().FieldByIndex(list.Index) }

	f := e.Facts("e:home")
	if of(f).Len() != 1 {
		t.Fatalf("Event.Facts makes no %s of it: does its kind say what an event carries?", list.Name)
	}
	if home := of(f).Index(0).FieldByName("Home").String(); home != "e:home" {
		t.Errorf("it lands under %q", home)
	}
	if e.Dated() == e.At {
		t.Error("Event.Dated does not know when it began")
	}
	joinsAlike(t, f, of)

	erased := func(key crm.Key, at crm.Instant) *crm.Facts {
		g := crm.Join(f, &crm.Facts{Erasures: []crm.Erasure{{Key: key, At: at}}})
		g.Settle("e:home", pepper)
		return g
	}
	if of(erased("e:home", 1)).Len() > 0 {
		t.Error("Settle leaves it of a person who was erased")
	}
	if of(erased("p:shop:1", 50*day)).Len() > 0 {
		t.Error("Settle leaves it though it is older than the erasure")
	}
	if g := erased("p:shop:1", 1); of(g).Len() != 1 || g.Gone("e:home") == !noSign[list.Name] {
		t.Errorf("what came after an erasure: %d are kept, gone: %t", of(g).Len(), g.Gone("e:home"))
	}
	if off := f.SplitOff("e:home"); of(off).Len() != 1 || of(f).Len() != 0 {
		t.Error("SplitOff does not take it along: does its kind say where its home is?")
	}
}

// joinsAlike holds two facts that differ in one field only to this: joined either way they come to the same bytes.
func joinsAlike(t *testing.T, f *crm.Facts, of func(*crm.Facts) reflect.Value) {
	t.Helper()
	fact := of(f).Index(0)
	for i := range fact.NumField() {
		g := &crm.Facts{}
		of(g).Set(reflect.MakeSlice(of(g).Type(), 1, 1))
		of(g).Index(0).Set(fact)
		fill(of(g).Index(0).Field(i), true)
		if !bytes.Equal(encoded(crm.Join(f, g)), encoded(crm.Join(g, f))) {
			t.Errorf("two that differ in %s are joined to another one in another order", fact.Type().Field(i).Name)
		}
	}
}

// deadlines lists the dates that lie in the future by their nature.
var deadlines = []string{"Promised", "PayBy"}

// What an event claims to be of a far day must show, whichever field says it: it would win over all that comes after.
func TestEveryDateOfAnEventIsLookedAt(t *testing.T) {
	t.Parallel()
	const far = crm.Instant(1) << 50
	found := 0
	for _, path := range instantPaths(reflect.TypeFor[crm.Event](), nil) {
		last := path[len(path)-1]
		e := &crm.Event{}
		setPath(reflect.ValueOf(e).Elem(), path, far)
		found++
		if isDeadline := slices.Contains(deadlines, last); isDeadline == (e.Latest() == far) {
			t.Errorf("of %v of an event comes the latest date %d", path, e.Latest())
		}
	}
	if found < 15 {
		t.Errorf("an event holds %d dates only", found)
	}
}

// instantPaths lists the ways to the instants in a type, by the names of the fields. Of a list or an array the first
// item stands for all.
func instantPaths(of reflect.Type, before []string) (paths [][]string) {
	switch {
	case of == reflect.TypeFor[crm.Instant]():
		return [][]string{slices.Clone(before)}
	case of.Kind() == reflect.Pointer, of.Kind() == reflect.Slice, of.Kind() == reflect.Array:
		return instantPaths(of.Elem(), before)
	case of.Kind() == reflect.Struct:
		for i := range of.NumField() {
			paths = append(paths, instantPaths(of.Field(i).Type, append(before, of.Field(i).Name))...)
		}
	}
	return paths
}

func setPath(v reflect.Value, path []string, at crm.Instant) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		setPath(v.Elem(), path, at)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		setPath(v.Index(0), path, at)
	case reflect.Array:
		setPath(v.Index(0), path, at)
	case reflect.Struct:
		setPath(v.FieldByName(path[0]), path[1:], at)
	default:
		v.SetInt(int64(at))
	}
}
