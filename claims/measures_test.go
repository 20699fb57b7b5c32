package claims

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
)

// measure is a figure of a fleet; ok is false where there is none, or the answers do not
// tell it.
type measure struct {
	name  string
	of    func(*run, *fleet) (x float64, ok bool)
	slack func(*run) float64 // how exact the lab is: a share of the figure; nil: as exact as is shown
}

// shown reports whether a figure is what is shown of a measure.
func (m measure) shown(r *run, f figure, x float64) bool {
	if strings.HasPrefix(m.name, "per cent") && x > 0 {
		x = max(x, 0.1) // some are not none
	}
	if m.slack != nil {
		slack := m.slack(r) * x
		x = min(max(x-slack, f.value), x+slack) // as near as it may be
	}
	return f.shows(x)
}

func counted(name string, of func(*run, *fleet) int) measure {
	return measure{name: name, of: func(r *run, f *fleet) (float64, bool) { return float64(of(r, f)), true }}
}

func optional(name string, of func(*fleet) *float64) measure {
	return measure{name: name, of: func(_ *run, f *fleet) (float64, bool) {
		if x := of(f); x != nil {
			return *x, true
		}
		return 0, false
	}}
}

// The measures. Whoever found no success is lost, whatever the reason.
var (
	attemptsMade  = counted("attempts", func(_ *run, f *fleet) int { return f.Attempts })
	requestsBegun = counted("requests", func(_ *run, f *fleet) int { return f.Requests })
	successes     = counted("successes", func(_ *run, f *fleet) int { return f.Successes })
	lostRequests  = counted("lost", func(_ *run, f *fleet) int { return f.Requests - f.Successes })
	gaveUp        = counted("gave up", func(_ *run, f *fleet) int { return f.GaveUp })
	forGood       = counted("failed for good", permanent)
	unfinished    = counted("unfinished", func(_ *run, f *fleet) int { return f.Unfinished })
	largestWave   = counted("retries in the largest wave", func(_ *run, f *fleet) int { return worst(f).Retries })
	laterWave     = counted("retries in the largest wave after the first burst", func(_ *run, f *fleet) int { return later(f).Retries })
	lostShare     = measure{name: "share that is lost", of: func(_ *run, f *fleet) (float64, bool) {
		return float64(f.Requests-f.Successes) / float64(max(1, f.Requests)), true
	}}
	lostPercent = measure{name: "per cent that are lost", of: func(r *run, f *fleet) (float64, bool) {
		x, ok := lostShare.of(r, f)
		return 100 * x, ok
	}}
	peakRate = measure{name: "peak per second", of: func(r *run, f *fleet) (float64, bool) {
		width := r.slice(f)
		if width == f.BinMS {
			return float64(slices.Max(append(f.AttemptsPerBin, 0))) / width * 1e3, true
		}
		count := map[int]int{}
		most := 0
		for _, a := range f.attempts {
			if !math.IsInf(a.reached, 1) {
				at := int(a.reached / width)
				count[at]++
				most = max(most, count[at])
			}
		}
		return float64(most) / width * 1e3, r.traced
	}}
	peakOver = measure{name: "peak over capacity", of: func(r *run, f *fleet) (float64, bool) {
		capacity := r.capacity()
		peak, _ := peakRate.of(r, f)
		return peak / capacity, capacity > 0 && peak > 0
	}, slack: func(*run) float64 { return 2e-3 }} // our capacity is measured
	longestWait = optional("longest wait", func(f *fleet) *float64 { return f.Longest })
	recovery    = optional("recovery", func(f *fleet) *float64 { return f.RecoveryMS })
	wastedEach  = measure{name: "wasted per request", of: func(_ *run, f *fleet) (float64, bool) {
		return float64(f.Wasted) / float64(f.Requests), f.Requests > 0
	}}
	amplification = measure{name: "attempts per request", of: func(_ *run, f *fleet) (float64, bool) {
		return float64(f.Attempts) / float64(f.Requests), f.Requests > 0
	}}
	lastSuccess = measure{name: "last success", of: func(r *run, f *fleet) (float64, bool) {
		if !r.traced {
			return optional("", func(f *fleet) *float64 { return f.LastSuccess }).of(r, f)
		}
		last := math.Inf(-1)
		for _, a := range f.attempts {
			if a.outcome == "success" {
				last = max(last, a.answered)
			}
		}
		return last, !math.IsInf(last, 0)
	}}
	// done95 counts from the start where each client has one request, else from the start
	// of each request. Those that found no success are never done.
	done95 = measure{name: "time of 95 % of all requests", of: func(r *run, f *fleet) (float64, bool) {
		if !r.traced {
			return optional("", func(f *fleet) *float64 { return f.Done95 }).of(r, f)
		}
		var waits []float64
		for _, q := range f.requests {
			from := q[0].begun
			if r.Scenario.is("population", "once") {
				from = 0
			}
			waits = append(waits, q.done()-from)
		}
		for len(waits) < f.Requests { // those of which nothing was sent
			waits = append(waits, math.Inf(1))
		}
		if len(waits) == 0 {
			return 0, false
		}
		slices.Sort(waits)
		x := waits[(95*len(waits)+99)/100-1]
		return x, !math.IsInf(x, 1)
	}, slack: func(r *run) float64 { // times since each request began are kept in a histogram
		if r.Scenario.is("population", "once") {
			return 0
		}
		return 0.01
	}}
	// everDone95 is done95, later than any time for those that never are.
	everDone95 = measure{name: done95.name, of: func(r *run, f *fleet) (float64, bool) {
		if x, ok := done95.of(r, f); ok {
			return x, true
		}
		return math.Inf(1), true
	}}
)

// slice is the width of the slices of which the busiest is the peak: that of the bins, or
// where those became wider as the run went on, what it was at first.
func (r *run) slice(f *fleet) float64 {
	if r.Scenario.is("bin", "auto") {
		return min(f.BinMS, 250)
	}
	return f.BinMS
}

// retriesFailed reports whether a fleet of one layer retries what fails for good.
func (r *run) retriesFailed(f *fleet) bool {
	name, own, _ := strings.Cut(f.Strategy, "(")
	if m := regexp.MustCompile(`retry-on=([\w|-]+)`).FindStringSubmatch(own); m != nil {
		return strings.Contains(m[1], "failed")
	}
	if rules, ok := library.ClientOf(name); ok {
		return rules.On.Has(retry.Failed)
	}
	return slices.Contains(r.Scenario.list("retry-on"), "failed")
}

// permanent is how many requests ended with a failure for good. Where the policy retries
// those as well, none did.
func permanent(r *run, f *fleet) int {
	switch {
	case r.retriesFailed(f):
		return 0
	case !r.traced:
		return f.GaveUpBy["permanent"]
	}
	n := 0
	if f.Hedges == 0 { // requests that begin at one moment, as after a crash, are taken for each other
		for _, a := range f.attempts {
			if a.outcome == "failed" {
				n++
			}
		}
		return n
	}
	for _, q := range f.requests {
		last := q[0]
		for _, a := range q {
			if a.answered >= last.answered { // of copies of one attempt the last answer counts
				last = a
			}
		}
		if last.outcome == "failed" {
			n++
		}
	}
	return n
}

// fewest are the fleets of which the smallest part is lost in the run that is shown.
func (r *run) fewest() []*fleet {
	least := math.Inf(1)
	for _, f := range r.Results {
		x, _ := lostShare.of(r, f)
		least = min(least, x)
	}
	return slices.DeleteFunc(slices.Clone(r.Results), func(f *fleet) bool {
		x, _ := lostShare.of(r, f)
		return x > least
	})
}

func later(f *fleet) wave {
	if f.Later == nil {
		return wave{}
	}
	return *f.Later
}

var ownStart = regexp.MustCompile(`[( ]start=([^ )]+)`)

// firstBurst is until when what the start sets off lasts, in milliseconds.
func (s settings) firstBurst() float64 {
	if s.is("population", "open", "periodic") {
		return 0
	}
	base := s.time("base")
	last := s.time("start")
	for _, own := range ownStart.FindAllStringSubmatch(strings.Join(s.list("strategies"), "/"), -1) {
		start, _ := time.ParseDuration(own[1])
		last = max(last, float64(start)/1e6)
	}
	return last + s.time("spread") + 3*s.time("latency") + max(base, min(s.time("cap"), 32*base))
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
		if a.number > 1 && a.hedge == 0 && a.reached >= w.From-1e-6 && a.reached <= w.To+1e-6 {
			in = append(in, a)
		}
	}
	return in
}

// lostTime is how long at most the service had room while requests were open and none of
// their attempts was under way. It is known where every attempt asked the limiter and
// requests can be told apart.
func (r *run) lostTime(f *fleet) (ms float64, ok bool) {
	s := r.Scenario
	if !s.is("breaker", "off") || !s.is("throttle", "none") || s.time("crash") > 0 || f.Unfinished > 0 {
		return 0, false // who is refused by a guard still waits, and so does who crashed, and who is there at the end
	}
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
	if least, most := s.costs(); least < most {
		return 0, false
	}
	next := 0
	for _, gap := range gapsOf(f.requests) {
		for ; next < len(asked) && asked[next].reached <= gap.from; next++ {
			limiter.AllowN(inTime(asked[next].reached), cost)
		}
		from := gap.from
		if bound {
			from += float64(limiter.RetryAfter(inTime(gap.from), cost)) / 1e6
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
		if at < o.to { // the last attempt took no time
			gaps = append(gaps, span{at, o.to})
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
	add(s.number("fail") > 0 && s.time("fail-to") > 0, "failures", s.time("fail-from"), s.time("fail-to"), false)
	return all
}
