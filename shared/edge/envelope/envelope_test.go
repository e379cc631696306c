package envelope_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

func message(body []byte) envelope.Message {
	return envelope.Message{
		Store: "linden", Source: "shop", Platform: "shopify", Topic: "orders/create",
		Triggered: 1772442931482, Received: 1772442932000, Body: body,
	}
}

func bodies() *rapid.Generator[[]byte] {
	return rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) []byte { return []byte(s) }),
		rapid.SliceOf(rapid.Byte()),
		rapid.Map(rapid.StringMatching(`[\x{00}-\x{1F}"\\\x{FFFD}-\x{FFFF}\x{2028}é]{0,40}`), func(s string) []byte { return []byte(s) }),
		rapid.Map(rapid.IntRange(48<<10, 60<<10), func(n int) []byte { return bytes.Repeat([]byte{'{', 0xff}, n/2) }),
	)
}

func TestWhateverIsEncodedIsDecodedByteForByte(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := message(bodies().Draw(t, "body"))
		m.Topic = rapid.StringMatching(`[a-z"\\/.\n]{0,20}`).Draw(t, "topic")
		m.Triggered = crm.Instant(rapid.Int64Range(0, 1<<50).Draw(t, "triggered"))
		encoded, err := envelope.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := envelope.Decode(encoded)
		if err != nil {
			t.Fatal(err)
		}
		m.ID = envelope.Identify(m.Store, m.Source, m.Topic, m.Body)
		m.Body = append([]byte{}, m.Body...)
		if diff := cmp.Diff(m, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestEveryMessageIsTextThatSQSTakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := message(bodies().Draw(t, "body"))
		m.Topic = rapid.String().Draw(t, "topic") + "\xff\x00\ufffe"
		encoded, err := envelope.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(encoded) {
			t.Fatal("not UTF-8")
		}
		for _, c := range string(encoded) {
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
				t.Fatalf("%U is no character of XML 1.0", c)
			}
		}
	})
}

func TestABodyCannotPretendToBeFields(t *testing.T) {
	t.Parallel()
	m := message([]byte(`","store":"other","body":"`))
	m.Topic = `x","store":"other`
	encoded, err := envelope.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := envelope.Decode(encoded)
	if err != nil || got.Store != "linden" || got.Topic != m.Topic || !bytes.Equal(got.Body, m.Body) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAnIDIsTheSameForTheSameContentsOnly(t *testing.T) {
	t.Parallel()
	id := envelope.Identify("a", "b", "c", []byte("d"))
	if again := envelope.Identify("a", "b", "c", []byte("d")); again != id || len(id) != 32 {
		t.Errorf("%q and %q", id, again)
	}
	for _, other := range []string{
		envelope.Identify("a", "b", "cd", nil), envelope.Identify("ab", "", "c", []byte("d")),
		envelope.Identify("a", "bc", "", []byte("d")), envelope.Identify("x", "b", "c", []byte("d")),
	} {
		if other == id {
			t.Error("other contents, same id")
		}
	}
}

func TestALargeBodyIsPacked(t *testing.T) {
	t.Parallel()
	body := []byte(`{"text":"` + strings.Repeat("the same words again ", 150_000) + `"}`)
	encoded, err := envelope.Encode(message(body))
	if err != nil {
		t.Fatal(err)
	}
	if len(encoded) > len(body)/20 {
		t.Errorf("%d bytes became %d", len(body), len(encoded))
	}
	got, err := envelope.Decode(encoded)
	if err != nil || !bytes.Equal(got.Body, body) {
		t.Errorf("came back as %d bytes, %v", len(got.Body), err)
	}
}

func TestWhatDoesNotFitIsTooLarge(t *testing.T) {
	t.Parallel()
	noise := make([]byte, queue.MaxBody)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for name, body := range map[string][]byte{
		"above the limit on raw bodies":      make([]byte, envelope.MaxRaw+1),
		"not compressible below the queue's": noise,
	} {
		if _, err := envelope.Encode(message(body)); !errors.Is(err, envelope.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatWeDidNotWriteIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "null", "{}", "[]", `{"v":1}`, `{"v":0,"store":"a","source":"b","platform":"c","body":""}`, `{"v":-2,"store":"a","source":"b","platform":"c","body":""}`,
		`{"v":1,"store":"a","source":"b","platform":"c"}`,
		`{"v":1,"store":"a","source":"b","platform":"c","body64":"*"}`,
		`{"v":1,"store":"a","source":"b","platform":"c","bodygz":"AAAA"}`,
	} {
		if m, err := envelope.Decode([]byte(text)); !errors.Is(err, envelope.ErrMessage) {
			t.Errorf("%s: got %+v, %v", text, m, err)
		}
	}
}

func TestAMessageOfANewerVersionIsLeftForLater(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"v":2,"store":"a","source":"b","platform":"c","body":""}`,
		`{"v":2,"tenant":"a","parts":[1,2]}`, // whatever it has made of the fields
		`{"v":300}`,
	} {
		m, err := envelope.Decode([]byte(text))
		if !errors.Is(err, packed.ErrNewer) || errors.Is(err, envelope.ErrMessage) {
			t.Errorf("%s: got %+v, %v", text, m, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, body := range [][]byte{[]byte(`{"id":1}`), {0xff}, bytes.Repeat([]byte("ab"), 30<<10)} {
		encoded, err := envelope.Encode(message(body))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(encoded)
	}
	f.Add([]byte("{\"v\":1,\"store\":\"\xab\",\"source\":\"0\",\"platform\":\"0\",\"body\":\"\"}"))
	f.Fuzz(func(t *testing.T, encoded []byte) {
		m, err := envelope.Decode(encoded)
		if err != nil {
			return
		}
		again, err := envelope.Encode(m)
		if errors.Is(err, envelope.ErrTooLarge) {
			return
		}
		back, err := envelope.Decode(again)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(back.Body, m.Body) || back.Store != m.Store || back.Topic != m.Topic || back.Received != m.Received {
			t.Fatalf("%+v came back as %+v", m, back)
		}
	})
}

func BenchmarkEncodeDecode(b *testing.B) {
	m := message([]byte(`{"order":"` + strings.Repeat(`\"item\", `, 400) + `"}`))
	b.ReportAllocs()
	for b.Loop() {
		encoded, err := envelope.Encode(m)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := envelope.Decode(encoded); err != nil {
			b.Fatal(err)
		}
	}
}
