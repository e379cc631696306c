package cells

import (
	"fmt"
	"strings"

	"holdfast/shared/words/crm"
)

// iso4217 lists the codes of currencies in use (ISO 4217, list one, as of 2026), and those
// that files of the last years still hold.
const iso4217 = `
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
CUC HRK LTL LVL EEK BYR MRO STD VEF`

// ParseCurrency reads a code of ISO 4217 in any case. A typing error in a file, EUD for
// EUR, would be kept as a currency of its own.
func ParseCurrency(text string) (crm.Currency, error) {
	code, err := crm.ParseCurrency(text)
	if err != nil {
		return "", err
	}
	if !strings.Contains(iso4217, string(code)) {
		return "", fmt.Errorf("currency %q: %w: ISO 4217 has no such code", code, crm.ErrMoney)
	}
	return code, nil
}
