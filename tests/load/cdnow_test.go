package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/recorded"
	"holdfast/infra/holdfast/rows"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/words/crm"
)

const sample = ` 00004 0001 19970101  2   29.33
 00004 0001 19970118  2   29.73
 00021 0002 19970101  3   63.34
 00050 0003 19970101  1    6.79
 00050 0003 19970101  1    6.79
`

// The deliveries and the sheet say the same of every order, and every line is an order, also where two are alike.
func TestDeliveriesAndSheetHoldTheSameFacts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sample.txt"), []byte(sample), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (&cdnow{File: filepath.Join(dir, "sample.txt"), Out: dir, Source: "shop"}).Run(); err != nil {
		t.Fatal(err)
	}
	all := posted(t, filepath.Join(dir, "cdnow.jsonl"))
	if diff := cmp.Diff(all, imported(t, filepath.Join(dir, "cdnow.csv"))); diff != "" {
		t.Error(diff)
	}
	total := int64(0)
	for _, o := range all {
		total += o.Total
	}
	if len(all) != 5 || total != 13598 {
		t.Errorf("%d orders of %d cents", len(all), total)
	}
	halves := append(posted(t, filepath.Join(dir, "cdnow-half.jsonl")), imported(t, filepath.Join(dir, "cdnow-half.csv"))...)
	for name, some := range map[string][]crm.Order{"shuffled": posted(t, filepath.Join(dir, "cdnow-shuffled.jsonl")), "in two halves": halves} {
		if diff := cmp.Diff(all, distinct(some)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func distinct(orders []crm.Order) []crm.Order {
	slices.SortFunc(orders, func(a, b crm.Order) int { return strings.Compare(a.ID, b.ID) })
	return slices.Compact(orders)
}

func posted(t *testing.T, path string) (orders []crm.Order) {
	t.Helper()
	err := recorded.Read([]string{path}, func(d recorded.Delivery) error {
		events, err := shopify.Platform{}.Parse(webhook.Delivery{Source: d.Source, Topic: d.Topic, Body: d.Body})
		for _, e := range events {
			orders = append(orders, *e.Order)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return orders
}

func imported(t *testing.T, path string) (orders []crm.Order) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = rows.Read(bytes.NewReader(file), rows.Options{Kind: rows.Orders, Currency: "USD"}, func(e rows.Event) error {
		events, err := standard.Platform{}.Parse(webhook.Delivery{Source: "shop", Topic: e.Topic, Body: e.Body})
		for _, ev := range events {
			orders = append(orders, *ev.Order)
		}
		return err
	}, func(b rows.Bad) error { t.Errorf("line %d: %s", b.Line, b.Why); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return orders
}

func TestALoadIsOfTheSizeWantedAndCanBeRead(t *testing.T) {
	t.Parallel()
	p := post{Size: 4096, Customers: 10}
	for _, n := range []int64{1, 12345} {
		body := p.body(n)
		if _, err := (shopify.Platform{}).Parse(webhook.Delivery{Source: source, Topic: "orders/create", Body: body}); err != nil || len(body) != p.Size {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	}
}
