// Package accounttest finds the accounts that the suites of the AWS adapters run on. It
// imports testing; only tests import it.
package accounttest

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"holdfast/infra/account"
)

// The targets, as environment variables.
const (
	// Emulator is the address of an emulator: tests/emulator/run sets it.
	Emulator = "HOLDFAST_AWS_ENDPOINT"
	// Real is the twelve digits of an account of yours, in which the suites make tables,
	// queues and parameters whose names begin with holdfast-test, and delete them.
	// Credentials and region are found as the AWS CLI finds them, and must be that
	// account's.
	Real = "HOLDFAST_AWS_ACCOUNT"
	// Services says, by any value, that the suites run against what AWS_ENDPOINT_URL_DYNAMODB,
	// AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_SSM name: other people's implementations, each
	// of one service, in which time passes as it does. A service without an address is reached
	// nowhere.
	Services = "HOLDFAST_AWS_SERVICES"
)

// Target is one account to test on.
type Target struct {
	account.Account
	ID   string // twelve digits
	Real bool   // AWS itself, or as good as it: time cannot be turned, and indexes lag
}

// Each runs a test on every target that is configured, and logs which. Without any it
// fails: it must neither be skipped unseen nor reach an account that was not named.
func Each(t *testing.T, test func(t *testing.T, on Target)) {
	t.Helper()
	endpoint := os.Getenv(Emulator)
	id := os.Getenv(Real)
	services := os.Getenv(Services)
	if endpoint == "" && id == "" && services == "" {
		t.Fatalf(
			"no account to test on: run this by tests/emulator/run, or name an account of yours in %s",
			Real,
		)
	}
	if services != "" {
		t.Run("services", func(t *testing.T) {
			t.Parallel()
			on, err := findServices(os.Getenv)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("against %v", on.Endpoints.Of)
			test(t, on)
		})
	}
	if endpoint != "" {
		t.Run("emulator", func(t *testing.T) {
			t.Parallel()
			t.Logf("against the emulator at %s", endpoint)
			test(t, newEmulated(t, endpoint))
		})
	}
	if id != "" {
		t.Run("account", func(t *testing.T) {
			t.Parallel()
			on, err := findReal(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("against account %s, region %s", id, on.Region)
			test(t, on)
		})
	}
}

// newEmulated returns an account that no other test has: to an emulator any twelve digits
// as access key are one.
func newEmulated(t testing.TB, endpoint string) Target {
	t.Helper()
	n, err := rand.Int(rand.Reader, big.NewInt(1e12))
	if err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprintf("%012d", n)
	env := map[string]string{
		"AWS_REGION":            "us-east-1",
		"AWS_ACCESS_KEY_ID":     id,
		"AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_ENDPOINT_URL":      endpoint,
	}
	in, err := account.FromEnv(func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	return Target{Account: in, ID: id}
}

// nowhere is an address at which nothing listens.
const nowhere = "http://127.0.0.1:1"

// findServices returns an account whose services are those that the environment gives an
// address of their own. Whatever else it says, no other is reached.
func findServices(getenv func(string) string) (Target, error) {
	const id = "000000000000"
	key := aws.Credentials{AccessKeyID: id, SecretAccessKey: "secret", Source: "none"}
	creds := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return key, nil
	})
	at := account.EndpointsFromEnv(getenv)
	at.All = nowhere
	in, err := account.New(cmp.Or(getenv("AWS_REGION"), "us-east-1"), creds, at)
	if err != nil {
		return Target{}, err
	}
	if len(at.Of) == 0 {
		return Target{}, fmt.Errorf("%s is set, and no AWS_ENDPOINT_URL_SQS or the like", Services)
	}
	return Target{Account: in, ID: id, Real: true}, nil
}

// findReal returns the account of that number, if the credentials are that account's.
func findReal(ctx context.Context, id string) (Target, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return Target{}, fmt.Errorf("find your AWS credentials: %w", err)
	}
	in, err := account.New(cfg.Region, cfg.Credentials, account.EndpointsOf(cfg.BaseEndpoint))
	if err != nil {
		return Target{}, err
	}
	client := sts.New(sts.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(account.STS),
		HTTPClient:   in.HTTP,
	})
	me, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return Target{}, account.Explain("ask AWS whose credentials these are", err)
	}
	if own := aws.ToString(me.Account); own != id {
		return Target{}, fmt.Errorf(
			"%s names account %s, and your credentials are those of %s: nothing was done",
			Real, id, own,
		)
	}
	return Target{Account: in, ID: id, Real: true}, nil
}
