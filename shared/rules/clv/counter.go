package clv

import "fmt"

// Counter counts customers one by one into a Table and a SpendTable that stay within
// Limit cells each. It ends in the same tables whatever the order of the customers. Its
// memory is bounded by Limit.
type Counter struct {
	Ahead int32 // over how many days Next is counted; 0 = not at all
	Limit int   // cells of a table; 50,000 take about 300 kB packed

	table Table
	spend SpendTable

	// Customers who are not yet in the tables.
	cells  []Cell
	spends []Spend
}

// Add counts a customer, or Count of them. It returns an error about a history that
// cannot be.
func (c *Counter) Add(customer Cell) error {
	if err := customer.check(); err != nil {
		return fmt.Errorf("count a customer: %w", err)
	}
	c.cells = append(c.cells, customer)
	if len(c.cells) >= max(c.Limit, 1) {
		return c.flush()
	}
	return nil
}

// AddSpend counts what a customer spent. See CountSpend for what is passed over.
func (c *Counter) AddSpend(customer Spend) error {
	c.spends = append(c.spends, customer)
	if len(c.spends) >= max(c.Limit, 1) {
		return c.flush()
	}
	return nil
}

// flush takes the customers who are not yet in the tables into them.
func (c *Counter) flush() error {
	counted, err := Count(c.Ahead, c.cells)
	if err != nil {
		return err
	}
	table, err := c.table.Merge(counted)
	if err != nil {
		return err
	}

	spend, err := CountSpend(c.spends)
	if err != nil {
		return err
	}

	c.table = table.Bound(c.Limit)
	c.spend = c.spend.Merge(spend).Bound(c.Limit)
	c.cells = c.cells[:0]
	c.spends = c.spends[:0]
	return nil
}

// Tables returns the customers counted so far.
func (c *Counter) Tables() (Table, SpendTable, error) {
	if err := c.flush(); err != nil {
		return Table{}, SpendTable{}, fmt.Errorf("count customers: %w", err)
	}
	return c.table, c.spend, nil
}
