// Command sweep is the Lambda that judges every customer whose date has come: a schedule
// asks for all shards, its queue for one.
package main

import (
	"time"

	"holdfast/infra/awslambda"
	"holdfast/infra/dynamo"
	"holdfast/infra/sqs"
	"holdfast/shared/records/book"
	"holdfast/shared/steps/sweep"
)

func main() {
	env := awslambda.FromEnv()
	table := dynamo.New(env.Account, env.Setting("HOLDFAST_TABLE"), env.Metrics.Units)
	shards := sqs.New(env.Account, env.Setting("HOLDFAST_SWEEP"))
	tasks := sqs.New(env.Account, env.Setting("HOLDFAST_ACT"))

	records := book.Book{Table: table}
	step := sweep.Sweep{
		Book:            records,
		Shops:           &book.Shops{Book: records, Now: time.Now},
		Shards:          shards,
		Act:             tasks,
		Now:             time.Now,
		Log:             env.Log,
		CountUnreadable: env.Metrics.Unreadable,
	}

	env.Start(awslambda.Function{
		Schedule: step.Start,
		Batch:    step.JudgeShards,
		Queue:    shards,
	})
}
