package retry_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"backofflab/retry"
)

// rungs is no jitter: 100ms, 200ms, 400ms, 800ms, 1s.
var rungs = retry.Params{Base: 100 * ms, Factor: 2, Cap: time.Second}

// transient are all outcomes after which another attempt may end better.
var transient = retry.Outcomes(0).With(retry.Rejected).With(retry.Unavailable).With(retry.TimedOut).With(retry.NotSent)

func answer(o retry.Outcome) retry.Answer {
	return retry.Answer{Outcome: o, RetryAfter: retry.NotAsked}
}

func asked(o retry.Outcome, wait time.Duration) retry.Answer {
	return retry.Answer{Outcome: o, RetryAfter: wait}
}

func TestPolicyDecides(t *testing.T) {
	strict := retry.RetryAfter{Rule: retry.Honour{}, Limit: 450 * ms, GiveUp: true}
	p := retry.Policy{
		Strategy: retry.Exponential{Params: rungs}, MaxAttempts: 3, Deadline: 500 * ms, On: transient, RetryAfter: strict,
	}
	for _, tt := range []struct {
		shows   string
		attempt int
		answer  retry.Answer
		elapsed time.Duration
		delay   time.Duration
		verdict retry.Verdict
	}{
		{"the first failure waits e(1)", 1, answer(retry.Rejected), 20 * ms, 100 * ms, retry.Retry},
		{"the second waits e(2)", 2, answer(retry.Unavailable), 140 * ms, 200 * ms, retry.Retry},
		{"a timeout is retried", 1, answer(retry.TimedOut), 20 * ms, 100 * ms, retry.Retry},
		{"and so is what was not sent", 1, answer(retry.NotSent), 20 * ms, 100 * ms, retry.Retry},
		{"three attempts are two retries", 3, answer(retry.Rejected), 360 * ms, 0, retry.GiveUpAttempts},
		{"a retry may start exactly on the deadline", 2, answer(retry.Rejected), 300 * ms, 200 * ms, retry.Retry},
		{"and not a nanosecond later", 2, answer(retry.Rejected), 300*ms + 1, 200 * ms, retry.GiveUpDeadline},
		{"a permanent failure is not retried", 1, answer(retry.Failed), 20 * ms, 0, retry.GiveUpPermanent},
		{"not retryable wins over attempts", 3, answer(retry.Failed), 20 * ms, 0, retry.GiveUpPermanent},
		{"attempts win over the wait asked for", 3, asked(retry.Rejected, time.Hour), 0, 0, retry.GiveUpAttempts},
		{"attempts win over the deadline", 3, answer(retry.Rejected), time.Hour, 0, retry.GiveUpAttempts},
		{"a wait asked for takes the place of the delay", 1, asked(retry.Rejected, 300*ms), 20 * ms, 300 * ms, retry.Retry},
		{"0 asks to come at once", 1, asked(retry.Rejected, 0), 20 * ms, 0, retry.Retry},
		{"the limit itself is within it", 1, asked(retry.Rejected, 450*ms), 20 * ms, 450 * ms, retry.Retry},
		{"more than the limit ends the request", 1, asked(retry.Rejected, 450*ms+1), 20 * ms, 0, retry.GiveUpRetryAfter},
		{"which wins over the deadline", 1, asked(retry.Rejected, time.Hour), time.Hour, 0, retry.GiveUpRetryAfter},
		{"the deadline cuts a wait asked for", 1, asked(retry.Rejected, 300*ms), 201 * ms, 300 * ms, retry.GiveUpDeadline},
	} {
		d := p.Next(tt.attempt, tt.answer, tt.elapsed, 0, retry.Draws{Jitter: 0.5, RetryAfter: 0.5})
		if d.Delay != tt.delay || d.Verdict != tt.verdict {
			t.Errorf("%s: got %+v, want %v, %v", tt.shows, d, tt.delay, tt.verdict)
		}
	}
}

func TestPolicyWithoutDeadline(t *testing.T) {
	p := retry.Policy{Strategy: retry.Fixed{Params: rungs}, MaxAttempts: 2, On: transient}
	if d := p.Next(1, answer(retry.Rejected), 1000*time.Hour, 0, retry.Draws{}); d.Delay != 100*ms || d.Verdict != retry.Retry {
		t.Errorf("got %+v", d)
	}
}

// A policy retries what its set holds, and nothing else.
func TestPolicyRetriesOn(t *testing.T) {
	all := []retry.Outcome{retry.Rejected, retry.Unavailable, retry.TimedOut, retry.Failed, retry.NotSent}
	for name, set := range map[string]retry.Outcomes{
		"nothing": 0, "transient": transient, "everything": transient.With(retry.Failed),
		"timeouts": retry.Outcomes(0).With(retry.TimedOut), "rejections": retry.Outcomes(0).With(retry.Rejected),
	} {
		p := retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 2, On: set}
		for _, o := range all {
			want := retry.GiveUpNotRetried
			if o == retry.Failed {
				want = retry.GiveUpPermanent
			}
			if set.Has(o) {
				want = retry.Retry
			}
			if d := p.Next(1, answer(o), 0, 0, retry.Draws{}); d.Verdict != want {
				t.Errorf("%s, outcome %d: verdict %d, want %d", name, o, d.Verdict, want)
			}
		}
	}
}

func TestOutcomes(t *testing.T) {
	for o, want := range map[retry.Outcome]bool{
		retry.Success: false, retry.Rejected: true, retry.Unavailable: true,
		retry.TimedOut: true, retry.Failed: false, retry.NotSent: true,
	} {
		if transient.Has(o) != want {
			t.Errorf("outcome %d: transient is %v", o, !want)
		}
		if !transient.With(o).Has(o) {
			t.Errorf("outcome %d is not in a set with it", o)
		}
	}
}

// remembering is a strategy whose memory is not its delay.
type remembering struct{}

func (remembering) Delay(k int, memory time.Duration, u float64) (delay, next time.Duration) {
	return memory + time.Duration(u*1000), memory + time.Duration(k)
}

// What a strategy has for rejections spaces the retries after those, and no others; for one
// client and for many, with one memory.
func TestPolicyAfterRejection(t *testing.T) {
	p := retry.Policy{Strategy: own(50 * ms), Rejected: own(time.Second), MaxAttempts: 9, On: transient}
	for _, tt := range []struct {
		outcome retry.Outcome
		want    time.Duration
	}{
		{retry.Rejected, time.Second},
		{retry.Unavailable, 50 * ms},
		{retry.TimedOut, 50 * ms},
		{retry.NotSent, 50 * ms},
	} {
		waits := retry.Waits{Attempts: []uint32{1, 2}, Draws: make([]float64, 2), Memories: make([]time.Duration, 2), Delays: make([]time.Duration, 2)}
		delays := p.DelaysAfter(tt.outcome)
		delays.Compute(&waits)
		one := p.Next(1, answer(tt.outcome), 0, 0, retry.Draws{})
		if one.Delay != tt.want || waits.Delays[0] != tt.want || waits.Delays[1] != tt.want {
			t.Errorf("outcome %d: %v, %+v; want %v", tt.outcome, one.Delay, waits, tt.want)
		}
	}
	p.Strategy, p.Rejected = own(0), remembering{}
	if d := p.Next(3, answer(retry.Rejected), 0, 40, retry.Draws{}); d.Memory != 43 {
		t.Errorf("%+v: the memory is not that of what draws", d)
	}
}

// What is computed for many clients at once is what each would be told, also beyond all numbers
// that are asked for at first, and where delays overflow.
func TestDelaysOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	spaced := 0
	for _, kind := range retry.Kinds() {
		for range 200 {
			params := retry.Params{
				Base: 1 + time.Duration(r.Int64N(1<<r.IntN(40))), Factor: 1 + r.Float64()*3, Offset: r.IntN(2), Share: r.Float64(),
				Extra: time.Duration(r.Int64N(1 << r.IntN(63))), Floor: time.Duration(r.Int64N(1 << r.IntN(40))), Power: float64(r.IntN(5)),
				Delays: []time.Duration{time.Second, time.Minute},
			}
			params.Cap = params.Base + time.Duration(r.Int64N(1<<r.IntN(62)))
			if r.IntN(4) == 0 {
				params.Cap, params.Extra = retry.MaxDelay, retry.MaxDelay/3
			}
			p := retry.Policy{Strategy: kind.New(params), MaxAttempts: 2000, On: transient}
			delays := p.DelaysAfter(retry.Rejected)
			for _, upTo := range []int{3, 90, 1100} {
				waits := retry.Waits{Attempts: make([]uint32, 40), Draws: make([]float64, 40), Memories: make([]time.Duration, 40), Delays: make([]time.Duration, 40)}
				want := make([]retry.Decision, len(waits.Delays))
				for i := range want {
					waits.Attempts[i], waits.Draws[i] = uint32(1+r.IntN(upTo)), r.Float64()
					if waits.Attempts[i] > 1 && !delays.Forget() {
						waits.Memories[i] = params.Base
					}
					waits.Most = max(waits.Most, waits.Attempts[i])
					want[i] = p.Next(int(waits.Attempts[i]), answer(retry.Rejected), 0, waits.Memories[i], retry.Draws{Jitter: waits.Draws[i]})
				}
				delays.Compute(&waits)
				for i, d := range want {
					if waits.Delays[i] != d.Delay || !delays.Forget() && waits.Memories[i] != d.Memory || delays.Forget() && d.Memory != 0 {
						t.Fatalf("%s %+v, retry %d, draw %v: %v, want %+v", kind.Key, params, waits.Attempts[i], waits.Draws[i], waits.Delays[i], d)
					}
				}
			}
			if delays.Forget() {
				spaced++
			}
		}
	}
	if spaced < 200*len([]string{"immediate", "fixed", "linear", "polynomial", "list", "exponential", "full", "equal", "additive"}) {
		t.Errorf("only %d strategies spread their delays evenly", spaced)
	}
}

// The memory goes on as the strategy says, whatever the Retry-After rule makes
// of the delay, and each draw goes to the one it is for.
func TestPolicyMemoryAndDraws(t *testing.T) {
	u := retry.Draws{Jitter: 0.25, RetryAfter: 0.5}
	for _, tt := range []struct {
		shows string
		rule  retry.RetryAfterRule
		delay time.Duration
	}{
		{"the strategy draws Jitter", nil, 40 + 250},
		{"the rule takes the delay's place, not the memory's", retry.Honour{}, 7000},
		{"the rule draws RetryAfter", retry.HonourJitter{Share: 0.2}, 7700},
	} {
		p := retry.Policy{
			Strategy: remembering{}, MaxAttempts: 9, On: transient, RetryAfter: retry.RetryAfter{Rule: tt.rule},
		}
		if d := p.Next(3, asked(retry.Rejected, 7000), 0, 40, u); d != (retry.Decision{Delay: tt.delay, Memory: 43}) {
			t.Errorf("%s: %+v, want a delay of %d and a memory of 43", tt.shows, d, tt.delay)
		}
	}
}

func TestRetryAfterRules(t *testing.T) {
	const second = time.Second
	none := time.Duration(retry.NotAsked)
	for _, tt := range []struct {
		key                 string
		k                   int
		asked, own          time.Duration
		u                   float64
		want                time.Duration
		shows               string
		limit               time.Duration
		giveUp, clamp, gone bool
	}{
		{key: "ignore", k: 1, asked: 10 * second, own: 100 * ms, want: 100 * ms, shows: "the own delay stays"},
		{key: "ignore", k: 1, asked: 10 * second, own: 100 * ms, limit: second, giveUp: true, want: 100 * ms, shows: "what is ignored has no limit"},
		{key: "honour", k: 1, asked: 10 * second, own: 100 * ms, u: 0.9, want: 10 * second, shows: "exactly that"},
		{key: "honour", k: 1, asked: 10 * ms, own: 100 * ms, u: 0.9, want: 10 * ms, shows: "also if it is shorter"},
		{key: "honour", k: 1, asked: 0, own: 100 * ms, want: 0, shows: "also if it is nothing"},
		{key: "honour", k: 1, asked: none, own: 100 * ms, want: 100 * ms, shows: "the own delay if nothing was asked"},
		{key: "honour", k: 1, asked: 120 * second, own: 100 * ms, limit: 120 * second, want: 120 * second, shows: "the limit is within"},
		{key: "honour", k: 1, asked: 121 * second, own: 100 * ms, limit: 120 * second, want: 100 * ms, shows: "beyond it the own delay"},
		{key: "honour", k: 1, asked: 120 * second, own: 100 * ms, limit: 120 * second, giveUp: true, want: 120 * second, shows: "the limit is within, when giving up"},
		{key: "honour", k: 1, asked: 121 * second, own: 100 * ms, limit: 120 * second, giveUp: true, gone: true, shows: "beyond it the end"},
		{key: "honour-jitter", k: 1, asked: 10 * second, own: 100 * ms, u: 0, want: 10 * second, shows: "never less than that"},
		{key: "honour-jitter", k: 1, asked: 10 * second, own: 100 * ms, u: 0.5, want: 11 * second, shows: "half of 20 % more"},
		{key: "honour-jitter", k: 1, asked: 0, own: 100 * ms, u: 0.5, want: 0, shows: "a share of nothing"},
		{key: "honour-jitter", k: 1, asked: math.MaxInt64 - 1, own: 100 * ms, u: 0.5, want: math.MaxInt64, shows: "no overflow"},
		{key: "max", k: 1, asked: 10 * second, own: 100 * ms, want: 10 * second, shows: "what was asked is longer"},
		{key: "max", k: 1, asked: 10 * second, own: 11 * second, want: 11 * second, shows: "the own delay is longer"},
		{key: "honour-full", k: 1, asked: 10 * second, own: 7 * ms, u: 0.5, want: 10*second + 50*ms, shows: "half of e(1) more"},
		{key: "honour-full", k: 3, asked: 10 * second, own: 7 * ms, u: 0.5, want: 10*second + 200*ms, shows: "half of e(3) more"},
		{key: "honour-full", k: 9, asked: 10 * second, own: 7 * ms, u: 0.5, want: 10*second + 500*ms, shows: "half of the cap more"},
		{key: "honour-full", k: 3, asked: 10 * second, own: 7 * ms, u: 0, want: 10 * second, shows: "never less than that"},
		{key: "honour-full", k: 2, asked: 0, own: 7 * ms, u: 0.5, want: 100 * ms, shows: "jitter where none was asked for"},
		{key: "honour-full", k: 2, asked: none, own: 7 * ms, u: 0.5, want: 7 * ms, shows: "the own delay if nothing was asked"},
		{key: "honour-full", k: 9, asked: math.MaxInt64 - 1, u: 0.5, want: math.MaxInt64, shows: "no overflow"},
		{key: "max-jitter", k: 1, asked: 10 * second, own: 100 * ms, u: 0, want: 10 * second, shows: "never less than what was asked"},
		{key: "max-jitter", k: 1, asked: 10 * second, own: 100 * ms, u: 0.5, want: 11 * second, shows: "half of 20 % more than was asked"},
		{key: "max-jitter", k: 1, asked: 10 * second, own: 20 * second, u: 0.5, want: 22 * second, shows: "half of 20 % more than the own delay"},
		{key: "max-jitter", k: 1, asked: 0, own: 100 * ms, u: 0.5, want: 110 * ms, shows: "where nothing is to be waited, too"},
		{key: "max-jitter", k: 1, asked: none, own: 100 * ms, u: 0.5, want: 100 * ms, shows: "the own delay if nothing was asked"},
		{key: "max-jitter", k: 1, asked: 1, own: math.MaxInt64 - 1, u: 0.5, want: math.MaxInt64, shows: "no overflow"},
		{key: "max-5s", k: 1, asked: 3 * second, own: second, want: 3 * second, shows: "what was asked"},
		{key: "max-5s", k: 1, asked: second, own: 3 * second, want: 3 * second, shows: "the own delay, where it is longer"},
		{key: "max-5s", k: 1, asked: 60 * second, own: 3 * second, want: 8 * second, shows: "five seconds more, and no more"},
		{key: "max-5s", k: 1, asked: none, own: 3 * second, want: 3 * second, shows: "the own delay if nothing was asked"},
		{key: "max-5s", k: 1, asked: math.MaxInt64, own: math.MaxInt64 - 1, want: math.MaxInt64, shows: "no overflow"},
		{key: "max-5s", k: 1, asked: 3600 * second, own: 3 * second, limit: 6 * second, clamp: true, want: 6 * second, shows: "the limit, if it is nearer"},
		{key: "full-within", k: 1, asked: 10 * second, own: 11 * second, u: 0, want: 0, shows: "from nothing"},
		{key: "full-within", k: 1, asked: 10 * second, own: 11 * second, u: 0.25, want: 2500 * ms, shows: "a quarter of it"},
		{key: "full-within", k: 7, asked: 10 * second, own: 100 * ms, u: 0.75, want: 7500 * ms, shows: "whatever the retry"},
		{key: "full-within", k: 1, asked: 0, own: 100 * ms, u: 0.5, want: 0, shows: "a part of nothing"},
		{key: "full-within", k: 1, asked: none, own: 100 * ms, u: 0.5, want: 100 * ms, shows: "the own delay if nothing was asked"},
		{key: "honour", k: 1, asked: 119 * second, own: 100 * ms, limit: 120 * second, clamp: true, want: 119 * second, shows: "below the limit it is obeyed, clamped"},
		{key: "honour", k: 1, asked: 120 * second, own: 100 * ms, limit: 120 * second, clamp: true, want: 120 * second, shows: "the limit is within, clamped"},
		{key: "honour", k: 1, asked: 121 * second, own: 100 * ms, limit: 120 * second, clamp: true, want: 120 * second, shows: "beyond it the limit"},
		{key: "honour", k: 1, asked: 121 * second, own: 100 * ms, clamp: true, want: 121 * second, shows: "no limit, nothing to clamp"},
		{key: "honour", k: 1, asked: none, own: 100 * ms, limit: 120 * second, clamp: true, want: 100 * ms, shows: "the own delay if nothing was asked, clamped"},
		{key: "honour", k: 1, asked: 121 * second, own: 100 * ms, limit: 120 * second, giveUp: true, clamp: true, gone: true, shows: "to give up goes before the clamp"},
		{key: "honour-jitter", k: 1, asked: 3600 * second, own: 100 * ms, u: 0.5, limit: 10 * second, clamp: true, want: 11 * second, shows: "jitter on top of the limit"},
		{key: "max", k: 1, asked: 3600 * second, own: 11 * second, limit: 10 * second, clamp: true, want: 11 * second, shows: "the own delay is longer than the limit"},
		{key: "max-jitter", k: 1, asked: 3600 * second, own: 100 * ms, u: 0.5, limit: 10 * second, clamp: true, want: 11 * second, shows: "jitter on top of the limit"},
		{key: "full-within", k: 1, asked: 3600 * second, own: 100 * ms, u: 0.5, limit: 10 * second, clamp: true, want: 5 * second, shows: "a part of the limit"},
		{key: "honour-full", k: 1, asked: 3600 * second, own: 7 * ms, u: 0.5, limit: 10 * second, clamp: true, want: 10*second + 50*ms, shows: "half of e(1) on top of the limit"},
		{key: "ignore", k: 1, asked: 10 * second, own: 100 * ms, limit: second, clamp: true, want: 100 * ms, shows: "what is ignored is not clamped"},
	} {
		kind, ok := retry.LookupRetryAfter(tt.key)
		if !ok {
			t.Fatalf("there is no rule %s", tt.key)
		}
		p := retry.Policy{
			Strategy: own(tt.own), MaxAttempts: 99, On: transient,
			RetryAfter: retry.RetryAfter{
				Rule:  kind.New(retry.RetryAfterParams{Share: 0.2, Backoff: rungs}),
				Limit: tt.limit, GiveUp: tt.giveUp, Clamp: tt.clamp,
			},
		}
		want := retry.Decision{Verdict: retry.Retry, Delay: tt.want}
		if tt.gone {
			want = retry.Decision{Verdict: retry.GiveUpRetryAfter}
		}
		if d := p.Next(tt.k, asked(retry.Rejected, tt.asked), 0, 0, retry.Draws{RetryAfter: tt.u}); d != want {
			t.Errorf("%s, %s: %+v, want %+v", tt.key, tt.shows, d, want)
		}
	}
}

// own is a strategy with one delay and no memory.
type own time.Duration

func (o own) Delay(int, time.Duration, float64) (delay, next time.Duration) {
	return time.Duration(o), 0
}

// A share so large that the wait has no float that is a duration still is one.
func TestHonourJitterSaturates(t *testing.T) {
	for _, rule := range []retry.RetryAfterRule{retry.HonourJitter{Share: 10}, retry.LongerJitter{Share: 10}} {
		for _, wait := range []time.Duration{1 << 60, 1 << 62, math.MaxInt64} {
			if d := rule.Delay(1, wait, 0, math.Nextafter(1, 0)); d != math.MaxInt64 {
				t.Errorf("%T, asked for %d: %d", rule, wait, d)
			}
		}
	}
}

// What no rule, no limit and a policy in words make of the clamp.
func TestClampInWords(t *testing.T) {
	for _, tt := range []struct {
		rule retry.RetryAfter
		want string
	}{
		{retry.RetryAfter{Clamp: true, Limit: time.Minute}, "ignores Retry-After"},
		{retry.RetryAfter{Rule: retry.Honour{}, Clamp: true}, "Retry-After: Honour"},
		{retry.RetryAfter{Rule: retry.Honour{}, Clamp: true, Limit: time.Minute}, "Retry-After: Honour, as far as 1m0s"},
		{retry.RetryAfter{Rule: retry.LongerJitter{}, Clamp: true, GiveUp: true, Limit: time.Minute}, "Retry-After: Longer of both + jitter, gives up above 1m0s"},
		{retry.RetryAfter{Rule: retry.FullWithin{}}, "Retry-After: Full jitter up to it"},
	} {
		if got := tt.rule.String(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestRetryAfterKindsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range retry.RetryAfterKinds() {
		if ignores := kind.New(retry.RetryAfterParams{}) == nil; ignores != kind.Ignores {
			t.Errorf("%s ignores: %v; its kind says %v", kind.Key, ignores, kind.Ignores)
		}
		if kind.Key == "" || kind.Name == "" || kind.Rule == "" || kind.Source == "" || kind.New == nil {
			t.Errorf("%+v lacks something", kind)
		}
		if seen[kind.Key] {
			t.Errorf("%s is there twice", kind.Key)
		}
		seen[kind.Key] = true
		if found, ok := retry.LookupRetryAfter(kind.Key); !ok || found.Name != kind.Name {
			t.Errorf("Lookup does not find %s", kind.Key)
		}
		if kind.Share != (kind.Key == "honour-jitter" || kind.Key == "max-jitter") {
			t.Errorf("%s: Share is %v", kind.Key, kind.Share)
		}
	}
	if _, known := retry.LookupRetryAfter("nonsense"); known {
		t.Error("Lookup finds a rule that does not exist")
	}
}
