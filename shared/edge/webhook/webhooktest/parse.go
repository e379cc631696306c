package webhooktest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// FuzzParse looks for bodies that make a parser panic, parse differently the second time,
// or return what no later step could use. The samples are the seeds.
func FuzzParse(f *testing.F, p webhook.Platform, platform string) {
	for _, s := range Samples(f, platform) {
		if label, err := p.ReadLabel(s.Header, s.Body); err == nil {
			f.Add(label.Topic, s.Body)
		}
	}

	f.Fuzz(func(t *testing.T, topic string, body []byte) {
		label, err := p.ReadLabel(nil, body)
		CheckLabel(t, label, err)

		d := NewDelivery(webhook.Label{Topic: topic}, body)
		events, err := p.Parse(d)
		CheckEvents(t, events, err)
		again, _ := p.Parse(d)
		if diff := cmp.Diff(events, again); diff != "" {
			t.Fatalf("the same body told two things:\n%s", diff)
		}

		for _, ev := range events {
			if ev.Order != nil {
				crm.EncodeOrder(*ev.Order)
			}
		}
	})
}

// CheckLabel fails the test for an error of no known kind.
func CheckLabel(t testing.TB, l webhook.Label, err error) {
	t.Helper()
	_, unusable := webhook.AsUnusable(err)
	if err != nil && !unusable {
		t.Fatalf("label %+v with an error of no known kind: %v", l, err)
	}
}

// CheckRedeliveries fails the test if what a delivery tells depends on the named headers,
// which carry no topic and no trigger time.
func CheckRedeliveries(t *testing.T, p webhook.Platform, platform string, headers ...string) {
	for name, s := range Samples(t, platform) {
		again := s
		again.Header = s.Header.Clone()
		for _, h := range headers {
			again.Header.Set(h, "something else")
		}
		if diff := cmp.Diff(DescribeSample(p, s), DescribeSample(p, again)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
