package clv

import "fmt"

// Counter counts customers one by one into a Table and a SpendTable that stay within
// Limit cells each, however many come. It ends in the same tables whatever the order. Its
// memory is bounded by Limit.
type Counter struct {
	Ahead int32 // over how many days Next is counted; 0 = not at all
	Limit int   // cells of a table; 50,000 take about 300 kB packed

	table Table
	cells []Cell
	spend SpendTable
	spent []Spend
}

// Add counts a customer, or Count of them.
func (c *Counter) Add(customer Cell) error {
	if err := customer.check(); err != nil {
		return fmt.Errorf("count a customer: %w", err)
	}
	if c.cells = append(c.cells, customer); len(c.cells) >= max(c.Limit, 1) {
		return c.fold()
	}
	return nil
}

// AddSpend counts what a customer spent. See CountSpend for what is passed over.
func (c *Counter) AddSpend(customer Spend) error {
	if c.spent = append(c.spent, customer); len(c.spent) >= max(c.Limit, 1) {
		return c.fold()
	}
	return nil
}

// fold takes what has been gathered into the tables.
func (c *Counter) fold() error {
	part, err := Count(c.Ahead, c.cells)
	if err != nil {
		return err
	}
	whole, err := c.table.Merge(part)
	if err != nil {
		return err
	}
	spent, err := CountSpend(c.spent)
	if err != nil {
		return err
	}
	c.table, c.spend = whole.Bound(c.Limit), c.spend.Merge(spent).Bound(c.Limit)
	c.cells = c.cells[:0]
	c.spent = c.spent[:0]
	return nil
}

// Tables are the customers counted so far.
func (c *Counter) Tables() (Table, SpendTable, error) {
	if err := c.fold(); err != nil {
		return Table{}, SpendTable{}, fmt.Errorf("count customers: %w", err)
	}
	return c.table, c.spend, nil
}
