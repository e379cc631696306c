package lenient

import (
	"reflect"
	"sync"
)

// decodable is a type that reads itself: Scalar, Object, List, Map.
type decodable interface{ decode(*scanner) bool }

// decodeInto reads one value into v, a pointer to a decodable or to a struct. A struct
// takes an object; other values leave it as it is.
func (s *scanner) decodeInto(v any) bool {
	if d, ok := v.(decodable); ok {
		return d.decode(s)
	}
	if s.peek() != '{' {
		return s.skipValue()
	}
	target := reflect.ValueOf(v).Elem()
	fields := fieldsOf(target.Type())
	return s.walkObject(func(name string) bool {
		index, ok := fields[name]
		if !ok {
			return s.skipValue()
		}
		field := target.FieldByIndex(index)
		return s.decodeInto(field.Addr().Interface())
	})
}

// fieldIndexes remembers, for each struct type, where the field of each JSON name is. It
// maps a reflect.Type to a map[string][]int.
var fieldIndexes sync.Map

func fieldsOf(t reflect.Type) map[string][]int {
	if known, ok := fieldIndexes.Load(t); ok {
		return known.(map[string][]int)
	}
	fields := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("json"); name != "" {
			fields[name] = f.Index
		}
	}
	first, _ := fieldIndexes.LoadOrStore(t, fields)
	return first.(map[string][]int)
}
