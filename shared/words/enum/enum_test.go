package enum_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/enum"
)

type colour uint8

var colours = enum.Names[colour]{1: "red", 3: "blue"} // 0 and 2 have no name

func TestAKnownCodeIsWrittenAndReadByItsName(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]colour{1, 3}, colours.Codes()); diff != "" {
		t.Error(diff)
	}
	for code, name := range map[colour]string{1: "red", 3: "blue"} {
		text, err := colours.MarshalText(code)
		if err != nil || string(text) != name || colours.String(code) != name {
			t.Errorf("%d is written %q and %q, %v", code, colours.String(code), text, err)
		}
		var back colour
		if err := colours.UnmarshalText(&back, text); err != nil || back != code {
			t.Errorf("%q is read as %d, %v", text, back, err)
		}
	}
}

func TestACodeWithoutANameIsShownByItsNumberAndNeverWritten(t *testing.T) {
	t.Parallel()
	for code, shown := range map[colour]string{0: "colour(0)", 2: "colour(2)", 255: "colour(255)"} {
		if got := colours.String(code); got != shown || colours.Known(code) {
			t.Errorf("%d is shown as %q", code, got)
		}
		if text, err := colours.MarshalText(code); !errors.Is(err, enum.ErrUnknown) {
			t.Errorf("%d is written %q, %v", code, text, err)
		}
	}
}

func TestANameThatIsNotKnownIsRefusedWithTheKnownOnes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "Red", "green", "colour(2)"} {
		code := colour(3)
		err := colours.UnmarshalText(&code, []byte(name))
		want := `colour "` + name + `" is unknown; known are red, blue`
		if !errors.Is(err, enum.ErrUnknown) || err.Error() != want || code != 3 {
			t.Errorf("%q: %d, %v", name, code, err)
		}
	}
}
