package queue

// The queues of Holdfast, by name. A step reads each: Orders and Tickets are those of
// apply, the others are named like their step.
const (
	Orders  = "orders"
	Tickets = "tickets"
	Sweep   = "sweep"
	Census  = "census"
	Act     = "act"
)

// Names lists the queues in the order in which they are worked.
var Names = [...]string{Orders, Tickets, Sweep, Census, Act}

// Stats counts what a queue holds now. SQS counts approximately.
type Stats struct {
	Visible int // could be received now
	Hidden  int // delayed, or received and not settled
	Dead    int // dead letters; 0 if the queue keeps none
}
