package rows

import (
	"cmp"
	"regexp"
	"strings"
)

// person is the customer of a row, as our own events say it.
type person struct {
	ID        string `json:"id,omitempty"`
	Email     string `json:"email,omitempty"`
	Name      string `json:"name,omitempty"`
	Company   string `json:"company,omitempty"`
	CompanyID string `json:"company_id,omitempty"`
	Role      string `json:"role,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Country   string `json:"country,omitempty"`
	Locale    string `json:"locale,omitempty"`
	Zone      string `json:"zone,omitempty"`
	Birthday  string `json:"birthday,omitempty"`
	Owner     string `json:"owner,omitempty"`
	Origin    string `json:"origin,omitempty"`
}

// readPerson returns the customer of a row. It returns an error if a spreadsheet has
// damaged what they are known by.
func (in *reading) readPerson(r row) (person, error) {
	p := person{
		ID:        customerID(r),
		Email:     r.get(fieldEmail),
		Name:      r.get(fieldName),
		Company:   r.get(fieldCompany),
		CompanyID: r.id(fieldCompanyID),
		Role:      r.get(fieldRole),
		Phone:     r.id(fieldPhone),
		Country:   r.get(fieldCountry),
		Locale:    r.get(fieldLocale),
		Zone:      r.get(fieldZone),
		Owner:     r.get(fieldOwner),
		Origin:    r.get(fieldOrigin),
	}
	if p.Name == "" {
		p.Name = strings.TrimSpace(r.get(fieldFirstName) + " " + r.get(fieldLastName))
	}
	if err := in.checkIDs(r, fieldCustomer, fieldCompanyID, fieldPhone, fieldEmail); err != nil {
		return p, err
	}
	var err error
	p.Birthday, err = in.readBirthday(r)
	return p, err
}

// customerID returns the number of a row's customer. WooCommerce gives guests the number 0.
func customerID(r row) string {
	id := r.id(fieldCustomer)
	if id == "0" {
		return ""
	}
	return id
}

// readBirthday returns a birthday as our own events write it. What has no year stays as it
// is.
func (in *reading) readBirthday(r row) (string, error) {
	text := r.get(fieldBirthday)
	if text == "" || strings.HasPrefix(text, "--") {
		return text, nil
	}
	at, err := in.parseAnyDate(r, fieldBirthday)
	if err != nil {
		return "", err
	}
	return at.In(in.Zone).Format("2006-01-02"), nil
}

// fill takes from o what p does not say.
func (p *person) fill(o *person) {
	p.ID = cmp.Or(p.ID, o.ID)
	p.Email = cmp.Or(p.Email, o.Email)
	p.Name = cmp.Or(p.Name, o.Name)
	p.Company = cmp.Or(p.Company, o.Company)
	p.CompanyID = cmp.Or(p.CompanyID, o.CompanyID)
	p.Role = cmp.Or(p.Role, o.Role)
	p.Phone = cmp.Or(p.Phone, o.Phone)
	p.Country = cmp.Or(p.Country, o.Country)
	p.Locale = cmp.Or(p.Locale, o.Locale)
	p.Zone = cmp.Or(p.Zone, o.Zone)
	p.Birthday = cmp.Or(p.Birthday, o.Birthday)
	p.Owner = cmp.Or(p.Owner, o.Owner)
	p.Origin = cmp.Or(p.Origin, o.Origin)
}

// twoLetters is the form of a country's code, ISO 3166 alpha-2.
var twoLetters = regexp.MustCompile(`^[A-Z]{2}$`)

// keepCountryCode drops a country that is no code: the order counts all the same.
func (p *person) keepCountryCode() {
	p.Country = strings.ToUpper(p.Country)
	if p.Country != "" && !twoLetters.MatchString(p.Country) {
		p.Country = ""
	}
}
