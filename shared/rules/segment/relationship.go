package segment

import "holdfast/shared/words/enum"

// Relationship is the level at which a store deals with its customers of a kind (Kotler &
// Keller, Marketing Management: five levels of investment in relationships, by number of
// customers and margin).
type Relationship uint8

// The levels.
const (
	Basic         Relationship = iota // sells
	Reactive                          // sells, and answers customers who ask
	Accountable                       // asks afterwards whether it was as expected
	Proactive                         // calls from time to time with something useful
	Partnership                       // works with the customer all the time
	Relationships = iota
)

var relationships = enum.Names[Relationship]{
	Basic:       "basic",
	Reactive:    "reactive",
	Accountable: "accountable",
	Proactive:   "proactive",
	Partnership: "partnership",
}

func (r Relationship) String() string { return relationships.String(r) }

// ParseRelationship returns the relationship with the name.
func ParseRelationship(name string) (Relationship, error) { return relationships.Parse(name) }

// MarshalText writes the name.
func (r Relationship) MarshalText() ([]byte, error) { return relationships.MarshalText(r) }

// UnmarshalText reads the name.
func (r *Relationship) UnmarshalText(name []byte) error { return relationships.UnmarshalText(r, name) }

// Service is what a level promises: who calls the customer, how fast a request is
// answered, and how often the shop gets in touch of its own accord.
type Service struct {
	Caller   string `json:"caller"` // owner, manager; "" = nobody
	Hours    int    `json:"hours"`  // until a request is answered
	Contacts int    `json:"contacts"`
}

// services are assumptions to start from: working hours and courtesy, not findings.
var services = [Relationships]Service{
	Basic:       {Hours: 72},
	Reactive:    {Hours: 24},
	Accountable: {Caller: "owner", Hours: 24, Contacts: 1},
	Proactive:   {Caller: "owner", Hours: 8, Contacts: 4},
	Partnership: {Caller: "manager", Hours: 4, Contacts: 12},
}

// Service returns what the level promises.
func (r Relationship) Service() Service { return services[min(r, Relationships-1)] }

// Where many and few, high and low begin: assumptions, the table itself is Kotler's.
const (
	manyCustomers = 1000
	fewCustomers  = 100
	highMarginBP  = 3000
	lowMarginBP   = 1000
)

// levels is Kotler's table: rows for many, some and few customers of a kind, columns for
// high, medium and low margins. Where it leaves a choice, "basic or reactive", it is basic
// for many and reactive for fewer.
var levels = [3][3]Relationship{
	{Accountable, Reactive, Basic},
	{Proactive, Accountable, Reactive},
	{Partnership, Accountable, Reactive},
}

// RelationshipOf returns the level for so many customers of a kind at a margin in basis
// points.
func RelationshipOf(customers, marginBP int64) Relationship {
	row := 1
	switch {
	case customers > manyCustomers:
		row = 0
	case customers < fewCustomers:
		row = 2
	}
	column := 1
	switch {
	case marginBP >= highMarginBP:
		column = 0
	case marginBP < lowMarginBP:
		column = 2
	}
	return levels[row][column]
}
