package des

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestTiesAreBroken(t *testing.T) {
	want := []Event{
		{At: 1, Kind: 3, Client: 5, Attempt: 1}, {At: 2, Kind: 0, Client: 7, Attempt: 9},
		{At: 2, Kind: 1, Client: 0, Attempt: 1}, {At: 2, Kind: 1, Client: 0, Attempt: 2},
		{At: 2, Kind: 1, Client: 1, Attempt: 1, Ref: 4}, {At: 3},
	}
	var q Queue
	for _, i := range []int{4, 2, 0, 5, 3, 1} {
		q.Push(want[i])
	}
	for i, w := range want {
		if got := q.Pop(); got != w {
			t.Errorf("event %d is %v, want %v", i, got, w)
		}
	}
	if _, some := q.Next(); some || q.Len() != 0 {
		t.Error("the queue is not empty")
	}
}

// Whatever is pushed and popped in whatever order, events come out sorted.
func TestEventsComeOutInOrder(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		var q Queue
		var pushed, popped []Event
		for range 300 {
			if r.IntN(3) > 0 || q.Len() == 0 {
				// Few distinct values, so that ties are common; never before what came out.
				var now time.Duration
				if len(popped) > 0 {
					now = popped[len(popped)-1].At + 1
				}
				e := Event{At: now + time.Duration(r.IntN(10)), Kind: uint8(r.IntN(3)), Client: r.Uint32N(5), Attempt: uint32(len(pushed))}
				pushed = append(pushed, e)
				q.Push(e)
				continue
			}
			next, _ := q.Next()
			popped = append(popped, q.Pop())
			if popped[len(popped)-1] != next {
				t.Fatal("Pop takes another event than Next shows")
			}
		}
		for q.Len() > 0 {
			popped = append(popped, q.Pop())
		}
		compare := func(a, b Event) int {
			if a.before(b) {
				return -1
			}
			return 1
		}
		slices.SortFunc(pushed, compare)
		if !slices.Equal(pushed, popped) {
			t.Fatalf("seed %d: events come out in another order", seed)
		}
	}
}

func BenchmarkQueue(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var q Queue
	q.Grow(1000)
	for i := range uint32(1000) {
		q.Push(Event{At: time.Duration(r.Int64N(1e9)), Client: i, Attempt: 1})
	}
	b.ReportAllocs()
	for b.Loop() {
		e := q.Pop()
		e.At += time.Duration(r.Int64N(1e9))
		q.Push(e)
	}
}
