package carrier

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"holdfast/infra/account"
	"holdfast/infra/post"
	"holdfast/infra/secrets"
	"holdfast/infra/ses"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
)

// mailed gives a carrier that sends e-mails by an account of this machine, and counts them.
func mailed(t *testing.T) (*shelf, *Sender, *int) {
	t.Helper()
	mails := new(int)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { *mails++ }))
	t.Cleanup(server.Close)
	creds := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "key"}, nil
	})
	in, err := account.New("eu-central-1", creds, account.Endpoints{All: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	s, c := newShelf()
	c.in = in
	both := s.of["linden"]
	both.From = "shop@example.com"
	s.of["both"], s.of["mails"] = both, secrets.Endpoint{From: "shop@example.com"}
	return s, c, mails
}

func TestAnErrandGoesTheWayItsStoreHasSetUp(t *testing.T) {
	t.Parallel()
	const posted, mail, listed, nowhere = "posted", "e-mail", "in the owner's list", "nowhere"
	for _, c := range []struct {
		store, channel string
		kind           playbook.Kind
		want           string
		again          bool
	}{
		{"linden", "email", playbook.Automatic, posted, true},
		{"linden", "call", playbook.ByOwner, posted, true},
		{"both", "email", playbook.Automatic, posted, true},
		{"both", "call", playbook.Owed, posted, true},
		{"mails", "email", playbook.Automatic, mail, false},
		{"mails", "sms", playbook.Automatic, nowhere, false},
		{"mails", "email", playbook.ByOwner, listed, true},
		{"mails", "email", playbook.Owed, listed, true},
		{"none", "email", playbook.Automatic, nowhere, false},
		{"none", "call", playbook.ByOwner, listed, true},
	} {
		_, carrier, mails := mailed(t)
		task := playbook.Task{Store: c.store, Kind: c.kind, Channel: c.channel}
		err := carrier.Send(t.Context(), act.Errand{
			ID: "t", Store: c.store, Kind: c.kind, To: "hana@example.jp", Brief: playbook.Brief{Task: task.Public(), Script: []string{"Hello"}},
		})
		got := nowhere
		switch {
		case errors.Is(err, post.ErrTarget): // this machine, which post refuses to connect to: proof that it was tried
			got = posted
		case err == nil && *mails == 1:
			got = mail
		case err == nil:
			got = listed
		case !errors.Is(err, act.ErrNotSent):
			t.Error(err)
		}
		if got != c.want || (*mails == 1) != (c.want == mail) {
			t.Errorf("%s, %s by %s: %s with %d e-mails, want %s (%v)", c.store, c.kind, c.channel, got, *mails, c.want, err)
		}
		if again := carrier.Idempotent(t.Context(), task); again != c.again {
			t.Errorf("%s, %s by %s: may be sent again: %t", c.store, c.kind, c.channel, again)
		}
	}
}

func TestNothingMayBeSentAgainWhileTheEndpointIsUnknown(t *testing.T) {
	t.Parallel()
	s, c, _ := mailed(t)
	s.err = errors.New("throttled")
	task := playbook.Task{Store: "other", Kind: playbook.Owed}
	if c.Idempotent(t.Context(), task) {
		t.Error("sent again without knowing where to")
	}
	s.err = nil
	if !c.Idempotent(t.Context(), task) {
		t.Error("not sent again although it is known")
	}
}

func TestAnAddressThatCannotBeSentFromSendsNothing(t *testing.T) {
	t.Parallel()
	s, c, mails := mailed(t)
	s.of["mails"] = secrets.Endpoint{From: "shop"}
	err := c.Send(t.Context(), act.Errand{ID: "t", Store: "mails", Kind: playbook.Automatic})
	if !errors.Is(err, ses.ErrAddress) || !errors.Is(err, act.ErrNotSent) || *mails != 0 {
		t.Errorf("error %v, %d e-mails", err, *mails)
	}
}
