package rehearsal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"holdfast/infra/account"
	"holdfast/infra/awslambda"
	"holdfast/infra/rehearsal"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/steps/ingest"
)

// cloud answers as Lambda would, by running a version of ingest, and as CodeDeploy.
type cloud struct {
	t       *testing.T
	version awslambda.Function
	sent    int // messages that the version queued
	invoked []string
	told    []map[string]string
	log     bytes.Buffer
}

const versionARN = "arn:aws:lambda:eu-central-1:111122223333:function:prod-ingest:7"

func (c *cloud) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	answer := []byte("{}")
	switch r.URL.Host {
	case "lambda.eu-central-1.amazonaws.com":
		c.invoked = append(c.invoked, r.URL.RequestURI())
		answer, err = c.version.Invoke(r.Context(), body)
		if err != nil {
			answer = []byte(`{"errorMessage":"it panicked","errorType":"errorString"}`)
		}
	case "codedeploy.eu-central-1.amazonaws.com":
		told := map[string]string{"target": r.Header.Get("X-Amz-Target")}
		if err := json.Unmarshal(body, &told); err != nil {
			c.t.Error(err)
		}
		c.told = append(c.told, told)
	default:
		c.t.Errorf("asked %s", r.URL)
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(answer))}, nil
}

func (c *cloud) Send(_ context.Context, _ string, _ time.Duration, bodies ...[]byte) error {
	c.sent += len(bodies)
	return nil
}

// stores has a source of each platform, and one that its shop has set up wrongly.
func stores() ingest.Stores {
	linden := map[string]ingest.Source{}
	for _, name := range platforms.Names() {
		linden[name] = ingest.Source{Platform: name, Secrets: [][]byte{[]byte(webhooktest.Secret)}, Account: "4711"}
	}
	return ingest.Stores{"linden": linden, "birch": {"shop": {Platform: "shopify", Secrets: [][]byte{[]byte(" ")}}}}
}

// newCloud returns a cloud whose version of ingest is right, and a rehearsal of it.
func newCloud(t *testing.T) (*cloud, *rehearsal.Rehearsal) {
	c := &cloud{t: t}
	now := func() time.Time { return webhooktest.Now }
	load := func(context.Context) (ingest.Stores, error) { return stores(), nil }
	step := &ingest.Ingest{
		Sources: ingest.NewCache(load, now), Orders: c, Tickets: c, Platforms: platforms.For, Now: now,
		Log: slog.New(slog.DiscardHandler), Count: func(string, string) { t.Error("a rehearsal is counted") },
	}
	c.version = awslambda.Function{
		Hooks: func(context.Context, ingest.Request) ingest.Answer {
			t.Error("it is no rehearsal")
			return ingest.Answer{}
		},
		Rehearse: step.Rehearse, Log: step.Log, Metrics: awslambda.NewMetrics(io.Discard, "prod", "prod-ingest", now), Now: now,
	}
	in := account.Account{Region: "eu-central-1", HTTP: c, Credentials: aws.CredentialsProviderFunc(
		func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "key", SecretAccessKey: "secret"}, nil
		})}
	return c, &rehearsal.Rehearsal{Account: in, Version: versionARN, Sources: load, Now: now, Log: slog.New(slog.NewTextHandler(&c.log, nil))}
}

var deployment = awslambda.Deployment{DeploymentID: "d-1", ExecutionID: "execution"}

func (c *cloud) expect(t *testing.T, r *rehearsal.Rehearsal, status string) {
	t.Helper()
	if err := r.Try(t.Context(), deployment); err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{{
		"target":       "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
		"deploymentId": "d-1", "lifecycleEventHookExecutionId": "execution", "status": status,
	}}
	if d := cmp.Diff(want, c.told); d != "" {
		t.Errorf("CodeDeploy is told (-want +got):\n%s\n%s", d, c.log.String())
	}
}

func TestAVersionThatAnswersAsItShouldIsLetThrough(t *testing.T) {
	t.Parallel()
	c, r := newCloud(t)
	c.expect(t, r, "Succeeded")
	sampled := 0
	for _, name := range platforms.Names() {
		if p, _ := platforms.For(name); !isPaged(p) {
			sampled++
		}
	}
	if c.sent != sampled || len(c.invoked) != 2*sampled+1 {
		t.Errorf("%d samples were queued in %d invocations: want one of each of %d platforms, a forged one of each, and one to no store", c.sent, len(c.invoked), sampled)
	}
	if c.invoked[0] != "/2015-03-31/functions/prod-ingest/invocations?Qualifier=7" {
		t.Errorf("invoked %s", c.invoked[0])
	}
}

func isPaged(p webhook.Platform) bool {
	_, paged := p.(webhook.PagePlatform)
	return paged
}

func TestAVersionThatAnswersEverybodyAlikeIsCalledOff(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]ingest.Answer{
		"unauthorized": {Status: http.StatusUnauthorized}, "unavailable": {Status: http.StatusServiceUnavailable}, "accepted": {Status: http.StatusOK},
	} {
		c, r := newCloud(t)
		c.version.Rehearse = func(context.Context, ingest.Request) ingest.Answer { return a }
		c.expect(t, r, "Failed")
		if !strings.Contains(c.log.String(), "linden/") || strings.Contains(c.log.String(), webhooktest.Secret) {
			t.Errorf("%s: logged %s", name, c.log.String())
		}
	}
}

func TestAVersionThatFailsIsCalledOff(t *testing.T) {
	t.Parallel()
	c, r := newCloud(t)
	c.version.Rehearse, c.version.Hooks = nil, nil
	c.expect(t, r, "Failed")
	if !strings.Contains(c.log.String(), "it panicked") {
		t.Errorf("logged %s", c.log.String())
	}
}

func TestOneSourceThatIsSetUpWronglyCallsNothingOff(t *testing.T) {
	t.Parallel()
	c, r := newCloud(t)
	all := stores()
	all["ash"] = map[string]ingest.Source{"shop": {Platform: "shopify", Secrets: [][]byte{[]byte("not the secret that ingest knows")}}}
	r.Sources = func(context.Context) (ingest.Stores, error) { return all, nil }
	c.expect(t, r, "Succeeded")
}

func TestAStackWithoutSourcesIsRehearsedAsFarAsItGoes(t *testing.T) {
	t.Parallel()
	c, r := newCloud(t)
	r.Sources = func(context.Context) (ingest.Stores, error) { return ingest.Stores{}, nil }
	c.expect(t, r, "Succeeded")
	if len(c.invoked) != 1 {
		t.Errorf("%d invocations", len(c.invoked))
	}
}

func TestWithoutSecretsNothingIsLetThrough(t *testing.T) {
	t.Parallel()
	c, r := newCloud(t)
	r.Sources = func(context.Context) (ingest.Stores, error) { return nil, errors.New("throttled") }
	c.expect(t, r, "Failed")
	r.Version = "prod-ingest"
	c.told = nil
	r.Sources = func(context.Context) (ingest.Stores, error) { return ingest.Stores{}, nil }
	c.expect(t, r, "Failed")
}
