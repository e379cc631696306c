//go:build template

package template

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The console has no login yet: nothing but webhooks, which carry their own signatures, is reached over HTTP.
func TestOnlyWebhooksAreReachedOverHTTP(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	for _, kind := range []string{"AWS::ApiGateway::RestApi", "AWS::Lambda::Url", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::CloudFront::Distribution"} {
		if names := main.of(kind); len(names) > 0 {
			t.Errorf("there are doors beside the HTTP API: %v", names)
		}
	}
	for kind, n := range map[string]int{"Api": 1, "Route": 1, "Stage": 1, "Integration": 1} {
		if names := main.of("AWS::ApiGatewayV2::" + kind); len(names) != n {
			t.Errorf("%s: %v", kind, names)
		}
	}
	route := tree{"ApiId": "Hooks", "RouteKey": "ANY /hooks/{store}/{source}", "AuthorizationType": "NONE", "Target": "integrations/${HooksIntegration}"}
	if d := cmp.Diff(route, main.props(t, "HooksRoute")); d != "" {
		t.Errorf("route (-want +got):\n%s", d)
	}
	integration := tree{"ApiId": "Hooks", "IntegrationType": "AWS_PROXY", "IntegrationUri": "IngestFunctionAliaslive", "PayloadFormatVersion": "2.0", "TimeoutInMillis": 12000.0}
	if d := cmp.Diff(integration, main.props(t, "HooksIntegration")); d != "" {
		t.Errorf("integration (-want +got):\n%s", d)
	}
	if limit := 1000 * steps["Ingest"]; limit >= 12000 {
		t.Errorf("the gateway gives up after 12 s, the function after %v ms", limit)
	}
	var permitted []tree
	for _, name := range main.of("AWS::Lambda::Permission") {
		permitted = append(permitted, main.props(t, name))
	}
	permission := []tree{{
		"Action": "lambda:InvokeFunction", "FunctionName": "IngestFunctionAliaslive", "Principal": "apigateway.amazonaws.com",
		"SourceArn": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Hooks}/*/*/hooks/*/*",
	}}
	if d := cmp.Diff(permission, permitted); d != "" {
		t.Errorf("who may call functions (-want +got):\n%s", d)
	}
}

var variable = regexp.MustCompile(`\$context\.[A-Za-z.]+`)

func TestTheDoorIsThrottledAndWatchedWithoutNamingPeople(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	stage := main.props(t, "HooksStage")
	want := tree{"ThrottlingRateLimit": "HooksPerSecond", "ThrottlingBurstLimit": "HooksPerSecond"}
	if d := cmp.Diff(want, stage["DefaultRouteSettings"]); d != "" {
		t.Errorf("settings (-want +got):\n%s", d)
	}
	if got := stage.at("AccessLogSettings", "DestinationArn"); got != "HooksLog.Arn" {
		t.Errorf("access log %v", got)
	}
	if d := cmp.Diff(tree{"LogGroupName": "/aws/apigateway/${AWS::StackName}", "RetentionInDays": "LogDays"}, main.props(t, "HooksLog")); d != "" {
		t.Errorf("log (-want +got):\n%s", d)
	}
	format := stage.at("AccessLogSettings", "Format").(string)
	if !json.Valid([]byte(format)) || strings.Contains(format, "\n") {
		t.Errorf("no line of JSON: %s", format)
	}
	seen := variable.FindAllString(format, -1)
	logged := []string{
		"$context.requestId", "$context.requestTimeEpoch", "$context.httpMethod", "$context.path", "$context.status",
		"$context.responseLatency", "$context.integrationErrorMessage",
	}
	if d := cmp.Diff(logged, seen); d != "" {
		t.Errorf("what is logged of a request (-want +got):\n%s", d)
	}
}

func TestEveryLogEnds(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	for _, name := range main.of("AWS::Logs::LogGroup") {
		if main.props(t, name)["RetentionInDays"] != "LogDays" {
			t.Errorf("%s is kept for ever", name)
		}
	}
	if n := len(main.of("AWS::Logs::LogGroup")); n != len(steps)+1 {
		t.Errorf("%d logs, want one for each function and one of the door", n)
	}
}
