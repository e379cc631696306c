package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// orders are what each customer ordered, by id. Times of day are dropped: an order is placed when its day begins.
type orders map[string][]crm.Order

func (o orders) add(customer string, day time.Time, minor int64, currency crm.Currency) {
	order := crm.Order{
		Ref:    crm.Ref{Source: "s", ID: strconv.Itoa(len(o[customer]))},
		Placed: crm.InstantOf(day), Currency: currency, Status: crm.OrderPaid,
	}
	if minor < 0 {
		order.Refunded = -minor // a credit note: money given back, nothing bought
	} else {
		order.Total = minor
	}
	o[customer] = append(o[customer], order)
}

// readCDNOW parses CDNOW_master.txt (customer, date, CDs, dollars) or CDNOW_sample.txt, which has one more id before the customer's.
func readCDNOW(r io.Reader) (orders, error) {
	out := orders{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) == 0 || f[0] == "customer_id" {
			continue
		}
		if len(f) != 4 && len(f) != 5 {
			return nil, fmt.Errorf("line %q: want four columns or five", lines.Text())
		}
		f = f[len(f)-4:]
		day, err := time.Parse("20060102", f[1])
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		minor, err := cents(f[3])
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		out.add(f[0], day, minor, "USD")
	}
	return out, lines.Err()
}

// columns of the invoices' file.
var columns = []string{"InvoiceNo", "CustomerID", "InvoiceDate", "Country", "Lines", "Units", "Amount"}

// readInvoices parses the invoices of Online Retail. Invoices that name no customer are left out, as are corrections of bad debt (A...).
// What was cancelled (C...) is a credit: it takes off what the customer is worth and is no purchase. An invoice over nothing is none either.
func readInvoices(r io.Reader) (orders, error) {
	lines := csv.NewReader(r)
	header, err := lines.Read()
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	if !slices.Equal(header, columns) {
		return nil, fmt.Errorf("columns are %v, want %v", header, columns)
	}
	out := orders{}
	for {
		f, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		day, err := time.Parse(time.DateOnly, f[2][:min(len(time.DateOnly), len(f[2]))])
		if err != nil {
			return nil, fmt.Errorf("invoice %s: %w", f[0], err)
		}
		minor, err := cents(f[6])
		if err != nil {
			return nil, fmt.Errorf("invoice %s: %w", f[0], err)
		}
		credit := strings.HasPrefix(f[0], "C")
		if f[1] == "" || strings.HasPrefix(f[0], "A") || minor == 0 || credit != (minor < 0) {
			continue
		}
		out.add(f[1], day, minor, "GBP")
	}
}

func cents(amount string) (int64, error) {
	v, err := strconv.ParseFloat(amount, 64)
	if err != nil {
		return 0, fmt.Errorf("amount %q: %w", amount, err)
	}
	return int64(math.Round(v * 100)), nil
}
