package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/calculator/observed"
	"backofflab/retry"
	"backofflab/scenario"
)

func client() observed.Client { return observed.Client{} }

func delayAt(k int, d time.Duration) observed.Delay {
	return observed.Delay{Line: k, Retry: k, Delay: d}
}

// logOf has clients with these delays, each from retry 1 on.
func logOf(step time.Duration, clients ...[]time.Duration) observed.Log {
	log, line := observed.Log{Step: step}, 0
	for _, delays := range clients {
		c := client()
		for k, d := range delays {
			line++
			c.Delays = append(c.Delays, observed.Delay{Line: line, Retry: k + 1, Delay: d})
		}
		log.Clients = append(log.Clients, c)
	}
	return log
}

func ms(values ...int) (all []time.Duration) {
	for _, v := range values {
		all = append(all, time.Duration(v)*time.Millisecond)
	}
	return all
}

func find(r Result, key string) Candidate {
	return r.Candidates[slices.IndexFunc(r.Candidates, func(c Candidate) bool { return c.Key == key && !c.Rejected })]
}

// What is known to be wrong is ruled out, and the bound that says so is named.
func TestBoundsThatAreBroken(t *testing.T) {
	scene := scenario.Default() // 100 ms × 2^(k-1) up to 5 s
	scene.Strategies = []string{"equal", "full", "exponential"}
	r := All(logOf(time.Millisecond, ms(70, 130, 40, 700), ms(60, 150, 300, 500)), Options{Expected: &scene})
	equal := r.Expected[0]
	if want := (Break{Line: 3, Retry: 3, Value: 40 * time.Millisecond, Low: 200 * time.Millisecond, High: 400 * time.Millisecond}); equal.Fits || equal.Broken != 1 ||
		equal.Breaks[0].Line != want.Line || equal.Breaks[0].Retry != want.Retry || equal.Breaks[0].Value != want.Value ||
		equal.Breaks[0].Low != want.Low || (equal.Breaks[0].High-want.High).Abs() > 1 {
		t.Errorf("equal jitter has %+v, want %+v", equal.Breaks, want)
	}
	if !r.Expected[1].Fits {
		t.Errorf("full jitter is ruled out: %+v", r.Expected[1])
	}
	if r.Expected[2].Fits || r.Expected[2].Broken != 8 {
		t.Errorf("no jitter breaks %d bounds, want all 8", r.Expected[2].Broken)
	}
}

// A value may be off by what was rounded, and by no more.
func TestRoundingIsAllowedFor(t *testing.T) {
	scene := scenario.Default()
	scene.Strategies = []string{"exponential"}
	scene.Base = 1500 * time.Millisecond
	second := time.Second
	for _, row := range []struct {
		shows   string
		delays  []time.Duration
		fits    bool
		reading Rounding
	}{
		{"1.5, 3, 5 rounded", []time.Duration{2 * second, 3 * second, 5 * second}, true, Nearest},
		{"and cut off", []time.Duration{second, 3 * second, 5 * second}, true, Nearest},
		{"two seconds off", []time.Duration{second, 3 * second, 7 * second}, false, Nearest},
	} {
		got := All(logOf(second, row.delays), Options{Expected: &scene}).Expected[0]
		if got.Fits != row.fits {
			t.Errorf("%s: fits %v, want %v: %+v", row.shows, got.Fits, row.fits, got.Breaks)
		}
	}
}

// A delay that was cut short is at least that long.
func TestCensoredDelays(t *testing.T) {
	scene := scenario.Default()
	scene.Strategies = []string{"exponential"}
	log := logOf(time.Millisecond, ms(100, 200, 150))
	log.Clients[0].Delays[2].Censored = true
	if got := All(log, Options{Expected: &scene}).Expected[0]; !got.Fits {
		t.Errorf("at least 150 ms is ruled out where it is 400 ms: %+v", got.Breaks)
	}
	log.Clients[0].Delays[2].Delay = 500 * time.Millisecond
	if got := All(log, Options{Expected: &scene}).Expected[0]; got.Fits || !got.Breaks[0].Censored {
		t.Errorf("at least 500 ms fits where it is 400 ms: %+v", got)
	}
}

// 200 delays find the parameters that made them.
func TestParametersAreFound(t *testing.T) {
	for _, row := range []struct {
		key    string
		params retry.Params
	}{
		{"fixed", retry.Params{Base: 300 * time.Millisecond}},
		{"linear", retry.Params{Base: 250 * time.Millisecond, Cap: time.Second}},
		{"exponential", retry.Params{Base: 200 * time.Millisecond, Factor: 3, Cap: 30 * time.Second}},
		{"full", retry.Params{Base: 500 * time.Millisecond, Factor: 2, Cap: 20 * time.Second}},
		{"equal", retry.Params{Base: time.Second, Factor: 3, Cap: time.Minute}},
		{"decorrelated", retry.Params{Base: 200 * time.Millisecond, Cap: 3 * time.Second}},
		{"decorrelated-aws", retry.Params{Base: 200 * time.Millisecond, Cap: 3 * time.Second}},
		{"additive", retry.Params{Base: 300 * time.Millisecond, Factor: 2, Cap: 8 * time.Second, Extra: 250 * time.Millisecond}},
	} {
		kind, _ := retry.Lookup(row.key)
		got := find(All(drawn(kind.New(row.params), 200, 8, precise, 5), Options{}), row.key)
		near := func(a, b time.Duration) bool { return (a - b).Abs() <= b/25 }
		if !got.Fits || !near(got.Params.Base, row.params.Base) || row.params.Cap > 0 && !near(got.Params.Cap, row.params.Cap) ||
			row.params.Factor > 0 && math.Abs(got.Params.Factor-row.params.Factor) > 0.101 || row.params.Extra > 0 && !near(got.Params.Extra, row.params.Extra) {
			t.Errorf("%s: fits %v with %+v, want %+v", row.key, got.Fits, got.Params, row.params)
		}
	}
}

// Most wrong strategies are ruled out by 200 delays: these pairs differ in more than a name.
func TestWrongStrategiesAreRuledOut(t *testing.T) {
	for _, row := range []struct{ truth, wrong string }{
		{"full", "equal"}, {"full", "exponential"}, {"full", "decorrelated"}, {"full", "additive"},
		{"equal", "full"}, {"equal", "fixed"}, {"decorrelated", "full"}, {"decorrelated", "equal"},
		{"additive", "full"}, {"exponential", "linear"}, {"linear", "exponential"}, {"fixed", "full"},
		{"proportional", "full"}, {"upward", "equal"},
	} {
		of := ownTruth(row.truth, reference)
		if got := find(All(drawn(of.strategy, 200, 8, precise, 3), Options{}), row.wrong); got.Fits {
			t.Errorf("200 delays of %s fit %s with %+v (p = %v)", row.truth, row.wrong, got.Params, got.P)
		}
	}
}

// Where a client at first retries at once, the strategy after that is found.
func TestFirstRetryAtOnce(t *testing.T) {
	of := retry.AtOnce{Strategy: retry.Exponential{Params: reference}}
	got := find(All(drawn(of, 24, 8, precise, 1), Options{}), "exponential")
	if !got.Fits || !got.AtOnce || got.Params.Base != reference.Base {
		t.Errorf("got %+v", got)
	}
}

// A part of many delays is tested, but one among all that cannot be is seen.
func TestManyDelays(t *testing.T) {
	log := drawn(retry.Equal{Params: reference}, 20_000, 8, precise, 1)
	if r := All(log, Options{}); r.Tested > MaxTested || r.Tested < MaxTested/2 || !find(r, "equal").Fits {
		t.Errorf("%d of %d tested, equal jitter %+v", r.Tested, r.Samples, find(r, "equal").P)
	}
	scene := scenario.Default()
	scene.Strategies, scene.Cap = []string{"equal"}, reference.Cap
	log.Clients[1234].Delays[7].Delay = time.Minute
	if got := All(log, Options{Expected: &scene}).Expected[0]; got.Fits || got.Broken != 1 || got.Breaks[0].Value != time.Minute {
		t.Errorf("a minute among 10 s: fits %v, %+v", got.Fits, got.Breaks)
	}
}

// The same delays have the same answer, and no delays have none.
func TestAnswersAreFunctionsOfTheDelays(t *testing.T) {
	log := drawn(retry.Decorrelated{Params: reference}, 12, 8, wholeSeconds, 1)
	one, other := fmt.Sprint(All(log, Options{}).Sentences()), fmt.Sprint(All(log, Options{}).Sentences())
	if one != other {
		t.Errorf("first\n%s\nthen\n%s", one, other)
	}
	if r := All(observed.Log{}, Options{}); r.Verdict != Nothing || len(r.Sentences()) != 1 {
		t.Errorf("no delays: %+v", r)
	}
	for _, odd := range []observed.Log{
		logOf(time.Second, ms(0)), logOf(0, ms(1)), {Step: time.Second, Times: true, Clients: []observed.Client{{}}},
		{Step: time.Millisecond, Clients: []observed.Client{{Delays: []observed.Delay{{Retry: 4000, Delay: math.MaxInt64, Censored: true}, {Retry: 1}}}}},
		{Step: time.Hour, Times: true, Clients: []observed.Client{{Delays: []observed.Delay{{Retry: 1, Delay: time.Hour}}}}},
	} {
		if text := strings.Join(All(odd, Options{}).Sentences(), " "); text == "" || strings.Contains(text, "NaN") {
			t.Errorf("%+v: %q", odd, text)
		}
	}
}
