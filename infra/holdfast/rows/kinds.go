package rows

import "slices"

// Kind is what a file's rows are about.
type Kind string

// The kinds of files.
const (
	Orders    Kind = "orders"
	Customers Kind = "customers"
	Products  Kind = "products"
	Tickets   Kind = "tickets"
	Consents  Kind = "consents"
	Campaigns Kind = "campaigns" // what came of past ones
)

// kindSpec says how files of a kind are read.
type kindSpec struct {
	kind    Kind
	read    func(*reading) error
	needs   [][]field // of each list, one must have a column
	uses    []field   // that are numbers, dates or ids
	texts   []field   // that are read as they stand
	layouts []layout
}

// kindTable lists the kinds. To add one, write a row and its read function.
var kindTable = []*kindSpec{
	&ordersSpec,
	&customersSpec,
	&productsSpec,
	&ticketsSpec,
	&consentsSpec,
	&campaignsSpec,
}

// Kinds lists the kinds of files.
func Kinds() []string {
	var names []string
	for _, spec := range kindTable {
		names = append(names, string(spec.kind))
	}
	return names
}

// specOf returns how files of a kind are read; ok is false if there is no such kind.
func specOf(kind Kind) (spec *kindSpec, ok bool) {
	i := slices.IndexFunc(kindTable, func(s *kindSpec) bool { return s.kind == kind })
	if i < 0 {
		return nil, false
	}
	return kindTable[i], true
}

var ordersSpec = kindSpec{
	kind: Orders,
	read: (*reading).readOrders,
	needs: [][]field{
		{fieldOrder},
		{fieldDate},
		{fieldAmount, fieldPrice},
	},
	uses: []field{
		fieldOrder, fieldCustomer, fieldCompanyID, fieldProductID,
		fieldAmount, fieldPrice, fieldQuantity, fieldRefunded, fieldDiscount, fieldCost,
		fieldLinePrice, fieldLineQuantity, fieldLineDiscount, fieldOutstanding,
		fieldDate, fieldUpdated, fieldPaidAt, fieldShippedAt, fieldCancelled, fieldPayBy,
		fieldBirthday,
	},
	texts: slices.Concat(personTexts, []field{
		fieldNumber, fieldProduct, fieldSKU, fieldVia, fieldCurrency, fieldStatus, fieldTags,
		fieldText, fieldShipped, fieldPayment,
	}),
	layouts: orderLayouts,
}

var customersSpec = kindSpec{
	kind:  Customers,
	read:  (*reading).readCustomers,
	needs: [][]field{{fieldCustomer, fieldEmail}},
	uses: slices.Concat([]field{
		fieldCustomer, fieldCompanyID,
		fieldDate, fieldUpdated, fieldBirthday,
	}, consentDates),
	texts:   slices.Concat(personTexts, consentFields),
	layouts: customerLayouts,
}

var productsSpec = kindSpec{
	kind:  Products,
	read:  (*reading).readProducts,
	needs: [][]field{{fieldProductID, fieldSKU}},
	uses:  []field{fieldProductID, fieldPrice, fieldCost, fieldUpdated},
	texts: []field{
		fieldParent, fieldSKU, fieldTitle, fieldCategory, fieldVendor, fieldLife, fieldHandle,
		fieldOption1, fieldOption2, fieldOption3, fieldCurrency,
	},
	layouts: productLayouts,
}

var ticketsSpec = kindSpec{
	kind: Tickets,
	read: (*reading).readTickets,
	needs: [][]field{
		{fieldTicket},
		{fieldCustomer, fieldEmail, fieldRequester},
		{fieldStatus, fieldRating},
	},
	uses: []field{
		fieldTicket, fieldCustomer, fieldRequester, fieldCompanyID,
		fieldDate, fieldUpdated, fieldRatingAt, fieldBirthday,
	},
	texts: slices.Concat(personTexts, []field{
		fieldStatus, fieldSubject, fieldText, fieldPriority, fieldRating, fieldComplaint,
		fieldReason, fieldTags,
	}),
	layouts: ticketLayouts,
}

var consentsSpec = kindSpec{
	kind:  Consents,
	read:  (*reading).readConsents,
	needs: [][]field{{fieldCustomer, fieldEmail}},
	uses: slices.Concat([]field{
		fieldCustomer,
		fieldDate, fieldUpdated, fieldConsentAt,
	}, consentDates),
	texts: slices.Concat([]field{
		fieldEmail, fieldPhone, fieldConsent, fieldChannel,
	}, consentFields),
}

var campaignsSpec = kindSpec{
	kind: Campaigns,
	read: (*reading).readCampaigns,
	needs: [][]field{
		{fieldCustomer, fieldEmail},
		{fieldStatus},
	},
	uses:  []field{fieldCustomer, fieldDate, fieldUpdated},
	texts: []field{fieldEmail, fieldPhone, fieldChannel, fieldStatus},
}

// personTexts are what a row says of its customer, as it stands.
var personTexts = []field{
	fieldEmail, fieldName, fieldFirstName, fieldLastName, fieldCompany, fieldRole, fieldPhone,
	fieldCountry, fieldLocale, fieldZone, fieldOwner, fieldOrigin,
}

// consentFields are the consents for each channel.
var consentFields = []field{
	fieldConsentEmail, fieldConsentSMS, fieldConsentCall, fieldConsentChat,
}

// consentDates are the dates of the consent for each channel.
var consentDates = []field{
	fieldConsentEmailAt, fieldConsentSMSAt, fieldConsentCallAt, fieldConsentChatAt,
}
