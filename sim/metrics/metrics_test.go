package metrics

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// Every value lies in a bucket whose upper edge is at most 1/1024 above it, and
// the next value after an edge lies in the next bucket.
func TestBuckets(t *testing.T) {
	values := []time.Duration{0, 1, 1023, 1024, 2047, 2048, 2049, 4095, 4096, time.Millisecond, time.Second, time.Hour, 1<<62 + 12345, 1<<63 - 1}
	for _, v := range values {
		i := bucketOf(v)
		edge := upperEdge(i)
		if edge < v || float64(edge-v) > float64(v)/1024 {
			t.Errorf("%d is in bucket %d with upper edge %d", v, i, edge)
		}
		if edge < 1<<63-1 && bucketOf(edge+1) != i+1 {
			t.Errorf("bucket %d ends at %d, but the next value is in bucket %d", i, edge, bucketOf(edge+1))
		}
	}
}

func TestQuantilesAgreeWithSorting(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var h, a, b Histogram
	var exact []time.Duration
	for i := range 5000 {
		d := time.Duration(r.ExpFloat64() * 1e9)
		exact = append(exact, d)
		h.Add(d)
		if i%2 == 0 {
			a.Add(d)
		} else {
			b.Add(d)
		}
	}
	a.Merge(&b)
	slices.Sort(exact)
	for _, q := range []float64{0, 0.0001, 0.5, 0.9, 0.95, 0.99, 0.9999, 1} {
		want := exact[max(1, ceil(q*5000))-1]
		got := h.Quantile(q)
		if got < want || float64(got-want) > float64(want)/1024 {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
		if a.Quantile(q) != got {
			t.Errorf("quantile %v of the merged histogram is %v, want %v", q, a.Quantile(q), got)
		}
	}
	if h.Min() != exact[0] || h.Max() != exact[4999] || h.Quantile(1) != exact[4999] {
		t.Error("minimum or maximum is not exact")
	}
	if a.Min() != h.Min() || a.Max() != h.Max() || a.Count() != h.Count() {
		t.Error("the merged histogram differs from the whole one")
	}
}

// No order in which values come shows.
func TestHistogramInAnyOrder(t *testing.T) {
	for _, values := range [][]time.Duration{
		{time.Hour, time.Second, time.Millisecond, 3, 0, 1<<63 - 1},
		{0, time.Second}, {time.Second, time.Second + 1, 2 * time.Second, time.Minute, 900 * time.Millisecond},
	} {
		slices.Sort(values)
		var up, down, merged Histogram
		for i, d := range values {
			up.Add(d)
			down.Add(values[len(values)-1-i])
			var one Histogram
			one.Add(values[(i+len(values)/2)%len(values)])
			merged.Merge(&one)
		}
		for _, h := range []Histogram{up, down, merged} {
			for n, want := range values {
				if got := h.Nth(n + 1); got < want || float64(got-want) > float64(want)/1024 {
					t.Errorf("%v of %v is %v", n+1, values, got)
				}
			}
			if !reflect.DeepEqual(h.buckets, up.buckets) || h.first != up.first {
				t.Errorf("%v: the buckets depend on the order", values)
			}
		}
		had := cap(down.buckets)
		down.Reset()
		down.Add(values[0])
		if down.Nth(1) != values[0] || cap(down.buckets) != had || down.Quantile(1) != values[0] {
			t.Errorf("%v: after a reset %v is %v", values, values[0], down.Nth(1))
		}
	}
}

func TestEmptyHistogram(t *testing.T) {
	var h Histogram
	if h.Count() != 0 || h.Quantile(0.5) != 0 || h.Max() != 0 || h.Jain() != 0 {
		t.Error("an empty histogram is not all zero")
	}
	h.Merge(&Histogram{})
	if h.Count() != 0 {
		t.Error("merging nothing adds something")
	}
}

func TestJain(t *testing.T) {
	var equal, one, zero Histogram
	for range 4 {
		equal.Add(3 * time.Second)
		zero.Add(0)
	}
	var tenths Histogram
	for range 1000 {
		if tenths.Add(100 * time.Millisecond); tenths.Jain() > 1 {
			t.Fatalf("%d equal values: %v", tenths.Count(), tenths.Jain())
		}
	}
	one.Add(8 * time.Second)
	for range 3 {
		one.Add(0)
	}
	if equal.Jain() != 1 || one.Jain() != 0.25 || zero.Jain() != 1 {
		t.Errorf("got %v, %v, %v, want 1, 0.25, 1", equal.Jain(), one.Jain(), zero.Jain())
	}
}

func TestRecorderCountsIntoBins(t *testing.T) {
	const s = time.Second
	r := NewRecorder(s, 10*s)
	r.Sent(0)
	r.Sent(0)
	r.Attempt(s/2, 2*s, Accepted)
	r.Attempt(s-1, 3*s-1, Rejected)
	first := r.Cut(1)
	r.Completed(2*s, 2*s)
	r.Sent(3 * s)
	r.Attempt(3*s, 12*s, Failed)
	r.Sent(10 * s)
	rest := r.Cut(4)
	check := func(name string, got, want []int) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	check("attempts of the first cut", first.Attempts, []int{2})
	check("in flight at the end of the first", first.InFlight, []int{2})
	check("attempts", rest.Attempts, []int{0, 0, 1})
	check("failed", rest.Failed, []int{0, 0, 1})
	check("completed", rest.Completed, []int{0, 1, 0})
	check("in flight", rest.InFlight, []int{2, 0, 1})
	all := r.Until(r.cut)
	check("accepted", all.Accepted, []int{1, 0, 0, 0})
	check("rejected", all.Rejected, []int{1, 0, 0, 0})
	if r.Bins() != 4 {
		t.Errorf("%d bins, want 4", r.Bins())
	}
}

// What was handed out does not change, however much follows.
func TestCutIsImmutable(t *testing.T) {
	r := NewRecorder(1, 100_000)
	r.Attempt(0, 5, Accepted)
	cut := r.Cut(1)
	for i := range time.Duration(50_000) {
		r.Attempt(i+1, i+2, Rejected)
	}
	if len(cut.Attempts) != 1 || cut.Attempts[0] != 1 || cap(cut.Attempts) != 1 {
		t.Errorf("the first cut became %v", cut.Attempts)
	}
}

// A clone is the histogram at its time, and one that was reset like one that is new.
func TestHistogramCloneAndReset(t *testing.T) {
	add := func(h *Histogram, values ...time.Duration) {
		for _, d := range values {
			h.Add(d)
		}
	}
	var used, short, long Histogram
	add(&short, 3, 5, 1<<20)
	add(&long, 3, 5, 1<<20, 7, 1<<40)
	add(&used, 1<<50, 0, 0)
	used.Reset()
	if !reflect.DeepEqual(cloneOf(&used), &Histogram{}) {
		t.Errorf("after a reset the histogram is %+v", used)
	}
	add(&used, 3, 5, 1<<20)
	clone := cloneOf(&used)
	add(&used, 7, 1<<40)
	if !reflect.DeepEqual(clone, &short) {
		t.Error("what follows changes a clone, or what was before a reset")
	}
	if !reflect.DeepEqual(cloneOf(&used), &long) {
		t.Error("a clone, or what was before a reset, changes what follows")
	}
	if n := testing.AllocsPerRun(5, func() { used.Reset(); add(&used, 3, 1<<40) }); n != 0 {
		t.Errorf("a histogram allocates %v times after a reset", n)
	}
}

// cloneOf is a copy that nothing which is added later changes.
func cloneOf(h *Histogram) *Histogram {
	clone := *h
	clone.buckets = append([]uint32(nil), h.buckets...)
	return &clone
}
