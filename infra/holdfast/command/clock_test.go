package command_test

import (
	"strings"
	"testing"

	"holdfast/infra/holdfast/command"
)

func TestAClockOutsideTheYearsThatCanBeKeptIsRefused(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2500-01-01", "9999-12-31"} {
		d := newDesk(t)
		line := []string{"--dir", "shop", "up", "--address", "127.0.0.1:0", "--clock", at}
		code, _, errout := d.run(line...)
		if code != command.ExitUsage || !strings.Contains(errout, "outside the years") {
			t.Errorf("%s: exit %d, %s", at, code, errout)
		}
	}
}
