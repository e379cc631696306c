// Package stack lets the command work on a stack in AWS instead of a folder.
//
// Open finds, with the operator's own credentials (environment, profile or single sign-on,
// as with the AWS CLI), what AWS called the stack's table and queues, and returns them as a
// session.Target. Sources are SSM parameters, in the form that package secrets reads.
// Nothing runs here: what a verb queues, the stack's functions work, and AwaitWork looks
// every second whether they have.
//
// The clients it needs (config, cloudformation, ssm) are a third of what it takes to
// compile the command. Only the main package infra/holdfast imports this package; the one
// behind make demo and make up, infra/holdfast/withoutaws, does without.
package stack

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
	"holdfast/infra/holdfast/session"
	"holdfast/infra/sqs"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
)

// resources are the logical ids of template.yaml for queues, by their names.
var resources = map[string]string{
	queue.Orders:  "OrdersQueue",
	queue.Tickets: "TicketsQueue",
	queue.Imports: importsQueue,
	queue.Sweep:   "SweepQueue",
	queue.Census:  "CensusQueue",
	queue.Act:     "ActQueue",
}

// importsQueue may be missing: in a stack of a version before it was there.
const importsQueue = "ImportsQueue"

// Outputs of template.yaml.
const (
	tableOutput   = "TableName"
	addressOutput = "HooksAddress" // ends in /hooks
)

// backend is the backend of a stack.
type backend struct {
	stack      string
	queues     map[string]*sqs.Queue
	parameters *ssm.Client
}

// Open returns a stack as a target. The error wraps session.ErrUsage where the operator's
// settings name no region, and says what to do where AWS refuses.
func Open(ctx context.Context, name string) (*session.Target, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("find your AWS credentials: %w", err)
	}
	in, err := account.New(cfg.Region, cfg.Credentials, account.EndpointsOf(cfg.BaseEndpoint))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", session.ErrUsage, err)
	}
	ids, err := listContents(ctx, in, name)
	if err != nil {
		return nil, err
	}

	parameters := ssm.New(ssm.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(account.SSM),
		HTTPClient:   in.HTTP,
		Retryer:      account.NewRetryer(),
	})
	b := backend{stack: name, queues: map[string]*sqs.Queue{}, parameters: parameters}
	for queueName, id := range resources {
		if ids[id] == "" && id == importsQueue {
			continue
		}
		if ids[id] == "" {
			return nil, errNotOurs(name, id)
		}
		b.queues[queueName] = sqs.New(in, ids[id])
	}
	if ids[tableOutput] == "" {
		return nil, errNotOurs(name, tableOutput)
	}
	return &session.Target{
		Book:    book.Book{Table: dynamo.New(in, ids[tableOutput], nil)},
		Now:     time.Now,
		Hooks:   ids[addressOutput],
		Backend: b,
	}, nil
}

func errNotOurs(stack, id string) error {
	return fmt.Errorf("stack %s has no %s: is it one of Holdfast's?", stack, id)
}

// listContents lists the names that AWS gave the resources of a stack, by their logical
// ids, and the values of its outputs, by their names.
func listContents(
	ctx context.Context,
	in account.Account,
	stack string,
) (map[string]string, error) {
	client := cloudformation.New(cloudformation.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(account.CloudFormation),
		HTTPClient:   in.HTTP,
		Retryer:      account.NewRetryer(),
	})
	found := map[string]string{}

	list := &cloudformation.ListStackResourcesInput{StackName: &stack}
	pages := cloudformation.NewListStackResourcesPaginator(client, list)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, account.Explain("look at stack "+stack, err)
		}
		for _, r := range page.StackResourceSummaries {
			found[aws.ToString(r.LogicalResourceId)] = aws.ToString(r.PhysicalResourceId)
		}
	}

	describe := &cloudformation.DescribeStacksInput{StackName: &stack}
	described, err := client.DescribeStacks(ctx, describe)
	if err != nil {
		return nil, account.Explain("look at stack "+stack, err)
	}
	for _, s := range described.Stacks {
		for _, o := range s.Outputs {
			found[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
		}
	}
	return found, nil
}

// Queue implements session.Backend.
func (b backend) Queue(name string) queue.Queue {
	if q := b.queues[name]; q != nil {
		return q
	}
	return nil
}

// CountMessages implements session.Backend. SQS counts approximately.
func (b backend) CountMessages(ctx context.Context, name string) (queue.Stats, error) {
	return b.queues[name].Stats(ctx)
}

const (
	pollEvery = time.Second
	pollFor   = 10 * time.Minute // more than a census of a large store takes
)

// errStillAtWork says that the functions had not come to an end of it after pollFor.
var errStillAtWork = errors.New(
	"it was asked for, and the stack is still at work on it: look again later",
)

// AwaitRoom implements session.Backend.
func (b backend) AwaitRoom(ctx context.Context, _ string, _ int) error { return ctx.Err() }

// AwaitWork implements session.Backend.
func (b backend) AwaitWork(ctx context.Context, done func() (bool, error)) error {
	for begun := time.Now(); ; {
		ready, err := done()
		if err != nil || ready {
			return err
		}
		if time.Since(begun) > pollFor {
			return errStillAtWork
		}
		if err := account.Wait(ctx, pollEvery); err != nil {
			return err
		}
	}
}
