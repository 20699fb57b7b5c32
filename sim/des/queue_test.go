package des

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"
)

// newQueue is an empty queue of a seed.
func newQueue(seed uint64) *Queue {
	q := new(Queue)
	q.Reset(seed, 0, 0)
	return q
}

// order is the order of events under a seed.
func order(seed uint64) func(a, b Event) int {
	return func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(Draw(seed, a.Client, a.Attempt), Draw(seed, b.Client, b.Attempt)),
			cmp.Compare(a.Attempt, b.Attempt), cmp.Compare(a.Client, b.Client))
	}
}

// Time goes before kind, kind before the draw. Clients of more than 24 bits have the draws of
// others, and come after them.
func TestTiesAreBroken(t *testing.T) {
	for seed := range uint64(50) {
		const high = 1 << clientBits
		want := []Event{
			{At: 2, Kind: 0, Client: 7, Attempt: 9}, {At: 2, Kind: 1, Client: 0, Attempt: 1}, {At: 2, Kind: 1, Client: 0, Attempt: 2},
			{At: 2, Kind: 1, Client: 1, Attempt: 1}, {At: 2, Kind: 1, Client: high, Attempt: 1}, {At: 2, Kind: 1, Client: 1, Attempt: 1 << 20},
			{At: 2, Kind: 1, Client: 2 * high, Attempt: 1}, {At: 3}, {At: 1, Kind: 3, Client: 5, Attempt: 1},
		}
		q := newQueue(seed)
		for _, e := range want {
			q.Push(e)
		}
		slices.SortFunc(want, order(seed))
		for i, w := range want {
			if got := take(q); got != w {
				t.Errorf("event %d is %v, want %v", i, got, w)
			}
		}
		if _, ok := q.Next(math.MaxInt64); ok || q.Len() != 0 {
			t.Error("the queue is not empty")
		}
	}
}

// Draws of one attempt are a permutation of the clients that fit.
func TestDrawsAreAPermutation(t *testing.T) {
	seen := make([]bool, 1<<clientBits)
	for client := range uint32(1 << clientBits) {
		draw := Draw(9, client, 5)
		if seen[draw] {
			t.Fatalf("draw %d has two clients", draw)
		}
		seen[draw] = true
	}
}

// An event that fits comes back from its word.
func TestEventsComeBackFromTheirWords(t *testing.T) {
	for i := range uint32(200_000) {
		e := Event{At: 77, Kind: 5, Client: i * 83, Attempt: i % (1 << attemptBits)}
		if got := unpack(77, pack(e)); got != e {
			t.Fatalf("%+v comes back as %+v", e, got)
		}
	}
}

// Of some clients that are tied each comes first equally often, and last, and so does each of
// two: over seeds, and over the attempts of one seed.
func TestTiesBelongToNobody(t *testing.T) {
	for _, clients := range []int{2, 3, 7, 10, 64} {
		for name, draw := range map[string]func(i int, client uint32) uint32{
			"over seeds":                      func(i int, client uint32) uint32 { return Draw(uint64(i), client, 1) },
			"over attempts":                   func(i int, client uint32) uint32 { return Draw(1, client, uint32(i)) },
			"far apart":                       func(i int, client uint32) uint32 { return Draw(uint64(i), client*99_991, 2) },
			"each with an attempt of its own": func(i int, client uint32) uint32 { return Draw(uint64(i), 5, client) },
		} {
			const rounds = 20_000
			first, last, before := make([]float64, clients), make([]float64, clients), 0
			for i := range rounds {
				least, most := 0, 0
				for c := range clients {
					d := draw(i, uint32(c))
					if d < draw(i, uint32(least)) {
						least = c
					}
					if d > draw(i, uint32(most)) {
						most = c
					}
				}
				first[least]++
				last[most]++
				if draw(i, 0) < draw(i, 1) {
					before++
				}
			}
			// Chi-square with n-1 degrees of freedom has mean n-1 and variance 2(n-1). Five
			// standard deviations, and a little more for the few degrees of freedom.
			n := float64(clients)
			for what, counts := range map[string][]float64{"first": first, "last": last} {
				sum := 0.0
				for _, x := range counts {
					sum += (x - rounds/n) * (x - rounds/n) / (rounds / n)
				}
				if most := n - 1 + 5*math.Sqrt(2*(n-1)) + 8; sum > most {
					t.Errorf("%d clients, %s: chi-square of who is %s is %.1f, want below %.1f", clients, name, what, sum, most)
				}
			}
			if d := math.Abs(float64(before) - rounds/2); d > 5*math.Sqrt(rounds)/2 {
				t.Errorf("%d clients, %s: client 0 is before client 1 in %d of %d", clients, name, before, rounds)
			}
		}
	}
}

// What comes first at one moment says nothing of what does at another.
func TestOrdersOfAttemptsAreIndependent(t *testing.T) {
	for _, other := range []uint32{2, 3, 5, 17, 1024} {
		same := 0
		const rounds = 20_000
		for seed := range uint64(rounds) {
			if (Draw(seed, 3, 1) < Draw(seed, 4, 1)) == (Draw(seed, 3, other) < Draw(seed, 4, other)) {
				same++
			}
		}
		if d := math.Abs(float64(same) - rounds/2); d > 5*math.Sqrt(rounds)/2 {
			t.Errorf("attempts 1 and %d have the same order in %d of %d seeds", other, same, rounds)
		}
	}
}

// take takes the next event, whenever it is; there must be one.
func take(q *Queue) Event {
	e, ok := q.Take(math.MaxInt64)
	if !ok {
		panic("the queue is empty")
	}
	return e
}

// Whatever is pushed and taken in whatever order, events come out sorted: with ties,
// in the window that is being read, near and far, with numbers that do not fit into a word,
// and with windows of any length.
func TestEventsComeOutInOrder(t *testing.T) {
	spans := []int64{3, 1 << 20, 1 << windowBits, 3 << windowBits, 1 << (windowBits + lapBits), 5 << (windowBits + lapBits), 1e15}
	reaches := []time.Duration{0, 1, 1 << narrowest, 9 * time.Millisecond, 1<<windowBits - 1, time.Hour}
	q := newQueue(0)
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		span := spans[r.IntN(len(spans))]
		wide := r.IntN(3) == 0
		var pushed, popped []Event
		var now time.Duration
		for n := 1 + r.IntN(400); n > 0; n-- {
			if r.IntN(3) > 0 || len(popped) == len(pushed) {
				if r.IntN(8) == 0 {
					span = spans[r.IntN(len(spans))]
				}
				e := Event{At: now + time.Duration(r.Int64N(span)), Kind: uint8(r.IntN(3)), Client: r.Uint32N(5), Attempt: uint32(len(pushed)) + 1}
				if len(popped) > 0 && e.At == popped[len(popped)-1].At {
					e.At++ // or it would be after it here, whatever its kind
				}
				if r.IntN(50) == 0 {
					e.Client |= 1 << clientBits
				}
				if wide {
					e.Attempt = e.Attempt<<r.IntN(12) | uint32(len(pushed))
				}
				pushed = append(pushed, e)
				if ref := hash(e); wide && ref%2 == 0 {
					q.PushRef(e, ref)
				} else {
					q.Push(e)
				}
				continue
			}
			next, _ := q.Next(math.MaxInt64)
			if now = next; r.IntN(2) == 0 {
				continue // it was shown, and is not taken
			}
			if _, ok := q.Take(next); ok {
				t.Fatalf("seed %d: an event is taken that is not before the time", seed)
			}
			e, _ := q.Take(next + 1)
			if ref := hash(e); wide && ref%2 == 0 && q.Ref() != ref {
				t.Fatalf("seed %d: the reference of %v is lost", seed, e)
			}
			if e.At != next {
				t.Fatalf("seed %d: Take takes %v, Next shows %v", seed, e, next)
			}
			popped = append(popped, e)
		}
		if q.Len() != len(pushed)-len(popped) {
			t.Fatalf("seed %d: %d of %d are left, %d were taken", seed, q.Len(), len(pushed), len(popped))
		}
		left := map[[2]uint32]int{}
		for _, e := range pushed {
			left[[2]uint32{e.Client, e.Attempt}]++
		}
		for _, e := range popped {
			left[[2]uint32{e.Client, e.Attempt}]--
		}
		q.Each(func(client, attempt uint32) { left[[2]uint32{client, attempt}]-- })
		for e, n := range left {
			if n != 0 {
				t.Fatalf("seed %d: of what is to come, Each shows %v %d times too few", seed, e, n)
			}
		}
		if seed%5 == 0 { // whatever was there is forgotten
			q.Reset(seed+1, reaches[(seed+1)%uint64(len(reaches))], 0)
			if _, ok := q.Next(math.MaxInt64); ok || q.Len() != 0 {
				t.Fatalf("seed %d: a queue that was reset is not empty", seed)
			}
			continue
		}
		for q.Len() > 0 {
			popped = append(popped, take(q))
		}
		slices.SortFunc(pushed, order(seed))
		if !slices.Equal(pushed, popped) {
			t.Fatalf("seed %d: events come out in another order", seed)
		}
		q.Reset(seed+1, reaches[(seed+1)%uint64(len(reaches))], 0)
	}
}

// With a reach, what comes that long after an event or longer is in none of the windows that
// are being read when it is pushed.
func TestReach(t *testing.T) {
	for _, reach := range []time.Duration{1 << narrowest, 5 * time.Millisecond, 10 * time.Millisecond, time.Second} {
		var q Queue
		q.Reset(1, reach, 0)
		for client := range uint32(100) {
			q.Push(Event{At: time.Duration(client) * 777 * time.Microsecond, Client: client, Attempt: 1})
		}
		for range 10_000 {
			e := take(&q)
			q.Push(Event{At: e.At + reach, Client: e.Client, Attempt: e.Attempt})
			if len(q.late.heap) > 0 {
				t.Fatalf("with a reach of %v an event at %v causes one that is late", reach, e.At)
			}
		}
	}
}

// A stretch is what Take would have taken one by one: within the lookahead, before the time,
// of one window, all of them words; and none while some are left that came late.
func TestTakeStretch(t *testing.T) {
	const window = time.Duration(fullWindow)
	at := func(times ...time.Duration) *Queue {
		q := newQueue(1)
		for i, at := range times {
			q.Push(Event{At: at, Client: uint32(i), Attempt: 1})
		}
		return q
	}
	late := at(1, 9)
	take(late)
	late.Push(Event{At: 5, Client: 7, Attempt: 1})
	late.Push(Event{At: 6, Client: 7, Attempt: 2})
	wide := at(1, 3)
	wide.PushRef(Event{At: 2, Client: 9, Attempt: 1}, 4)
	first := at(3)
	first.PushRef(Event{At: 2, Client: 9, Attempt: 1}, 4)
	for _, tt := range []struct {
		shows            string
		q                *Queue
		until, lookahead time.Duration
		room             int
		want             []time.Duration
	}{
		{"the lookahead does not include its end", at(1, 2, 10, 11), 100, 9, 8, []time.Duration{1, 2}},
		{"nor does the time", at(1, 2, 10, 11), 10, 50, 8, []time.Duration{1, 2}},
		{"as many as there is room for", at(1, 2, 3, 4), 100, 50, 3, []time.Duration{1, 2, 3}},
		{"none of the next window", at(window-2, window-1, window), 2 * window, window, 8, []time.Duration{window - 2, window - 1}},
		{"nothing is early enough", at(5), 5, 10, 8, nil},
		{"none while some that came late are left", late, 100, 50, 8, nil},
		{"none that is wide", wide, 100, 50, 8, []time.Duration{1}},
		{"nor those after one", first, 100, 50, 8, nil},
		{"none where there is no room", at(1, 2), 100, 50, 0, nil},
	} {
		var got []time.Duration
		left := tt.q.Len()
		r := tt.q.TakeStretch(tt.until, tt.lookahead, tt.room)
		for i := range r.Words {
			got = append(got, r.At(i))
		}
		if !slices.Equal(got, tt.want) || tt.q.Len() != left-len(got) {
			t.Errorf("%s: %v, want %v; %d of %d are left", tt.shows, got, tt.want, tt.q.Len(), left)
		}
	}
}

// First attempts that are pushed together are those that are pushed one by one, wherever their times
// lie and however large the numbers of their clients are.
func TestPushFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for range 200 {
		var one, all Queue
		first, at := r.Uint32N(1<<24)+r.Uint32N(2)<<24, make([]time.Duration, 1+r.IntN(300))
		spread, after := int64(1)<<(10+r.IntN(50)), time.Duration(r.Int64N(1<<30))
		one.Reset(1, 0, 0)
		all.Reset(1, 0, 0)
		for i := range at {
			at[i] = time.Duration(r.Int64N(spread))
			one.Push(Event{At: at[i] + after, Kind: 5, Client: first + uint32(i), Attempt: 1})
		}
		all.PushFirst(5, first, at, after)
		for n := range at {
			if want, got := take(&one), take(&all); want != got {
				t.Fatalf("event %d is %+v, want %+v", n, got, want)
			}
		}
		if all.Len() > 0 {
			t.Fatalf("%d events are left", all.Len())
		}
	}
}

// The stamp of a word is when and whose it is, whatever else is in it, and can be moved to before and
// after its moment.
func TestStamp(t *testing.T) {
	for _, e := range []Event{{At: 0, Client: 0, Attempt: 1}, {At: fullWindow - 1, Client: clientMask, Attempt: attemptMask, Kind: 15}, {At: 77, Client: 4711, Attempt: 2, Kind: 5}} {
		for _, later := range []time.Duration{0, 1, 3 * time.Second, -e.At} {
			s := pack(e).Stamp() + NewStamp(later, 0)
			if s.Since() != e.At+later || s.Client() != e.Client {
				t.Errorf("%+v moved by %v: %v of client %d", e, later, s.Since(), s.Client())
			}
		}
		if s := NewStamp(e.At, e.Client); s.Since() != e.At || s.Client() != e.Client {
			t.Errorf("%+v: %v of client %d", e, s.Since(), s.Client())
		}
	}
}

// Of a window's words those are before a time of it that are, be the time outside of it.
func TestAt(t *testing.T) {
	for _, since := range []time.Duration{-fullWindow, -1, 0, 1, 500, fullWindow - 1, fullWindow, fullWindow + 1, 1 << 62} {
		for _, at := range []time.Duration{0, 1, 499, 500, 501, fullWindow - 1} {
			for _, attempt := range []uint32{1, attemptMask} {
				w := pack(Event{At: at, Kind: 15, Client: clientMask, Attempt: attempt})
				if before := w < At(since); before != (at < since) {
					t.Errorf("a word at %v is before %v: %v", at, since, before)
				}
			}
		}
	}
}

// hash is some number that belongs to an event.
func hash(e Event) uint32 { return uint32(e.At)*31 ^ e.Client*7 ^ e.Attempt }

// Words are sorted whatever they have in common: by moment and kind, and it is noted
// whether any share these; or by all bits, where they begin with a draw.
func TestSort(t *testing.T) {
	var s sorter
	for seed := range uint64(700) {
		r := rand.New(rand.NewPCG(seed, 2))
		words := make([]word, 1+r.IntN(5000))
		if seed%50 == 0 {
			words = make([]word, 40_000)
		}
		mask, same := r.Uint64()|r.Uint64()<<r.IntN(64), r.Uint64()
		for range r.IntN(4) {
			mask &= r.Uint64()
		}
		for i := range words {
			words[i] = word(r.Uint64()&mask | same&^mask)
		}
		want := slices.Clone(words)
		slices.Sort(want)
		got, ties := slices.Clone(words), false
		s.sort(got, 64)
		for i := range want[1:] {
			ties = ties || want[i]>>kindShift == want[i+1]>>kindShift
			if got[i]>>kindShift > got[i+1]>>kindShift {
				t.Fatalf("seed %d: %d words are not in order", seed, len(words))
			}
		}
		if s.ties != ties {
			t.Errorf("seed %d: ties %t, want %t", seed, s.ties, ties)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Fatalf("seed %d: other words come out", seed)
		}
		for _, all := range [][]word{words, want} {
			for i := range all {
				all[i] &= 1<<(drawShift+clientBits) - 1
			}
		}
		slices.Sort(want)
		if s.sortDrawn(words); !slices.Equal(words, want) {
			t.Fatalf("seed %d: %d words that begin with a draw are not in order", seed, len(words))
		}
	}
}

// A queue that was used has room for as much again.
func TestAQueueKeepsItsMemory(t *testing.T) {
	q := newQueue(1)
	run := func() {
		for i := range uint32(5000) {
			e := Event{At: time.Duration(i) * 50 * time.Millisecond, Client: i}
			q.Push(e)
			e.Kind = 1
			q.PushRef(e, i)
		}
		for range 5000 {
			e := take(q)
			e.At += time.Second
			q.Push(e)
		}
		q.Reset(1, 0, 0)
	}
	run()
	if n := testing.AllocsPerRun(5, run); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// The queue at work: as many events as are named wait, and each that is taken comes
// again within twenty seconds.
func BenchmarkQueue(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			delays := make([]time.Duration, 1<<16)
			for i := range delays {
				delays[i] = 20*time.Millisecond + time.Duration(r.Int64N(20e9))
			}
			q := newQueue(1)
			for i := range uint32(n) {
				q.Push(Event{At: time.Duration(r.Int64N(20e9)), Client: i, Attempt: 1})
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e := take(q)
				e.At += delays[i&(1<<16-1)]
				q.Push(e)
			}
		})
	}
}

// A herd: so many events at one moment, each of which comes again at the same later moment.
func BenchmarkHerd(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			q := newQueue(1)
			for i := range uint32(n) {
				q.Push(Event{At: 0, Client: i, Attempt: 1})
			}
			b.ReportAllocs()
			for b.Loop() {
				e := take(q)
				e.At += time.Second
				e.Attempt = e.Attempt%1000 + 1
				q.Push(e)
			}
		})
	}
}
