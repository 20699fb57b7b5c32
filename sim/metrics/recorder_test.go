package metrics

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

func checkColumn(t *testing.T, name string, got, want []int) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

// What there is at the end of a bin is carried into the next, across cuts and
// through bins in which nothing happens.
func TestRecorderKeepsLevels(t *testing.T) {
	const s = time.Second
	r := NewRecorder(s, 10*s)
	r.Queued(s/2, 5)
	r.Queued(s-1, -2)
	r.Opened(0)
	r.Opened(s - 1)
	r.Ended(s + 1) // told before the first bin is cut
	r.TimedOut(s - 1)
	first := r.Cut(1)
	r.Queued(3*s, -3)
	r.Opened(3 * s)
	r.TimedOut(3 * s)
	r.TimedOut(3 * s)
	rest := r.Cut(5)
	checkColumn(t, "queued in the first cut", first.Queued, []int{3})
	checkColumn(t, "queued", rest.Queued, []int{3, 3, 0, 0})
	checkColumn(t, "begun in the first cut", first.Begun, []int{2})
	checkColumn(t, "begun", rest.Begun, []int{0, 0, 1, 0})
	checkColumn(t, "open in the first cut", first.Open, []int{2})
	checkColumn(t, "open", rest.Open, []int{1, 1, 2, 2})
	checkColumn(t, "timed out in the first cut", first.TimedOut, []int{1})
	checkColumn(t, "timed out", rest.TimedOut, []int{0, 0, 2, 0})
	checkColumn(t, "open in all", r.Until(r.cut).Open, []int{2, 1, 1, 2, 2})
	checkColumn(t, "in flight in all", r.Until(r.cut).InFlight, []int{0, 0, 0, 0, 0})
	if r.Bins() != 4 {
		t.Errorf("%d bins, want 4", r.Bins())
	}
}

// Requests that begin are counted together as they are one by one, also where the last of them make
// bins wider.
func TestBegunAll(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 100 {
		one, all := NewRecorder(10, 100_000), NewRecorder(10, 100_000)
		one.Adapt([]time.Duration{20, 100}, 30)
		all.Adapt([]time.Duration{20, 100}, 30)
		for range 3 {
			at := make([]time.Duration, 1+r.IntN(40))
			for i := range at {
				at[i] = time.Duration(r.IntN(1 + r.IntN(3000)))
				one.Begun(at[i])
			}
			all.BegunAll(at)
		}
		n := one.Bins()
		if want, got := one.Cut(n), all.Cut(all.Bins()); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}

// What happens at the end or after it is in no bin, and makes none.
func TestRecorderIgnoresWhatIsAfterItsEnd(t *testing.T) {
	for _, at := range []time.Duration{10, 11} {
		r := NewRecorder(1, 10)
		r.Sent(at)
		r.Answered(at)
		r.Queued(at, 1)
		r.Opened(at)
		r.Ended(at)
		r.TimedOut(at)
		if r.Bins() != 0 {
			t.Errorf("what happens at %d makes %d bins", at, r.Bins())
		}
	}
	r := NewRecorder(1, 10)
	r.Queued(9, 1)
	r.Opened(9)
	r.Ended(9)
	r.TimedOut(9)
	all := r.Cut(10)
	if all.Queued[9] != 1 || all.Begun[9] != 1 || all.Open[9] != 0 || all.TimedOut[9] != 1 {
		t.Errorf("the last bin holds %d, %d, %d, %d", all.Queued[9], all.Begun[9], all.Open[9], all.TimedOut[9])
	}
}

// An attempt is its arrival and its answer, told at once or one by one.
func TestAttemptIsReachedAndAnswered(t *testing.T) {
	whole, parts := NewRecorder(1, 10), NewRecorder(1, 10)
	for i, kind := range []Kind{Accepted, Rejected, Failed} {
		at := time.Duration(i)
		whole.Sent(at)
		whole.Attempt(at+1, at+8, kind) // the last is answered after the end
		parts.Sent(at)
		parts.Reached(at+1, kind)
		parts.Answered(at + 8)
	}
	a, b := whole.Cut(10), parts.Cut(10)
	for i, column := range columnsOf(a) {
		checkColumn(t, "a column of the parts", columnsOf(b)[i], column)
	}
	checkColumn(t, "accepted", b.Accepted, []int{0, 1, 0, 0, 0, 0, 0, 0, 0, 0})
	checkColumn(t, "in flight", b.InFlight, []int{1, 2, 3, 3, 3, 3, 3, 3, 2, 1})
}

// Every column has the length of the others and ends where it was cut.
func TestUntil(t *testing.T) {
	r := NewRecorder(1, 1000)
	for i := range time.Duration(200) {
		r.Opened(i)
	}
	r.Cut(150)
	for _, tt := range []struct{ n, want int }{{0, 0}, {149, 149}, {150, 150}, {151, 150}} {
		columns := r.Until(tt.n)
		for i, column := range columnsOf(columns) {
			if len(column) != tt.want || cap(column) != tt.want {
				t.Errorf("column %d until %d has length %d and capacity %d, want %d", i, tt.n, len(column), cap(column), tt.want)
			}
		}
	}
}

func TestHistogramMean(t *testing.T) {
	var none, tenths, mixed, half, longest Histogram
	for range 1000 {
		tenths.Add(100*time.Millisecond + 1)
	}
	mixed.Add(0)
	mixed.Add(time.Second)
	mixed.Add(5 * time.Second)
	half.Add(1)
	half.Add(2)
	longest.Add(1<<63 - 1)
	for _, tt := range []struct {
		name      string
		got, want time.Duration
	}{
		{"of nothing", none.Mean(), 0},
		{"of equal values", tenths.Mean(), 100*time.Millisecond + 1},
		{"of 0, 1 and 5 s", mixed.Mean(), 2 * time.Second},
		{"of 1 and 2 ns", half.Mean(), 2},
		{"of the longest", longest.Mean(), 1<<63 - 1},
	} {
		if tt.got != tt.want {
			t.Errorf("the mean %s is %d, want %d", tt.name, tt.got, tt.want)
		}
	}
	// Beyond 2^53 ns their sum is no longer exact, but equal values keep their mean.
	for d := time.Duration(1 << 50); d > 0; d <<= 1 {
		var equal Histogram
		for range 7 {
			equal.Add(d + 12345)
		}
		if got := equal.Mean(); got != d+12345 {
			t.Errorf("the mean of 7 times %d is %d", d+12345, got)
		}
	}
	mixed.Merge(&tenths)
	if got, want := mixed.Mean(), (6*time.Second+1000*(100*time.Millisecond+1))/1003; got != want {
		t.Errorf("the mean of the merged is %d, want %d", got, want)
	}
}

func columnsOf(c Columns) [][]int {
	return [][]int{c.Attempts, c.Accepted, c.Rejected, c.Failed, c.Completed, c.InFlight, c.Queued, c.Begun, c.Open, c.TimedOut}
}

// Everything told in random order, some of it at once, into columns kept the plain
// way. The recorder is one that was used before, for bins of another width.
func TestRecorderAgreesWithPlainColumns(t *testing.T) {
	draws := rand.New(rand.NewPCG(1, 2))
	r := NewRecorder(1, 1)
	var before, kept Columns
	for trial := range 200 {
		width := time.Duration(1 + draws.IntN(20))
		end := time.Duration(1 + draws.IntN(3000))
		bins := int((end + width - 1) / width)
		plain, used, changes := columnsIn(make([]int, quantities*bins), bins), 0, columnsIn(make([]int, quantities*bins), bins)
		touch := func(at time.Duration, column []int, delta int) {
			if at < end {
				column[at/width] += delta
				used = max(used, int(at/width)+1)
			}
		}
		r.Reset(width, end)
		if got := r.Bins(); got != 0 {
			t.Fatalf("trial %d: after a reset there are %d bins", trial, got)
		}
		if !reflect.DeepEqual(before, kept) {
			t.Fatalf("trial %d: what was handed out became %v, was %v", trial, before, kept)
		}
		for range draws.IntN(400) {
			at := time.Duration(draws.Int64N(int64(end)))
			answered := at + time.Duration(draws.Int64N(int64(end)))
			sent := answered + time.Duration(draws.Int64N(int64(end)))
			kind := Kind(draws.IntN(int(kinds)))
			reach := func() {
				touch(at, plain.Attempts, 1)
				touch(at, [][]int{plain.Accepted, plain.Rejected, plain.Failed}[kind], 1)
			}
			switch draws.IntN(8) {
			case 0:
				r.Retried(at, answered, sent, kind)
				reach()
				touch(answered, changes.InFlight, -1)
				touch(sent, changes.InFlight, 1)
			case 1:
				r.Attempt(at, answered, kind)
				reach()
				touch(answered, changes.InFlight, -1)
			case 2:
				r.Sent(sent)
				touch(sent, changes.InFlight, 1)
			case 3:
				r.Queued(sent, -3)
				touch(sent, changes.Queued, -3)
			case 4:
				r.Opened(sent)
				touch(sent, plain.Begun, 1)
				touch(sent, changes.Open, 1)
			case 5:
				r.Ended(sent)
				touch(sent, changes.Open, -1)
			case 6:
				r.TimedOut(sent)
				touch(sent, plain.TimedOut, 1)
			case 7:
				r.Completed(at, 1)
				touch(at, plain.Completed, 1)
			}
		}
		level := [3]int{}
		for i := range bins {
			level[0] += changes.InFlight[i]
			level[1] += changes.Queued[i]
			level[2] += changes.Open[i]
			plain.InFlight[i], plain.Queued[i], plain.Open[i] = level[0], level[1], level[2]
		}
		if got := r.Bins(); got != used {
			t.Fatalf("trial %d: %d bins, want %d", trial, got, used)
		}
		cut := draws.IntN(bins + 1)
		first, rest, all, part := r.Cut(cut), r.Cut(bins), r.Until(r.cut), r.Until(cut)
		for i, want := range columnsOf(plain) {
			checkColumn(t, "all", columnsOf(all)[i], want)
			checkColumn(t, "until the cut", columnsOf(part)[i], want[:cut])
			checkColumn(t, "before the cut", columnsOf(first)[i], want[:cut])
			checkColumn(t, "after the cut", columnsOf(rest)[i], want[cut:])
		}
		if t.Failed() {
			t.Fatalf("trial %d: width %d, end %d", trial, width, end)
		}
		before, kept = all, plain
	}
}

// From run to run a recorder needs memory for its columns only, in large pieces.
func TestRecorderReusesItsMemory(t *testing.T) {
	r := &Recorder{}
	count := func() {
		r.Reset(2, 1000)
		for at := range time.Duration(1000) {
			r.Retried(at, at, at, Rejected)
			r.Completed(at, at*1000)
		}
	}
	if n := testing.AllocsPerRun(5, count); n != 0 {
		t.Errorf("a run allocates %v times", n)
	}
	n := 0
	if allocs := testing.AllocsPerRun(100, func() { n += 4; r.Cut(n) }); allocs > 0.2 {
		t.Errorf("a Cut allocates %v times", allocs)
	}
}
