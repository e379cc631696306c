//go:build emulator

package template

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"holdfast/infra/account"
	"holdfast/infra/dynamo"
	"holdfast/infra/sqs"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/records/book"
	records "holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

const (
	stackName  = "hf"
	store      = "linden"
	shopSecret = "hush"
	erpSecret  = "whsec_c2VjcmV0IG9mIHRoZSBkZXNr"

	surveySecret = "a secret that nobody guesses"
)

// deployed is a stack that the emulator made of the template, with one store and three sources.
type deployed struct {
	t       *testing.T
	in      account.Account
	outputs map[string]string
	book    book.Book
}

func deploy(t *testing.T) *deployed {
	t.Helper()
	in, err := account.FromEnv(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	if in.Endpoints.All = os.Getenv("HOLDFAST_AWS_ENDPOINT"); in.Endpoints.All == "" {
		t.Fatal("HOLDFAST_AWS_ENDPOINT is not set: run this by tests/emulator/run")
	}
	d := &deployed{t: t, in: in}
	d.stack(&d.outputs, "deploy", stackName)
	d.book = book.Book{Table: dynamo.New(in, d.outputs["TableName"], nil)}
	d.connect("shop", `{"platform":"shopify","account":"linden.myshopify.com","secrets":["`+shopSecret+`"]}`)
	d.connect("erp", `{"platform":"standard","secrets":["`+erpSecret+`"]}`)
	d.connect("survey", `{"platform":"survey","account":"Linden & Oak","secrets":["`+surveySecret+`"]}`)
	cfg := playbook.DefaultConfig(store, "EUR")
	cfg.LiveSince = crm.InstantOf(time.Now().Add(-24 * time.Hour))
	cfg.Zone = "Asia/Shanghai"
	shop := &book.Shop{Settings: book.Settings{Store: store, Pepper: []byte("pepper"), Playbook: cfg}}
	if err := d.book.SaveSettings(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *deployed) connect(source, value string) {
	d.t.Helper()
	var version int
	d.stack(&version, "secret", d.outputs["Secrets"]+store+"/"+source, value)
}

// stack runs stack.py and decodes what it prints.
func (d *deployed) stack(into any, args ...string) {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), filepath.Join(root, ".tools", "venv", "bin", "python"),
		append([]string{filepath.Join(root, "tests", "template", "stack.py")}, args...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("stack.py %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	if err := json.Unmarshal(out, into); err != nil {
		d.t.Fatalf("stack.py %s printed %s", strings.Join(args, " "), out)
	}
}

// address is where the emulator serves a path of the stack's HTTP API.
func (d *deployed) address(path string) string {
	return d.in.Endpoints.All + "/_aws/execute-api/" + d.outputs["HooksApi"] + "/$default" + path
}

// post sends a webhook to the stack's HTTP address and gives the status of the answer.
func (d *deployed) post(path string, header http.Header, body []byte) int {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.address(path), bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header = header
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// order is a Shopify order, and headers that sign it with a secret.
func order(t *testing.T, secret string) (http.Header, []byte) {
	t.Helper()
	at := time.Now().UTC().Add(-time.Hour)
	body, err := json.Marshal(map[string]any{
		"id": 1001, "name": "#1001", "created_at": at, "updated_at": at, "currency": "EUR", "total_price": "49.90", "financial_status": "paid",
		"customer": map[string]any{"id": 7, "email": "ann@example.com", "first_name": "Ann"},
	})
	if err != nil {
		t.Fatal(err)
	}
	sender := webhook.Source{Account: "linden.myshopify.com", Secrets: [][]byte{[]byte(secret)}}
	return shopify.Platform{}.Sign(sender, "orders/create", body, time.Now()), body
}

// complaint is an urgent ticket, which is owed an answer by a person, signed.
func complaint(t *testing.T) (http.Header, []byte) {
	t.Helper()
	at := time.Now().UTC().Add(-time.Minute)
	body, err := json.Marshal(map[string]any{
		"type": "ticket.updated", "timestamp": at,
		"data": map[string]any{
			"id": "K-88", "subject": "the parcel never came", "status": "open", "priority": "urgent", "complaint": true,
			"created_at": at, "updated_at": at, "requester": map[string]any{"id": "R7"}, "customer": map[string]any{"email": "ann@example.com"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return standard.Platform{}.Sign(webhook.Source{Secrets: [][]byte{[]byte(erpSecret)}}, "ticket.updated", body, time.Now()), body
}

// eventually asks until the answer is yes, for half a minute.
func (d *deployed) eventually(what string, yes func(context.Context) bool) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 30*time.Second)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for !yes(ctx) {
		select {
		case <-again.C:
		case <-ctx.Done():
			d.t.Fatalf("it did not come to pass that %s", what)
		}
	}
}

func (d *deployed) customer(ctx context.Context) *book.Customer {
	d.t.Helper()
	c, err := d.book.FindCustomer(ctx, store, crm.PlatformKey(crm.Ref{Source: "shop", ID: "7"}))
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func TestTheDeployedTemplateTurnsWebhooksIntoACustomerAndATaskCarriedOut(t *testing.T) {
	d := deploy(t)
	h, body := order(t, shopSecret)
	if status := d.post("/hooks/"+store+"/shop", h, body); status != http.StatusOK {
		t.Fatalf("a signed order is answered %d", status)
	}
	d.eventually("Ann has an order", func(ctx context.Context) bool { return len(d.customer(ctx).Facts.Orders) == 1 })

	h, body = complaint(t)
	if status := d.post("/hooks/"+store+"/erp", h, body); status != http.StatusOK {
		t.Fatalf("a signed complaint is answered %d", status)
	}
	d.eventually("an answer is owed and with its owner", func(ctx context.Context) bool {
		todo, err := records.Collect(d.book.OpenTasks(ctx, store))
		if err != nil {
			t.Fatal(err)
		}
		return len(todo) == 1 && todo[0].Playbook == playbook.Obligation && todo[0].State == playbook.Open && todo[0].ClaimedAt > 0
	})
	d.refusesForgeries()
	d.isRehearsed()
	d.asksByALink()
	d.runsByTheClock()
	d.erasesAsTheHandbookSays()
	d.leftNothing()
}

// erasesAsTheHandbookSays runs the script of docs/operating.md, but for its address and its secret.
func (d *deployed) erasesAsTheHandbookSays() {
	d.t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "operating.md"))
	if err != nil {
		d.t.Fatal(err)
	}
	_, script, _ := strings.Cut(string(text), "```sh\naddress=")
	script, _, found := strings.Cut(script, "```")
	_, script, _ = strings.Cut(script, "secret=whsec_...\n")
	if !found || script == "" {
		d.t.Fatal("docs/operating.md has no script that erases")
	}
	cmd := exec.CommandContext(d.t.Context(), "bash", "-euo", "pipefail", "-c", script)
	cmd.Env = append(os.Environ(), "address="+d.address("/hooks/"+store+"/erp"), "secret="+erpSecret)
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("erase: %v\n%s", err, out)
	}
	d.eventually("Ann is erased", func(ctx context.Context) bool {
		c := d.customer(ctx)
		return c.Facts.Erased(c.Key) && c.Facts.Profile[crm.Email].Value == ""
	})
}

func (d *deployed) refusesForgeries() {
	d.t.Helper()
	h, body := order(d.t, "guessed")
	forged, unknown := d.post("/hooks/"+store+"/shop", h, body), d.post("/hooks/nobody/shop", h, body)
	if elsewhere := d.post("/tasks", h, body); forged != 401 || unknown != 401 || elsewhere != 404 {
		d.t.Errorf("forged %d, unknown store %d, no route %d; want 401, 401, 404", forged, unknown, elsewhere)
	}
}

// asksByALink opens the link to a survey as a browser does, and answers: only that is folded.
func (d *deployed) asksByALink() {
	d.t.Helper()
	link, err := survey.Link(d.address("/hooks"), webhook.Source{Store: store, Name: "survey", Secrets: [][]byte{[]byte(surveySecret)}},
		survey.Token{Customer: "p:shop:7", Asked: crm.InstantOf(time.Now()), Days: 60, Language: "en"})
	if err != nil {
		d.t.Fatal(err)
	}
	resp, err := http.Get(link) //nolint:noctx // one link of our own
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(page), "Linden &amp; Oak") || resp.Header.Get("Content-Security-Policy") == "" {
		d.t.Fatalf("the link shows %d %v %v\n%s", resp.StatusCode, resp.Header, err, page)
	}
	if lessons := d.customer(d.t.Context()).Facts.Lessons; len(lessons) > 0 {
		d.t.Errorf("looking was taken for an answer: %v", lessons)
	}
	address, token, _ := strings.Cut(link, "?")
	resp, err = http.Post(address, "application/x-www-form-urlencoded", strings.NewReader(token+"&reason=service")) //nolint:noctx // as above
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		d.t.Fatalf("an answer is answered %d", resp.StatusCode)
	}
	d.eventually("Ann has answered", func(ctx context.Context) bool {
		lessons := d.customer(ctx).Facts.Lessons
		return len(lessons) == 1 && lessons[0].Survey && lessons[0].Reason == crm.ReasonService
	})
}

// isRehearsed runs the function that tries a new version, on the version that is there. There is no CodeDeploy here that could be
// told how it went: so the function says it in its error.
func (d *deployed) isRehearsed() {
	d.t.Helper()
	var answer struct{ Error, Payload string }
	d.stack(&answer, "invoke", stackName+"-rehearse", `{"DeploymentId":"d-1","LifecycleEventHookExecutionId":"execution"}`)
	if !strings.Contains(answer.Payload, "tell CodeDeploy that the rehearsal Succeeded") {
		d.t.Errorf("the rehearsal: %s %s", answer.Error, answer.Payload)
	}
}

// runsByTheClock ticks both schedules' functions as the scheduler does, and waits for what the census writes.
func (d *deployed) runsByTheClock() {
	d.t.Helper()
	at := time.Now().UTC().Truncate(time.Second)
	for _, function := range []string{"sweep", "census"} {
		var answer struct{ Error, Payload string }
		d.stack(&answer, "invoke", stackName+"-"+function, `{"at":"`+at.Format(time.RFC3339)+`"}`)
		if answer.Error != "" {
			d.t.Errorf("%s: %s %s", function, answer.Error, answer.Payload)
		}
	}
	d.eventually("the census has reported", func(ctx context.Context) bool {
		report, ok, err := d.book.FindCensusReport(ctx, store, at.Add(time.Hour))
		if err != nil {
			d.t.Fatal(err)
		}
		return ok && report.Estimate.Customers > 0
	})
}

// leftNothing looks whether every message was done with, and none set aside, and that queues are as the template has them.
func (d *deployed) leftNothing() {
	d.t.Helper()
	client := sqs.NewClient(d.in)
	for _, name := range []string{"orders", "tickets", "imports", "sweep", "census", "act"} {
		var got map[string]string
		d.eventually(name+" is empty", func(ctx context.Context) bool {
			got = d.attributes(ctx, client, stackName+"-"+name)
			return got["ApproximateNumberOfMessages"] == "0" && got["ApproximateNumberOfMessagesNotVisible"] == "0"
		})
		var redrive struct {
			Target   string `json:"deadLetterTargetArn"`
			Receives int    `json:"maxReceiveCount"`
		}
		if err := json.Unmarshal([]byte(got["RedrivePolicy"]), &redrive); err != nil || redrive.Receives != 20 || !strings.HasSuffix(redrive.Target, ":"+stackName+"-"+name+"-dead") {
			d.t.Errorf("%s: redrive policy %s", name, got["RedrivePolicy"])
		}
		dead := d.attributes(d.t.Context(), client, stackName+"-"+name+"-dead")
		if diff := cmp.Diff([]string{"0", "1209600", "true"}, []string{dead["ApproximateNumberOfMessages"], dead["MessageRetentionPeriod"], dead["SqsManagedSseEnabled"]}); diff != "" {
			d.t.Errorf("dead letters of %s (-want +got):\n%s", name, diff)
		}
	}
	for _, store := range []string{store, "holdfast.rehearsal"} {
		quarantined, err := records.Collect(d.book.QuarantinedMessages(d.t.Context(), store))
		if err != nil || len(quarantined) > 0 {
			d.t.Errorf("%s in quarantine: %v, %v", store, quarantined, err)
		}
	}
}

func (d *deployed) attributes(ctx context.Context, client *awssqs.Client, queue string) map[string]string {
	d.t.Helper()
	out, err := client.GetQueueUrl(ctx, &awssqs.GetQueueUrlInput{QueueName: &queue})
	if err != nil {
		d.t.Fatal(err)
	}
	attrs, err := client.GetQueueAttributes(ctx, &awssqs.GetQueueAttributesInput{
		QueueUrl: aws.String(*out.QueueUrl), AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameAll},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return attrs.Attributes
}
