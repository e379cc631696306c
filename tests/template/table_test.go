//go:build template

package template

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/dynamo"
)

func TestTheTableIsWhatTheAdapterExpectsAndSafe(t *testing.T) {
	t.Parallel()
	main, _ := templates(t)
	if names := main.of("AWS::DynamoDB::Table"); len(names) != 1 {
		t.Fatalf("tables: %v", names)
	}
	r := main.Resources["Table"]
	if r.DeletionPolicy != "RetainExceptOnCreate" || r.UpdateReplacePolicy != "Retain" {
		t.Errorf("deleted with its stack: %s, replaced: %s", r.DeletionPolicy, r.UpdateReplacePolicy)
	}
	most := tree{"MaxReadRequestUnits": "MaxReadUnits", "MaxWriteRequestUnits": "MaxWriteUnits"}
	schema := dynamo.Schema("any")
	want := tree{
		"BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": true, "OnDemandThroughput": most,
		"PointInTimeRecoverySpecification": tree{"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 35.0},
		"SSESpecification":                 tree{"SSEEnabled": false}, // by a key that AWS owns
		"TimeToLiveSpecification":          tree{"AttributeName": "x", "Enabled": true},
		"Tags":                             tagged,
	}
	var attributes, keys, indexes []any
	for _, a := range schema.AttributeDefinitions {
		attributes = append(attributes, tree{"AttributeName": *a.AttributeName, "AttributeType": string(a.AttributeType)})
	}
	for _, k := range schema.KeySchema {
		keys = append(keys, tree{"AttributeName": *k.AttributeName, "KeyType": string(k.KeyType)})
	}
	for _, i := range schema.GlobalSecondaryIndexes {
		var keys []any
		for _, k := range i.KeySchema {
			keys = append(keys, tree{"AttributeName": *k.AttributeName, "KeyType": string(k.KeyType)})
		}
		indexes = append(indexes, tree{
			"IndexName": *i.IndexName, "KeySchema": keys,
			"Projection": tree{"ProjectionType": string(i.Projection.ProjectionType)}, "OnDemandThroughput": most,
		})
	}
	want["AttributeDefinitions"], want["KeySchema"], want["GlobalSecondaryIndexes"] = attributes, keys, indexes
	if d := cmp.Diff(want, r.Properties); d != "" {
		t.Errorf("table (-want +got):\n%s", d)
	}
}
