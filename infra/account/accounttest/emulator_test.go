//go:build emulator

package accounttest

import (
	"os"
	"strings"
	"testing"

	"holdfast/infra/account"
)

func TestServicesAreThoseThatHaveAnAddressAndNoOthers(t *testing.T) {
	t.Parallel()
	env := map[string]string{"AWS_ENDPOINT_URL": "https://sqs.us-east-1.amazonaws.com", "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:9324"}
	on, err := findServices(func(name string) string { return env[name] })
	if err != nil || on.URL(account.SQS) != "http://127.0.0.1:9324" || on.URL(account.DynamoDB) != nowhere {
		t.Errorf("%+v, %v", on, err)
	}
	if _, err := findServices(func(string) string { return "" }); err == nil {
		t.Error("no service at all is taken for some")
	}
}

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
