package limit_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/limit"
)

// Whoever comes as soon as there is room gets LongRun through, whatever the burst, and
// Within is what they get in a span that begins with all the room.
func TestLongRunIsWhatIsAdmitted(t *testing.T) {
	const admissions = 4000
	for _, kind := range limit.Kinds() {
		worst := 0.0
		for seed := range uint64(25) {
			p := anyParams(rand.New(rand.NewPCG(seed, 5)))
			p.CountRejected, p.MeanTokens, p.MeanOutput = false, float64(p.Tokens), float64(p.OutputTokens)
			p.TokensPerMinute += p.Tokens
			want := kind.LongRun(p)
			if math.IsInf(want, 1) {
				if kind.Rate || !math.IsInf(kind.Within(p, s), 1) {
					t.Fatalf("%s says that nothing bounds it", kind.Key)
				}
				continue
			}
			l, now, admitted := kind.New(p), time.Duration(0), 0
			// The burst is over then, also that of the tokens of a minute.
			skip, began := 2*kind.AtOnce(p), time.Duration(0)
			if kind.Tokens {
				skip = int(2 * 3600 * want)
			}
			for admitted < skip+admissions {
				if !l.AllowN(now, cost(kind, p)) {
					now += l.RetryAfter(now, cost(kind, p))
					continue
				}
				if admitted++; admitted == skip {
					began = now
				}
			}
			got := admissions / (now - began).Seconds()
			worst = max(worst, math.Abs(got/want-1))
		}
		if worst > 0.01 {
			t.Errorf("%s: LongRun is off by up to %.2f %%", kind.Key, 100*worst)
		}
		t.Logf("%s: at most %.3f %% off", kind.Key, 100*worst)
	}
}

func TestWithinIsWhatIsAdmitted(t *testing.T) {
	for _, kind := range limit.Kinds() {
		for seed := range uint64(60) {
			r := rand.New(rand.NewPCG(seed, 6))
			p := anyParams(r)
			p.CountRejected, p.MeanTokens, p.MeanOutput = false, float64(p.Tokens), float64(p.OutputTokens)
			p.TokensPerMinute += p.Tokens
			d := time.Duration(1 + r.Int64N(int64(4*p.Window)))
			want := kind.Within(p, d)
			if math.IsInf(want, 1) {
				continue
			}
			l, admitted, start := kind.New(p), 0, 9*p.Window
			for at := start; at < start+d; {
				if l.AllowN(at, cost(kind, p)) {
					admitted++
				} else {
					at += l.RetryAfter(at, cost(kind, p))
				}
			}
			// The counter's Bound begins 1 ns before an edge, which may be worth one more.
			if float64(admitted) > want || float64(admitted) < math.Floor(want)-1 && kind.Key != "sliding-counter" {
				t.Fatalf("%s %+v: %d are admitted within %v, Within says %v", kind.Key, p, admitted, d, want)
			}
		}
		if p := (limit.Params{Rate: 1, Burst: 1, Window: s, TokensPerMinute: 1, MeanTokens: 1, Concurrency: 1}); kind.Rate && !kind.Tokens && kind.Within(p, 0) != 0 {
			t.Errorf("%s admits within no time", kind.Key)
		}
	}
}
