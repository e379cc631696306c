package lenient_test

import (
	"testing"

	"holdfast/shared/edge/webhook/lenient"
)

func TestPiecesAreCounted(t *testing.T) {
	t.Parallel()
	var r lenient.Reader
	for in, want := range map[lenient.Scalar]int64{
		"3": 3, `"2"`: 2, "2.0": 2, "0.5": 1, "1.25": 2, "": 0, "-1": 0, `"a few"`: 0, "123456789012": 1_000_000,
	} {
		if got := r.Count(in); got != want {
			t.Errorf("%s counts as %d, want %d", in, got, want)
		}
	}
}
