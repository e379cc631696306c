package secrets

import (
	"context"
	"encoding/json"
	"errors"

	"holdfast/infra/account"
	"holdfast/shared/words/crm"
)

// Endpoint is where a store wants its tasks posted, and the secret ("whsec_" and base64)
// that signs them; or the address from which its e-mails go out; or both.
type Endpoint struct {
	URL    string
	Secret []byte
	From   string
}

// ErrNoEndpoint says that a store takes no tasks by webhook and sends no e-mails.
var ErrNoEndpoint = errors.New("secrets: the store has no endpoint for tasks")

// endpointName is the one parameter under a store's to/. It does not stand among the
// sources: those have no further slash.
const endpointName = "tasks"

// Endpoint reads the SecureString /holdfast/{stack}/{store}/to/tasks: {"url":
// "https://...", "secret": "whsec_..."}, {"from": "shop@example.com"}, or all three. The
// error is ErrNoEndpoint where it is not there.
func (r *Reader) Endpoint(ctx context.Context, store string) (Endpoint, error) {
	if !crm.ValidName(store) {
		return Endpoint{}, ErrNoEndpoint
	}
	path := Path(r.stack, store) + "to/"
	found, err := r.params.under(ctx, path)
	if err != nil {
		return Endpoint{}, account.Explain("secrets: read endpoint of "+store, err)
	}
	for _, p := range found {
		if p.Name != path+endpointName {
			continue
		}
		var v struct {
			URL    string `json:"url"`
			Secret string `json:"secret"`
			From   string `json:"from"`
		}
		if p.Type != secureString || json.Unmarshal([]byte(p.Value), &v) != nil ||
			(v.URL == "") != (v.Secret == "") ||
			v.URL+v.From == "" {
			return Endpoint{}, errors.New(
				"secrets: the endpoint of " + store + " is no SecureString with url and secret, or with from",
			)
		}
		return Endpoint{URL: v.URL, Secret: []byte(v.Secret), From: v.From}, nil
	}
	return Endpoint{}, ErrNoEndpoint
}
