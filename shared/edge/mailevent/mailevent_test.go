package mailevent_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/mailevent"
	"holdfast/shared/words/crm"
)

// message is the mail object of an event, with the headers that SES repeats and nobody reads.
const message = `"mail":{"timestamp":"2026-05-01T07:00:00.000Z","source":"Linden <shop@linden.example>","messageId":"0107019","destination":["Hana@example.jp"],
	"headersTruncated":false,"headers":[{"name":"To","value":"hana@example.jp"}],"commonHeaders":{"subject":"A few lines"},
	"tags":{"ses:configuration-set":["hf"],"store":["linden"],"task":["00ff"]}}`

func bounced(kind, sub string) string {
	return fmt.Sprintf(`{"eventType":"Bounce","bounce":{"feedbackId":"f1","bounceType":%q,"bounceSubType":%q,"bouncedRecipients":[{"emailAddress":"hana@example.jp",
		"action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"2026-05-01T07:00:02.000Z","reportingMTA":"dns; a8-1"},%s}`, kind, sub, message)
}

func complained(kind string) string {
	return fmt.Sprintf(`{"eventType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"other@example.jp"},{"emailAddress":"hana@example.jp"}],
		"timestamp":"2026-05-01T07:00:02.000Z","feedbackId":"f2","complaintSubType":null,"complaintFeedbackType":%s},%s}`, kind, message)
}

func notification(text string) string {
	b, err := json.Marshal(map[string]string{"Type": "Notification", "TopicArn": "arn:aws:sns:eu-central-1:1:hf-mail", "Message": text})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// What SES says of e-mails, in the forms in which it comes: from SNS with and without its envelope, from EventBridge, and from an
// identity that notifies without a configuration set. Times that pass by themselves close nothing.
func TestWhatBecameOfAnEMail(t *testing.T) {
	t.Parallel()
	at := crm.InstantOf(time.Date(2026, 5, 1, 7, 0, 2, 0, time.UTC))
	var gone, open crm.Consents
	gone[crm.ChannelEmail] = crm.Consent{State: crm.ConsentUndeliverable, At: at}
	closed := crm.Refusing(at)
	identity := `{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"Hana <hana@example.jp>"}],"timestamp":"2026-05-01T07:00:02.000Z"},
		"mail":{"messageId":"1","destination":["hana@example.jp"]}}`
	for name, c := range map[string]struct {
		body string
		want crm.Consents
	}{
		"nobody lives there":           {bounced("Permanent", "NoEmail"), gone},
		"it came back for good":        {bounced("Permanent", "General"), gone},
		"on SES's own list":            {bounced("Permanent", "OnAccountSuppressionList"), gone},
		"on SES's list":                {bounced("Permanent", "Suppressed"), gone},
		"the mailbox is full":          {bounced("Transient", "MailboxFull"), open},
		"away for now":                 {bounced("Transient", "General"), open},
		"our message is too large":     {bounced("Transient", "MessageTooLarge"), open},
		"nobody knows why":             {bounced("Undetermined", "Undetermined"), open},
		"spam":                         {complained(`"abuse"`), closed},
		"fraud":                        {complained(`"fraud"`), closed},
		"a complaint of no kind":       {complained("null"), closed},
		"not spam":                     {complained(`"not-spam"`), open},
		"a failure of signatures":      {complained(`"auth-failure"`), open},
		"delivered":                    {`{"eventType":"Delivery","delivery":{"recipients":["hana@example.jp"]},` + message + `}`, open},
		"late":                         {`{"eventType":"DeliveryDelay",` + message + `}`, open},
		"SNS, a bounce":                {notification(bounced("Permanent", "General")), gone},
		"SNS, a complaint":             {notification(complained(`"abuse"`)), closed},
		"EventBridge, a bounce":        {`{"version":"0","id":"x","detail-type":"Email Bounced","source":"aws.ses","detail":` + bounced("Permanent", "General") + `}`, gone},
		"EventBridge, a complaint":     {`{"version":"0","detail-type":"Email Complaint Received","source":"aws.ses","detail":` + complained(`"abuse"`) + `}`, closed},
		"an identity's own, of nobody": {identity, gone},
	} {
		report, err := mailevent.Parse([]byte(c.body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.want == open {
			if len(report.Events) != 0 {
				t.Errorf("%s: %+v", name, report.Events)
			}
			continue
		}
		if len(report.Events) != 1 || report.Events[0].Who.Email != "hana@example.jp" || report.Received != at {
			t.Fatalf("%s: %+v", name, report)
		}
		if diff := cmp.Diff(c.want, report.Events[0].Consents); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if wantStore := "linden"; report.Store != wantStore && c.body != identity {
			t.Errorf("%s: of store %q", name, report.Store)
		}
	}
}

func TestAnythingElseIsNoEventOfSES(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{}", "[]", "x", `{"v":1,"store":"linden"}`, notification("hello"), notification(`{"a":1}`), `{"source":"aws.ses"}`, `{"eventType":"Bounce"}`} {
		if report, err := mailevent.Parse([]byte(body)); !errors.Is(err, mailevent.ErrOther) {
			t.Errorf("%s: %+v, %v", body, report, err)
		}
	}
}

func TestAStoresNameComesBackFromItsTag(t *testing.T) {
	t.Parallel()
	for _, store := range []string{"linden", "linden.de", "b64_x", "a-b_c", "9"} {
		tag := mailevent.TagOf(store)
		if strings.Trim(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
			t.Errorf("%s: SES takes no tag %q", store, tag)
		}
		body := strings.Replace(bounced("Permanent", "General"), `"store":["linden"]`, fmt.Sprintf(`"store":[%q]`, tag), 1)
		if report, err := mailevent.Parse([]byte(body)); err != nil || report.Store != store {
			t.Errorf("%s: %q, %v", store, report.Store, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(bounced("Permanent", "General")))
	f.Add([]byte(notification(complained("null"))))
	f.Fuzz(func(t *testing.T, body []byte) {
		report, err := mailevent.Parse(body)
		if err != nil && !errors.Is(err, mailevent.ErrOther) {
			t.Fatal(err)
		}
		for _, e := range report.Events {
			if _, ok := crm.NormalEmail(e.Who.Email); !ok {
				t.Fatalf("%+v", e)
			}
		}
	})
}
