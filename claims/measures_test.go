package claims

import (
	"math"
	"slices"
	"time"

	"backofflab/limit"
)

// measure is a figure of a fleet; ok is false where there is none, or the answers do not
// tell it.
type measure struct {
	name string
	of   func(*run, *fleet) (x float64, ok bool)
}

func counted(name string, of func(*run, *fleet) int) measure {
	return measure{name, func(r *run, f *fleet) (float64, bool) { return float64(of(r, f)), true }}
}

func optional(name string, of func(*fleet) *float64) measure {
	return measure{name, func(_ *run, f *fleet) (float64, bool) {
		if x := of(f); x != nil {
			return *x, true
		}
		return 0, false
	}}
}

// The measures. Whoever found no success is lost, whatever the reason; in vain are those
// of them that might have found one.
var (
	attemptsMade  = counted("attempts", func(_ *run, f *fleet) int { return f.Attempts })
	requestsBegun = counted("requests", func(_ *run, f *fleet) int { return f.Requests })
	successes     = counted("successes", func(_ *run, f *fleet) int { return f.Successes })
	lostRequests  = counted("lost", func(_ *run, f *fleet) int { return f.Requests - f.Successes })
	inVain        = counted("lost in vain", func(r *run, f *fleet) int { return f.Requests - f.Successes - permanent(r, f) })
	givenUpInVain = counted("given up in vain", func(r *run, f *fleet) int { return f.GaveUp - permanent(r, f) })
	unfinished    = counted("unfinished", func(_ *run, f *fleet) int { return f.Unfinished })
	clientsOf     = counted("clients", func(r *run, _ *fleet) int { return r.Scenario.count("clients") })
	largestWave   = counted("retries in the largest wave", func(_ *run, f *fleet) int { return worst(f).Retries })
	peakRate      = measure{"peak per second", func(_ *run, f *fleet) (float64, bool) {
		return float64(slices.Max(append(f.AttemptsPerBin, 0))) / f.BinMS * 1e3, true
	}}
	peakOver = measure{"peak over capacity", func(r *run, f *fleet) (float64, bool) {
		capacity := r.capacity()
		peak, _ := peakRate.of(r, f)
		return peak / capacity, capacity > 0
	}}
	herdIndex   = optional("herd index", func(f *fleet) *float64 { return f.HerdIndex })
	longestWait = optional("longest wait", func(f *fleet) *float64 { return f.Longest })
	within99    = optional("time of 99 %", func(f *fleet) *float64 { return f.P99 })
	recovery    = optional("recovery", func(f *fleet) *float64 { return f.RecoveryMS })
	wastedEach  = measure{"wasted per request", func(_ *run, f *fleet) (float64, bool) {
		return float64(f.Wasted) / float64(f.Requests), f.Requests > 0
	}}
	lastSuccess = measure{"last success", func(r *run, f *fleet) (float64, bool) {
		last := math.Inf(-1)
		for _, a := range f.attempts {
			if a.outcome == "success" {
				last = max(last, a.answered)
			}
		}
		return last, r.traced && !math.IsInf(last, 0)
	}}
	// lastWait is how long the client waited that was through last.
	lastWait = measure{"wait of the last client", func(_ *run, f *fleet) (float64, bool) {
		last, wait := math.Inf(-1), 0.0
		for _, r := range f.requests {
			if done := r.done(); !math.IsInf(done, 1) && done >= last {
				last, wait = done, done-r[0].sent
			}
		}
		return wait, !math.IsInf(last, 0)
	}}
	done95 = measure{"time of 95 % of all requests", func(_ *run, f *fleet) (float64, bool) {
		var waits []float64
		for _, r := range f.requests {
			waits = append(waits, r.done()-r[0].sent)
		}
		for len(waits) < f.Requests { // those of which nothing was sent
			waits = append(waits, math.Inf(1))
		}
		if len(waits) == 0 || len(f.requests) == 0 {
			return 0, false
		}
		slices.Sort(waits)
		x := waits[int(math.Ceil(0.95*float64(len(waits))))-1]
		return x, true
	}}
)

// permanent is how many requests ended with a failure for good. Where the policy retries
// those as well, none did.
func permanent(r *run, f *fleet) int {
	switch {
	case slices.Contains(r.Scenario.list("retry-on"), "failed"):
		return 0
	case !r.traced:
		return f.GaveUpBy["permanent"]
	}
	n := 0
	for _, a := range f.attempts {
		if a.outcome == "failed" {
			n++
		}
	}
	return n
}

func worst(f *fleet) wave {
	if len(f.Waves) == 0 {
		return wave{}
	}
	return f.Waves[0]
}

// retriesIn are the retries of a wave.
func (f *fleet) retriesIn(w wave) []attempt {
	var in []attempt
	for _, a := range f.attempts {
		if a.number > 1 && a.reached >= w.From-1e-6 && a.reached <= w.To+1e-6 {
			in = append(in, a)
		}
	}
	return in
}

// meanService is how long a request is served, in milliseconds.
func (s settings) meanService() float64 {
	mean := s.time("service")
	if s.is("service-dist", "bimodal") {
		share := s.number("slow-share")
		mean = mean*(1-share) + s.time("slow")*share
	}
	return mean
}

// newLimiter is the limiter of a scenario.
func (s settings) newLimiter() (limit.Limiter, limit.Kind) {
	kind, _ := limit.Lookup(s.text("limiter"))
	return kind.New(limit.Params{
		Rate: s.number("rate"), Burst: s.count("burst"), Window: inTime(s.time("window")), Concurrency: s.count("concurrency"),
		TokensPerMinute: s.count("tokens-per-minute"), Tokens: s.count("tokens"), CountRejected: s.is("rejected-count", "yes"),
	}), kind
}

// cost is what a request costs its limiter.
func (s settings) cost() int {
	if s.is("limiter", "llm") {
		return s.count("tokens")
	}
	return 1
}

func inTime(ms float64) time.Duration { return time.Duration(math.Round(ms * 1e6)) }

// capacity is how many requests a second the service admits and serves in the long run,
// found by asking its limiter whenever it has room; 0 where nothing bounds it.
func (r *run) capacity() float64 {
	s, least := r.Scenario, math.Inf(1)
	if l, kind := s.newLimiter(); kind.Rate || kind.Window || kind.Tokens {
		least = min(least, admitted(l, s.cost(), kind.Tokens))
	}
	service := s.meanService()
	if s.is("limiter", "concurrency") && service > 0 {
		least = min(least, s.number("concurrency")/service*1e3)
	}
	if servers := s.number("servers"); servers > 0 && service > 0 {
		least = min(least, servers/service*1e3)
	}
	if math.IsInf(least, 1) {
		return 0
	}
	return least
}

// admitted is how many requests of a cost a limiter admits a second when asked as soon as it
// would say yes: from one time at which it had room again to another much later.
func admitted(l limit.Limiter, cost int, tokens bool) float64 {
	const some = 40 // times at which there is room again
	many := 4000
	if tokens {
		many *= 10 // the tokens of the first minute last long
	}
	type moment struct {
		at time.Duration
		n  int
	}
	var now time.Duration
	var again []moment
	for n := 0; n < many || len(again) < some; {
		if l.AllowN(now, cost) {
			n++
			continue
		}
		wait := l.RetryAfter(now)
		if wait >= limit.Never {
			return 0
		}
		if now += max(wait, 1); wait > 0 {
			again = append(again, moment{now, n})
		}
	}
	from, to := again[len(again)/2], again[len(again)-1]
	return float64(to.n-from.n) / (to.at - from.at).Seconds()
}

// lostTime is how long at most the service had room while requests were open and none of
// their attempts was under way. It is known where every attempt asked the limiter and
// requests can be told apart.
func (r *run) lostTime(f *fleet) (ms float64, ok bool) {
	s := r.Scenario
	limiter, kind := s.newLimiter()
	bound := kind.Rate || kind.Window || kind.Tokens
	for _, a := range f.attempts {
		if bound && a.outcome != "success" && a.outcome != "rejected" {
			return 0, false
		}
	}
	if len(f.requests) == 0 || s.is("tokens-dist", "exponential") && kind.Tokens {
		return 0, false
	}
	asked := slices.Clone(f.attempts)
	slices.SortFunc(asked, func(a, b attempt) int { return compare(a.reached, b.reached) })
	cost := s.cost()
	next := 0
	for _, gap := range gapsOf(f.requests) {
		for ; next < len(asked) && asked[next].reached <= gap.from; next++ {
			limiter.AllowN(inTime(asked[next].reached), cost)
		}
		from := gap.from
		if bound {
			from += float64(limiter.RetryAfter(inTime(gap.from))) / 1e6
		}
		ms += max(0, gap.to-from)
	}
	return ms, true
}

type span struct{ from, to float64 }

// gapsOf are the times in which some request was open and no attempt was under way.
func gapsOf(requests []request) []span {
	var open, busy []span
	for _, r := range requests {
		open = append(open, span{r[0].sent, r[len(r)-1].answered})
		for _, a := range r {
			busy = append(busy, span{a.sent, a.answered})
		}
	}
	var gaps []span
	busy = merged(busy)
	for _, o := range merged(open) {
		at := o.from
		for _, b := range busy {
			if b.to <= at || b.from >= o.to {
				continue
			}
			if b.from > at {
				gaps = append(gaps, span{at, b.from})
			}
			at = b.to
		}
	}
	return gaps
}

func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return compare(a.from, b.from) })
	var all []span
	for _, s := range spans {
		if n := len(all); n > 0 && s.from <= all[n-1].to {
			all[n-1].to = max(all[n-1].to, s.to)
			continue
		}
		all = append(all, s)
	}
	return all
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// disturbance is a time of trouble.
type disturbance struct {
	kind     string
	from, to float64
	idle     bool // it changes nothing
}

func (r *run) disturbances() []disturbance {
	s := r.Scenario
	var all []disturbance
	add := func(is bool, kind string, from, to float64, idle bool) {
		if is {
			all = append(all, disturbance{kind, from, to, idle})
		}
	}
	add(!s.is("outage", "none"), "outage", s.time("outage-from"), s.time("outage-to"), false)
	add(s.number("brownout") != 1, "brownout", s.time("brownout-from"), s.time("brownout-to"), false)
	add(s.number("spike") != 1 && s.is("population", "open"), "spike", s.time("spike-from"), s.time("spike-to"), false)
	add(s.time("crash") > 0, "crash", s.time("crash"), s.time("crash")+s.time("restart"), s.number("crash-share") == 0)
	return all
}
