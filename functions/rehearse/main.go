// Command rehearse is the Lambda that tries a new version of ingest before it takes
// traffic: CodeDeploy calls it with each deployment.
package main

import (
	"time"

	"holdfast/infra/awslambda"
	"holdfast/infra/rehearsal"
	"holdfast/infra/secrets"
)

func main() {
	env := awslambda.FromEnv()
	parameters := secrets.New(env.Account, env.Stack, env.Log)

	try := rehearsal.Rehearsal{
		Account: env.Account,
		Version: env.Setting("HOLDFAST_REHEARSED"),
		Sources: parameters.Load,
		Now:     time.Now,
		Log:     env.Log,
	}

	env.Start(awslambda.Function{
		Deployment: try.Try,
	})
}
