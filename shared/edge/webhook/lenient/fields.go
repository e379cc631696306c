package lenient

import (
	"reflect"
	"sync"
)

// target is what knows how to read itself: Scalar, Object, List, Map.
type target interface{ read(*scanner) bool }

// into reads one value into v, a pointer to a target or to a struct. A struct takes an
// object; other values leave it alone.
func (s *scanner) into(v any) bool {
	if t, ok := v.(target); ok {
		return t.read(s)
	}
	if s.peek() != '{' {
		return s.skip()
	}
	to := reflect.ValueOf(v).Elem()
	fields := fieldsOf(to.Type())
	return s.object(func(name string) bool {
		index, known := fields[name]
		if !known {
			return s.skip()
		}
		return s.into(to.FieldByIndex(index).Addr().Interface())
	})
}

// plans remembers, for each struct type, where the field of each name is: type ->
// map[string][]int.
var plans sync.Map

func fieldsOf(t reflect.Type) map[string][]int {
	if plan, ok := plans.Load(t); ok {
		return plan.(map[string][]int)
	}
	fields := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("json"); name != "" {
			fields[name] = f.Index
		}
	}
	plan, _ := plans.LoadOrStore(t, fields)
	return plan.(map[string][]int)
}
