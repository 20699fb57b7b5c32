package schedule

import (
	"math"
	"slices"
	"testing"
	"time"

	"backofflab/scenario"
)

// policyOf has some strategies, base 1 s and cap 8 s.
func policyOf(strategies ...string) scenario.Scenario {
	s := scenario.Default()
	s.Strategies, s.Base, s.Cap = strategies, time.Second, 8*time.Second
	return s
}

// Without jitter every figure is the formula's.
func TestDelaysWithoutJitterAreExact(t *testing.T) {
	s := policyOf("immediate", "fixed", "linear", "exponential")
	second := time.Second
	for i, want := range [][]time.Duration{
		{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
		{1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8},
		{1, 2, 4, 8, 8, 8, 8, 8, 8, 8, 8, 8},
	} {
		w := Of(s)[i]
		if len(w.Picture()) != Pictured {
			t.Fatalf("%s has %d retries", w.Strategy, len(w.Retries))
		}
		total := time.Duration(0)
		for k, r := range w.Picture() {
			d := want[k] * second
			total += d
			if r != (Delay{Retry: k + 1, Min: d, P5: d, Median: d, P95: d, Max: d, Mean: d, Mode: d, Share: 1, Total: Total{total, total, total, total, total}}) {
				t.Errorf("%s, retry %d: %+v, want %v alone", w.Strategy, k+1, r, d)
			}
		}
	}
}

// near allows four standard errors of a quantile of 1,000 draws from a distribution
// that is uniform over width: sqrt(q(1-q)/1000) * width.
func near(got time.Duration, low, width, q float64) bool {
	return math.Abs(got.Seconds()-(low+q*width)) <= 4*math.Sqrt(q*(1-q)/Clients)*width
}

func TestDelaysOfUniformJitter(t *testing.T) {
	s := policyOf("full", "equal", "proportional")
	for _, w := range Of(s) {
		for _, r := range w.Retries {
			k := r.Retry - 1
			e := math.Min(8, math.Pow(2, float64(k)))
			low, width := 0.0, e
			switch w.Strategy {
			case "equal":
				low, width = e/2, e/2
			case "proportional":
				low, width = e*0.8, e*0.4
			}
			if !near(r.P5, low, width, 0.05) || !near(r.Median, low, width, 0.5) || !near(r.P95, low, width, 0.95) {
				t.Errorf("%s, retry %d: %v, %v, %v; uniform from %v over %v", w.Strategy, k+1, r.P5, r.Median, r.P95, low, width)
			}
			if r.Min.Seconds() < low || r.Max.Seconds() > low+width || r.Share >= 0.1 {
				t.Errorf("%s, retry %d: %+v", w.Strategy, k+1, r)
			}
		}
	}
}

// What is clipped after the draw gathers on the cap. A client that waited the cap
// draws from U(base, 3 × cap) and so waits it again with probability
// (3 cap - cap) / (3 cap - base), which is 16/23; one that waited d goes there with
// (3d - cap) / (3d - base), if that is more than 0.
func TestDelaysGatherAtTheCap(t *testing.T) {
	s := policyOf("decorrelated-aws", "decorrelated")
	all := Of(s)
	share := sharesOnTheCap(1, 8, Pictured)
	for k, r := range all[0].Picture() {
		if k < 2 { // 3 s, then 9 s at most: hardly anybody
			continue
		}
		off := 4 * math.Sqrt(share[k]*(1-share[k])/Clients)
		if r.Mode != s.Cap || math.Abs(r.Share-share[k]) > off || r.Max != s.Cap {
			t.Errorf("retry %d: %.3f wait %v, want %.3f on the cap, within %.3f", k+1, r.Share, r.Mode, share[k], off)
		}
	}
	if other := all[1].Retries[Pictured-1]; other.Share >= 0.02 || other.Max > s.Cap {
		t.Errorf("clipped before the draw: %+v", other)
	}
}

// sharesOnTheCap follows the distribution of the delays of decorrelated jitter that is
// clipped afterwards, on a grid: the share on the cap at each retry.
func sharesOnTheCap(base, cap float64, retries int) []float64 {
	const cells = 2000
	width := (cap - base) / cells
	var shares []float64
	below, onCap := make([]float64, cells), 0.0
	below[0] = 1 // the base before the first retry
	for range retries {
		next, nextCap := make([]float64, cells), 0.0
		move := func(from, mass float64) {
			top := 3 * from
			if top > cap {
				nextCap += mass * (top - cap) / (top - base)
			}
			per := mass * width / (top - base)
			for i := range next {
				if base+float64(i+1)*width > top {
					break
				}
				next[i] += per
			}
		}
		for i, mass := range below {
			if mass > 0 {
				move(base+(float64(i)+0.5)*width, mass)
			}
		}
		move(cap, onCap)
		below, onCap = next, nextCap
		shares = append(shares, onCap)
	}
	return shares
}

func TestScheduleAndDeadline(t *testing.T) {
	s := policyOf("exponential", "full")
	s.Latency = 0
	s.Deadline = 7 * time.Second // 1 + 2 + 4 end exactly on it
	all := Of(s)
	for k, want := range []float64{0, 0, 0, 1, 1} {
		if late := all[0].Retries[k].Late; late != want {
			t.Errorf("no jitter, retry %d: %v are late, want %v", k+1, late, want)
		}
	}
	if all[0].Made != 3 {
		t.Errorf("the last retry in time is %d", all[0].Made)
	}
	before := 0.0
	for k, r := range all[1].Retries {
		if r.Late < before {
			t.Errorf("retry %d: fewer are late than before", k+1)
		}
		before = r.Late
	}
	if all[1].Retries[2].Late != 0 || before < 0.99 {
		t.Errorf("full jitter: %v late at retry 3, %v at the end", all[1].Retries[2].Late, before)
	}
	s.Latency = time.Millisecond // three round trips more do not fit
	if late := Of(s)[0].Retries[2].Late; late != 1 {
		t.Errorf("with a latency %v are late", late)
	}
}

func TestDelaysReachTheCap(t *testing.T) {
	s := policyOf("immediate", "fixed", "exponential", "decorrelated", "proportional", "additive", "lib:gax-go")
	for _, w := range Of(s) {
		want := map[string]int{"exponential": 4, "decorrelated": 2, "proportional": 4, "additive": 4}[w.Strategy]
		if w.Strategy == "lib:gax-go" {
			if !w.Library || w.CapAt == 0 || w.Cap == s.Cap {
				t.Errorf("%s: cap %v at %d", w.Strategy, w.Cap, w.CapAt)
			}
		} else if w.CapAt != want || w.CapAt > 0 && w.Cap != s.Cap {
			t.Errorf("%s reaches %v at retry %d, want %d", w.Strategy, w.Cap, w.CapAt, want)
		}
	}
	s = policyOf("exponential")
	s.Factor = 1
	if w := Of(s)[0]; w.CapAt != 0 {
		t.Errorf("what does not grow reaches its cap at retry %d", w.CapAt)
	}
}

// A mixed fleet is looked at as one crowd.
func TestScheduleOfAMix(t *testing.T) {
	w := Of(policyOf("exponential@20/full@80"))[0]
	if r := w.Retries[5]; r.Share != 0.2 || r.Mode != 8*time.Second {
		t.Errorf("%v wait %v, want a fifth 8s", r.Share, r.Mode)
	}
}

func TestScheduleIsBounded(t *testing.T) {
	s := policyOf("full")
	s.Attempts = 1
	if w := Of(s)[0]; len(w.Retries) != 0 || w.Made != 0 {
		t.Errorf("one attempt has %d retries", len(w.Retries))
	}
	s.Attempts = 4
	if w := Of(s)[0]; len(w.Retries) != 3 {
		t.Errorf("four attempts have %d retries", len(w.Retries))
	}
	// All strategies there are, with the longest delays a scenario takes.
	for _, key := range scenario.StrategyKeys() {
		s := policyOf(key)
		s.Base, s.Cap, s.Factor, s.Attempts = time.Hour, scenario.Day, 100, 1000
		for k, r := range Of(s)[0].Retries {
			if r.Min < 0 || r.Min > r.P5 || r.P5 > r.Median || r.Median > r.P95 || r.P95 > r.Max || r.Total.Median > r.Total.P95 {
				t.Fatalf("%s, retry %d: %+v", key, k+1, r)
			}
		}
	}
}

// How many retries make 24 h on average: U(0, e(k)) from 1 s to 10 min does it with 297.
func TestScheduleGoesToTheLastAttempt(t *testing.T) {
	s := policyOf("full", "exponential")
	s.Cap, s.Attempts, s.Deadline = 10*time.Minute, 300, 0
	all := All(s)
	if n := len(all[0].Retries); n != 299 || all[0].Made != 299 {
		t.Fatalf("%d retries, the last made is %d", n, all[0].Made)
	}
	if mean := all[0].Retries[296].Total.Mean; (mean - 86_611_500*time.Millisecond).Abs() > time.Millisecond {
		t.Errorf("297 retries take %v on average, want 86611.5s", mean)
	}
	last := 1023*time.Second + 289*10*time.Minute
	if in, ok := all[1].InAll(); !ok || in.Total != (Total{last, last, last, last, last}) {
		t.Errorf("without jitter %+v", in)
	}
	// Of has fewer, and says the same of them.
	var rows []int
	for _, r := range Of(s)[0].Retries {
		rows = append(rows, r.Retry)
		if r != all[0].Retries[r.Retry-1] {
			t.Errorf("retry %d: %+v, and %+v among all", r.Retry, r, all[0].Retries[r.Retry-1])
		}
	}
	if want := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 50, 100, 200, 299}; !slices.Equal(rows, want) {
		t.Errorf("%v, want %v", rows, want)
	}
	s = policyOf("lib:k8s-workqueue") // 5 ms × 2^18 is more than 1000 s
	s.Attempts = 31
	w := Of(s)[0]
	if at := slices.IndexFunc(w.Retries, func(r Delay) bool { return r.Retry == 19 }); w.CapAt != 19 || at < 0 || w.Retries[at].Max != 1000*time.Second {
		t.Errorf("workqueue: cap from retry %d, %+v", w.CapAt, w.Retries)
	}
}

// A deadline ends the rows where nobody makes the retry, also between those that are shown.
func TestScheduleEndsAtTheDeadline(t *testing.T) {
	s := policyOf("fixed")
	s.Attempts, s.Latency, s.Deadline = 100, 0, 30*time.Second
	w := Of(s)[0]
	var rows []int
	for _, r := range w.Retries[Pictured:] {
		rows = append(rows, r.Retry)
	}
	if in, _ := w.InAll(); w.Made != 30 || in.Total.Mean != 30*time.Second || !slices.Equal(rows[:3], []int{20, 30, 31}) {
		t.Errorf("the last made is %d after %v; rows %v", w.Made, in.Total.Mean, rows)
	}
}

// A library that treats rejections apart has both schedules; which comes first depends on
// whether the scenario has any.
func TestScheduleAfterARejection(t *testing.T) {
	for _, tt := range []struct {
		limiter  string
		on       []string
		rejected bool
	}{
		{"token-bucket", []string{"rejected", "unavailable"}, true},
		{"token-bucket", []string{"unavailable"}, false},
		{"none", []string{"rejected", "unavailable"}, false},
	} {
		s := policyOf("lib:aws-sdk-js-v3", "full")
		s.Limiter, s.RetryOn = tt.limiter, tt.on
		all := Of(s)
		if len(all) != 2 || all[1].Other != nil || all[0].Other == nil || all[0].AfterRejection != tt.rejected || all[0].Other.AfterRejection == tt.rejected {
			t.Fatalf("%s, %v: %+v", tt.limiter, tt.on, all)
		}
		after, other := all[0].Retries[0].Median, all[0].Other.Retries[0].Median
		if !tt.rejected {
			after, other = other, after
		}
		if after != 499*time.Millisecond || other != 24*time.Millisecond { // it rounds down
			t.Errorf("%s, %v: %v after a rejection, else %v", tt.limiter, tt.on, after, other)
		}
	}
}

func thousand(s scenario.Scenario) scenario.Scenario {
	s.Attempts = 1000
	return s
}

func BenchmarkSchedule(b *testing.B) {
	for name, s := range map[string]scenario.Scenario{
		"default":       scenario.Default(),
		"1000 attempts": thousand(policyOf("full", "equal", "decorrelated", "decorrelated-aws")),
		"jittered":      policyOf("full", "equal", "decorrelated", "decorrelated-aws", "proportional", "additive"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				Of(s)
			}
		})
	}
}
