package limit_test

import (
	"math"
	"testing"
	"time"

	"backofflab/limit"
)

const (
	ms = time.Millisecond
	s  = time.Second
)

// step is a call of AllowN and its verdict.
type step struct {
	at   time.Duration
	n    int
	want bool
}

func walk(t *testing.T, shows string, l limit.Limiter, steps []step) {
	t.Helper()
	for i, s := range steps {
		if got := l.AllowN(s.at, s.n); got != s.want {
			t.Errorf("%s, step %d: AllowN(%v, %d) = %v", shows, i, s.at, s.n, got)
		}
	}
}

// asked is a call of RetryAfter and its answer.
type asked struct{ at, want time.Duration }

func ask(t *testing.T, shows string, l limit.Limiter, calls []asked) {
	t.Helper()
	askFor(t, shows, l, 1, calls)
}

// askFor asks for a request of cost n.
func askFor(t *testing.T, shows string, l limit.Limiter, n int, calls []asked) {
	t.Helper()
	for _, c := range calls {
		if got := l.RetryAfter(c.at, n); got != c.want {
			t.Errorf("%s: RetryAfter(%v, %d) = %v, want %v", shows, c.at, n, got, c.want)
		}
	}
}

func TestKindsInOrder(t *testing.T) {
	want := []string{
		"none", "token-bucket", "leaky-bucket", "gcra", "fixed-window",
		"sliding-log", "sliding-counter", "concurrency", "aimd", "llm", "optimistic-lock",
	}
	kinds := limit.Kinds()
	if len(kinds) != len(want) {
		t.Fatalf("%d kinds, want %d", len(kinds), len(want))
	}
	for i, kind := range kinds {
		if kind.Key != want[i] || kind.Name == "" || kind.Rule == "" || kind.Unit == "" {
			t.Errorf("kind %d is %q (%q, %q), want %q", i, kind.Key, kind.Name, kind.Rule, want[i])
		}
		l := kind.New(limit.Params{Rate: 1, Burst: 1, Window: s, Concurrency: 1, TokensPerMinute: 60, Tokens: 1})
		_, holds := l.(limit.Shaper)
		_, counts := l.(limit.Releaser)
		if holds != kind.Holds || counts != kind.Counts {
			t.Errorf("%s holds: %v, counts: %v; its kind says %v, %v", kind.Key, holds, counts, kind.Holds, kind.Counts)
		}
		found, ok := limit.Lookup(kind.Key)
		if !ok || found.Key != kind.Key {
			t.Errorf("Lookup(%q) = %q, %v", kind.Key, found.Key, ok)
		}
	}
	if _, ok := limit.Lookup("nonsense"); ok {
		t.Error("Lookup finds a limiter that does not exist")
	}
}

// A limiter's verdicts change with the parameters that its kind names, and with
// no others.
func TestKindsNameTheParamsThatMatter(t *testing.T) {
	base := limit.Params{Rate: 4, Burst: 4, Window: s, Concurrency: 4, TokensPerMinute: 120, Tokens: 30}
	for _, kind := range limit.Kinds() {
		for name, change := range map[string]struct {
			matters bool
			to      func(*limit.Params)
		}{
			"Rate":            {kind.Rate, func(p *limit.Params) { p.Rate = 7 }},
			"Burst":           {kind.Burst, func(p *limit.Params) { p.Burst = 3 }},
			"Window":          {kind.Window, func(p *limit.Params) { p.Window = 3 * s }},
			"Concurrency":     {kind.Concurrency, func(p *limit.Params) { p.Concurrency = 3 }},
			"TokensPerMinute": {kind.Tokens, func(p *limit.Params) { p.TokensPerMinute = 60 }},
			"CountRejected":   {kind.Tokens, func(p *limit.Params) { p.CountRejected = true }},
		} {
			other := base
			change.to(&other)
			a, b, differs := kind.New(base), kind.New(other), false
			for i := range time.Duration(300) {
				now, n := i*50*ms, 1
				if kind.Tokens {
					n = 1 + int(i)%9
				}
				if a.AllowN(now, n) != b.AllowN(now, n) {
					differs = true
				}
			}
			if differs != change.matters {
				t.Errorf("%s: %s changes verdicts: %v; the kind says %v", kind.Key, name, differs, change.matters)
			}
		}
	}
}

func TestAtOnce(t *testing.T) {
	p := limit.Params{Rate: 3, Burst: 7, Window: 2 * s, Concurrency: 5, TokensPerMinute: 100, Tokens: 20, MeanTokens: 20}
	want := map[string]int{
		"none": math.MaxInt, "token-bucket": 7, "leaky-bucket": 7, "gcra": 7, "fixed-window": 6, "sliding-log": 6,
		"sliding-counter": 6, "concurrency": 5, "aimd": 5, "llm": 5, "optimistic-lock": math.MaxInt,
	}
	for _, kind := range limit.Kinds() {
		most := kind.AtOnce(p)
		if most != want[kind.Key] {
			t.Errorf("%s: AtOnce = %d, want %d", kind.Key, most, want[kind.Key])
		}
		l, admitted := kind.New(p), 0
		for admitted < 10 && l.AllowN(s, cost(kind, p)) {
			admitted++
		}
		if admitted != min(most, 10) {
			t.Errorf("%s admits %d at one moment, want %d", kind.Key, admitted, most)
		}
	}
}

func TestBoundSteps(t *testing.T) {
	p := limit.Params{Rate: 10, Burst: 3, Window: 400 * ms, TokensPerMinute: 600}
	few := p
	few.TokensPerMinute = 2
	for _, tt := range []struct {
		key  string
		p    limit.Params
		d    time.Duration
		want int
	}{
		{"token-bucket", p, 100 * ms, 3}, // [t, t+d) ends 1 ns before the next token
		{"token-bucket", p, 100*ms + 1, 4},
		{"leaky-bucket", p, 100*ms + 1, 4},
		{"gcra", p, 200 * ms, 4},
		{"gcra", p, 200*ms + 1, 5},
		{"llm", p, 100*ms + 1, 4},
		{"llm", few, 30 * s, 2},
		{"llm", few, 30*s + 1, 3},
		{"fixed-window", p, 1, 4},
		{"fixed-window", p, 2, 8},
		{"fixed-window", p, 400*ms + 1, 8},
		{"fixed-window", p, 400*ms + 2, 12},
		{"sliding-log", p, 400 * ms, 4},
		{"sliding-log", p, 400*ms + 1, 8},
		{"sliding-counter", p, 2, 4},
		{"sliding-counter", p, 3, 5},
		{"sliding-counter", p, 100*ms + 2, 5},
		{"sliding-counter", p, 100*ms + 3, 6},
		{"sliding-counter", p, 400*ms + 2, 8},
		{"sliding-counter", p, 400*ms + 3, 9},
	} {
		kind, _ := limit.Lookup(tt.key)
		if got := kind.Bound(tt.p, tt.d); got != tt.want {
			t.Errorf("%s: Bound(%d) = %d, want %d", tt.key, tt.d, got, tt.want)
		}
	}
}

// Where a request can never be admitted, none is, and RetryAfter says so.
func TestNever(t *testing.T) {
	empty := limit.Params{Rate: 1, Burst: 0, Window: s / 2, TokensPerMinute: 10, Tokens: 11, MeanTokens: 11}
	for _, kind := range limit.Kinds() {
		if l := kind.New(empty); kind.AtOnce(empty) == 0 && !kind.Concurrency {
			ask(t, kind.Key, l, []asked{{0, limit.Never}, {time.Hour, limit.Never}})
			walk(t, kind.Key, l, []step{{0, cost(kind, empty), false}, {time.Hour, cost(kind, empty), false}})
		}
	}
	crowded := limit.NewLLM(limit.Params{Rate: 1, Burst: 1, TokensPerMinute: 10, Tokens: 11})
	ask(t, "more tokens than a minute has", crowded, []asked{{0, limit.Never}})
	if never := limit.Never; time.Hour+never < never {
		t.Error("Never overflows when it is added to a time")
	}
}

// cost is what the request costs of which RetryAfter and AtOnce speak.
func cost(kind limit.Kind, p limit.Params) int {
	switch {
	case kind.Tokens:
		return p.Tokens
	case kind.Rate:
		return max(1, p.Cost)
	}
	return 1
}

// A request that costs more waits until there is room for all of it, and what is more than
// there ever is, for ever.
func TestRetryAfterOfACost(t *testing.T) {
	window, log, counter := limit.NewFixedWindow(12, 10*s), limit.NewSlidingLog(12, 10*s), limit.NewSlidingCounter(12, 10*s)
	bucket, queue, gcra := limit.NewTokenBucket(2, 12), limit.NewLeakyBucket(2, 12), limit.NewGCRA(2, 12)
	for i, l := range []limit.Limiter{window, log, counter, bucket, queue, gcra} {
		walk(t, "two fives", l, []step{{s, 5, true}, {2 * s, 5, true}})
		shows := []string{"window", "log", "counter", "bucket", "queue", "gcra"}[i]
		askFor(t, shows+", room for one", l, 1, []asked{{2 * s, 0}})
		askFor(t, shows+", never", l, 13, []asked{{2 * s, limit.Never}})
	}
	askFor(t, "the window ends at 10 s", window, 5, []asked{{3 * s, 7 * s}, {10 * s, 0}})
	askFor(t, "the first five leave the log at 11 s", log, 5, []asked{{3 * s, 8 * s}})
	askFor(t, "both fives have left it at 12 s", log, 8, []asked{{3 * s, 9 * s}})
	// Of the ten at most seven may count, whole numbers: just after 2 s of the next window.
	askFor(t, "the share of the last window falls below eight", counter, 5, []asked{{3 * s, 9*s + 1}})
	for _, l := range []limit.Limiter{bucket, queue, gcra} {
		askFor(t, "4 at 2 s, 5 at 2.5 s", l, 5, []asked{{2 * s, 500 * ms}, {2500 * ms, 0}})
	}
}

func TestDecidingAllocatesNothing(t *testing.T) {
	p := limit.Params{Rate: 100, Burst: 5, Window: s, Concurrency: 5, TokensPerMinute: 9000, Tokens: 10, CountRejected: true}
	for _, kind := range limit.Kinds() {
		l := kind.New(p)
		var now time.Duration
		decide := func() {
			now += 3 * ms
			l.AllowN(now, 1)
			l.RetryAfter(now, 2)
		}
		for range 1000 { // the log grows to its size
			decide()
		}
		if n := testing.AllocsPerRun(1000, decide); n != 0 {
			t.Errorf("%s allocates %v times a call", kind.Key, n)
		}
	}
}
