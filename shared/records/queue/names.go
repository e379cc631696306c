package queue

// The queues of Holdfast, by name. A step reads each: Orders, Tickets and Imports are those
// of apply, the others are named like their step. What is imported has a queue of its own,
// so that no webhook waits behind it.
const (
	Orders  = "orders"
	Tickets = "tickets"
	Imports = "imports"
	Sweep   = "sweep"
	Census  = "census"
	Act     = "act"
)

// Names lists the queues in the order in which they are worked.
var Names = [...]string{Orders, Tickets, Imports, Sweep, Census, Act}

// Stats counts what a queue holds now. SQS counts approximately.
type Stats struct {
	Visible int // could be received now
	Hidden  int // delayed, or received and not settled
	Dead    int // dead letters; 0 if the queue keeps none
}
