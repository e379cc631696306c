//go:build template

package template

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParametersTakeWhatMakesSense(t *testing.T) {
	t.Parallel()
	main, watch := templates(t)
	patterns := map[string]struct{ good, bad []string }{
		"AlarmEmail":    {[]string{"", "ops@example.com"}, []string{"ops", "ops@", "a b@example.com", "ops@example"}},
		"RestoredTable": {[]string{"", "holdfast-before-monday"}, []string{"a", "arn:aws:dynamodb:eu-central-1:1:table/t", "a b c"}},
		"Zone":          {[]string{"UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT+8"}, []string{"", "+08:00", "Europe/", "Europe Berlin"}},
	}
	for name, p := range main.Parameters {
		if p["Description"] == nil || p["Default"] == nil {
			t.Errorf("%s: description %v, default %v", name, p["Description"], p["Default"])
		}
		if p["NoEcho"] != nil {
			t.Errorf("%s is a secret: those stand in Systems Manager", name)
		}
		examples, patterned := patterns[name]
		if p["AllowedValues"] == nil && (p["MinValue"] == nil || p["MaxValue"] == nil) && !patterned {
			t.Errorf("%s takes anything", name)
		}
		if !patterned {
			continue
		}
		pattern := regexp.MustCompile("^(?:" + p["AllowedPattern"].(string) + ")$") // as CloudFormation takes it: whole
		for _, s := range slices.Concat(examples.good, examples.bad) {
			if good := slices.Contains(examples.good, s); pattern.MatchString(s) != good {
				t.Errorf("%s takes %q: %t", name, s, !good)
			}
		}
		if p["ConstraintDescription"] == nil {
			t.Errorf("%s does not say what it takes", name)
		}
	}
	if n := len(main.Parameters); n != 13 || len(watch.Parameters) != 5 {
		t.Errorf("%d and %d parameters", n, len(watch.Parameters))
	}
}

// Metrics are log lines without a level. Lambda takes those for INFO: with WARN as least level, alarms would see nothing.
func TestNoLogLevelHidesTheMetrics(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	if d := cmp.Diff([]any{"DEBUG", "INFO"}, main.Parameters["LogLevel"]["AllowedValues"]); d != "" {
		t.Errorf("levels (-want +got):\n%s", d)
	}
}

func TestTheStackTellsWhatOneNeedsToKnow(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	got := map[string]any{}
	for name, o := range main.Outputs {
		if o.Description == "" {
			t.Errorf("%s says nothing of itself", name)
		}
		got[name] = told(o.Value)
	}
	want := map[string]any{
		"HooksAddress": "https://${Hooks}.execute-api.${AWS::Region}.${AWS::URLSuffix}/hooks", "HooksApi": "Hooks", "TableName": "RestoredTable if Restored, else Table",
		"Secrets": "/holdfast/${AWS::StackName}/", "AlarmTopic": "Watch.Outputs.Topic",
		"Dashboard": "https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#dashboards:name=${AWS::StackName}",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("outputs (-want +got):\n%s", d)
	}
}
