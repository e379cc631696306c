// Command act is the Lambda that carries out tasks, each once.
package main

import (
	"time"

	"holdfast/infra/awslambda"
	"holdfast/infra/carrier"
	"holdfast/infra/dynamo"
	"holdfast/infra/links"
	"holdfast/infra/secrets"
	"holdfast/infra/sqs"
	"holdfast/shared/records/book"
	"holdfast/shared/steps/act"
	"holdfast/shared/steps/ingest"
)

func main() {
	env := awslambda.FromEnv()
	records := book.Book{
		Table: dynamo.New(env.Account, env.Setting("HOLDFAST_TABLE"), env.Metrics.Units),
	}
	parameters := secrets.New(env.Account, env.Stack, env.Log)
	hooks := env.Setting("HOLDFAST_HOOKS")
	step := act.Act{
		Book:  records,
		Shops: &book.Shops{Book: records, Now: time.Now},
		Send:  carrier.New(parameters.Endpoint, env.Account, time.Now, env.Log),
		Now:   time.Now,
		Log:   env.Log,
		Count: env.Metrics.Task,
		Link:  links.To(func() string { return hooks }, ingest.NewCache(parameters.Load, time.Now)),
	}
	env.Start(
		awslambda.Function{
			Batch: step.CarryOut,
			Queue: sqs.New(env.Account, env.Setting("HOLDFAST_ACT")),
		},
	)
}
