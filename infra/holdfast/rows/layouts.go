package rows

import "slices"

// layout is a known export, recognized by its headers (marks). Its columns go before what
// a header means elsewhere. All headers are in the form that normalizeHeader gives them.
type layout struct {
	name    string
	marks   []string
	columns map[field]string
}

// findLayout returns the known export that has these headers; ok is false if it is none.
func findLayout(layouts []layout, has map[string]int) (l layout, ok bool) {
	for _, l := range layouts {
		isMissing := func(mark string) bool { _, is := has[mark]; return !is }
		if !slices.ContainsFunc(l.marks, isMissing) {
			return l, true
		}
	}
	return layout{}, false
}

// orderLayouts are the known exports of orders.
var orderLayouts = []layout{
	{
		// The order's own columns, its id included, stand in the first of its rows only; all
		// rows have its name, "#1001".
		name:  "Shopify's export of orders",
		marks: []string{"name", "financialstatus", "createdat", "lineitemname", "id"},
		columns: map[field]string{
			fieldOrder:     "id",
			fieldNumber:    "name",
			fieldName:      "billingname",
			fieldCompany:   "billingcompany",
			fieldCountry:   "billingcountry",
			fieldVia:       "source",
			fieldStatus:    "financialstatus",
			fieldShipped:   "fulfillmentstatus",
			fieldPayment:   "paymentmethod",
			fieldPayBy:     "nextpaymentdueat",
			fieldPaidAt:    "paidat",
			fieldShippedAt: "fulfilledat",
		},
	},
	{
		name:  "WooCommerce's list of orders",
		marks: []string{"order", "nrevenue", "customertype"},
		columns: map[field]string{
			fieldAmount:  "nrevenue",
			fieldName:    "customer",
			fieldProduct: "products",
		},
	},
	{
		name:  "an export of WooCommerce's orders",
		marks: []string{"orderid", "ordertotal", "billingemail"},
		columns: map[field]string{
			fieldOrder:  "orderid",
			fieldNumber: "ordernumber",
			fieldEmail:  "billingemail",
			fieldAmount: "ordertotal",
			fieldPaidAt: "paiddate",
		},
	},
	{
		name:  "an export of WooCommerce's orders",
		marks: []string{"ordernumber", "orderstatus", "ordertotalamount", "emailbilling"},
		columns: map[field]string{
			fieldOrder:     "ordernumber",
			fieldAmount:    "ordertotalamount",
			fieldEmail:     "emailbilling",
			fieldDiscount:  "cartdiscountamount",
			fieldRefunded:  "orderrefundamount",
			fieldLinePrice: "itemcost",
		},
	},
}

// customerLayouts are the known exports of customers.
var customerLayouts = []layout{
	{
		name:  "WooCommerce's list of customers",
		marks: []string{"username", "lastactive", "signup", "totalspend"},
		columns: map[field]string{
			fieldName:    "name",
			fieldCountry: "countryregion",
		},
	},
}

// productLayouts are the known exports of products.
var productLayouts = []layout{
	{
		// A row a variant, without ids. The product's own columns stand in the first row of
		// its handle; further rows may hold only images.
		name:  "Shopify's export of products",
		marks: []string{"handle", "title", "variantsku", "variantprice"},
		columns: map[field]string{
			fieldTitle:    "title",
			fieldSKU:      "variantsku",
			fieldPrice:    "variantprice",
			fieldCost:     "costperitem",
			fieldCategory: "type",
			fieldVendor:   "vendor",
			fieldOption1:  "option1value",
			fieldOption2:  "option2value",
			fieldOption3:  "option3value",
		},
	},
	{
		// A row a product or variation, whose parent is "id:77".
		name:  "WooCommerce's export of products",
		marks: []string{"id", "type", "sku", "name", "regularprice"},
		columns: map[field]string{
			fieldProductID: "id",
			fieldTitle:     "name",
			fieldSKU:       "sku",
			fieldPrice:     "regularprice",
			fieldCategory:  "categories",
			fieldVendor:    "brands",
			fieldParent:    "parent",
		},
	},
	{
		name:    "a list of products",
		marks:   []string{"id"},
		columns: map[field]string{fieldProductID: "id"},
	},
}

// ticketLayouts are the known exports of tickets.
var ticketLayouts = []layout{
	{
		name:  "an export of Zendesk's tickets",
		marks: []string{"id", "requester", "requesteremail", "status"},
		columns: map[field]string{
			fieldTicket: "id",
			fieldName:   "requester",
			fieldEmail:  "requesteremail",
		},
	},
	{
		name:    "a list of tickets",
		marks:   []string{"id"},
		columns: map[field]string{fieldTicket: "id"},
	},
}
