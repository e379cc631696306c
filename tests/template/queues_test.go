//go:build template

package template

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A source queue outlives a long weekend; its dead letters outlive it by a week, since SQS counts from the first sending.
const (
	week     = 604800.0
	twoWeeks = 1209600.0
)

// worked are the functions that work a queue, with how much they take at once and how many of them.
var worked = map[string]struct{ batch, window, most any }{
	"Orders": {50.0, 1.0, "Folders"}, "Tickets": {50.0, 1.0, "Folders"}, "Sweep": {1.0, nil, 8.0}, "Census": {1.0, nil, 4.0}, "Act": {3.0, nil, 5.0},
}

var tagged = []any{tree{"Key": "holdfast", "Value": "AWS::StackName"}}

func TestQueuesKeepWhatFails(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	for name, w := range worked {
		lower := strings.ToLower(name)
		queue := main.props(t, name+"Queue")
		want := tree{
			"QueueName": "${AWS::StackName}-" + lower, "VisibilityTimeout": queue["VisibilityTimeout"], "MessageRetentionPeriod": week,
			"SqsManagedSseEnabled": true, "RedrivePolicy": tree{"deadLetterTargetArn": name + "Dead.Arn", "maxReceiveCount": 20.0},
			"RedriveAllowPolicy": tree{"redrivePermission": "denyAll"}, "Tags": tagged,
		}
		if d := cmp.Diff(want, queue); d != "" {
			t.Errorf("queue %s (-want +got):\n%s", name, d)
		}
		window, _ := w.window.(float64)
		if hidden := queue["VisibilityTimeout"].(float64); hidden < 6*steps[name]+window {
			t.Errorf("messages of %s are hidden for %v s: less than six runs of %v s and a window of %v s", name, hidden, steps[name], window)
		}
		dead := tree{
			"QueueName": "${AWS::StackName}-" + lower + "-dead", "MessageRetentionPeriod": twoWeeks, "SqsManagedSseEnabled": true, "Tags": tagged,
			"RedriveAllowPolicy": tree{
				"redrivePermission": "byQueue",
				"sourceQueueArns":   []any{"arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-" + lower},
			},
		}
		if d := cmp.Diff(dead, main.props(t, name+"Dead")); d != "" {
			t.Errorf("dead letters of %s (-want +got):\n%s", name, d)
		}
	}
	missed := tree{
		"QueueName": "${AWS::StackName}-missed-ticks", "MessageRetentionPeriod": twoWeeks, "SqsManagedSseEnabled": true,
		"RedriveAllowPolicy": tree{"redrivePermission": "denyAll"}, "Tags": tagged,
	}
	if d := cmp.Diff(missed, main.props(t, "MissedTicks")); d != "" {
		t.Errorf("missed ticks (-want +got):\n%s", d)
	}
}

func TestQueuesAreSpokenToOverTLSOnly(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	policies := main.of("AWS::SQS::QueuePolicy")
	if len(policies) != 1 {
		t.Fatalf("%v", policies)
	}
	p := main.props(t, policies[0])
	queues := texts(p["Queues"])
	slices.Sort(queues)
	if d := cmp.Diff(main.of("AWS::SQS::Queue"), queues); d != "" {
		t.Errorf("queues (-all +held):\n%s", d)
	}
	want := []tree{{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Condition": tree{"Bool": tree{"aws:SecureTransport": "false"}}}}
	if d := cmp.Diff(want, trees(p.at("PolicyDocument", "Statement"))); d != "" {
		t.Errorf("policy (-want +got):\n%s", d)
	}
}

func TestFunctionsNameTheMessagesThatFailed(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	if n := len(main.of("AWS::Lambda::EventSourceMapping")); n != len(worked) {
		t.Errorf("%d queues are worked, want %d", n, len(worked))
	}
	for name, w := range worked {
		want := tree{
			"EventSourceArn": name + "Queue.Arn", "FunctionName": name + "FunctionAliaslive", "BatchSize": w.batch,
			"FunctionResponseTypes": []any{"ReportBatchItemFailures"}, "ScalingConfig": tree{"MaximumConcurrency": w.most},
		}
		if w.window != nil {
			want["MaximumBatchingWindowInSeconds"] = w.window
		}
		if d := cmp.Diff(want, main.props(t, name+"FunctionMessages")); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestTheClockTicksInTheShopsZoneAndIsMissedInAQueue(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	expressions := map[string]string{"Sweep": "cron(0 * * * ? *)", "Census": "cron(0 2 * * ? *)"}
	if n := len(main.of("AWS::Scheduler::Schedule")); n != len(expressions) {
		t.Errorf("%d schedules, want %d", n, len(expressions))
	}
	for name, expression := range expressions {
		want := tree{
			"ScheduleExpression": expression, "ScheduleExpressionTimezone": "Zone", "FlexibleTimeWindow": tree{"Mode": "OFF"}, "GroupName": "Ticks",
			"Target": tree{
				"Arn": name + "FunctionAliaslive", "RoleArn": "TickRole.Arn", "Input": `{"at":"<aws.scheduler.scheduled-time>"}`,
				"DeadLetterConfig": tree{"Arn": "MissedTicks.Arn"},
				"RetryPolicy":      tree{"MaximumRetryAttempts": 5.0, "MaximumEventAgeInSeconds": 3600.0},
			},
		}
		if d := cmp.Diff(want, main.props(t, name+"FunctionTick")); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		async := tree{
			"FunctionName": name + "Function", "Qualifier": "live", "MaximumRetryAttempts": 2.0, "MaximumEventAgeInSeconds": 3600.0,
			"DestinationConfig": tree{"OnFailure": tree{"Destination": "MissedTicks.Arn"}},
		}
		if d := cmp.Diff(async, main.props(t, name+"FunctionEventInvokeConfig")); d != "" {
			t.Errorf("starts of %s (-want +got):\n%s", name, d)
		}
	}
}
