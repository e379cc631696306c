package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"holdfast/infra/account"
	"holdfast/infra/awslambda"
	"holdfast/shared/steps/ingest"
)

// What CodeDeploy may be told.
const (
	succeeded = "Succeeded"
	failed    = "Failed"
)

// answer is what the function answers its HTTP API.
type answer struct {
	StatusCode   int
	Body         string
	ErrorMessage string // of a function that failed
}

// invoke runs the version with a request, as the HTTP API would, but for the mark.
func (r *Rehearsal) invoke(ctx context.Context, q ingest.Request) (answer, error) {
	var a answer
	name, version, err := splitVersion(r.Version)
	if err != nil {
		return a, err
	}
	event, err := awslambda.RehearsalEvent(q)
	if err != nil {
		return a, fmt.Errorf("write the event: %w", err)
	}

	path := "/2015-03-31/functions/" + url.PathEscape(name) + "/invocations"
	text, err := r.Account.Do(ctx, account.Call{
		Service: account.Lambda,
		Path:    path + "?Qualifier=" + url.QueryEscape(version),
		Body:    event,
	})
	if err != nil {
		return a, account.Explain("invoke version "+version, err)
	}
	if err := json.Unmarshal(text, &a); err != nil {
		return a, fmt.Errorf("read the answer of version %s: %w", version, err)
	}
	return a, nil
}

// splitVersion returns the name and the version in the ARN of a function's version.
func splitVersion(arn string) (name, version string, err error) {
	parts := strings.Split(arn, ":")
	if len(parts) != 8 {
		return "", "", errors.New("HOLDFAST_REHEARSED is no ARN of a function's version")
	}
	return parts[6], parts[7], nil
}

// report tells CodeDeploy how a rehearsal went.
func (r *Rehearsal) report(ctx context.Context, d awslambda.Deployment, verdict string) error {
	body, err := json.Marshal(map[string]string{
		"deploymentId":                  d.DeploymentID,
		"lifecycleEventHookExecutionId": d.ExecutionID,
		"status":                        verdict,
	})
	if err != nil {
		return err
	}
	_, err = r.Account.Do(ctx, account.Call{
		Service: account.CodeDeploy,
		Path:    "/",
		Target:  "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
		Body:    body,
	})
	if err != nil {
		return account.Explain("codedeploy", err)
	}
	return nil
}
