package retry_test

import (
	"cmp"
	"fmt"
	"math"
	"testing"
	"time"
	"unicode/utf8"

	"backofflab/retry"
)

const ms = time.Millisecond

var params = retry.Params{Base: 100 * ms, Factor: 2, Cap: time.Second}

// delays walks through the first retries of a strategy, drawing u every time.
func delays(s retry.Strategy, n int, u float64) []time.Duration {
	var out []time.Duration
	var memory time.Duration
	for k := 1; k <= n; k++ {
		var delay time.Duration
		delay, memory = s.Delay(k, memory, u)
		out = append(out, delay)
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

func ExampleProportional() {
	p := params
	p.Share = 0.2
	fmt.Println(delays(retry.Proportional{Params: p}, 5, 0.75))
	// Output: [110ms 220ms 440ms 880ms 1.1s]
}

func ExampleAdditive() {
	p := params
	p.Extra = 100 * ms
	printDelays(retry.Additive{Params: p})
	// Output: [150ms 250ms 450ms 850ms 1.05s]
}

// With offset 1 the first retry already waits base × factor, the cap stays, and
// what knows no exponent waits as before.
func TestOffset(t *testing.T) {
	shifted := params
	shifted.Offset = 1
	shifted.Share, shifted.Extra = 0.2, 100*ms
	for key, want := range map[string]string{
		"exponential":  "[200ms 400ms 800ms 1s 1s]",
		"full":         "[100ms 200ms 400ms 500ms 500ms]",
		"equal":        "[150ms 300ms 600ms 750ms 750ms]",
		"proportional": "[200ms 400ms 800ms 1s 1s]",
		"additive":     "[250ms 450ms 850ms 1.05s 1.05s]",
		"linear":       "[100ms 200ms 300ms 400ms 500ms]",
		"fixed":        "[100ms 100ms 100ms 100ms 100ms]",
		"decorrelated": "[200ms 350ms 550ms 550ms 550ms]",
	} {
		kind, _ := retry.Lookup(key)
		if got := fmt.Sprint(delays(kind.New(shifted), 5, 0.5)); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}

// The ends of the draw are where an off-by-one shows.
func TestDelaysAtTheEndsOfTheDraw(t *testing.T) {
	almostOne := math.Nextafter(1, 0)
	p := params
	p.Share, p.Extra = 0.2, 50*ms
	for _, tt := range []struct {
		key       string
		low, high []time.Duration // u = 0 and u just below 1
	}{
		{"full", []time.Duration{0, 0, 0, 0, 0}, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1000 * ms}},
		{"equal", []time.Duration{50 * ms, 100 * ms, 200 * ms, 400 * ms, 500 * ms}, []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1000 * ms}},
		{"decorrelated", []time.Duration{100 * ms, 100 * ms, 100 * ms, 100 * ms, 100 * ms}, []time.Duration{300 * ms, 900 * ms, 1000 * ms, 1000 * ms, 1000 * ms}},
		{"decorrelated-aws", []time.Duration{100 * ms, 100 * ms, 100 * ms, 100 * ms, 100 * ms}, []time.Duration{300 * ms, 900 * ms, 1000 * ms, 1000 * ms, 1000 * ms}},
		{"proportional", []time.Duration{80 * ms, 160 * ms, 320 * ms, 640 * ms, 800 * ms}, []time.Duration{120 * ms, 240 * ms, 480 * ms, 960 * ms, 1200 * ms}},
		{"additive", []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1000 * ms}, []time.Duration{150 * ms, 250 * ms, 450 * ms, 850 * ms, 1050 * ms}},
	} {
		kind, _ := retry.Lookup(tt.key)
		s := kind.New(p)
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
			if d, _ := s.Delay(9, params.Cap, float64(i)/float64(n)); d == params.Cap {
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
		{Base: time.Hour, Factor: 2, Cap: 10 * time.Minute, Share: 0.5, Extra: time.Minute},
		{Base: math.MaxInt64, Factor: 2, Cap: 1, Offset: 1},
		{Base: time.Millisecond, Factor: 100, Cap: 24 * time.Hour},
		{Base: math.MaxInt64 / 2, Factor: 2, Cap: math.MaxInt64},
		{Base: 100 * ms, Factor: 2, Cap: time.Second, Offset: 1, Share: 1, Extra: time.Minute},
		{Base: math.MaxInt64 / 2, Factor: 1e6, Cap: math.MaxInt64, Offset: 1, Share: 1, Extra: math.MaxInt64},
	} {
		for _, kind := range retry.Kinds() {
			s := kind.New(p)
			bound := p.Cap
			switch kind.Key { // only these add to the capped backoff
			case "fixed":
				bound = p.Base
			case "list":
				bound = 0 // there is none in it
			case "proportional", "upward":
				bound = saturated(float64(p.Cap) * (1 + p.Share))
			case "additive":
				bound = saturated(float64(p.Cap) + float64(p.Extra))
			}
			for _, k := range []int{1, 2, 3, 63, 64, 65, 1000, 10_000, math.MaxInt32, math.MaxInt} {
				for _, u := range []float64{0, 0.25, 0.5, math.Nextafter(1, 0)} {
					for _, memory := range []time.Duration{0, p.Base, p.Cap, math.MaxInt64} {
						if d, _ := s.Delay(k, memory, u); d < 0 || d > bound {
							t.Errorf("%s %+v: Delay(%d, %v, %v) = %v, outside [0, %v]", kind.Key, p, k, memory, u, d, bound)
						}
					}
				}
			}
		}
	}
}

// With a cap below the base every backoff is the cap, before jitter; what ignores the cap
// ignores it.
func TestCapBelowTheBase(t *testing.T) {
	p := retry.Params{Base: time.Hour, Factor: 2, Cap: 10 * time.Minute, Share: 0.5, Extra: time.Minute}
	want := map[string][2]time.Duration{ // with the draws 0 and 1/2
		"immediate": {0, 0}, "fixed": {time.Hour, time.Hour}, "linear": {p.Cap, p.Cap}, "polynomial": {p.Cap, p.Cap}, "list": {0, 0}, "upward": {p.Cap, 750 * time.Second}, "exponential": {p.Cap, p.Cap},
		"full": {0, 5 * time.Minute}, "equal": {5 * time.Minute, 450 * time.Second},
		"decorrelated": {p.Cap, p.Cap}, "decorrelated-aws": {p.Cap, p.Cap},
		"proportional": {5 * time.Minute, p.Cap}, "additive": {p.Cap, p.Cap + 30*time.Second},
	}
	for _, kind := range retry.Kinds() {
		for i, u := range []float64{0, 0.5} {
			var memory time.Duration
			for k := 1; k < 40; k++ {
				var delay time.Duration
				if delay, memory = kind.New(p).Delay(k, memory, u); delay != want[kind.Key][i] {
					t.Errorf("%s: Delay(%d, u = %v) = %v, want %v", kind.Key, k, u, delay, want[kind.Key][i])
				}
			}
		}
	}
}

func saturated(d float64) time.Duration {
	if d >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(d)
}

// Every rung is a factor above the one before, until the cap.
func TestExponentialGrowsByItsFactor(t *testing.T) {
	for _, factor := range []float64{1, 1.5, 2, 3, 10} {
		s := retry.Exponential{Params: retry.Params{Base: time.Second, Factor: factor, Cap: 24 * time.Hour}}
		want := float64(time.Second)
		for k := 1; k <= 200; k++ {
			delay, _ := s.Delay(k, 0, 0)
			got := float64(delay)
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
		if kind.Library || kind.Language != "" || kind.Version != "" || kind.Cap != 0 {
			t.Errorf("%s is half a library: %+v", kind.Key, kind)
		}
		if short := utf8.RuneCountInString(cmp.Or(kind.Short, kind.Name)); short > retry.MaxShort || short > utf8.RuneCountInString(kind.Name) {
			t.Errorf("%s is short for %q", kind.Short, kind.Name)
		}
		if seen[kind.Key] || seen[kind.Name] {
			t.Errorf("%s is there twice", kind.Key)
		}
		seen[kind.Key], seen[kind.Name] = true, true
		if found, ok := retry.Lookup(kind.Key); !ok || found.Name != kind.Name {
			t.Errorf("Lookup(%q) finds %q", kind.Key, found.Name)
		}
	}
	for _, key := range []string{"", "nonsense", "lib:", "tenacity-exponential"} {
		if _, ok := retry.Lookup(key); ok {
			t.Errorf("Lookup(%q) finds a strategy that does not exist", key)
		}
	}
}

// Links carry keys: the order and the names are fixed.
func TestOwnKinds(t *testing.T) {
	var keys []string
	for _, kind := range retry.Kinds() {
		keys = append(keys, kind.Key)
	}
	const want = "[immediate fixed linear polynomial list exponential full equal decorrelated decorrelated-aws proportional upward additive]"
	if got := fmt.Sprint(keys); got != want {
		t.Errorf("kinds are %s, want %s", got, want)
	}
}

// What Kinds returns is the caller's.
func TestListIsACopy(t *testing.T) {
	retry.Kinds()[0].Key = "changed"
	if retry.Kinds()[0].Key == "changed" {
		t.Error("a caller changed the list of kinds")
	}
}

// What the comments of the strategies say of their first delays.
func TestFirstDelays(t *testing.T) {
	p := retry.Params{Base: 100 * ms, Factor: 2, Cap: time.Second, Share: 0.2, Power: 2, Floor: 60 * ms, Delays: []time.Duration{time.Second, 5 * time.Second, 30 * time.Second}}
	for _, tt := range []struct {
		strategy retry.Strategy
		want     []time.Duration
	}{
		{retry.List{Params: p}, []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 30 * time.Second}},
		{retry.Polynomial{Params: p}, []time.Duration{100 * ms, 400 * ms, 900 * ms, time.Second}},
		{retry.Upward{Params: p}, []time.Duration{110 * ms, 220 * ms, 440 * ms, 880 * ms, 1100 * ms}},
		{retry.Full{Params: p}, []time.Duration{80 * ms, 130 * ms, 230 * ms}},
		{retry.AtOnce{Strategy: retry.Exponential{Params: p}}, []time.Duration{0, 100 * ms, 200 * ms, 400 * ms}},
	} {
		var memory time.Duration
		for k, want := range tt.want {
			var delay time.Duration
			if delay, memory = tt.strategy.Delay(k+1, memory, 0.5); delay != want {
				t.Errorf("%T: delay %d is %v, want %v", tt.strategy, k+1, delay, want)
			}
		}
	}
	p.Floor = 150 * ms // above the first rung, in whose place it is waited
	for k, want := range []time.Duration{150 * ms, 175 * ms} {
		if d, _ := (retry.Full{Params: p}).Delay(k+1, 0, 0.5); d != want {
			t.Errorf("with a floor of 150ms delay %d is %v, want %v", k+1, d, want)
		}
	}
	p.Power = 1.5
	if d, _ := (retry.Polynomial{Params: p}).Delay(4, 0, 0); d != 800*ms {
		t.Errorf("4 to the power of 1.5 is %v of a base of 100ms", d)
	}
}

// A retry may start on the deadline, and not when the total timeout is over; an answer that
// comes when it is over is the end, whatever it says.
func TestNextWithATotalTimeout(t *testing.T) {
	p := retry.Policy{Strategy: retry.Fixed{Params: retry.Params{Base: time.Second}}, MaxAttempts: 9, On: retry.Outcomes(0).With(retry.Rejected)}
	rejected := retry.Answer{Outcome: retry.Rejected, RetryAfter: retry.NotAsked}
	for _, tt := range []struct {
		shows                    string
		deadline, total, elapsed time.Duration
		answer                   retry.Answer
		want                     retry.Verdict
	}{
		{"on the deadline", 2 * time.Second, 0, time.Second, rejected, retry.Retry},
		{"when the total timeout is over", 0, 2 * time.Second, time.Second, rejected, retry.GiveUpDeadline},
		{"just before", 0, 2*time.Second + 1, time.Second, rejected, retry.Retry},
		{"after it, what is not retried", 0, 2 * time.Second, 2 * time.Second, retry.Answer{Outcome: retry.TimedOut, RetryAfter: retry.NotAsked}, retry.GiveUpDeadline},
		{"before it, what is not retried", 0, 2 * time.Second, time.Second, retry.Answer{Outcome: retry.TimedOut, RetryAfter: retry.NotAsked}, retry.GiveUpNotRetried},
	} {
		p.Deadline, p.Total = tt.deadline, tt.total
		if d := p.Next(1, tt.answer, tt.elapsed, 0, retry.Draws{}); d.Verdict != tt.want {
			t.Errorf("%s: %v, want %v", tt.shows, d.Verdict, tt.want)
		}
	}
}
