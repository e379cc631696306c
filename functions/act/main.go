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
	table := dynamo.New(env.Account, env.Setting("HOLDFAST_TABLE"), env.Metrics.Units)
	tasks := sqs.New(env.Account, env.Setting("HOLDFAST_ACT"))
	parameters := secrets.New(env.Account, env.Stack, env.Log)
	hooks := env.Setting("HOLDFAST_HOOKS")
	address := func() string { return hooks }

	send := carrier.New(parameters.Endpoint, env.Account, time.Now, env.Log)
	if name := env.Setting("HOLDFAST_MAIL_EVENTS"); name != "none" {
		send.MailEvents = name
	}

	records := book.Book{Table: table}
	sources := ingest.NewCache(parameters.Load, time.Now)
	step := act.Act{
		Book:  records,
		Shops: &book.Shops{Book: records, Now: time.Now},
		Send:  send,
		Now:   time.Now,
		Log:   env.Log,
		Count: env.Metrics.Task,
		Link:  links.To(address, sources),

		Unsubscribe: links.OutOf(address, sources),
	}

	env.Start(awslambda.Function{
		Batch: step.CarryOut,
		Queue: tasks,
	})
}
