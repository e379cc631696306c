// Command tickets is the Lambda that folds ticket and satisfaction events into customers,
// and proposes tasks.
package main

import (
	"time"

	"holdfast/infra/awslambda"
	"holdfast/infra/dynamo"
	"holdfast/infra/sqs"
	"holdfast/shared/records/book"
	"holdfast/shared/steps/apply"
)

func main() {
	env := awslambda.FromEnv()
	records := book.Book{
		Table: dynamo.New(env.Account, env.Setting("HOLDFAST_TABLE"), env.Metrics.Units),
	}
	step := apply.Apply{
		Book:   records,
		Shops:  &book.Shops{Book: records, Now: time.Now},
		Orders: sqs.New(env.Account, env.Setting("HOLDFAST_ORDERS")),
		Act:    sqs.New(env.Account, env.Setting("HOLDFAST_ACT")),
		Now:    time.Now,
		Log:    env.Log,
	}
	env.Start(
		awslambda.Function{
			Batch: step.Fold,
			Queue: sqs.New(env.Account, env.Setting("HOLDFAST_TICKETS")),
		},
	)
}
