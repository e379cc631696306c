package command_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func TestAnExportOfSomebodyErasedNamesNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop")
	d.do("--dir", "shop", "customers", "erase", "p:shop:1", "--yes")
	var out struct {
		Known struct {
			Profile         map[string]any
			Orders, Remains []struct{ Source, Number string }
			Erased          []struct{ Value string }
		}
	}
	if err := json.Unmarshal([]byte(d.do("--dir", "shop", "customers", "export", "p:shop:1")), &out); err != nil {
		t.Fatal(err)
	}
	if k := out.Known; len(k.Profile)+len(k.Orders) != 0 || len(k.Remains) != 3 || k.Remains[0].Source+k.Remains[0].Number != "" || len(k.Erased) != 1 {
		t.Errorf("%+v", k)
	}
}

func TestAnExportHoldsEveryOrderOfAnyAge(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	rows := "order,customer,email,date,amount\n"
	for n := range 60 {
		rows += fmt.Sprintf("%d,7,someone@example.com,2024-%02d-%02d,%d.50\n", n+1, 1+n/28, 1+n%28, n)
	}
	d.write("orders.csv", rows+"900,,someone@example.com,2024-05-01,1.00\n")
	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop")
	var out struct {
		Store string
		Known struct {
			Keys    []string
			Profile map[string]struct{ Value string }
			Orders  []struct {
				ID     string
				Placed time.Time
				Total  int64
			}
		}
		Judged   struct{ Orders int }
		Segments struct{ Stage, Loyalty string }
		Habits   struct {
			Channel string `json:"sales_channel"`
			Goods   []string
		}
	}
	if err := json.Unmarshal([]byte(d.do("--dir", "shop", "customers", "export", "someone@example.com")), &out); err != nil {
		t.Fatal(err)
	}
	sum := int64(0)
	for _, o := range out.Known.Orders {
		sum += o.Total
	}
	if len(out.Known.Orders) != 61 || out.Judged.Orders != 61 || sum != 60*59/2*100+60*50+100 || out.Known.Orders[0].Placed.IsZero() {
		t.Errorf("%d orders, %d judged, %d in all", len(out.Known.Orders), out.Judged.Orders, sum)
	}
	if out.Segments.Stage == "" || out.Segments.Loyalty == "" || out.Habits.Channel != "unknown" || out.Habits.Goods == nil {
		t.Errorf("segments %+v, habits %+v", out.Segments, out.Habits)
	}
	if out.Store != "acme" || len(out.Known.Keys) != 2 || out.Known.Profile["email"].Value != "someone@example.com" {
		t.Errorf("%s %+v", out.Store, out.Known)
	}
}
