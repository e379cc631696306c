// Command census is the Lambda that judges every customer of every store: a schedule asks
// for all segments, its queue for one; the last segment reduces them to the estimate.
package main

import (
	"time"

	"holdfast/infra/awslambda"
	"holdfast/infra/dynamo"
	"holdfast/infra/sqs"
	"holdfast/shared/records/book"
	"holdfast/shared/steps/census"
)

func main() {
	env := awslambda.FromEnv()
	table := dynamo.New(env.Account, env.Setting("HOLDFAST_TABLE"), env.Metrics.Units)
	segments := sqs.New(env.Account, env.Setting("HOLDFAST_CENSUS"))

	records := book.Book{Table: table}
	step := census.Census{
		Book:            records,
		Shops:           &book.Shops{Book: records, Now: time.Now},
		Segments:        segments,
		Now:             time.Now,
		Log:             env.Log,
		CountUnreadable: env.Metrics.Unreadable,
		CountSilent:     env.Metrics.Silent,
	}

	env.Start(awslambda.Function{
		Schedule: step.Start,
		Batch:    step.CountSegments,
		Queue:    segments,
	})
}
