package queue_test

import (
	"errors"
	"testing"

	"holdfast/shared/records/queue"
	"holdfast/shared/words/packed"
)

func TestAMessageOfANewerVersionIsToldFromOneThatIsNoneOfOurs(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"v":2,"store":"linden"}`:         "read",
		`{"v":3,"store":"linden"}`:         "read",
		`{"v":3,"store":"linden","new":1}`: "read", // a field more is no new version
		`{"v":4,"store":"linden"}`:         "newer",
		`{"v":4,"store":["linden"]}`:       "newer", // whatever it has made of the fields
		`{"v":1,"store":"linden"}`:         "wrong",
		`{"v":0,"store":"linden"}`:         "wrong",
		`{"store":"linden"}`:               "wrong",
		`{"v":"3","store":"linden"}`:       "wrong",
		`{"v":3,"store":["linden"]}`:       "wrong",
		`[]`:                               "wrong",
		`nothing`:                          "wrong",
	} {
		var m struct {
			V     int    `json:"v"`
			Store string `json:"store"`
		}
		got := "wrong"
		switch err := queue.Decode([]byte(body), 3, &m); {
		case errors.Is(err, packed.ErrNewer):
			got = "newer"
		case err == nil && m.Store == "linden" && m.V > 0:
			got = "read"
		}
		if got != want {
			t.Errorf("%s is %s, want %s", body, got, want)
		}
	}
}
