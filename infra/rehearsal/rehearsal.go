// Package rehearsal tries a new version of the function ingest before it takes traffic.
//
// CodeDeploy calls Try with each deployment. It posts a sample to the new version for a
// source of each platform, signed with that source's own secret, and demands 200. It posts
// one that is not genuine, and one to a store that does not exist, and demands 401. Then it
// tells CodeDeploy whether to go on. The samples are marked as a rehearsal: ingest takes
// them through all that it does with a webhook, the queue included, and nothing comes of
// it.
//
// A version that answers everybody with 401 or 503 is a successful function to Lambda, and
// a canary that looks at errors alone would let it pass.
//
// A platform is added to the table of samples in samples.go.
package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"holdfast/infra/account"
	"holdfast/infra/awslambda"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/steps/ingest"
)

// Rehearsal tries one version of ingest.
type Rehearsal struct {
	Account account.Account
	Version string      // the ARN of the function's new version
	Sources ingest.Load // with the secrets that webhooks are signed with
	Now     func() time.Time
	Log     *slog.Logger
}

// Try is an awslambda.Function's Deployment. Its error says that CodeDeploy could not be
// told: it then calls the deployment off after an hour.
func (r *Rehearsal) Try(ctx context.Context, d awslambda.Deployment) error {
	verdict := succeeded
	if err := r.tryVersion(ctx); err != nil {
		verdict = failed
		r.Log.ErrorContext(
			ctx, "the new version does not answer as it should: the deployment is called off",
			"version", r.Version,
			"error", err,
		)
	}
	if err := r.report(ctx, d, verdict); err != nil {
		return fmt.Errorf("tell CodeDeploy that the rehearsal %s: %w", verdict, err)
	}
	return nil
}

// tryVersion returns an error unless the version answers as it should.
func (r *Rehearsal) tryVersion(ctx context.Context) error {
	stores, err := r.Sources(ctx)
	if err != nil {
		return fmt.Errorf("read the sources: %w", err)
	}
	for _, candidates := range pickSources(stores) {
		if err := r.tryPlatform(ctx, candidates); err != nil {
			return err
		}
	}
	return r.tryUnknown(ctx)
}

// tryPlatform posts samples for sources of one platform, until one is accepted, and then
// one for the same source that another secret signed. A source may have been set up wrongly
// by its shop: so several are tried.
func (r *Rehearsal) tryPlatform(ctx context.Context, candidates []candidate) error {
	var refused error
	for _, c := range candidates {
		genuine := c.post(c.source, r.Now())
		err := r.expect(ctx, genuine, http.StatusOK)
		if err != nil {
			refused = errors.Join(refused, fmt.Errorf("a genuine webhook: %w", err))
			continue
		}

		other := webhook.Source{Account: c.source.Account, Secrets: [][]byte{[]byte(otherSecret)}}
		err = r.expect(ctx, c.post(other, r.Now()), http.StatusUnauthorized)
		if err != nil {
			return fmt.Errorf("a forged webhook: %w", err)
		}
		return nil
	}
	return refused
}

// tryUnknown posts to a store that cannot exist.
func (r *Rehearsal) tryUnknown(ctx context.Context) error {
	unknown := ingest.Request{
		Method: http.MethodPost,
		Store:  "-",
		Source: "-",
		Header: http.Header{},
		Body:   []byte("{}"),
	}
	if err := r.expect(ctx, unknown, http.StatusUnauthorized); err != nil {
		return fmt.Errorf("a webhook to no store: %w", err)
	}
	return nil
}

// expect posts a request to the version, and returns an error unless it is answered with
// that status.
func (r *Rehearsal) expect(ctx context.Context, q ingest.Request, status int) error {
	a, err := r.invoke(ctx, q)
	if err != nil {
		return fmt.Errorf("%s/%s: %w", q.Store, q.Source, err)
	}
	if a.StatusCode != status {
		return fmt.Errorf(
			"%s/%s is answered %d, not %d: %.200s",
			q.Store, q.Source, a.StatusCode, status, cmp.Or(a.ErrorMessage, a.Body),
		)
	}
	return nil
}
