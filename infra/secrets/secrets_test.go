package secrets_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"holdfast/infra/account"
	"holdfast/infra/secrets"
	"holdfast/infra/sources"
	"holdfast/shared/steps/ingest"
)

// service answers as Systems Manager would, one scripted answer a request.
type service struct {
	t       *testing.T
	answers []answer
	asked   []map[string]any
	header  http.Header // of the last request
	url     string
}

type answer struct {
	status int // 0 = the connection breaks
	body   string
}

func (s *service) Do(r *http.Request) (*http.Response, error) {
	var q map[string]any
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		return nil, err
	}
	s.asked, s.header, s.url = append(s.asked, q), r.Header, r.URL.String()
	if len(s.answers) == 0 {
		s.t.Error("asked for more than was scripted")
		return nil, io.ErrUnexpectedEOF
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	if a.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{StatusCode: a.status, Body: io.NopCloser(strings.NewReader(a.body))}, nil
}

func scripted(t *testing.T, answers ...answer) (*service, *secrets.Reader, *bytes.Buffer) {
	s, log := &service{t: t, answers: answers}, new(bytes.Buffer)
	in := account.Account{Region: "eu-central-1", HTTP: s, Credentials: aws.CredentialsProviderFunc(
		func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "key", SecretAccessKey: "secret", SessionToken: "session"}, nil
		})}
	return s, secrets.New(in, "prod", slog.New(slog.NewTextHandler(log, nil))), log
}

func parameters(token string, values ...string) answer {
	page := map[string]any{}
	if token != "" {
		page["NextToken"] = token
	}
	var ps []any
	for i := 0; i < len(values); i += 2 {
		name := values[i]
		if !strings.Contains(name, "/") {
			name = "linden/" + name
		}
		ps = append(ps, map[string]any{"Name": "/holdfast/prod/" + name, "Type": "SecureString", "Value": values[i+1]})
	}
	page["Parameters"] = ps
	b, err := json.Marshal(page)
	if err != nil {
		panic(err)
	}
	return answer{http.StatusOK, string(b)}
}

const shop = `{"platform":"shopify","account":"linden.myshopify.com","secrets":["new","old"]}`

func TestAllSourcesOfAllStoresAreReadTogether(t *testing.T) {
	t.Parallel()
	s, r, log := scripted(t, parameters("more", "shop", shop, "birch/shop", shop),
		parameters("", "desk", `{"platform":"zendesk","secrets":["s"],"note":"kept"}`, "linden/to/tasks", "{}", "lonely/to/tasks", "{}", "Other/shop", shop))
	got, err := r.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	both := ingest.Source{Platform: "shopify", Account: "linden.myshopify.com", Secrets: [][]byte{[]byte("new"), []byte("old")}}
	want := ingest.Stores{
		"linden": {"shop": both, "desk": {Platform: "zendesk", Secrets: [][]byte{[]byte("s")}}},
		"birch":  {"shop": both},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("sources (-want +got):\n%s", d)
	}
	ask := map[string]any{"Path": "/holdfast/prod/", "Recursive": true, "WithDecryption": true, "MaxResults": 10.0}
	more := maps.Clone(ask)
	more["NextToken"] = "more"
	if d := cmp.Diff([]map[string]any{ask, more}, s.asked); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	if log.Len() > 0 {
		t.Errorf("parameters of other kinds are complained of: %s", log)
	}
	if s.url != "https://ssm.eu-central-1.amazonaws.com/" || s.header.Get("X-Amz-Target") != "AmazonSSM.GetParametersByPath" {
		t.Errorf("asked %s for %s", s.url, s.header.Get("X-Amz-Target"))
	}
	if auth := s.header.Get("Authorization"); !strings.Contains(auth, "/eu-central-1/ssm/aws4_request") || s.header.Get("X-Amz-Security-Token") != "session" {
		t.Errorf("signed with %s", auth)
	}
}

func TestASourceThatCannotBeRightIsLeftOut(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"no JSON": `shpss_secret`, "no secret": `{"platform":"shopify","secrets":[]}`, "an empty secret": `{"platform":"shopify","secrets":["shpss_secret",""]}`,
		"a blank secret": `{"platform":"shopify","secrets":[" "]}`, "no platform": `{"secrets":["shpss_secret"]}`, "another shape": `{"secrets":"shpss_secret"}`,
	} {
		_, r, log := scripted(t, parameters("", "shop", value, "desk", shop))
		got, err := r.Load(t.Context())
		if err != nil || len(got["linden"]) != 1 || got["linden"]["desk"].Platform != "shopify" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if !strings.Contains(log.String(), "source=shop") || strings.Contains(log.String(), "shpss_secret") {
			t.Errorf("%s: logged %s", name, log)
		}
	}
}

func TestASecretThatIsNotEncryptedIsNone(t *testing.T) {
	t.Parallel()
	plain := `{"Parameters":[{"Name":"/holdfast/prod/linden/shop","Type":"String","Value":"{\"platform\":\"shopify\",\"secrets\":[\"s\"]}"}]}`
	_, r, log := scripted(t, answer{http.StatusOK, plain})
	if got, err := r.Load(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("%v, %v", got, err)
	}
	if !strings.Contains(log.String(), "not a SecureString") {
		t.Errorf("logged %s", log)
	}
}

func TestAStackMayHaveNoSourcesYet(t *testing.T) {
	t.Parallel()
	_, r, _ := scripted(t, answer{http.StatusOK, `{"Parameters":[]}`})
	if got, err := r.Load(t.Context()); err != nil || len(got) > 0 {
		t.Errorf("%v, %v", got, err)
	}
}

// As many as can be connected are read, and so many other parameters beside them.
func TestAsManySourcesAsCanBeConnectedAreRead(t *testing.T) {
	t.Parallel()
	var pages []answer
	for i := range 2 * sources.Most / 10 {
		var values []string
		for j := range 10 {
			values = append(values, fmt.Sprintf("store-%d/s%d", i, j), shop)
		}
		pages = append(pages, parameters(fmt.Sprint(i), values...))
	}
	last := len(pages) - 1
	pages[last] = parameters("", "shop", shop)
	_, r, _ := scripted(t, pages...)
	got, err := r.Load(t.Context())
	if err != nil || len(got) != len(pages) || len(got["store-0"]) != 10 {
		t.Errorf("%d stores, %v", len(got), err)
	}
}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, r, _ := scripted(t, answer{}, answer{http.StatusBadRequest, `{"__type":"ThrottlingException"}`}, answer{http.StatusBadGateway, "<html>"}, parameters("", "shop", shop))
		if got, err := r.Load(t.Context()); err != nil || len(got) != 1 || len(s.answers) > 0 {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestErrorsAreToldApart(t *testing.T) {
	t.Parallel()
	throttled := answer{http.StatusBadRequest, `{"__type":"ThrottlingException","message":"Rate exceeded"}`}
	for name, c := range map[string]struct {
		answers []answer
		want    error
	}{
		"throttled":   {[]answer{throttled, throttled, throttled, throttled}, account.ErrThrottled},
		"no answer":   {[]answer{{}, {}, {}, {}}, account.ErrUnreachable},
		"not allowed": {[]answer{{http.StatusBadRequest, `{"__type":"com.amazonaws.ssm#AccessDeniedException","message":"no"}`}}, account.ErrDenied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, r, _ := scripted(t, c.answers...)
				if _, err := r.Load(t.Context()); !errors.Is(err, c.want) {
					t.Errorf("error %v, want %v", err, c.want)
				}
				if len(s.answers) > 0 {
					t.Errorf("%d scripted answers were not asked for", len(s.answers))
				}
			})
		})
	}
}
