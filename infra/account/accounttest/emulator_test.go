//go:build emulator

package accounttest

import (
	"os"
	"strings"
	"testing"
)

// The emulator gives every access key that is not twelve digits the account 000000000000.
func TestAnAccountIsTestedOnOnlyIfTheCredentialsAreItsOwn(t *testing.T) {
	t.Parallel()
	if os.Getenv(Emulator) == "" {
		t.Fatalf("%s is not set: run this by tests/emulator/run", Emulator)
	}
	on, err := findReal(t.Context(), "000000000000")
	if err != nil || !on.Real || on.ID != "000000000000" {
		t.Errorf("the own account: %+v, %v", on, err)
	}
	if _, err := findReal(t.Context(), "123456789012"); err == nil || !strings.Contains(err.Error(), "nothing was done") {
		t.Errorf("somebody else's account: %v", err)
	}
}
