package claims

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"backofflab/limit"
)

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
		Least: s.count("aimd-least"), Most: s.count("aimd-most"), Target: inTime(s.time("aimd-target")), Shrink: s.number("aimd-factor"),
		TokensPerMinute: s.count("tokens-per-minute"), Tokens: s.count("tokens"), MeanTokens: s.meanTokens(), CountRejected: s.is("rejected-count", "yes"),
		OutputPerMinute: s.count("output-per-minute"), OutputTokens: int(math.Round(s.meanOutput())),
	}), kind
}

// meanTokens is what a request takes on average of the tokens: no more than the limit.
func (s settings) meanTokens() float64 { return s.meanDrawn("tokens", "tokens-per-minute") }

// meanOutput is the same of its answer.
func (s settings) meanOutput() float64 { return s.meanDrawn("output-tokens", "output-per-minute") }

func (s settings) meanDrawn(mean, perMinute string) float64 {
	tokens, most := s.number(mean), s.count(perMinute)
	if s.is("tokens-dist", "constant") {
		return min(tokens, float64(most))
	}
	sum := 1.0 // the sum of the chances of n or more, which a draw is rounded to
	for n := 2; n <= most; n++ {
		sum += math.Exp(-(float64(n) - 0.5) / tokens)
	}
	return sum
}

// costs are the fewest and the most points that an attempt of any part takes.
func (s settings) costs() (least, most int) {
	least = math.MaxInt
	for _, fleet := range s.list("strategies") {
		for part := range strings.SplitSeq(fleet, "/") {
			n := s.count("cost")
			if own := ownCost.FindStringSubmatch(part); own != nil {
				n, _ = strconv.Atoi(own[1])
			}
			least, most = min(least, n), max(most, n)
		}
	}
	return least, most
}

var ownCost = regexp.MustCompile(`[( ]cost=(\d+)`)

// cost is the least that a request costs its limiter.
func (s settings) cost() int {
	if s.is("limiter", "llm") {
		return int(math.Round(s.meanTokens()))
	}
	if kind, _ := limit.Lookup(s.text("limiter")); kind.Rate {
		least, _ := s.costs()
		return least
	}
	return 1
}

func inTime(ms float64) time.Duration { return time.Duration(math.Round(ms * 1e6)) }

// capacity is how many requests a second the service admits and serves in the long run,
// found by asking its limiter whenever it has room; 0 where nothing bounds it.
func (r *run) capacity() float64 {
	s, least := r.Scenario, math.Inf(1)
	if l, kind := s.newLimiter(); kind.Tokens && !s.is("tokens-dist", "constant") {
		least = min(s.number("rate"), s.number("tokens-per-minute")/60/s.meanTokens())
		if output := s.number("output-per-minute"); output > 0 {
			least = min(least, output/60/s.meanOutput())
		}
	} else if kind.Rate || kind.Window || kind.Tokens {
		least = min(least, admitted(l, s.cost(), kind.Tokens))
	}
	if way := s.time("latency"); s.is("limiter", "optimistic-lock") && s.is("network", "constant") && way > 0 {
		least = min(least, 500/way) // one write in each round trip
	}
	together := math.Inf(1)
	if s.is("limiter", "concurrency") {
		together = s.number("concurrency")
	}
	if s.is("limiter", "aimd") {
		together = s.number("aimd-most")
	}
	if kind, _ := limit.Lookup(s.text("limiter")); kind.Rate && s.number("inside") > 0 {
		together = s.number("inside")
	}
	if servers := s.number("servers"); servers > 0 {
		together = min(together, servers)
	}
	// each of so many takes its time, and more for each that is there
	if each := s.meanService()/together + s.time("slope"); each > 0 {
		least = min(least, 1e3/each)
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
		wait := l.RetryAfter(now, cost)
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
