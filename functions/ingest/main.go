// Command ingest is the Lambda behind /hooks/{store}/{source}: it makes sure that
// webhooks are genuine and queues them.
package main

import (
	"time"

	"holdfast/infra/awslambda"
	"holdfast/infra/secrets"
	"holdfast/infra/sqs"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/steps/ingest"
)

func main() {
	env := awslambda.FromEnv()
	step := ingest.Ingest{
		Sources:   ingest.NewCache(secrets.New(env.Account, env.Stack, env.Log).Load, time.Now),
		Orders:    sqs.New(env.Account, env.Setting("HOLDFAST_ORDERS")),
		Tickets:   sqs.New(env.Account, env.Setting("HOLDFAST_TICKETS")),
		Platforms: platforms.For,
		Now:       time.Now,
		Log:       env.Log,
		Count:     env.Metrics.Webhook,
	}
	env.Start(awslambda.Function{Hooks: step.TakeRequest})
}
