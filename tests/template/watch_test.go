//go:build template

package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/awslambda"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/heard"
)

// rings says when an alarm rings: in so many of so many periods of so many seconds, a figure reaches ("at") or passes ("over") a
// threshold. Nothing to look at is no alarm.
func rings(metric, when string, threshold, period, of, in float64) string {
	return fmt.Sprintf("%s %s %v in %v of %v x %vs", metric, when, threshold, of, in, period)
}

// function is a metric of a function's alias, so that a version that takes a tenth of the traffic is seen too.
func function(step, statistic, metric string) string {
	return fmt.Sprintf("%s AWS/Lambda %s FunctionName=${Stack}-%s Resource=${Stack}-%s:live", statistic, metric, step, step)
}

// alarms is every alarm there is to be, by its name without the stack's.
func alarms() map[string]string {
	all := map[string]string{
		"missed-ticks": rings("Maximum AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${Stack}-missed-ticks", "at", 1, 300, 1, 1),
		"schedule-drops": rings("Sum AWS/Scheduler InvocationDroppedCount ScheduleGroup=Ticks + Sum AWS/Scheduler TargetErrorCount ScheduleGroup=Ticks + "+
			"Sum AWS/Scheduler InvocationsFailedToBeSentToDeadLetterCount ScheduleGroup=Ticks", "at", 1, 300, 1, 1),
		"hooks-failing": rings("Sum AWS/ApiGateway 5xx ApiId=Api Stage=$default", "at", 1, 60, 2, 5),
		"sources-refused": rings("IF(SUM([m1,m2,m3]) >= 3, 100 * SUM([m1,m2,m3]) / SUM(METRICS()), 0) of "+strings.Join([]string{
			ingested("RefusedSignature"), ingested("RefusedAccount"), ingested("RefusedClock"), ingested("WebhookQueued"), ingested("WebhookIgnored"), ingested("WebhookUnusable"),
		}, " + "), "over", 5, 60, 2, 5),
		"orders-rejecting": rejecting("orders"), "tickets-rejecting": rejecting("tickets"),
		"mail-unheard":    rings("Sum AWS/SNS NumberOfNotificationsFailed TopicName=${Stack}-mail", "at", 1, 300, 1, 1),
		"mail-bounces":    rings("Maximum AWS/SES Reputation.BounceRate", "at", 0.05, 3600, 1, 1),
		"mail-complaints": rings("Maximum AWS/SES Reputation.ComplaintRate", "at", 0.001, 3600, 1, 1),
		"hooks-refused":   rings("Sum AWS/ApiGateway 4xx ApiId=Api Stage=$default", "over", 100, 300, 2, 2),
		"table-throttled": rings("Sum AWS/DynamoDB WriteThrottleEvents TableName=Table + Sum AWS/DynamoDB WriteThrottleEvents TableName=Table GlobalSecondaryIndexName=due + "+
			"Sum AWS/DynamoDB WriteThrottleEvents TableName=Table GlobalSecondaryIndexName=list + Sum AWS/DynamoDB ReadThrottleEvents TableName=Table + "+
			"Sum AWS/DynamoDB ReadThrottleEvents TableName=Table GlobalSecondaryIndexName=due", "at", 1, 60, 3, 5),
		"tasks-uncertain": rings("Sum Holdfast TaskUncertain Stack=Stack Function=${Stack}-act", "at", 1, 300, 1, 1),
		"unreadable":      rings("Sum Holdfast Unreadable Stack=Stack Function=${Stack}-sweep + Sum Holdfast Unreadable Stack=Stack Function=${Stack}-census", "at", 1, 300, 1, 1),
		"silent":          rings("Sum Holdfast Silent Stack=Stack Function=${Stack}-census", "at", 1, 300, 1, 1),
		"quarantined": rings("Sum Holdfast Rejected Stack=Stack Function=${Stack}-orders + Sum Holdfast Rejected Stack=Stack Function=${Stack}-tickets + "+
			"Sum Holdfast Rejected Stack=Stack Function=${Stack}-imports", "at", 1, 300, 1, 1),
	}
	var throttles []string
	late := map[string]float64{"orders": 900, "tickets": 900, "imports": 21600, "sweep": 3600, "census": 7200, "act": 1800}
	for _, step := range []string{"Ingest", "Orders", "Tickets", "Sweep", "Census", "Act", "Imports"} {
		lower := strings.ToLower(step)
		of, in, period := 2.0, 5.0, 60.0
		slowOf, slowIn := 2.0, 3.0
		if step == "Sweep" || step == "Census" {
			of, in, period, slowOf, slowIn = 1, 1, 300, 1, 1
		}
		if step == "Imports" {
			slowOf, slowIn = 1, 1
		}
		slow := 800 * steps[step]
		if step == "Ingest" {
			slow = 2500 // Shopify waits five seconds
		}
		all[lower+"-errors"] = rings(function(lower, "Sum", "Errors"), "at", 1, period, of, in)
		all[lower+"-slow"] = rings(function(lower, "p99", "Duration"), "over", slow, 300, slowOf, slowIn)
		throttles = append(throttles, "Sum AWS/Lambda Throttles FunctionName=${Stack}-"+lower)
		if wait, queued := late[lower]; queued {
			all[lower+"-late"] = rings("Maximum AWS/SQS ApproximateAgeOfOldestMessage QueueName=${Stack}-"+lower, "over", wait, 300, 2, 3)
			all[lower+"-dead-letters"] = rings("Maximum AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${Stack}-"+lower+"-dead", "at", 1, 300, 1, 1)
		}
	}
	all["throttled"] = rings(strings.Join(throttles, " + "), "at", 1, 300, 1, 1)
	return all
}

// ingested is a count of what ingest answers.
func ingested(metric string) string {
	return "Sum Holdfast " + metric + " Stack=Stack Function=${Stack}-ingest"
}

// rejecting is the alarm of a function that puts too much into quarantine.
func rejecting(function string) string {
	metrics := "Sum Holdfast Rejected Stack=Stack Function=${Stack}-" + function + " + Sum AWS/SQS NumberOfMessagesDeleted QueueName=${Stack}-" + function
	return rings("IF(m1 >= 3, 100 * m1 / SUM([m2]), 0) of "+metrics, "over", 5, 60, 2, 5)
}

func TestEveryAlarmRingsWhenItShouldAndIsHeard(t *testing.T) {
	t.Parallel()
	_, watch := templates(t)
	got := map[string]string{}
	for _, name := range watch.of("AWS::CloudWatch::Alarm") {
		p := watch.props(t, name)
		short := strings.TrimPrefix(p["AlarmName"].(string), "${Stack}-")
		got[short] = ringing(t, name, p)
		for _, how := range []string{"AlarmActions", "OKActions"} {
			if d := cmp.Diff([]string{"Topic"}, texts(p[how])); d != "" {
				t.Errorf("%s: %s (-want +got):\n%s", name, how, d)
			}
		}
		missing, condition := "notBreaching", ""
		if strings.HasPrefix(short, "mail-") { // China's regions have no SES
			condition = "Mail"
		}
		if p["Namespace"] == "AWS/SES" { // which tells its rates now and then
			missing = "ignore"
		}
		if p["TreatMissingData"] != missing || p["AlarmDescription"] == "" || watch.Resources[name].Condition != condition {
			t.Errorf("%s: %v, missing data are %v, made if %q", name, p["AlarmDescription"], p["TreatMissingData"], watch.Resources[name].Condition)
		}
	}
	if d := cmp.Diff(alarms(), got); d != "" {
		t.Errorf("alarms (-want +got):\n%s", d)
	}
}

// ringing tells an alarm as rings does.
func ringing(t *testing.T, name string, p tree) string {
	t.Helper()
	when := map[any]string{"GreaterThanOrEqualToThreshold": "at", "GreaterThanThreshold": "over"}[p["ComparisonOperator"]]
	metric, period := "", p["Period"]
	if all := trees(p["Metrics"]); all != nil {
		var parts []string
		for _, m := range all[1:] {
			parts = append(parts, measured(m.at("MetricStat", "Metric").(tree), m.at("MetricStat", "Stat")))
			period = m.at("MetricStat", "Period")
		}
		metric = strings.Join(parts, " + ")
		if how := all[0]["Expression"].(string); how != "SUM(METRICS())" {
			metric = how + " of " + metric
		}
	} else if statistic := p["Statistic"]; statistic != nil {
		metric = measured(p, statistic)
	} else {
		metric = measured(p, p["ExtendedStatistic"])
	}
	number := func(v any) float64 { n, _ := v.(float64); return n }
	return rings(metric, when, number(p["Threshold"]), number(period), number(p["DatapointsToAlarm"]), number(p["EvaluationPeriods"]))
}

func measured(m tree, statistic any) string {
	text := fmt.Sprint(statistic, " ", m["Namespace"], " ", m["MetricName"])
	for _, d := range trees(m["Dimensions"]) {
		text += fmt.Sprint(" ", d["Name"], "=", d["Value"])
	}
	return text
}

// What alarms look for must be what functions write.
func TestAlarmsLookForMetricsThatFunctionsWrite(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	m := awslambda.NewMetrics(&out, "s", "s-act", time.Now)
	m.Task(act.Uncertain)
	m.Unreadable()
	for _, cause := range heard.Causes {
		m.Heard(heard.Delivery{What: heard.Refused, Detail: cause})
	}
	m.Flush()
	var line struct {
		TaskUncertain int
		Unreadable    int

		RefusedSignature, RefusedAccount, RefusedClock, RefusedPath int
		Meta                                                        struct {
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
			}
		} `json:"_aws"`
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || len(line.Meta.CloudWatchMetrics) != 1 {
		t.Fatalf("%s: %v", out.String(), err)
	}
	meta := line.Meta.CloudWatchMetrics[0]
	if d := cmp.Diff([]any{1, 1, 1, 1, 1, 1, "Holdfast", [][]string{{"Stack", "Function"}}}, []any{
		line.TaskUncertain, line.Unreadable, line.RefusedSignature, line.RefusedAccount, line.RefusedClock, line.RefusedPath, meta.Namespace, meta.Dimensions,
	}); d != "" {
		t.Errorf("metric (-want +got):\n%s", d)
	}
}

func TestEveryAlarmIsExplained(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "docs", "alarms.md"))
	if err != nil {
		t.Fatal(err)
	}
	var explained []string
	for line := range strings.Lines(string(text)) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			for name := range strings.SplitSeq(strings.TrimSpace(title), ", ") {
				explained = append(explained, strings.Trim(name, "`"))
			}
		}
	}
	var want []string
	for name := range alarms() {
		want = append(want, name)
	}
	slices.Sort(want)
	slices.Sort(explained)
	if d := cmp.Diff(want, explained); d != "" {
		t.Errorf("alarms (-there are +docs/alarms.md explains):\n%s", d)
	}
}

func TestAlarmsReachWhoeverIsNamed(t *testing.T) {
	t.Parallel()
	main, watch := templates(t)
	want := tree{
		"TemplateURL": "infra/watch.yaml", "Tags": tagged,
		"Parameters": tree{"Stack": "AWS::StackName", "Email": "AlarmEmail", "Table": "RestoredTable if Restored, else Table", "Api": "Hooks", "Ticks": "Ticks"},
	}
	if d := cmp.Diff(want, main.props(t, "Watch")); d != "" {
		t.Errorf("watch (-want +got):\n%s", d)
	}
	told := watch.Resources["Subscription"]
	if d := cmp.Diff(tree{"TopicArn": "Topic", "Protocol": "email", "Endpoint": "Email"}, told.Properties); d != "" || told.Condition != "Told" {
		t.Errorf("subscription on %s (-want +got):\n%s", told.Condition, d)
	}
	statements := trees(watch.props(t, "TopicPolicy").at("PolicyDocument", "Statement"))
	policy := []tree{
		{
			"Effect": "Allow", "Principal": tree{"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:Publish", "Resource": "Topic",
			"Condition": tree{"ArnLike": tree{"aws:SourceArn": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${Stack}-*"}},
		},
		{"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": "Topic", "Condition": tree{"Bool": tree{"aws:SecureTransport": "false"}}},
	}
	if d := cmp.Diff(policy, statements); d != "" {
		t.Errorf("topic policy (-want +got):\n%s", d)
	}
	for _, alarm := range slices.Concat(slices.Collect(maps.Values(goesBackOn))...) {
		if o, ok := watch.Outputs[alarm]; !ok || o.Description == "" {
			t.Errorf("%s is not told to the deployment", alarm)
		}
	}
}

func TestTheDashboardIsOne(t *testing.T) {
	t.Parallel()
	_, watch := templates(t)
	var body struct {
		Widgets []struct {
			Properties struct{ Title string }
		}
	}
	if err := json.Unmarshal([]byte(watch.props(t, "Dashboard")["DashboardBody"].(string)), &body); err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, w := range body.Widgets {
		titles = append(titles, w.Properties.Title)
	}
	want := []string{"Webhooks", "Age of the oldest message, seconds", "Messages", "Tasks", "Duration, p99, milliseconds", "Units of the table"}
	if d := cmp.Diff(want, titles); d != "" {
		t.Errorf("widgets (-want +got):\n%s", d)
	}
}
