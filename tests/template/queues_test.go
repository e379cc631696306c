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
	"Imports": {2.0, nil, "Importers"},
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

// Each queue has one policy, since a second would take the place of the first.
func TestQueuesAreSpokenToOverTLSOnly(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	tls := tree{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Condition": tree{"Bool": tree{"aws:SecureTransport": "false"}}}
	var queues []string
	for _, name := range main.of("AWS::SQS::QueuePolicy") {
		p := main.props(t, name)
		queues = append(queues, texts(p["Queues"])...)
		want := []tree{tls}
		if name == "TicketsPolicy" { // where SNS puts what SES says of e-mails
			want = append(want, tree{
				"Effect": "Allow", "Principal": tree{"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "TicketsQueue.Arn",
				"Condition": tree{"ArnEquals": tree{"aws:SourceArn": "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-mail"}},
			})
		}
		if d := cmp.Diff(want, trees(p.at("PolicyDocument", "Statement"))); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	slices.Sort(queues)
	if d := cmp.Diff(main.of("AWS::SQS::Queue"), queues); d != "" {
		t.Errorf("queues (-all +held):\n%s", d)
	}
}

// What becomes of e-mails: SES tells the topic, and nothing else may; the topic puts it into the tickets' queue as it is.
func TestBouncesAndComplaintsComeBack(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	for name, want := range map[string]tree{
		"MailTopic":        {"TopicName": "${AWS::StackName}-mail", "Tags": tagged},
		"MailSubscription": {"TopicArn": "MailTopic", "Protocol": "sqs", "Endpoint": "TicketsQueue.Arn", "RawMessageDelivery": true},
		"MailEvents":       {"Name": "AWS::StackName"},
		"MailDestination": {
			"ConfigurationSetName": "MailEvents",
			"EventDestination": tree{
				"Name": "bounces-and-complaints", "Enabled": true, "MatchingEventTypes": []any{"bounce", "complaint"},
				"SnsDestination": tree{"TopicARN": "MailTopic"},
			},
		},
		"MailTopicPolicy": {
			"Topics": []any{"MailTopic"},
			"PolicyDocument": tree{"Version": "2012-10-17", "Statement": []any{
				tree{
					"Effect": "Allow", "Principal": tree{"Service": "ses.amazonaws.com"}, "Action": "sns:Publish", "Resource": "MailTopic",
					"Condition": tree{"StringEquals": tree{
						"aws:SourceAccount": "AWS::AccountId",
						"aws:SourceArn":     "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${AWS::StackName}",
					}},
				},
				tree{"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "MailTopic", "Condition": tree{"Bool": tree{"aws:SecureTransport": "false"}}},
			}},
		},
	} {
		if d := cmp.Diff(want, main.props(t, name)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if got := main.Resources[name].Condition; got != "Mail" {
			t.Errorf("%s is made if %q: China's regions have no SES", name, got)
		}
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
