// Command imports is the Lambda that folds what is imported. Imports have a queue and a
// function of their own, so that no webhook waits behind them.
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
	table := dynamo.New(env.Account, env.Setting("HOLDFAST_TABLE"), env.Metrics.Units)
	orders := sqs.New(env.Account, env.Setting("HOLDFAST_ORDERS"))
	imports := sqs.New(env.Account, env.Setting("HOLDFAST_IMPORTS"))
	tasks := sqs.New(env.Account, env.Setting("HOLDFAST_ACT"))

	records := book.Book{Table: table}
	step := apply.Apply{
		Book:    records,
		Shops:   &book.Shops{Book: records, Now: time.Now},
		Orders:  orders,
		Act:     tasks,
		Now:     time.Now,
		Log:     env.Log,
		Hearing: &apply.Hearing{},
	}

	env.Start(awslambda.Function{
		Batch: step.Fold,
		Queue: imports,
	})
}
