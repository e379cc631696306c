package crm

// Contact is one time the shop reached out to a customer, or was about to.
type Contact struct {
	At      Instant
	Channel Channel
}
