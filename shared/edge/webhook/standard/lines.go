package standard

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// readLines returns the items that name a product, by id or SKU, as lines.
func (r *reader) readLines(c crm.Currency) crm.Lines {
	lines := make([]crm.Line, len(r.data.Items))
	for i := range r.data.Items {
		lines[i] = r.readLine(&r.data.Items[i], c)
	}
	return crm.NewLines(lines...)
}

func (r *reader) readLine(in *item, c crm.Currency) crm.Line {
	line := crm.Line{
		Product:  r.entry(in),
		Quantity: 1,
		Back:     r.Count(in.Returned),
		Amount:   r.Minor("data.items.amount", in.Amount, c),
		Discount: r.readPositive("data.items.discount", in.Discount, c),
	}
	if r.Text(in.Quantity) != "" {
		line.Quantity = r.Count(in.Quantity)
	}
	return line
}

// entry returns the id of the item's entry in the register.
func (r *reader) entry(in *item) string {
	return webhook.ProductID(r.Text(in.SKU), r.ID("data.items.id", in.ID))
}
