package envelope_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
)

func TestAPackGivesBackItsDeliveries(t *testing.T) {
	t.Parallel()
	head := envelope.Message{Store: "elm", Source: "shop", Platform: "standard", Received: 1_800_000_000_000}
	for _, size := range []int{1, 3, 2000} { // the last is compressed
		p := envelope.NewPack(head)
		var want []envelope.Message
		for i := range size {
			one := head
			one.Topic = "order.updated"
			one.Body = []byte(`{"id":"` + strings.Repeat("7", i%40) + `","name":"Jürgen \"J\" 客户"}`)
			if err := p.Add(one.Topic, one.Body); err != nil {
				t.Fatal(err)
			}
			want = append(want, one)
		}
		encoded, err := p.Encode()
		if err != nil || p.Len() != size {
			t.Fatal(p.Len(), err)
		}
		m, err := envelope.Decode(encoded)
		if err != nil || !m.IsPack() {
			t.Fatal(m.Platform, m.Topic, err)
		}
		got, err := m.Unpack()
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%v, deliveries (-want +got):\n%s", err, d)
		}
		p.Reset()
		if p.Len() != 0 {
			t.Errorf("%d deliveries are left after a reset", p.Len())
		}
	}
}

func TestWhatIsNoPackIsNotUnpacked(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "standard", "\norder.updated {}\n", "standard\norder.updated\n"} {
		m := envelope.Message{Platform: envelope.Internal, Topic: envelope.PackTopic, Body: []byte(body)}
		if _, err := m.Unpack(); !errors.Is(err, envelope.ErrMessage) {
			t.Errorf("%q: %v, want ErrMessage", body, err)
		}
	}
	p := envelope.NewPack(envelope.Message{Platform: "standard"})
	if err := p.Add("order.updated", []byte("{\n}")); err == nil || p.Len() != 0 {
		t.Error("a body of two lines was packed")
	}
}
