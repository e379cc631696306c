package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"holdfast/infra/account"
	"holdfast/infra/dynamo"
	"holdfast/infra/sqs"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
)

// resources are the logical ids of template.yaml for queues, by their names.
var resources = map[string]string{
	queue.Orders:  "OrdersQueue",
	queue.Tickets: "TicketsQueue",
	queue.Sweep:   "SweepQueue",
	queue.Census:  "CensusQueue",
	queue.Act:     "ActQueue",
}

const (
	tableOutput   = "TableName"
	addressOutput = "HooksAddress" // ends in /hooks
)

// stack is a place in AWS.
type stack struct {
	name       string
	queues     map[string]*sqs.Queue
	parameters *ssm.Client
}

// openStack finds a stack by the operator's own credentials: environment, profile, or
// single sign-on, as with the AWS CLI.
func openStack(ctx context.Context, name string) (*place, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("find your AWS credentials: %w", err)
	}
	in, err := account.New(cfg.Region, cfg.Credentials, aws.ToString(cfg.BaseEndpoint))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	ids, err := contents(ctx, in, name)
	if err != nil {
		return nil, err
	}
	s := &stack{name: name, queues: map[string]*sqs.Queue{}, parameters: ssm.New(ssm.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(),
		HTTPClient:   in.HTTP,
		Retryer:      account.NewRetryer(),
	})}
	for queueName, id := range resources {
		if ids[id] == "" {
			return nil, fmt.Errorf("stack %s has no %s: is it one of Holdfast's?", name, id)
		}
		s.queues[queueName] = sqs.New(in, ids[id])
	}
	if ids[tableOutput] == "" {
		return nil, fmt.Errorf("stack %s has no %s: is it one of Holdfast's?", name, tableOutput)
	}
	return &place{
		Book:  book.Book{Table: dynamo.New(in, ids[tableOutput], nil)},
		Now:   time.Now,
		Hooks: ids[addressOutput],
		where: s,
	}, nil
}

// contents lists the names that AWS gave the resources of a stack, by their logical ids,
// and its outputs.
func contents(ctx context.Context, in account.Account, stack string) (map[string]string, error) {
	client := cloudformation.New(cloudformation.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(),
		HTTPClient:   in.HTTP,
		Retryer:      account.NewRetryer(),
	})
	found := map[string]string{}
	pages := cloudformation.NewListStackResourcesPaginator(
		client,
		&cloudformation.ListStackResourcesInput{StackName: &stack},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, account.Explain("look at stack "+stack, err)
		}
		for _, r := range page.StackResourceSummaries {
			found[aws.ToString(r.LogicalResourceId)] = aws.ToString(r.PhysicalResourceId)
		}
	}
	said, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &stack})
	if err != nil {
		return nil, account.Explain("look at stack "+stack, err)
	}
	for _, one := range said.Stacks {
		for _, o := range one.Outputs {
			found[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
		}
	}
	return found, nil
}

func (s *stack) Queue(name string) queue.Queue { return s.queues[name] }

func (s *stack) Stats(ctx context.Context, name string) (queue.Stats, error) {
	return s.queues[name].Stats(ctx)
}

const (
	lookAgain = time.Second
	patience  = 10 * time.Minute // more than a census of a large store takes
)

// errNotYet says that the functions had not come to an end of it when patience did.
var errNotYet = errors.New(
	"it was asked for, and the stack is still at work on it: look again later",
)

func (s *stack) Work(ctx context.Context, done func() (bool, error)) error {
	for begun := time.Now(); ; {
		ready, err := done()
		if err != nil || ready {
			return err
		}
		if time.Since(begun) > patience {
			return errNotYet
		}
		if err := account.Wait(ctx, lookAgain); err != nil {
			return err
		}
	}
}
