package calculator

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

const second = time.Second

// every is the policy of every strategy, the lab's own and those of libraries, in some settings.
func every(t *testing.T) map[string]Ask {
	t.Helper()
	all := map[string]Ask{}
	for _, key := range scenario.StrategyKeys() {
		for _, settings := range []string{"attempts=9", "attempts=9&base=2s&cap=9s&factor=1.7&first-retry=at-once&after=failure"} {
			all[key+"?"+settings] = parse(t, settings+"&strategies="+key)
		}
	}
	for _, kind := range library.Kinds() {
		for _, after := range []string{"rejection", "failure"} {
			if kind.Rejected != nil || after == "rejection" {
				all[kind.Key+"?after="+after] = parse(t, "attempts=9&after="+after+"&strategies="+kind.Key)
			}
		}
	}
	for name, a := range all {
		a.Within = time.Minute // which is quick
		all[name] = a
	}
	return all
}

var (
	once   sync.Once
	tables map[string]Table
)

// everyTable are the tables of all of them, computed once.
func everyTable(t *testing.T) map[string]Table {
	t.Helper()
	once.Do(func() {
		tables = map[string]Table{}
		for name, a := range every(t) {
			tables[name] = All(a)
		}
	})
	return tables
}

func TestKnownDelays(t *testing.T) {
	ms := time.Millisecond
	for _, tt := range []struct {
		query             string
		retry             int
		least, mean, most time.Duration
		total             time.Duration // its mean
	}{
		// Exponential Backoff And Jitter, AWS Architecture Blog, 2015.
		{"strategy=full&base=1s&cap=8s", 3, 0, 2 * second, 4 * second, 3500 * ms},
		{"strategy=full&base=1s&cap=8s", 9, 0, 4 * second, 8 * second, 27500 * ms},
		{"strategy=equal&base=1s&cap=8s", 3, 2 * second, 3 * second, 4 * second, 5250 * ms},
		{"strategy=exponential&base=1s&cap=8s", 5, 8 * second, 8 * second, 8 * second, 23 * second},
		{"strategy=linear&base=1s&cap=3s", 4, 3 * second, 3 * second, 3 * second, 9 * second},
		{"strategy=polynomial&base=1s&power=2&cap=1h", 5, 25 * second, 25 * second, 25 * second, 55 * second},
		{"strategy=proportional&base=1s&cap=8s&jitter=0.2", 4, 6400 * ms, 8 * second, 9600 * ms, 15 * second},
		{"strategy=upward&base=1s&cap=8s&jitter=0.5", 4, 8 * second, 10 * second, 12 * second, 18750 * ms},
		{"strategy=additive&base=1s&cap=8s&extra=100ms", 1, second, 1050 * ms, 1100 * ms, 1050 * ms},
		{"strategy=immediate", 7, 0, 0, 0, 0},
		// hypothesis/lms: after how many retries have 24 hours passed on average?
		{"strategy=full&base=1s&cap=10m&attempts=298", 297, 0, 300 * second, 600 * second, 86_611_500 * ms},
	} {
		a := parse(t, tt.query)
		r := rowOf(t, All(a), tt.retry)
		if !near(r.Least, tt.least) || !near(r.Mean, tt.mean) || !near(r.Most, tt.most) || !near(r.Total.Mean, tt.total) {
			t.Errorf("%s, retry %d: %v, mean %v, %v; mean of the sum %v; want %+v", tt.query, tt.retry, r.Least, r.Mean, r.Most, r.Total.Mean, tt)
		}
	}
}

func TestPercentilesOfFullJitterAreThoseOfAUniformDraw(t *testing.T) {
	r := rowOf(t, All(parse(t, "strategy=full&base=1s&cap=8s")), 4)
	for percent, got := range map[float64]time.Duration{5: r.P5, 50: r.Median, 95: r.P95, 99: r.P99} {
		if want := time.Duration(percent / 100 * float64(8*second)); !near(got, want) {
			t.Errorf("percentile %v is %v, want %v", percent, got, want)
		}
	}
}

func rowOf(t *testing.T, table Table, k int) Row {
	t.Helper()
	for _, r := range table.Rows {
		if r.Retry == k {
			return r
		}
	}
	t.Fatalf("no row of retry %d among %d", k, len(table.Rows))
	return Row{}
}

// Whatever the strategy, its figures are in order, densities add up, sums grow, and nobody waits
// longer as time goes by.
func TestTablesAreInOrder(t *testing.T) {
	for name, table := range everyTable(t) {
		if len(table.Rows) != table.Attempts-1 {
			t.Errorf("%s: %d rows of %d attempts", name, len(table.Rows), table.Attempts)
		}
		var before Total
		for _, r := range table.Rows {
			if !slices.IsSorted([]time.Duration{r.Least, r.P5, r.Median, r.P95, r.P99, r.Most}) || r.Mean < r.Least || r.Mean > r.Most {
				t.Errorf("%s: retry %d: %+v", name, r.Retry, r)
			}
			if !slices.IsSorted([]time.Duration{r.Total.Least, r.Total.Median, r.Total.P95, r.Total.Most}) || r.Total.Least < before.Least || r.Total.Mean < before.Mean {
				t.Errorf("%s: sums of retry %d: %+v after %+v", name, r.Retry, r.Total, before)
			}
			before = r.Total
			sum := 0.0
			for _, share := range r.Density.Shares {
				sum += share
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("%s: the density of retry %d adds up to %v", name, r.Retry, sum)
			}
		}
		checkWaiting(t, name, table.Waiting)
	}
}

func checkWaiting(t *testing.T, name string, w Waiting) {
	t.Helper()
	curve := w.Curve(40)
	for i, p := range curve[1:] {
		if p.T < curve[i].T || p.Share > curve[i].Share {
			t.Errorf("%s: the curve goes from %v to %v", name, curve[i], p)
		}
	}
	if first, last := curve[0], curve[len(curve)-1]; first.Share != 1 || last.Share != 0 || w.After(last.T) != 0 {
		t.Errorf("%s: the curve is from %v to %v", name, first, last)
	}
	for _, p := range curve {
		if got := w.After(p.T); math.Abs(got-p.Share) > 0.04 && w.ends[0] != w.ends[len(w.ends)-1] && slices.Index(curve, p) > 1 && p.Share > 0 {
			if n, _ := slices.BinarySearch(w.ends, p.T); w.ends[n] == p.T { // many may end together
				continue
			}
			t.Errorf("%s: the curve has %v after %v; it is %v", name, p.Share, p.T, got)
		}
	}
}

// No draw leaves the bounds, and means are those of many draws.
func TestBoundsHoldForEveryStrategy(t *testing.T) {
	for name, table := range everyTable(t) {
		p := policyOf(table.Ask)
		const clients = 10_000
		r := rand.New(rand.NewPCG(7, 11))
		memories, sums := make([]time.Duration, clients), make([]float64, clients)
		for k := 1; k <= 8 && k < table.Attempts; k++ {
			row := rowOf(t, table, k)
			total := 0.0
			for i := range memories {
				var d time.Duration
				d, memories[i] = p.strategy.Delay(k, memories[i], r.Float64())
				if d < row.Least || d > row.Most {
					t.Fatalf("%s: retry %d waits %v, outside %v to %v", name, k, d, row.Least, row.Most)
				}
				total += float64(d)
				sums[i] += float64(d)
				if sums[i] > float64(row.Total.Most) || sums[i] < float64(row.Total.Least) {
					t.Fatalf("%s: after retry %d %v has passed, outside %v to %v", name, k, time.Duration(sums[i]), row.Total.Least, row.Total.Most)
				}
			}
			// Five standard errors of 10,000 draws and of the 1,000 of those that remember; no
			// delay here spreads more than its own range.
			if off := math.Abs(total/clients - float64(row.Mean)); off > 0.1*float64(row.Most-row.Least)+2 {
				t.Errorf("%s: retry %d waits %v on average, want %v", name, k, time.Duration(total/clients), row.Mean)
			}
		}
	}
}

// What is computed of a strategy is what the schedule draws of it.
func TestTableAgreesWithTheSchedule(t *testing.T) {
	for name, table := range everyTable(t) {
		if strings.Contains(name, "after=failure") {
			continue
		}
		drawn := schedule.All(table.Ask.Scenario)[0]
		for i, r := range table.Rows {
			d := drawn.Retries[i]
			within := float64(r.Most-r.Least) / schedule.Clients
			if float64((r.Mean-d.Mean).Abs()) > within+2 || float64((r.Median-d.Median).Abs()) > 10*within+2 || r.Total.Median < d.Total.Min || (r.Total.Mean-d.Total.Mean).Abs() > d.Total.Max/200+2 {
				t.Errorf("%s: retry %d: %+v; drawn: %+v", name, r.Retry, r, d)
			}
		}
	}
}

func TestDeadlineEndsTheWait(t *testing.T) {
	table := All(parse(t, "strategy=exponential&base=1s&cap=1h&attempts=10&deadline=10s"))
	if late := []float64{rowOf(t, table, 3).Late, rowOf(t, table, 4).Late}; late[0] != 0 || late[1] != 1 {
		t.Errorf("late for retries 3 and 4 are %v; the sums of their delays are 7 s and 15 s", late)
	}
	if w := table.Waiting; w.After(7*second-1) != 1 || w.After(7*second) != 0 {
		t.Errorf("still waiting just before 7 s are %v, and then %v", w.After(7*second-1), w.After(7*second))
	}
}

func TestStillWaiting(t *testing.T) {
	// One retry after U(0, 1 s).
	w := All(parse(t, "strategy=full&base=1s&attempts=2")).Waiting
	for _, tt := range []struct {
		after time.Duration
		want  float64
	}{{0, 1}, {250 * time.Millisecond, 0.75}, {second / 2, 0.5}, {second, 0}, {time.Hour, 0}} {
		if got := w.After(tt.after); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("after %v %v are waiting, want %v", tt.after, got, tt.want)
		}
	}
	// The sum of two U(0, 1 s) is above 1.5 s with a chance of 1/8; 1,000 clients are within four
	// standard errors.
	w = All(parse(t, "strategy=full&base=1s&cap=1s&attempts=3")).Waiting
	if got := w.After(1500 * time.Millisecond); math.Abs(got-0.125) > 4*math.Sqrt(0.125*0.875/1000) {
		t.Errorf("after 1.5 s %v are waiting, want 0.125", got)
	}
}

func TestRetriesADay(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  float64
		off   float64 // that is allowed
		exact bool
	}{
		{"strategy=fixed&base=1s", 86_400, 0, true},
		{"strategy=fixed&base=1ms", 86_400_000, 0, true},
		{"strategy=fixed&base=1ms&within=8760h", 31_536_000_000, 0, true},
		{"strategy=fixed&base=7s&within=20s", 2, 0, true},
		// 1 + 2 + 4 + 8 + 16 + 32 = 63 s in six, then one a minute.
		{"strategy=exponential&base=1s&cap=1m", 6 + 1438, 0, true},
		// The sum of k(k+1)/2 ms is below 86,400,000 ms up to k = 13,144.
		{"strategy=linear&base=1ms&cap=24h", 13_144, 0, true},
		// The same over a year is beyond what is counted: sqrt(2 * 31,536,000,000) - 1/2.
		{"strategy=linear&base=1ms&cap=24h&within=8760h", 251_140 - 0.5, 1, false},
		// hypothesis/lms: 1 + ... + 512 s halved in ten, then 300 s on average; a renewal more has
		// passed by the draw than on average by (1/3 - 1)/2. Of 1,000 clients.
		{"strategy=full&base=1s&cap=10m", 10 + (86_400-511.5)/300 - 1./3, 0.5, false},
		{"strategy=full&base=1s&cap=10m&first-retry=at-once", 11 + (86_400-511.5)/300 - 1./3, 0.5, false},
		{"strategy=list&delays=1s,5s&delays-then=end", 2, 0, true},
		{"strategy=list&delays=1s,5s", 1 + 86_399/5, 0, true},
		// k^4 s, source Sidekiq: the sum up to 13 is 89,271 s.
		{"strategy=polynomial&base=1s&power=4&cap=24h", 12, 0, true},
	} {
		w := All(parse(t, tt.query+"&attempts=2")).Within
		if math.Abs(w.Mean-tt.want) > tt.off || math.Abs(w.Median-tt.want) > tt.off+1 || w.Exact != tt.exact || w.Unbounded {
			t.Errorf("%s: %+v, want %v", tt.query, w, tt.want)
		}
	}
	if w := All(parse(t, "strategy=immediate")).Within; !w.Unbounded {
		t.Errorf("immediate: %+v", w)
	}
}

// What is divided is what counting says, where there is time to count.
func TestRetriesADayAsCounted(t *testing.T) {
	for name, a := range every(t) {
		a.Within = 2 * time.Hour
		p := policyOf(a)
		w := p.within(a.Within, p.draws(), p.remembers())
		if w.Unbounded || w.Mean > 5000 {
			continue
		}
		const clients = 200
		r := rand.New(rand.NewPCG(3, 5))
		counts := make([]float64, clients)
		for i := range counts {
			var total, memory, d time.Duration
			for k := 1; p.list == 0 || k <= p.list; k++ {
				if d, memory = p.strategy.Delay(k, memory, r.Float64()); total+d > a.Within {
					break
				}
				total += d
				counts[i]++
			}
		}
		var m moments
		for _, n := range counts {
			m.n, m.sum, m.squares = m.n+1, m.sum+n, m.squares+n*n
		}
		deviation := math.Sqrt(math.Max(0, m.squares/m.n-m.mean()*m.mean()))
		// Five standard errors of 200 clients and of 1,000, and one retry in 500 for delays that
		// depend on each other, whose later mean is measured.
		if off := math.Abs(w.Mean - m.mean()); off > 5*deviation*math.Sqrt(1./clients+1./1000)+m.mean()/500 {
			t.Errorf("%s: %v retries in two hours, counted %v ± %v", name, w.Mean, m.mean(), deviation)
		}
	}
}

// Ever longer delays are still few steps of work.
func TestHardPoliciesEnd(t *testing.T) {
	for _, query := range []string{
		"strategy=polynomial&base=1ms&power=0.001&cap=24h&within=8760h", "strategy=full&base=1ms&cap=1ms&within=8760h&attempts=1000",
		"strategy=decorrelated&base=1ms&cap=24h&attempts=1000", "strategy=exponential&base=1ms&factor=1.001&cap=24h&within=8760h",
		"strategy=exponential&base=1h&factor=100&cap=24h&attempts=1000", "strategy=lib:polly-v8&attempts=1000&within=8760h",
	} {
		a, err := Parse(query)
		if err != nil {
			if strings.Contains(query, "lib:") {
				continue
			}
			t.Fatal(err)
		}
		w := All(a).Within
		if math.IsNaN(w.Mean) || math.IsInf(w.Mean, 0) || w.Mean < 1 || w.Median > 1e11 {
			t.Errorf("%s: %+v", query, w)
		}
	}
}

func TestFewerRowsArePeoples(t *testing.T) {
	a := parse(t, "attempts=300&retry=77")
	var retries []int
	for _, r := range Of(a).Rows {
		retries = append(retries, r.Retry)
	}
	if want := "[1 2 3 4 5 6 7 8 9 10 11 12 20 50 77 100 200 299]"; fmt.Sprint(retries) != want {
		t.Errorf("rows of retries %v, want %s", retries, want)
	}
	if n := len(All(a).Rows); n != 299 {
		t.Errorf("%d rows in all", n)
	}
	if n := len(All(parse(t, "attempts=1")).Rows); n != 0 {
		t.Errorf("%d rows of one attempt", n)
	}
}

// d(k) = U(base, 3 d(k-1)): at most base * 3^k, and never below the base.
func TestBoundsOfWhatIsRemembered(t *testing.T) {
	most := 100 * time.Millisecond
	for _, r := range All(parse(t, "strategy=decorrelated&cap=24h&attempts=12")).Rows {
		if most *= 3; r.Least != 100*time.Millisecond || (r.Most-most).Abs() > most/1e6 { // whole nanoseconds are lost three times over
			t.Errorf("retry %d: %v to %v, want 100ms to %v", r.Retry, r.Least, r.Most, most)
		}
	}
}
