package tipping

import (
	"math"
	"testing"
)

// Who is back has no more requests under way than before, and answers half of what it can.
func TestTipped(t *testing.T) {
	never := math.NaN()
	for _, c := range []struct {
		shows                                string
		recovery, offered, goodput, capacity float64
		tipped                               bool
	}{
		{"all is as before", 3, 100, 99, 300, false},
		{"it was over at once", 0, 100, 99, 300, false},
		{"more are under way than before", never, 100, 99, 300, true},
		{"it was down before the trigger already", 0, 100, 49, 300, true},
		{"just half is answered", 3, 100, 50, 300, false},
		{"it is asked for more than it can, and does what it can", 3, 1000, 300, 300, false},
		{"it is asked for more than it can, and does less than half of that", 3, 1000, 149, 300, true},
		{"nothing bounds it", 3, 1000, 499, 0, true},
		{"nobody asks any more", 3, never, never, 300, false},
	} {
		s := madeUp(map[string]float64{"recovery": c.recovery, "late_offered": c.offered, "late_goodput": c.goodput})
		if got := Tipped(s, 0, 0, c.capacity); got != c.tipped {
			t.Errorf("%s: tipped %v", c.shows, got)
		}
	}
}
