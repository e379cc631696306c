//go:build template

package template

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// may is what one statement of a role allows: actions on resources, each in order.
type may struct{ Actions, Resources string }

// parameters is the path under which a stack's parameters stand.
const parameters = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/holdfast/${AWS::StackName}"

// Each role with all that it may do beside its own log and traces. What a step calls is in the step; that these suffice is tried
// by the deployed stack, whose functions obey them.
var (
	table   = restored("Table.Arn", "")
	due     = restored("${Table.Arn}/index/due", "/index/due")
	secrets = parameters + " " + parameters + "/*" // the path itself, all of it read at once, and the paths below
	poll    = "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage"
	fold    = "dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query"

	roles = map[string][]may{
		"Ingest": {{"ssm:GetParametersByPath", secrets}, {"sqs:SendMessage", "OrdersQueue.Arn TicketsQueue.Arn"}},
		"Rehearse": {
			{"ssm:GetParametersByPath", secrets},
			{"lambda:InvokeFunction", "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-ingest:*"},
			// The group's own name is CloudFormation's to give.
			{"codedeploy:PutLifecycleEventHookExecutionStatus", "arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:${AWS::StackName}-*"},
		},
		"Orders":  {{fold, table}, {poll, "OrdersQueue.Arn"}, {"sqs:SendMessage", "ActQueue.Arn OrdersQueue.Arn"}},
		"Tickets": {{fold, table}, {poll, "TicketsQueue.Arn"}, {"sqs:SendMessage", "ActQueue.Arn OrdersQueue.Arn"}},
		"Imports": {{fold, table}, {poll, "ImportsQueue.Arn"}, {"sqs:SendMessage", "ActQueue.Arn OrdersQueue.Arn"}},
		"Sweep": {
			{"dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query", table},
			{"dynamodb:Query", due},
			{poll, "SweepQueue.Arn"},
			{"sqs:SendMessage", "ActQueue.Arn MissedTicks.Arn SweepQueue.Arn"},
		},
		"Census": {
			{"dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:Scan", table},
			{poll, "CensusQueue.Arn"},
			{"sqs:SendMessage", "CensusQueue.Arn MissedTicks.Arn"},
		},
		"Act": {
			{"dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query", table},
			{"ssm:GetParametersByPath", secrets},
			{poll, "ActQueue.Arn"},
			// Which addresses are verified is each store's own affair, and may change without a deployment.
			{"ses:SendEmail", "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${AWS::StackName} " +
				"arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"},
		},
	}
)

// restored is a part of the stack's table, or of the one that was restored in its stead.
func restored(own, part string) string {
	return "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${RestoredTable}" + part + " if Restored, else " + own
}

func TestEachFunctionMayDoWhatItDoesAndNothingElse(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	for step, want := range roles {
		want = slices.Concat([]may{
			{"logs:CreateLogStream logs:PutLogEvents", step + "Log.Arn"},
			{"xray:PutTelemetryRecords xray:PutTraceSegments", "*"}, // X-Ray knows no ARNs here
		}, want)
		if d := cmp.Diff(want, allowed(t, main, step+"Role", "lambda.amazonaws.com")); d != "" {
			t.Errorf("%s may (-want +got):\n%s", step, d)
		}
	}
}

func TestTheOtherRolesMayDoLittle(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	tick := []may{{"lambda:InvokeFunction", "CensusFunctionAliaslive SweepFunctionAliaslive"}, {"sqs:SendMessage", "MissedTicks.Arn"}}
	if d := cmp.Diff(tick, allowed(t, main, "TickRole", "scheduler.amazonaws.com")); d != "" {
		t.Errorf("schedules may (-want +got):\n%s", d)
	}
	shift := []may{
		{"lambda:GetAlias lambda:GetProvisionedConcurrencyConfig lambda:UpdateAlias", "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-*"},
		{"lambda:InvokeFunction", "RehearseFunction.Arn"},
		{"cloudwatch:DescribeAlarms", "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${AWS::StackName}-*"},
	}
	if d := cmp.Diff(shift, allowed(t, main, "ShiftRole", "codedeploy.amazonaws.com")); d != "" {
		t.Errorf("deployments may (-want +got):\n%s", d)
	}
	if n := len(main.of("AWS::IAM::Role")); n != len(roles)+2 {
		t.Errorf("%d roles: one for each function, the schedules and the deployments make %d", n, len(roles)+2)
	}
	for _, kind := range []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"} {
		if names := main.of(kind); len(names) > 0 {
			t.Errorf("policies beside those of the roles: %v", names)
		}
	}
}

// allowed reads a role whole: one service takes it on, every statement allows, nothing comes from managed policies.
func allowed(t *testing.T, f formation, role, service string) (all []may) {
	t.Helper()
	p := f.props(t, role)
	for k := range p {
		if k != "AssumeRolePolicyDocument" && k != "Policies" && k != "Tags" {
			t.Errorf("%s has %s", role, k)
		}
	}
	trust := trees(p.at("AssumeRolePolicyDocument", "Statement"))
	if len(trust) != 1 || trust[0].at("Principal", "Service") != service || trust[0]["Effect"] != "Allow" || trust[0]["Action"] != "sts:AssumeRole" {
		t.Errorf("%s is taken on by %v", role, trust)
	}
	for _, policy := range trees(p["Policies"]) {
		for _, s := range trees(policy.at("PolicyDocument", "Statement")) {
			if s["Effect"] != "Allow" || len(s) != 3 {
				t.Errorf("%s: statement %v", role, s)
			}
			all = append(all, may{sorted(s["Action"]), sorted(s["Resource"])})
		}
	}
	return all
}

func sorted(v any) string {
	all := texts(v)
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestNobodyElseMayUseTheSchedulesRole(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	trust := trees(main.props(t, "TickRole").at("AssumeRolePolicyDocument", "Statement"))
	want := tree{
		"StringEquals": tree{"aws:SourceAccount": "AWS::AccountId"},
		"ArnEquals":    tree{"aws:SourceArn": "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule-group/${AWS::StackName}"},
	}
	if d := cmp.Diff(want, trust[0]["Condition"]); d != "" {
		t.Errorf("condition (-want +got):\n%s", d)
	}
}
