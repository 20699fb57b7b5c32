package limit_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/limit"
)

func TestLLMSteps(t *testing.T) {
	walk(t, "requests run short: 60 a minute as 1 a second", limit.NewLLM(limit.Params{Rate: 1, Burst: 1, TokensPerMinute: 1000}), []step{
		{0, 10, true}, {0, 10, false}, {s - 1, 10, false}, {s, 10, true}, {s, 10, false},
	})
	walk(t, "tokens run short: 10 a second", limit.NewLLM(limit.Params{Rate: 100, Burst: 100, TokensPerMinute: 600}), []step{
		{0, 601, false}, {0, 400, true}, {0, 201, false}, {0, 200, true}, {0, 1, false},
		{s - 1, 10, false}, {s, 10, true}, {s, 1, false},
	})
	walk(t, "what requests reject takes no tokens", limit.NewLLM(limit.Params{Rate: 1, Burst: 1, TokensPerMinute: 60}), []step{
		{0, 30, true}, {0, 30, false}, {s, 31, true}, {s, 1, false},
	})
	walk(t, "what tokens reject takes no request", limit.NewLLM(limit.Params{Rate: 1, Burst: 2, TokensPerMinute: 60}), []step{
		{0, 61, false}, {0, 61, false}, {0, 1, true}, {0, 1, true}, {0, 1, false},
	})
	walk(t, "a minute's tokens at once, and no more after an hour", limit.NewLLM(limit.Params{Rate: 1, Burst: 5, TokensPerMinute: 1_000_000_000}), []step{
		{0, 1_000_000_000, true}, {60*s - 1, 1_000_000_000, false}, {60*s - 1, 999_999_983, true},
		{time.Hour, 1_000_000_001, false}, {time.Hour, 1_000_000_000, true}, {time.Hour, 1, false},
	})
}

func TestLLMOutputApart(t *testing.T) {
	p := limit.Params{Rate: 100, Burst: 100, TokensPerMinute: 6000, Tokens: 100, OutputPerMinute: 600, OutputTokens: 50}
	l := limit.NewLLM(p)
	type prompt struct {
		at            time.Duration
		input, output int
		want          bool
	}
	for i, a := range []prompt{
		{0, 10, 601, false}, {0, 6000, 400, true}, // what answers reject takes no tokens of what is asked
		{0, 1, 1, false},                                                                            // 200 of output are left, and nothing of input
		{s, 100, 210, true},                                                                         // 100 of input and 10 of output have come
		{s, 1, 1, false}, {2 * s, 101, 1, false}, {2*s - 1, 100, 11, false}, {2 * s, 100, 10, true}, // what input rejects takes no output
	} {
		if got := l.AllowTokens(a.at, a.input, a.output); got != a.want {
			t.Errorf("step %d: AllowTokens(%v, %d, %d) = %v", i, a.at, a.input, a.output, got)
		}
	}
	ask(t, "100 of input take a second, 50 of output five", l, []asked{{2 * s, 5 * s}, {6 * s, s}, {7 * s, 0}})
	if requests, tokens, output := l.Room(3 * s); requests != 100 || tokens != 100 || output != 10 {
		t.Errorf("room for %v requests, %v and %v tokens", requests, tokens, output)
	}
	l.Reset()
	for n := range 13 { // twelve answers of 50
		if got := l.AllowN(0, 1); got != (n < 12) {
			t.Errorf("request %d with an answer of 50 tokens: %v", n+1, got)
		}
	}
}

func TestLLMRejectedCount(t *testing.T) {
	p := limit.Params{Rate: 1, Burst: 3, TokensPerMinute: 60, CountRejected: true}
	walk(t, "what tokens reject takes a request", limit.NewLLM(p), []step{
		{0, 61, false}, {0, 61, false}, {0, 1, true}, {0, 1, false}, {s - 1, 1, false},
	})
	walk(t, "whoever keeps resending faster than the rate is never admitted", limit.NewLLM(p), []step{
		{0, 1, true}, {0, 1, true}, {0, 1, true},
		{900 * ms, 1, false}, {1800 * ms, 1, false}, {2700 * ms, 1, false}, {3600 * ms, 1, false},
		{4600*ms - 1, 1, false}, {5600*ms - 1, 1, true}, // what is left is taken, never more
	})
	walk(t, "a rejected request takes no tokens", limit.NewLLM(p), []step{
		{0, 1, true}, {0, 61, false}, {0, 61, false}, {s, 60, true},
	})
	walk(t, "it takes one request, not all", limit.NewLLM(p), []step{
		{0, 61, false}, {0, 1, true}, {0, 1, true}, {0, 1, false},
	})
}

func TestLLMRetryAfter(t *testing.T) {
	l := limit.NewLLM(limit.Params{Rate: 0.5, Burst: 1, TokensPerMinute: 60, Tokens: 30})
	ask(t, "both full", l, []asked{{0, 0}})
	walk(t, "a request and half the tokens", l, []step{{0, 30, true}})
	ask(t, "the request is short", l, []asked{{0, 2 * s}, {s, s}, {2 * s, 0}})
	walk(t, "and more tokens", l, []step{{2 * s, 30, true}})
	ask(t, "the tokens are short: 2 of 30", l, []asked{{2 * s, 28 * s}, {30*s - 1, 1}, {30 * s, 0}, {0, 28 * s}})

	// 307,445,735 tokens are 2.6e10 units more than 2^64, and 5e10 of them have
	// come back after 50 ns.
	wide := limit.NewLLM(limit.Params{Rate: 1000, Burst: 5, TokensPerMinute: 1_000_000_000, Tokens: 307_445_735})
	walk(t, "a minute's tokens", wide, []step{{0, 1_000_000_000, true}, {50, 1_000_000_000, false}})
	ask(t, "just across 64 bits", wide, []asked{{0, 18446744050}, {50, 18446744050}, {51, 18446744049}})
}

// Both buckets in exact fractions, of any size.
func TestLLMAgainstFractions(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 9))
		p := limit.Params{
			Rate: float64(1+r.IntN(20_000)) / 1000, Burst: 1 + r.IntN(5),
			TokensPerMinute: 1 + r.IntN(1<<r.IntN(30)), CountRejected: seed%2 == 0,
		}
		l := limit.NewLLM(p)
		requests, tokens := big.NewRat(int64(p.Burst), 1), big.NewRat(int64(p.TokensPerMinute), 1)
		one, gain := big.NewRat(1, 1), big.NewRat(int64(p.Rate*1000+0.5), 1e12)
		atMost := func(level *big.Rat, size int) {
			if full := big.NewRat(int64(size), 1); level.Cmp(full) > 0 {
				level.Set(full)
			}
		}
		var now time.Duration
		for i := range 200 {
			step := r.Int64N(int64(2e9 / p.Rate))
			now += time.Duration(step)
			requests.Add(requests, new(big.Rat).Mul(gain, big.NewRat(step, 1)))
			atMost(requests, p.Burst)
			tokens.Add(tokens, new(big.Rat).Mul(big.NewRat(int64(p.TokensPerMinute), 60e9), big.NewRat(step, 1)))
			atMost(tokens, p.TokensPerMinute)
			n := 1 + r.IntN(p.TokensPerMinute)/(1+r.IntN(8))
			want := requests.Cmp(one) >= 0 && tokens.Cmp(big.NewRat(int64(n), 1)) >= 0
			if got := l.AllowN(now, n); got != want {
				t.Fatalf("%+v, call %d at %d for %d with %v and %v: %v", p, i, now, n, requests.FloatString(12), tokens.FloatString(12), got)
			}
			if want {
				tokens.Sub(tokens, big.NewRat(int64(n), 1))
			}
			if want || p.CountRejected {
				if requests.Sub(requests, one).Sign() < 0 {
					requests.SetInt64(0)
				}
			}
		}
	}
}
