//go:build emulator

package runtime

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account"
	"holdfast/infra/sqs"
)

// stack is the table, the queues and the parameters of testdata/stack.yaml, in an account of its own in the emulator.
type stack struct {
	t         testing.TB
	in        account.Account // asks queues by the test's clock
	id, name  string
	emulator  string
	table     string
	urls      map[string]string // of queues, by their names
	ahead     time.Duration     // the test's clock is, of the wall's
	dead, all []string          // names of queues
}

// queues that functions work, with the template's batch sizes, but no more than ten.
var queues = []struct {
	name, function string
	batch          int
	hidden         time.Duration
}{
	{"orders", "orders", 10, 6 * time.Minute},
	{"tickets", "tickets", 10, 6 * time.Minute},
	{"imports", "imports", 2, 30 * time.Minute},
	{"sweep", "sweep", 1, 30 * time.Minute},
	{"census", "census", 1, 90 * time.Minute},
	{"act", "act", 3, 6 * time.Minute},
}

func newStack(t testing.TB) *stack {
	t.Helper()
	s := &stack{t: t, id: newID(t), name: "shop", emulator: os.Getenv("HOLDFAST_AWS_ENDPOINT"), urls: map[string]string{}}
	if s.emulator == "" {
		t.Fatal("HOLDFAST_AWS_ENDPOINT is not set: run this by tests/emulator/run")
	}
	env := map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": s.id, "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL": s.emulator,
	}
	var err error
	if s.in, err = account.FromEnv(func(k string) string { return env[k] }); err != nil {
		t.Fatal(err)
	}
	s.in.HTTP = clocked{s.in.HTTP, s}
	s.create()
	for _, q := range queues {
		s.all, s.dead = append(s.all, q.name), append(s.dead, q.name+"-dead")
		for _, name := range []string{q.name, q.name + "-dead"} {
			out, err := sqs.NewClient(s.in).GetQueueUrl(t.Context(), &awssqs.GetQueueUrlInput{QueueName: aws.String(s.name + "-" + name)})
			if err != nil {
				t.Fatal(err)
			}
			s.urls[name] = aws.ToString(out.QueueUrl)
		}
	}
	return s
}

// clocked tells the emulator's queues, with each request of the test, what time it is for the test.
type clocked struct {
	aws.HTTPClient
	s *stack
}

func (c clocked) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Now", strconv.FormatFloat(float64(c.s.now().UnixMicro())/1e6, 'f', 6, 64))
	return c.HTTPClient.Do(r)
}

func (s *stack) now() time.Time { return time.Now().Add(s.ahead) }

// ask sends a request to a service of the emulator, which looks at no signature.
func (s *stack) ask(service, target, kind string, body string) string {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.emulator, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+s.id+"/20300101/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	if target != "" {
		r.Header.Set("X-Amz-Target", target)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s %s %v", service, resp.Status, text, err)
	}
	return string(text)
}

func (s *stack) formation(fields url.Values) string {
	s.t.Helper()
	fields.Set("StackName", s.name)
	return s.ask("cloudformation", "", "application/x-www-form-urlencoded", fields.Encode())
}

var tableName = regexp.MustCompile(`<OutputKey>TableName</OutputKey>\s*<OutputValue>([^<]+)<`)

// create makes the stack and finds its table.
func (s *stack) create() {
	s.t.Helper()
	template, err := os.ReadFile("testdata/stack.yaml")
	if err != nil {
		s.t.Fatal(err)
	}
	s.formation(url.Values{"Action": {"CreateStack"}, "TemplateBody": {string(template)}})
	for {
		said := s.formation(url.Values{"Action": {"DescribeStacks"}})
		if found := tableName.FindStringSubmatch(said); found != nil {
			s.table = found[1]
			return
		}
		if !strings.Contains(said, "IN_PROGRESS") {
			s.t.Fatal(said)
		}
	}
}

// put puts a parameter under the stack's path.
func (s *stack) put(path string, value any) {
	s.t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		s.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"Name": "/holdfast/" + s.name + "/" + path, "Type": "SecureString", "Value": string(text)})
	if err != nil {
		s.t.Fatal(err)
	}
	s.ask("ssm", "AmazonSSM.PutParameter", "application/x-amz-json-1.1", string(body))
}

// held is how many messages queues hold, whether they can be received or not.
func (s *stack) held(names ...string) (n int) {
	s.t.Helper()
	for _, name := range names {
		counts := []types.QueueAttributeName{
			types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
			types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
		}
		out, err := sqs.NewClient(s.in).GetQueueAttributes(s.t.Context(), &awssqs.GetQueueAttributesInput{
			QueueUrl: aws.String(s.urls[name]), AttributeNames: counts,
		})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, what := range counts {
			var part int
			if _, err := fmt.Sscan(out.Attributes[string(what)], &part); err != nil {
				s.t.Fatal(err)
			}
			n += part
		}
	}
	return n
}
