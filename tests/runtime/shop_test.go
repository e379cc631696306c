//go:build emulator

package runtime

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/zendesk"
	"holdfast/shared/words/crm"
)

// fields is a JSON object.
type fields map[string]any

// delivery is a signed webhook on its way.
type delivery struct {
	store  string
	source string
	header http.Header
	body   []byte
}

func shopKey(id string) crm.Key { return crm.PlatformKey(crm.Ref{Source: "shop", ID: id}) }

func sign(p webhook.Platform, source, account, topic string, body fields) delivery {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err) // texts and numbers only: cannot happen
	}
	return delivery{store, source, p.Sign(webhook.Source{Secrets: [][]byte{[]byte(secret)}, Account: account}, topic, b, time.Now()), b}
}

// order is an order as Shopify tells of it.
func order(id int, customer int, amount string, at time.Time) delivery {
	stamp := at.UTC().Format(time.RFC3339)
	d := sign(shopify.Platform{}, "shop", domain, "orders/create", fields{
		"id": id, "admin_graphql_api_id": fmt.Sprint("gid://shopify/Order/", id), "name": fmt.Sprint("#", id), "order_number": id,
		"created_at": stamp, "processed_at": stamp, "updated_at": stamp, "currency": "EUR", "total_price": amount,
		"financial_status": "paid", "cancelled_at": nil, "email": address(customer), "test": false, "refunds": []fields{},
		"customer": fields{"id": customer, "email": address(customer), "first_name": "Marta", "last_name": "Lindqvist", "updated_at": stamp},
	})
	d.header.Del("X-Shopify-Triggered-At") // part of the facts, and never the same in two runs
	return d
}

func address(customer int) string { return fmt.Sprintf("marta%d@example.com", customer) }

// complaint is a ticket as a trigger of Zendesk tells of it.
func complaint(id int, customer int, at time.Time) delivery {
	stamp := at.UTC().Format(time.RFC3339)
	return sign(zendesk.Platform{}, "desk", "4711", zendesk.TriggerTopic, fields{
		"type": zendesk.TriggerTopic, "ticket_id": fmt.Sprint(id), "status": "open", "priority": "urgent", "ticket_type": "problem",
		"subject": "My parcel", "description": "It never came and nobody answers.", "tags": "", "created_at": stamp, "updated_at": stamp,
		"requester_id": fmt.Sprint(900 + customer), "requester_email": address(customer), "requester_name": "Marta Lindqvist",
		"rating": "", "rating_comment": "",
	})
}

// gateway is a delivery as an HTTP API gives it to the function behind it.
func (d delivery) gateway(binary bool) []byte {
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "ANY /hooks/{store}/{source}", RawPath: "/hooks/" + d.store + "/" + d.source, Headers: map[string]string{},
		PathParameters: map[string]string{"store": d.store, "source": d.source}, Body: string(d.body),
	}
	for name := range d.header {
		e.Headers[strings.ToLower(name)] = d.header.Get(name)
	}
	if binary {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(d.body), true
	}
	e.RequestContext.HTTP.Method = http.MethodPost
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // plain fields: cannot happen
	}
	return b
}

// post gives one request to the function and says what status it answers, 0 for none.
func (h *house) post(event []byte) int {
	h.t.Helper()
	a, err := h.fleets["ingest"].Invoke(h.ctx, event)
	if err != nil {
		h.fates = append(h.fates, err)
		return 0
	}
	var r events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(a.Body, &r); err != nil {
		h.t.Fatal(err)
	}
	return r.StatusCode
}

// deliver posts deliveries as senders do: again, until they are taken.
func (h *house) deliver(ds ...delivery) {
	h.t.Helper()
	for _, d := range ds {
		taken := false
		for range 5 {
			if taken = h.post(d.gateway(false)) == http.StatusOK; taken {
				break
			}
		}
		if !taken {
			h.t.Fatalf("not taken: %s", d.body)
		}
	}
}
