package retry_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"backofflab/retry"
)

const ms = time.Millisecond

var params = retry.Params{Base: 100 * ms, Factor: 2, Cap: time.Second}

// delays walks through the first retries of a strategy, drawing u every time.
func delays(s retry.Strategy, n int, u float64) []time.Duration {
	var out []time.Duration
	var prev time.Duration
	for k := 1; k <= n; k++ {
		prev = s.Delay(k, prev, u)
		out = append(out, prev)
	}
	return out
}

func printDelays(s retry.Strategy) { fmt.Println(delays(s, 5, 0.5)) }

func ExampleImmediate() {
	printDelays(retry.Immediate{})
	// Output: [0s 0s 0s 0s 0s]
}

func ExampleFixed() {
	printDelays(retry.Fixed{Params: params})
	// Output: [100ms 100ms 100ms 100ms 100ms]
}

func ExampleLinear() {
	printDelays(retry.Linear{Params: retry.Params{Base: 100 * ms, Cap: 350 * ms}})
	// Output: [100ms 200ms 300ms 350ms 350ms]
}

func ExampleExponential() {
	printDelays(retry.Exponential{Params: params})
	// Output: [100ms 200ms 400ms 800ms 1s]
}

func ExampleFull() {
	printDelays(retry.Full{Params: params})
	// Output: [50ms 100ms 200ms 400ms 500ms]
}

func ExampleEqual() {
	printDelays(retry.Equal{Params: params})
	// Output: [75ms 150ms 300ms 600ms 750ms]
}

func ExampleDecorrelated() {
	printDelays(retry.Decorrelated{Params: params})
	// Output: [200ms 350ms 550ms 550ms 550ms]
}

func ExampleDecorrelatedAWS() {
	printDelays(retry.DecorrelatedAWS{Params: params})
	// Output: [200ms 350ms 575ms 912.5ms 1s]
}

// The ends of the draw are where an off-by-one shows.
func TestDelaysAtTheEndsOfTheDraw(t *testing.T) {
	almostOne := math.Nextafter(1, 0)
	for _, tt := range []struct {
		key       string
		low, high []time.Duration // u = 0 and u just below 1
	}{
		{"full", []time.Duration{0, 0, 0, 0, 0}, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1000 * ms}},
		{"equal", []time.Duration{50 * ms, 100 * ms, 200 * ms, 400 * ms, 500 * ms}, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1000 * ms}},
		{"decorrelated", []time.Duration{100 * ms, 100 * ms, 100 * ms, 100 * ms, 100 * ms}, []time.Duration{300 * ms, 900 * ms, 1000 * ms, 1000 * ms, 1000 * ms}},
		{"decorrelated-aws", []time.Duration{100 * ms, 100 * ms, 100 * ms, 100 * ms, 100 * ms}, []time.Duration{300 * ms, 900 * ms, 1000 * ms, 1000 * ms, 1000 * ms}},
	} {
		kind, _ := retry.Lookup(tt.key)
		s := kind.New(params)
		for i, got := range delays(s, 5, 0) {
			if got != tt.low[i] {
				t.Errorf("%s, u = 0, retry %d: %v, want %v", tt.key, i+1, got, tt.low[i])
			}
		}
		for i, got := range delays(s, 5, almostOne) {
			// Just below the end of the range, within the nanoseconds that rounding takes.
			if got > tt.high[i] || got < tt.high[i]-20 {
				t.Errorf("%s, u just below 1, retry %d: %v, want just below %v", tt.key, i+1, got, tt.high[i])
			}
		}
	}
}

// Decorrelated (AWS) puts a share of its clients on exactly the cap, because it
// clips the drawn delay; the other variant does not. From the cap, the share is
// 1 - (cap-base)/(3 cap-base) = 2/3 - base/(3(3 cap - base)), here 0.6897.
func TestShareOnTheCap(t *testing.T) {
	for _, tt := range []struct {
		key  string
		want float64
	}{{"decorrelated-aws", 1 - 900.0/2900}, {"decorrelated", 0}} {
		kind, _ := retry.Lookup(tt.key)
		s := kind.New(params)
		onCap, n := 0, 100_000
		for i := range n {
			if s.Delay(9, params.Cap, float64(i)/float64(n)) == params.Cap {
				onCap++
			}
		}
		if share := float64(onCap) / float64(n); math.Abs(share-tt.want) > 2/float64(n) {
			t.Errorf("%s: share on the cap is %v, want %v", tt.key, share, tt.want)
		}
	}
}

func TestDelaysStayWithinBounds(t *testing.T) {
	for _, p := range []retry.Params{
		params,
		{Base: 1, Factor: 1, Cap: 1},
		{Base: time.Millisecond, Factor: 100, Cap: 24 * time.Hour},
		{Base: math.MaxInt64 / 2, Factor: 2, Cap: math.MaxInt64},
	} {
		for _, kind := range retry.Kinds() {
			s := kind.New(p)
			for _, k := range []int{1, 2, 3, 63, 64, 65, 1000, 10_000, math.MaxInt32} {
				for _, u := range []float64{0, 0.25, 0.5, math.Nextafter(1, 0)} {
					for _, prev := range []time.Duration{p.Base, p.Cap} {
						if d := s.Delay(k, prev, u); d < 0 || d > p.Cap {
							t.Errorf("%s %+v: Delay(%d, %v, %v) = %v, outside [0, %v]", kind.Key, p, k, prev, u, d, p.Cap)
						}
					}
				}
			}
		}
	}
}

// Every rung is a factor above the one before, until the cap.
func TestExponentialGrowsByItsFactor(t *testing.T) {
	for _, factor := range []float64{1, 1.5, 2, 3, 10} {
		s := retry.Exponential{Params: retry.Params{Base: time.Second, Factor: factor, Cap: 24 * time.Hour}}
		want := float64(time.Second)
		for k := 1; k <= 200; k++ {
			got := float64(s.Delay(k, 0, 0))
			if math.Abs(got-min(want, float64(24*time.Hour))) > 1+want*1e-12 {
				t.Fatalf("factor %v, retry %d: %v, want %v", factor, k, got, want)
			}
			want *= factor
		}
	}
}

func TestKindsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range retry.Kinds() {
		if kind.Key == "" || kind.Name == "" || kind.Formula == "" || kind.Source == "" || kind.New == nil {
			t.Errorf("%+v lacks something", kind)
		}
		if seen[kind.Key] || seen[kind.Name] {
			t.Errorf("%s is there twice", kind.Key)
		}
		seen[kind.Key], seen[kind.Name] = true, true
	}
	if _, known := retry.Lookup("nonsense"); known {
		t.Error("Lookup finds a strategy that does not exist")
	}
}
