package playbook

// What a privacy request asks of the shop's manager. These tasks are not proposed from
// facts and never reach a customer through us: they are open from the start.
const (
	DataRequest Name = "data_request" // a person wants to know what is known of them
	ShopRedact  Name = "shop_redact"  // a shop has left its platform: everything of it is to be erased

	HandOver  Measure = "hand_over"
	EraseShop Measure = "erase_shop"
)
