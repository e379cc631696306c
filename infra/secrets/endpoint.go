package secrets

import (
	"context"
	"encoding/json"
	"errors"

	"holdfast/infra/account"
	"holdfast/shared/words/crm"
)

// Endpoint is the address to which a store's tasks are posted, and the secret ("whsec_" and
// base64) that signs them; or the address from which its e-mails go out; or both.
type Endpoint struct {
	URL    string
	Secret []byte
	From   string
}

// ErrNoEndpoint says that a store takes no tasks by webhook and sends no e-mails.
var ErrNoEndpoint = errors.New("secrets: the store has no endpoint for tasks")

// endpointName is the one parameter below a store's to/. It is not listed among the
// sources, whose names have no further slash.
const endpointName = "tasks"

// Endpoint reads the SecureString /holdfast/{stack}/{store}/to/tasks: {"url":
// "https://...", "secret": "whsec_..."}, {"from": "shop@example.com"}, or all three. The
// error is ErrNoEndpoint if there is no such parameter.
func (r *Reader) Endpoint(ctx context.Context, store string) (Endpoint, error) {
	if !crm.ValidName(store) {
		return Endpoint{}, ErrNoEndpoint
	}
	path := Path(r.stack, store) + "to/"
	found, err := r.params.listBelow(ctx, path)
	if err != nil {
		return Endpoint{}, account.Explain("secrets: read endpoint of "+store, err)
	}
	for _, p := range found {
		if p.Name != path+endpointName {
			continue
		}
		endpoint, ok := decodeEndpoint(p)
		if !ok {
			return Endpoint{}, errors.New("secrets: the endpoint of " + store +
				" is no SecureString with url and secret, or with from")
		}
		return endpoint, nil
	}
	return Endpoint{}, ErrNoEndpoint
}

// decodeEndpoint reads the parameter of an endpoint, and reports whether it is one.
func decodeEndpoint(p parameter) (Endpoint, bool) {
	var v struct {
		URL    string `json:"url"`
		Secret string `json:"secret"`
		From   string `json:"from"`
	}
	if p.Type != secureString || json.Unmarshal([]byte(p.Value), &v) != nil {
		return Endpoint{}, false
	}
	halfSigned := (v.URL == "") != (v.Secret == "")
	empty := v.URL == "" && v.From == ""
	if halfSigned || empty {
		return Endpoint{}, false
	}
	return Endpoint{URL: v.URL, Secret: []byte(v.Secret), From: v.From}, true
}
