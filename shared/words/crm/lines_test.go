package crm_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/words/crm"
)

func aLine(t *rapid.T) crm.Line {
	return crm.Line{
		Product:  rapid.SampledFrom([]string{"", "77", "49148385886514", "sku:TEA-1"}).Draw(t, "product"),
		Quantity: rapid.Int64Range(-1, 3).Draw(t, "quantity"),
		Back:     rapid.Int64Range(0, 1).Draw(t, "back"),
		Amount:   rapid.Int64Range(-1, 3).Draw(t, "amount") * 1290,
		Discount: rapid.Int64Range(0, 1).Draw(t, "discount") * 100,
	}
}

func someLines(t *rapid.T) crm.Lines {
	return crm.NewLines(rapid.SliceOfN(rapid.Custom(aLine), 0, 4).Draw(t, "lines")...)
}

func TestLinesOfOneProductAreOneTheGreatestAmountFirst(t *testing.T) {
	t.Parallel()
	lines := crm.NewLines(
		crm.Line{Product: "9", Quantity: 1, Amount: 500},
		crm.Line{Quantity: 1, Amount: 9000}, // a gift wrap without a product
		crm.Line{Product: "77", Quantity: 2, Amount: 800, Discount: 80},
		crm.Line{Product: "9", Quantity: 2, Back: 1, Amount: 1000},
	)
	want := []crm.Line{
		{Product: "9", Quantity: 3, Back: 1, Amount: 1500},
		{Product: "77", Quantity: 2, Amount: 800, Discount: 80},
		{Quantity: 1, Amount: 9000},
	}
	if diff := cmp.Diff(want, lines.List()); diff != "" {
		t.Error(diff)
	}
	if got := crm.NewLines(crm.Line{Quantity: 4, Amount: 100}); got != "" {
		t.Errorf("lines that name no product at all are kept: %v", got.List())
	}
}

func TestALongOrderKeepsItsGreatestLinesAndTheSumOfTheOthers(t *testing.T) {
	t.Parallel()
	var all []crm.Line
	for i := range 45 {
		all = append(all, crm.Line{Product: fmt.Sprint(i), Quantity: 1, Amount: int64(i)})
	}
	got := crm.NewLines(all...).List()
	if len(got) != 31 || got[0].Product != "44" || got[29].Product != "15" {
		t.Fatalf("%d lines: %v", len(got), got)
	}
	if want := (crm.Line{Quantity: 15, Amount: 14 * 15 / 2}); got[30] != want {
		t.Errorf("the rest is %v, want %v", got[30], want)
	}
}

func TestLinesHaveOneFormAndComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(aLine), 0, 6).Draw(t, "lines")
		lines := crm.NewLines(all...)
		if other := crm.NewLines(rapid.Permutation(all).Draw(t, "order")...); other != lines {
			t.Fatalf("in another order %v, not %v", other.List(), lines.List())
		}
		if again := crm.NewLines(lines.List()...); again != lines {
			t.Fatalf("again %v, not %v", again.List(), lines.List())
		}
		o := crm.Order{Ref: crm.Ref{Source: "shop", ID: "1"}, Currency: "EUR", Lines: lines}
		back, err := crm.DecodeOrder(crm.EncodeOrder(o))
		if err != nil || back != o {
			t.Fatalf("%+v, %v", back, err)
		}
	})
}

func TestAnErasedOrderKeepsNoLines(t *testing.T) {
	t.Parallel()
	o := crm.Order{Ref: crm.Ref{Source: "shop", ID: "1"}, Lines: crm.NewLines(crm.Line{Product: "77"})}
	if left := o.Anonymous(pepper); left.Lines != "" {
		t.Error(left.Lines.List())
	}
}

// A release back reads what holds no lines.
func TestWithoutLinesNothingIsWrittenOtherwise(t *testing.T) {
	t.Parallel()
	o := crm.Order{Ref: crm.Ref{Source: "shop", ID: "1"}, Currency: "EUR", Goods: "tea"}
	with := o
	with.Lines = crm.NewLines(crm.Line{Product: "77", Quantity: 1, Amount: 1290})
	for _, c := range []struct {
		order crm.Order
		want  byte
	}{{o, 2}, {with, 5}} {
		if got := crm.EncodeOrder(c.order)[0]; got != c.want {
			t.Errorf("an order alone has version %d, want %d", got, c.want)
		}
		if got := crm.EncodeFacts(&crm.Facts{Orders: []crm.Order{c.order}})[0]; got != c.want {
			t.Errorf("a record has version %d, want %d", got, c.want)
		}
	}
}

func TestTheSameProductsAgainCostAByteOrTwo(t *testing.T) {
	t.Parallel()
	bytesOf := func(orders int) int {
		f := &crm.Facts{}
		for i := range orders {
			f.Orders = append(f.Orders, crm.Order{
				Ref:      crm.Ref{Source: "shop", ID: fmt.Sprint(820982911946154508 + i)},
				Placed:   crm.Instant(i) * day,
				Currency: "EUR",
				Lines: crm.NewLines(
					crm.Line{Product: "49148385886514", Quantity: 1, Amount: 2990},
					crm.Line{Product: "49148385886515", Quantity: 2, Amount: 1290},
				),
			})
		}
		return len(crm.EncodeFacts(f))
	}
	without := len(crm.EncodeFacts(&crm.Facts{Orders: slices.Repeat([]crm.Order{{
		Ref: crm.Ref{Source: "shop", ID: "820982911946154508"}, Placed: day, Currency: "EUR",
	}}, 1)}))
	if first := bytesOf(1) - without; first > 28 {
		t.Errorf("two new products take %d bytes, want at most 28", first)
	}
	if again := bytesOf(3) - bytesOf(2); again > 36 {
		t.Errorf("another order of the same two takes %d bytes, want at most 36", again)
	}
}
