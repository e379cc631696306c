package sample_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook/sample"
)

func TestASampleIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]sample.Sample{
		"headers and a body with empty lines": {Header: http.Header{"A-B": {"1"}, "C": {"x: y"}}, Body: []byte("{\n\n}\n")},
		"no headers":                          {Header: http.Header{}, Body: []byte("webhook_id=1")},
		"bytes that are no text":              {Header: http.Header{"A": {"1"}}, Body: []byte{0xff, 0, '\r', '\n'}},
		"no body":                             {Header: http.Header{"A": {"1"}}, Body: []byte{}},
	} {
		got, err := sample.Parse(sample.Format(want))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestASampleNeedsItsEmptyLine(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"", "A: 1", "A: 1\n{}", "no colon\n\n{}"} {
		if s, err := sample.Parse([]byte(file)); err == nil {
			t.Errorf("%q was read as %+v", file, s)
		}
	}
}
