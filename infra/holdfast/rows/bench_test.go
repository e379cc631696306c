package rows_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/infra/holdfast/rows"
)

// BenchmarkRead reads orders, a row each, from the text of a file to events that are ready to be queued.
func BenchmarkRead(b *testing.B) {
	const lines = 20_000
	var text strings.Builder
	text.WriteString("order,customer,email,name,date,amount,discount,status,product,sku,quantity\n")
	for i := range lines {
		fmt.Fprintf(&text, "%d,C%d,c%d@example.com,Customer %d,2026-0%d-0%d 10:05:06,%d.50,1.00,paid,\"Tea, green\",TEA-%d,2\n", 100000+i, i%5000, i%5000, i%5000, i%9+1, i%8+1, i%300, i%40)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		sum, err := rows.Read(strings.NewReader(text.String()), euros, func(rows.Event) error { return nil }, func(rows.Bad) error { return nil })
		if err != nil || sum.Events != lines {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
