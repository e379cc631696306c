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
	"holdfast/shared/words/heard"
)

func main() {
	env := awslambda.FromEnv()
	parameters := secrets.New(env.Account, env.Stack, env.Log)
	orders := sqs.New(env.Account, env.Setting("HOLDFAST_ORDERS"))
	tickets := sqs.New(env.Account, env.Setting("HOLDFAST_TICKETS"))

	journal := ingest.Journal{
		Tally: heard.Tally{By: env.Instance},
		Queue: orders,
		Every: 10 * time.Minute,
		Log:   env.Log,
	}
	sources := ingest.NewCache(parameters.Load, time.Now)
	step := ingest.Ingest{
		Sources:   sources,
		Orders:    orders,
		Tickets:   tickets,
		Platforms: platforms.For,
		Now:       time.Now,
		Log:       env.Log,
		Count:     env.Metrics.Webhook,
		Hear:      func(d heard.Delivery) { env.Metrics.Heard(d); journal.Hear(d) },

		IsOnlyStore: sources.IsOnlyStore,
	}

	env.Start(awslambda.Function{
		Hooks:    step.TakeRequest,
		Rehearse: step.Rehearse,
	})
}
