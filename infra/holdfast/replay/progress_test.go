package replay

import "testing"

func TestProgressStandsBeforeTheFirstDeliveryThatIsNotSettled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	words := []string{"orders.jsonl", "shop", ""}
	p := newProgress(dir, words)
	for _, i := range []int{1, 0, 3} { // the third was not settled
		p.settle(i)
	}
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	if n := newProgress(dir, words).load(); n != 2 {
		t.Errorf("%d deliveries are settled, want 2", n)
	}
	if n := newProgress(dir, []string{"orders.jsonl", "desk", ""}).load(); n != 0 {
		t.Errorf("another source's replay begins after %d deliveries", n)
	}
	p.settle(2)
	if p.settled != 4 {
		t.Errorf("with the gap closed %d are settled, want 4", p.settled)
	}
}
