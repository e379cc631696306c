// Package account is the AWS account that Holdfast's adapters work in: region,
// credentials, address, one HTTP client for all, retries, and what errors mean. It reads
// credentials from the environment only: config.LoadDefaultConfig is most of a cold start.
package account

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// Account is what every client of an AWS service is built from. Its fields are safe for use
// by several goroutines.
type Account struct {
	Region      string
	Credentials aws.CredentialsProvider
	Endpoints   Endpoints
	HTTP        aws.HTTPClient // shared by all clients, so that they share connections
}

const (
	maxAttempts    = 4               // of one request, the first included
	attemptTimeout = 5 * time.Second // a lost answer must not eat a Lambda's time
	firstBackoff   = 50 * time.Millisecond
	maxBackoff     = 2 * time.Second
)

// FromEnv reads AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
// and, for emulators, what EndpointsFromEnv reads. A Lambda's role credentials are in these variables
// and are good for as long as its sandbox lives.
func FromEnv(getenv func(string) string) (Account, error) {
	creds := aws.Credentials{
		AccessKeyID:     getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    getenv("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	if !creds.HasKeys() {
		return Account{}, errors.New(
			"account: AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set",
		)
	}
	fixed := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return creds, nil
	})
	return New(getenv("AWS_REGION"), fixed, EndpointsFromEnv(getenv))
}

// New returns an account in a region, with credentials from any provider.
func New(region string, creds aws.CredentialsProvider, at Endpoints) (Account, error) {
	if region == "" {
		return Account{}, errors.New("account: AWS_REGION is not set")
	}
	if err := at.check(); err != nil {
		return Account{}, fmt.Errorf("account: %w", err)
	}
	return Account{
		Region:      region,
		Credentials: creds,
		Endpoints:   at,
		HTTP:        newHTTP(),
	}, nil
}

// NewRetryer returns the retries of a client: four attempts, with the waits of Backoff
// between them. The SDK's own waits of seconds are too long for a function that answers a
// webhook.
func NewRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = maxAttempts
		o.Backoff = retry.BackoffDelayerFunc(func(n int, _ error) (time.Duration, error) {
			return Backoff(n), nil
		})
	})
}

// Backoff returns the wait after n+1 tries that failed: at random up to 50 ms, doubled each
// time, at most 2 s ("full jitter").
func Backoff(n int) time.Duration {
	doublings := min(max(n, 0), 10)
	limit := min(firstBackoff<<doublings, maxBackoff)
	return rand.N(limit) + 1
}

// Wait sleeps for d. If ctx is done before, it returns ctx's error at once.
func Wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
