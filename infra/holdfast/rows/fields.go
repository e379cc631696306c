package rows

import (
	"slices"
	"strings"
	"unicode"
)

// field is what a column holds, under our name of it.
type field uint8

// The fields. Each has a row in fieldTable.
const (
	fieldOrder field = iota
	fieldNumber
	fieldCustomer
	fieldEmail
	fieldName
	fieldFirstName
	fieldLastName
	fieldCompany
	fieldCompanyID
	fieldRole
	fieldPhone
	fieldCountry
	fieldLocale
	fieldZone
	fieldBirthday
	fieldOwner
	fieldOrigin
	fieldDate
	fieldUpdated
	fieldAmount
	fieldQuantity
	fieldPrice
	fieldRefunded
	fieldDiscount
	fieldCost
	fieldProduct
	fieldProductID
	fieldParent
	fieldTitle
	fieldCategory
	fieldVendor
	fieldLife
	fieldHandle
	fieldOption1
	fieldOption2
	fieldOption3
	fieldSKU
	fieldLineQuantity
	fieldLinePrice
	fieldLineDiscount
	fieldVia
	fieldCurrency
	fieldStatus
	fieldCancelled
	fieldTags
	fieldText
	fieldShipped
	fieldPaidAt
	fieldShippedAt
	fieldPayment
	fieldPayBy
	fieldOutstanding
	fieldConsentEmail
	fieldConsentSMS
	fieldConsentCall
	fieldConsentChat
	fieldConsentEmailAt
	fieldConsentSMSAt
	fieldConsentCallAt
	fieldConsentChatAt
	fieldConsent
	fieldConsentAt
	fieldChannel
	fieldTicket
	fieldRequester
	fieldSubject
	fieldPriority
	fieldRating
	fieldRatingAt
	fieldComplaint
	fieldReason

	fieldCount
)

// sort is how the cells of a field are read.
type sort uint8

const (
	isText sort = iota
	isMoney
	isCount
	isDate
	isID
)

// fieldSpec is a field: its name, how its cells are read, and the headers under which
// shops export it, in the form that normalizeHeader gives them. A field without headers is
// known only where an export is known to mean it, or where it is named.
type fieldSpec struct {
	name    string
	sort    sort
	headers []string

	// rivals says that two columns of this field with different cells are a question.
	rivals bool
}

// Fields lists the names that a column can be mapped to.
func Fields() []string {
	names := make([]string, 0, len(fieldTable))
	for _, spec := range fieldTable {
		names = append(names, spec.name)
	}
	slices.Sort(names)
	return names
}

// fieldNamed returns the field with a name; ok is false if there is none.
func fieldNamed(name string) (f field, ok bool) {
	for i, spec := range fieldTable {
		if spec.name == name {
			return field(i), true
		}
	}
	return 0, false
}

func (f field) String() string { return fieldTable[f].name }

// normalizeHeader returns a header in lower case, without spaces and punctuation.
func normalizeHeader(header string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, header)
}
