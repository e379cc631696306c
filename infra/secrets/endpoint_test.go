package secrets_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/secrets"
)

func endpoint(name, kind, value string) answer {
	return answer{http.StatusOK, `{"Parameters":[{"Name":"/holdfast/prod/linden/to/` + name + `","Type":"` + kind + `","Value":"` + value + `"}]}`}
}

const tasksTo = `{\"url\":\"https://shop.example/tasks\",\"secret\":\"whsec_c2VjcmV0\"}`

func TestAnEndpointIsReadWithItsSecret(t *testing.T) {
	t.Parallel()
	s, r, _ := scripted(t, endpoint("tasks", "SecureString", tasksTo))
	got, err := r.Endpoint(t.Context(), "linden")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(secrets.Endpoint{URL: "https://shop.example/tasks", Secret: []byte("whsec_c2VjcmV0")}, got); d != "" {
		t.Errorf("endpoint (-want +got):\n%s", d)
	}
	if s.asked[0]["Path"] != "/holdfast/prod/linden/to/" {
		t.Errorf("asked for %v", s.asked[0]["Path"])
	}
}

func TestAStoreMayHaveAnAddressForItsEmails(t *testing.T) {
	t.Parallel()
	const from, both = `{\"from\":\"shop@example.com\"}`, `{\"url\":\"https://shop.example/tasks\",\"secret\":\"whsec_c2VjcmV0\",\"from\":\"shop@example.com\"}`
	for value, want := range map[string]secrets.Endpoint{
		from: {Secret: []byte{}, From: "shop@example.com"},
		both: {URL: "https://shop.example/tasks", Secret: []byte("whsec_c2VjcmV0"), From: "shop@example.com"},
	} {
		_, r, _ := scripted(t, endpoint("tasks", "SecureString", value))
		got, err := r.Endpoint(t.Context(), "linden")
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("endpoint of %s: %v (-want +got):\n%s", value, err, d)
		}
	}
}

func TestAStoreMayHaveNoEndpoint(t *testing.T) {
	t.Parallel()
	for _, a := range []answer{{http.StatusOK, `{"Parameters":[]}`}, endpoint("other", "SecureString", tasksTo)} {
		_, r, _ := scripted(t, a)
		if _, err := r.Endpoint(t.Context(), "linden"); !errors.Is(err, secrets.ErrNoEndpoint) {
			t.Errorf("error %v", err)
		}
	}
	_, r, _ := scripted(t)
	if _, err := r.Endpoint(t.Context(), "../linden"); !errors.Is(err, secrets.ErrNoEndpoint) {
		t.Errorf("error %v", err)
	}
}

func TestAnEndpointThatIsNotRightIsAnError(t *testing.T) {
	t.Parallel()
	for _, a := range []answer{
		endpoint("tasks", "String", tasksTo), endpoint("tasks", "SecureString", "https://shop.example"),
		endpoint("tasks", "SecureString", `{\"url\":\"https://shop.example\"}`), endpoint("tasks", "SecureString", `{\"secret\":\"whsec_c2VjcmV0\"}`),
		endpoint("tasks", "SecureString", `{}`), endpoint("tasks", "SecureString", `{\"url\":\"https://shop.example\",\"from\":\"shop@example.com\"}`),
		{http.StatusBadRequest, `{"__type":"AccessDeniedException"}`},
	} {
		_, r, _ := scripted(t, a)
		if got, err := r.Endpoint(t.Context(), "linden"); err == nil || errors.Is(err, secrets.ErrNoEndpoint) {
			t.Errorf("%s gave %+v, %v", a.body, got, err)
		}
	}
}
