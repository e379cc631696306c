package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"holdfast/infra/holdfast/recorded"
)

type cdnow struct {
	File   string `arg:"" help:"CDNOW_sample.txt: master id, sample id, date, CDs, dollars."`
	Out    string `help:"Folder to write to." default:"."`
	Source string `help:"The Shopify source that the deliveries name." default:"shop"`
}

// cdnowOrder is one line of the data set.
type cdnowOrder struct {
	id       string // from the line's number: the data set has no ids
	customer string
	placed   time.Time
	cds      string
	dollars  string
}

// cdnowBase keeps ids made from line numbers as long as a real shop's.
const cdnowBase = 4_500_000_000

// Run writes cdnow.jsonl and cdnow.csv, and three further files for the proof that order, repetition and way do not matter:
// cdnow-shuffled.jsonl (all, a third of them three times), cdnow-half.jsonl and cdnow-half.csv (the two halves).
func (c *cdnow) Run() error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	orders, err := readCDNOW(f)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(1997, 1998))
	shuffled := append([]cdnowOrder(nil), orders...)
	for i, o := range orders {
		if i%3 == 0 {
			shuffled = append(shuffled, o, o)
		}
	}
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	var halves [2][]cdnowOrder
	for _, o := range shuffled {
		i := int(o.id[len(o.id)-1]) % 2
		halves[i] = append(halves[i], o)
	}
	for name, some := range map[string][]cdnowOrder{"cdnow.jsonl": orders, "cdnow-shuffled.jsonl": shuffled, "cdnow-half.jsonl": halves[0]} {
		if err := c.create(name, func(w io.Writer) error { return c.deliveries(w, some) }); err != nil {
			return err
		}
	}
	for name, some := range map[string][]cdnowOrder{"cdnow.csv": orders, "cdnow-half.csv": once(halves[1])} {
		if err := c.create(name, func(w io.Writer) error { return sheet(w, some) }); err != nil {
			return err
		}
	}
	fmt.Printf("%d orders written to %s\n", len(orders), c.Out)
	return nil
}

// once drops repetitions: in a file, rows of one number are one order.
func once(orders []cdnowOrder) (out []cdnowOrder) {
	seen := map[string]bool{}
	for _, o := range orders {
		if !seen[o.id] {
			seen[o.id] = true
			out = append(out, o)
		}
	}
	return out
}

func (c *cdnow) create(name string, fill func(io.Writer) error) error {
	f, err := os.Create(filepath.Join(c.Out, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := fill(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func readCDNOW(r io.Reader) (orders []cdnowOrder, err error) {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		parts := strings.Fields(lines.Text())
		if len(parts) == 0 {
			continue
		}
		if len(parts) != 5 {
			return nil, fmt.Errorf("line %d: want five columns, got %d", n, len(parts))
		}
		placed, err := time.Parse("20060102", parts[2])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		orders = append(orders, cdnowOrder{fmt.Sprint(cdnowBase + n), parts[0], placed.Add(12 * time.Hour), parts[3], parts[4]})
	}
	return orders, lines.Err()
}

// deliveries writes orders/create deliveries. They say when they were triggered nowhere, as an import cannot say it either.
func (c *cdnow) deliveries(w io.Writer, orders []cdnowOrder) error {
	for _, o := range orders {
		at := o.placed.Format(time.RFC3339)
		body, err := json.Marshal(map[string]any{
			"id": json.Number(o.id), "admin_graphql_api_id": "gid://shopify/Order/" + o.id, "name": "#" + o.id,
			"created_at": at, "processed_at": at, "updated_at": at, "currency": "USD", "total_price": o.dollars,
			"financial_status": "paid", "fulfillment_status": nil, "cancelled_at": nil, "test": false,
			"customer": map[string]any{"id": json.Number(strings.TrimLeft(o.customer, "0"))}, "line_items": []any{map[string]any{"title": "CD", "quantity": json.Number(o.cds)}},
			"refunds": []any{},
		})
		if err != nil {
			return err
		}
		if err := recorded.Write(w, recorded.Delivery{Source: c.Source, Topic: "orders/create", Body: body}); err != nil {
			return err
		}
	}
	return nil
}

func sheet(w io.Writer, orders []cdnowOrder) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"order", "customer", "date", "cds", "amount", "product"}}
	for _, o := range orders {
		rows = append(rows, []string{o.id, strings.TrimLeft(o.customer, "0"), o.placed.Format(time.RFC3339), o.cds, o.dollars, "CD"})
	}
	return out.WriteAll(rows)
}
