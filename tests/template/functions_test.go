//go:build template

package template

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// steps are the functions and how long each may run, in seconds.
var steps = map[string]float64{"Ingest": 10, "Orders": 60, "Tickets": 60, "Sweep": 300, "Census": 900, "Act": 60, "Imports": 300, "Rehearse": 60}

func TestEveryFunctionOfTheFolderIsDeployedAndNoOther(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	var want []string
	folders, err := filepath.Glob(filepath.Join(root, "functions", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		name := filepath.Base(f)
		want = append(want, strings.ToUpper(name[:1])+name[1:]+"Function")
	}
	if d := cmp.Diff(want, main.of("AWS::Lambda::Function")); d != "" {
		t.Errorf("functions (-want +got):\n%s", d)
	}
}

func TestFunctionsAreSetUpAlike(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	for step, timeout := range steps {
		lower := strings.ToLower(step)
		memory, limit := 256.0, "200MiB"
		if step == "Census" || step == "Imports" {
			memory, limit = 1024, "820MiB"
		}
		variables := tree{
			"GOMEMLIMIT": limit, "ZONEINFO": "/var/task/zoneinfo.zip", "HOLDFAST_STACK": "AWS::StackName", "HOLDFAST_TABLE": "RestoredTable if Restored, else Table",
			"HOLDFAST_ORDERS": "OrdersQueue", "HOLDFAST_TICKETS": "TicketsQueue", "HOLDFAST_IMPORTS": "ImportsQueue", "HOLDFAST_SWEEP": "SweepQueue",
			"HOLDFAST_CENSUS": "CensusQueue", "HOLDFAST_ACT": "ActQueue",
		}
		if step == "Act" { // links to surveys lead to where ingest takes the answers
			variables["HOLDFAST_HOOKS"] = told(main.Outputs["HooksAddress"].Value)
			variables["HOLDFAST_MAIL_EVENTS"] = "MailEvents if Mail, else none"
		}
		p := main.props(t, step+"Function")
		if step == "Rehearse" {
			variables["HOLDFAST_REHEARSED"] = newVersion(t, main, "Ingest")
		}
		recursion := "Terminate"
		if step == "Orders" || step == "Sweep" {
			recursion = "Allow"
		}
		want := tree{
			"Code": tree{"S3Bucket": "code", "S3Key": lower + ".zip"}, "Description": p["Description"], "FunctionName": "${AWS::StackName}-" + lower,
			"Runtime": "provided.al2023", "Architectures": []any{"arm64"}, "Handler": "bootstrap", "MemorySize": memory, "Timeout": timeout,
			"Role": step + "Role.Arn", "TracingConfig": tree{"Mode": "Tracing"}, "RecursiveLoop": recursion,
			"LoggingConfig": tree{"LogFormat": "JSON", "ApplicationLogLevel": "LogLevel", "SystemLogLevel": "WARN", "LogGroup": step + "Log"},
			"Tags":          []any{tree{"Key": "holdfast", "Value": "AWS::StackName"}},
			"Environment":   tree{"Variables": variables},
		}
		if step == "Ingest" { // webhooks come from outside, and must not wait for the other functions
			want["ReservedConcurrentExecutions"] = "HooksAtOnce if Reserved, else AWS::NoValue"
		}
		if d := cmp.Diff(want, p); d != "" {
			t.Errorf("%s (-want +got):\n%s", step, d)
		}
		if p["Description"] == "" {
			t.Errorf("%s says nothing of itself", step)
		}
		if d := cmp.Diff(tree{"LogGroupName": "/aws/lambda/${AWS::StackName}-" + lower, "RetentionInDays": "LogDays"}, main.props(t, step+"Log")); d != "" {
			t.Errorf("log of %s (-want +got):\n%s", step, d)
		}
	}
}

// newVersion is the version of a function that a deployment makes.
func newVersion(t *testing.T, main formation, step string) string {
	t.Helper()
	for _, name := range main.of("AWS::Lambda::Version") {
		if strings.HasPrefix(name, step+"FunctionVersion") {
			return name
		}
	}
	t.Fatalf("%s has no versions", step)
	return ""
}

// Lambda's system has no time zones: without the archive that ZONEINFO names, every shop's night would be UTC's.
func TestWhatIsDeployedBringsItsTimeZones(t *testing.T) {
	t.Parallel()
	for step := range steps {
		folder := filepath.Join(root, "dist", "arm64", strings.ToLower(step))
		for _, file := range []string{"bootstrap", "zoneinfo.zip"} {
			if info, err := os.Stat(filepath.Join(folder, file)); err != nil || info.Size() < 100_000 {
				t.Errorf("make build left no %s in %s: %v", file, folder, err)
			}
		}
	}
}

func TestANewVersionIsTriedOnATenthOfTheTrafficInProd(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	if d := cmp.Diff(map[string]any{"Fn::Equals": []any{map[string]any{"Ref": "Stage"}, "prod"}}, main.Conditions["Prod"]); d != "" {
		t.Errorf("prod (-want +got):\n%s", d)
	}
	for step := range steps {
		alias := main.Resources[step+"FunctionAliaslive"]
		if alias.Type != "AWS::Lambda::Alias" || alias.Properties["Name"] != "live" {
			t.Errorf("%s has no alias live", step)
		}
		// Sweep and census run by the clock, too seldom to learn from a tenth of it, as are imports; rehearse runs with a
		// deployment only.
		_, watched := goesBackOn[step]
		if group, shifted := main.Resources[step+"FunctionDeploymentGroup"]; shifted != (alias.UpdatePolicy != nil) || shifted != watched {
			t.Errorf("%s is shifted: %t, by %v", step, shifted, alias.UpdatePolicy)
		} else if shifted {
			shiftsOnAlarm(t, step, group.Properties)
		}
	}
}

// goesBackOn are the alarms that take a new version of a function back. A version that answers everybody with 401, or puts
// everything into quarantine, does not fail: its errors alone would let it through.
var goesBackOn = map[string][]string{
	"Ingest": {"IngestErrors", "HooksFailing", "SourcesRefused"}, "Orders": {"OrdersErrors", "OrdersRejecting"},
	"Tickets": {"TicketsErrors", "TicketsRejecting"}, "Act": {"ActErrors"},
}

func TestANewVersionOfIngestIsRehearsedBeforeItTakesTraffic(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	policy, ok := told(main.Resources["IngestFunctionAliaslive"].UpdatePolicy).(tree)
	if got := policy.at("CodeDeployLambdaAliasUpdate", "BeforeAllowTrafficHook"); !ok || got != "RehearseFunction" {
		t.Errorf("before traffic %v is called", got)
	}
}

func shiftsOnAlarm(t *testing.T, step string, group tree) {
	t.Helper()
	want := "CodeDeployDefault.LambdaCanary10Percent5Minutes if Prod, else CodeDeployDefault.LambdaAllAtOnce"
	if got := group["DeploymentConfigName"]; got != want {
		t.Errorf("%s is shifted by %v", step, got)
	}
	var names []any
	for _, name := range goesBackOn[step] {
		names = append(names, tree{"Name": "Watch.Outputs." + name})
	}
	alarms := tree{"Enabled": true, "Alarms": names}
	if d := cmp.Diff(alarms, group["AlarmConfiguration"]); d != "" {
		t.Errorf("alarms of %s (-want +got):\n%s", step, d)
	}
	rollback, _ := group.at("AutoRollbackConfiguration", "Events").([]any)
	if d := cmp.Diff([]string{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}, texts(rollback)); d != "" {
		t.Errorf("rollback of %s (-want +got):\n%s", step, d)
	}
	if group["ServiceRoleArn"] != "ShiftRole.Arn" {
		t.Errorf("%s is shifted under %v", step, group["ServiceRoleArn"])
	}
}
