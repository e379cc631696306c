package webhooktest_test

import (
	"reflect"
	"testing"

	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/words/crm"
)

func TestEveryFactOfAnEventIsDescribed(t *testing.T) {
	t.Parallel()
	nothing := webhooktest.Describe([]crm.Event{{}})
	event := reflect.TypeFor[crm.Event]()
	for i := range event.NumField() {
		if event.Field(i).Type.Kind() != reflect.Pointer {
			continue
		}
		e := crm.Event{Kind: crm.KindRedact}
		reflect.ValueOf(&e).Elem().Field(i).Set(reflect.New(event.Field(i).Type.Elem()))
		if webhooktest.Describe([]crm.Event{e}) == nothing {
			t.Errorf("of Event.%s Describe says nothing", event.Field(i).Name)
		}
	}
}
