package playbook

// What a privacy request asks of the shop's manager. These tasks do not arise from facts
// about a customer and never reach one through us: they are open from the start.
const (
	DataRequest Name = "data_request" // a person wants to know what is known of them
	ShopRedact  Name = "shop_redact"  // a shop has left its platform: all of it is to be erased
)

// The measures of privacy requests.
const (
	HandOver  Measure = "hand_over"
	EraseShop Measure = "erase_shop"
)

// OfRequest is a request of a person, or of a platform.
var OfRequest = &TriggerKind{
	What:    "request",
	Explain: explainSilence,
}

var dataRequest = Playbook{
	Name:     DataRequest,
	Kind:     Owed,
	Code:     4,
	Triggers: []*TriggerKind{OfRequest},
	Measures: []MeasureCost{{Measure: HandOver}},
}

var shopRedact = Playbook{
	Name:     ShopRedact,
	Kind:     Owed,
	Code:     5,
	Triggers: []*TriggerKind{OfRequest},
	Measures: []MeasureCost{{Measure: EraseShop}},
}
