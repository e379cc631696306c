package rows_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"holdfast/infra/holdfast/rows"
)

// writeOrders writes a file of orders, a row each but for every twentieth, which goes on somewhere else. If the file is mixed, each order
// has ten rows, as far apart as can be.
func writeOrders(b *testing.B, lines int, isMixed bool) *os.File {
	b.Helper()
	file, err := os.Create(filepath.Join(b.TempDir(), "orders.csv"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = file.Close() })
	orders := lines
	if isMixed {
		orders = lines / 10
	}
	w := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprint(w, "order,customer,email,name,date,amount,discount,status,product,sku,quantity\n")
	for i := range lines {
		order := i % orders
		if !isMixed && i%20 == 19 {
			order = max(0, i-500)
		}
		customer := order % (lines/3 + 1)
		fmt.Fprintf(w, "%d,C%d,c%d@example.com,Customer %d,2025-0%d-0%d 10:05:06,%d.%02d,1.00,paid,\"Tea, green\",TEA-%d,2\n",
			100000+order, customer, customer, customer, order%9+1, order%8+1, i%300, i%100, i%40)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return file
}

// BenchmarkRead reads files of orders, both times, to events that are ready to be queued. It reports how much memory was in use at most,
// which must not grow with the file, unless the rows of its orders are mixed.
func BenchmarkRead(b *testing.B) {
	for _, lines := range []int{10_000, 100_000, 1_000_000, -1_000_000} {
		isMixed := lines < 0
		name := fmt.Sprint(lines)
		if isMixed {
			lines = -lines
			name = fmt.Sprint(lines, "-mixed")
		}
		b.Run(name, func(b *testing.B) {
			if testing.Short() && lines > 100_000 {
				b.Skip("long")
			}
			file := writeOrders(b, lines, isMixed)
			b.ReportAllocs()
			most, seen := uint64(0), 0
			emit := func(rows.Event) error {
				seen++
				if seen%20_000 == 0 {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
				return nil
			}
			o := euros
			o.AmountOf = "row"
			for b.Loop() {
				sum, err := rows.Read(file, o, emit, func(rows.Bad) error { return nil })
				if err != nil || sum.Used != lines {
					b.Fatal(sum, err)
				}
			}
			b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(most)/1e6, "MB-heap")
			b.ReportMetric(0, "ns/op")
		})
	}
}
