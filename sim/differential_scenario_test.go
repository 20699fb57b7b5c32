package sim

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/limit"
	"backofflab/scenario"
)

// drawScenario draws over all features. All times are small multiples of one grain,
// or not, so that much happens at one moment and much is due just when something else
// is over; from milliseconds to minutes, so that runs last from a second to days.
func drawScenario(r *rand.Rand) scenario.Scenario {
	s := scenario.Default()
	d := dice{r}
	grain := pick(d, time.Millisecond, 5*time.Millisecond, 10*time.Millisecond, 100*time.Millisecond, time.Second, 20*time.Second, 5*time.Minute)
	loose := d.chance(0.3)              // of the grain
	lockstep := !loose && d.chance(0.4) // all come at once, and back at once
	span := func(least, most int) time.Duration {
		n := time.Duration(least+r.IntN(most-least+1)) * grain
		if loose && n > 0 {
			n += time.Duration(r.Int64N(int64(grain)))
		}
		return n
	}
	decimals := func(x float64) float64 { return max(0.001, math.Round(x*1000)/1000) }
	perSecond := 1 / grain.Seconds()

	s.Seed = r.Uint64N(scenario.MaxSeed)
	s.Clients = 1 + r.IntN(pick(d, 3, 10, 30, 80))
	s.Attempts = 1 + r.IntN(pick(d, 3, 10, 20))
	s.Bin = min(time.Hour, max(time.Millisecond, grain*time.Duration(pick(d, 2, 10, 50, 100, 100, 300, 2000))/100))
	if s.Seed%5 == 0 {
		s.Bin = 0
	}
	s.Spread = min(time.Hour, either(d, 0.5, span(1, 20), 0))
	s.Process = 1 + r.IntN(6)
	s.Duration = span(10, 40)
	s.Start = either(d, 0.05, min(scenario.Day, span(1, 9)), 0)
	switch s.Population = pick(d, scenario.PopulationOnce, scenario.PopulationOnce, scenario.PopulationOnce, scenario.PopulationOpen, scenario.PopulationClosed, scenario.PopulationPeriodic); s.Population {
	case scenario.PopulationPeriodic:
		s.Every = span(1, 15)
	case scenario.PopulationOpen:
		s.Offered = decimals(float64(5+r.IntN(pick(d, 10, 100, 200))) / s.Duration.Seconds())
		s.Ramp = pick(d, 1, 1, 0, 0.5, 2)
		if d.chance(0.4) {
			s.Spike, s.SpikeFrom = pick(d, 0, 0.5, 3.0), span(0, 9)
			s.SpikeTo = s.SpikeFrom + span(1, 40)
		}
	case scenario.PopulationClosed:
		s.Think, s.ThinkDist = span(1, 10), pick(d, "constant", "exponential")
	}

	s.Network = pick(d, "constant", "constant", "constant", "exponential", "normal")
	s.Latency, s.LatencySD = min(time.Minute, either(d, 0.6, span(0, 3), 0)), min(time.Minute, span(0, 2))
	if lockstep {
		s.Spread, s.Network, s.Latency = 0, "constant", either(d, 0.6, 0, min(time.Minute, grain))
		s.Process = either(d, 0.5, s.Clients, s.Process)
	}

	s.Limiter = pick(d, "none", "none", "token-bucket", "leaky-bucket", "leaky-bucket", "gcra", "fixed-window", "sliding-log", "sliding-counter", "concurrency", "concurrency", "aimd", "aimd", "aimd", "llm", "llm", "optimistic-lock", "optimistic-lock")
	if lockstep && d.chance(0.2) {
		s.Limiter = "leaky-bucket"
	}
	s.Rate, s.Burst = decimals(perSecond/pick(d, 0.5, 1, 2, 5, 10)), 1+r.IntN(6)
	s.Window = min(time.Hour, max(span(1, 20), time.Duration(float64(time.Second)/s.Rate)+1))
	s.Concurrency = 1 + r.IntN(5)
	s.AIMDLeast, s.AIMDMost = 1+r.IntN(s.Concurrency), s.Concurrency+r.IntN(8)
	s.AIMDTarget, s.AIMDFactor = min(time.Hour, max(time.Millisecond, span(1, pick(d, 2, 8)))), pick(d, 0.3, 0.5, 0.9)
	s.Inside = either(d, 0.3, 1+r.IntN(5), 0)
	s.Cost = either(d, 0.6, min(2+r.IntN(3), s.Burst, limit.WindowQuota(s.Rate, s.Window)), 1)
	s.Tokens = pick(d, 1, 100, 1000)
	s.TokensPerMinute, s.TokensDist = max(s.Tokens, min(1_000_000_000, int(float64(s.Tokens)*60*s.Rate))), pick(d, "constant", "exponential")
	s.OutputTokens = pick(d, 1, 50, 1000)
	s.OutputPerMinute = either(d, 0.5, s.OutputTokens*pick(d, 1+r.IntN(8), 1+r.IntN(8), 1+int(20*s.Rate)%1000), 0)
	s.RejectedCount = pick(d, scenario.RejectedCounted, scenario.RejectedIgnored)
	s.RetryAfter, s.RetryAfterTime = pick(d, scenario.AfterNone, scenario.AfterExact, scenario.AfterSeconds, scenario.AfterWindow, scenario.AfterConstant), span(1, 20)
	s.RetryAfterJitter = either(d, 0.3, pick(d, 0.1, 0.5, 1), 0)

	if d.chance(0.65) {
		s.Servers, s.Queue = r.IntN(4), r.IntN(6)
		s.Discipline = pick(d, scenario.FIFO, scenario.LIFO, scenario.ByPriority, scenario.ByPriority)
		if s.Discipline == scenario.ByPriority {
			s.Servers, s.Queue = 1+r.IntN(2), 1+r.IntN(3)
		}
		s.Service = min(time.Hour, span(1, 5))
		s.ServiceDist = pick(d, "constant", "constant", "exponential", "lognormal", "bimodal")
		if lockstep && d.chance(0.7) {
			s.ServiceDist = "constant"
		}
		s.ServiceSD, s.Slow, s.SlowShare = min(time.Hour, span(1, 5)), min(time.Hour, span(1, 20)), pick(d, 0.1, 0.5)
		if d.chance(0.2) {
			s.Service = either(d, 0.7, s.Service, 0)
			s.Slope = min(time.Minute, span(1, 3))
		}
		if d.chance(0.3) && s.MeanService()+s.Slope > 0 {
			s.Brownout, s.BrownoutFrom = pick(d, 0.1, 0.5), span(0, 10)
			s.BrownoutTo = s.BrownoutFrom + span(1, 30)
		}
	}
	if d.chance(0.6) {
		round := s.Service + 2*s.Latency
		s.Timeout = max(time.Millisecond, pick(d, s.Latency, s.Latency+s.Service, round, round, round+1, round-1, round+grain, round+s.Service, round+s.Service, round+2*s.Service, span(1, 10)))
		s.Abandoned = pick(d, scenario.AbandonedServed, scenario.AbandonedNoticed)
	}
	if s.Servers > 0 && d.chance(0.5) {
		s.QueueTimeout = pick(d, s.Service, 2*s.Service, s.Timeout, s.Timeout, span(1, 10))
	}

	if s.MeanService()+s.Slope > 0 {
		s.RefusalCost = min(time.Minute, either(d, 0.5, span(1, 3), 0))
	}
	s.Fail = either(d, 0.3, pick(d, 0.1, 0.5, 1), 0)
	if s.Fail > 0 && d.chance(0.4) {
		s.FailFrom = span(0, 10)
		s.FailTo = s.FailFrom + span(1, 20)
	}
	s.FailRun = either(d, 0.3, max(time.Millisecond, span(1, 20)), 0)
	s.Permanent = either(d, 0.2, pick(d, 0.1, 0.5), 0)
	if d.chance(0.25) {
		s.Outage, s.OutageFrom = pick(d, scenario.OutageRefuse, scenario.OutageHang), span(0, 10)
		s.OutageTo = s.OutageFrom + span(1, 20)
		if s.Outage == scenario.OutageHang && s.Timeout == 0 {
			s.Timeout = span(1, 10)
		}
	}

	own := strings.Fields("immediate fixed linear polynomial list upward exponential full equal decorrelated decorrelated-aws proportional additive")
	fleets := append(slices.Clone(own), "list", "list", "list", "full", "immediate", "fixed", "fixed", "lib:cenkalti", "lib:p-retry", "lib:aws-sdk-js-v3", "lib:envoy(base=100ms)", "client:resilience4j(base=200ms cap=2s)", "immediate@50/fixed@25/decorrelated@25", "exponential@20/full@80",
		"client:openai-python", "client:google-api-core", "client:stripe-node", "client:sidekiq", "full@40/client:go-retryablehttp@60")
	ownGuards := func() string {
		rate := strconv.FormatFloat(decimals(perSecond*pick(d, 0.05, 0.5)), 'f', -1, 64)
		return pick(d, "budget=ratio budget-tokens=2 budget-ratio=0.5", "budget=grpc budget-tokens=2", "budget=aws", "budget=aws-js", "budget=aws-2026", "budget=concurrent budget-min=1 budget-ratio=0.3", "budget=none",
			"breaker=ratio breaker-min=2 breaker-open="+span(1, 10).String(), "breaker=consecutive breaker-failures=2 breaker-probes=1 breaker-open="+span(1, 10).String(),
			"breaker=count breaker-calls=4 breaker-min=2 breaker-open="+span(1, 10).String(), "breaker=retries budget=concurrent budget-min=2",
			"throttle=sre throttle-k=1", "in-flight=1", "in-flight=2 budget=concurrent budget-min=1 budget-ratio=0.3", "in-flight=1 throttle=bucket throttle-burst=1 throttle-rate="+rate, "throttle=aws-adaptive", "throttle=bucket throttle-burst=1 throttle-rate="+rate, "throttle=bucket throttle-burst=1 throttle-rate="+rate, "throttle=bucket breaker=consecutive throttle-burst=2 throttle-rate="+rate)
	}
	layer := func() string {
		l := pick(d, "full", "exponential", "fixed", "decorrelated", "client:openai-python", "lib:cenkalti")
		own := "attempts=" + strconv.Itoa(1+r.IntN(4))
		if d.chance(0.4) && l != "client:openai-python" { // which takes none
			own += " base=" + span(1, 5).String()
		}
		if d.chance(0.4) {
			own += " timeout=" + span(1, 20).String()
		}
		if d.chance(0.2) {
			own += " total-timeout=" + span(1, 40).String()
		}
		if d.chance(0.2) {
			own += " deadline=" + span(1, 40).String()
		}
		if d.chance(0.2) {
			own += " retry-on=rejected|unavailable"
		}
		if d.chance(0.4) {
			own += " " + ownGuards()
		}
		return l + "(" + own + ")"
	}
	if d.chance(0.1) {
		fleets = []string{"full(" + ownGuards() + ")@40/fixed@60", "immediate(" + ownGuards() + ")@50/fixed(" + ownGuards() + ")@50", "fixed(" + ownGuards() + ")"}
	} else if d.chance(0.5) {
		fleets = nil
		for range 3 {
			chain := layer()
			for range 1 + r.IntN(2) {
				chain += ">" + layer()
			}
			fleets = append(fleets, chain, layer())
		}
		fleets = append(fleets, fleets[0], fleets[2], fleets[0]+"@40/"+fleets[1]+"@60", fleets[2]+"@50/full@50")
	}
	if lockstep {
		fleets = []string{"immediate", "fixed", "immediate@50/fixed@50"}
	}
	if s.Discipline == scenario.ByPriority && d.chance(0.5) || d.chance(0.03) || s.Population == scenario.PopulationOpen && d.chance(0.2) {
		fleets = []string{drawGroups(d, &s, layer, span)}
	}
	s.Strategies = []string{canonical(pick(d, fleets...))}
	if other := pick(d, own...); d.chance(0.15) && other != s.Strategies[0] {
		s.Strategies = append(s.Strategies, other)
		slices.SortFunc(s.Strategies, scenario.CompareFleets)
	}
	s.Base, s.Factor, s.Offset = min(time.Hour, span(1, 10)), pick(d, 1, 1.5, 2, 3), r.IntN(2)
	s.Cap = either(d, 0.1, max(time.Millisecond, s.Base/3), s.Base+span(0, 200))
	s.Floor, s.Power, s.FirstRetry = either(d, 0.8, min(time.Hour, span(1, 10)), 0), pick(d, 0, 0.5, 1, 2, 4.0), pick(d, scenario.FirstAfterBackoff, scenario.FirstAfterBackoff, scenario.FirstAtOnce)
	s.Delays, s.DelaysThen = []time.Duration{span(1, 5), span(1, 20), span(1, 5)}[:1+r.IntN(3)], pick(d, scenario.DelaysLast, scenario.DelaysEnd)
	s.Jitter, s.Extra = pick(d, 0.2, 1), min(time.Hour, span(0, 5))
	s.Deadline = either(d, 0.3, span(1, 60), 0)
	s.TotalTimeout = either(d, 0.2, span(1, 60), 0)
	s.Propagate = pick(d, scenario.PropagateNone, scenario.PropagateDeadline)
	if d.chance(0.4) {
		s.RetryOn = nil
		for _, word := range scenario.OutcomeWords() {
			if d.chance(0.6) || s.RetryOn == nil && word == "failed" {
				s.RetryOn = append(s.RetryOn, word)
			}
		}
	}
	s.Honour = pick(d, "ignore", "honour", "honour", "honour-jitter", "max", "honour-full", "max-jitter", "max-5s", "full-within")
	s.HonourLimit, s.HonourOver = either(d, 0.65, span(1, 20), 0), pick(d, scenario.OverIgnored, scenario.OverGivesUp, scenario.OverClamped, scenario.OverClamped)

	if d.chance(0.4) && s.Limiter != "optimistic-lock" && len(s.Layered()) == 0 {
		drawHedges(d, &s, span)
	}
	if d.chance(0.45) && len(s.Hedged()) == 0 || len(s.Layered()) > 0 && d.chance(0.5) {
		s.Budget = pick(d, "none", "none", "ratio", "grpc", "aws", "aws-js", "aws-2026", "concurrent", "concurrent")
		s.Breaker = pick(d, "off", "off", "ratio", "consecutive", "count", "retries")
		s.Throttle = pick(d, "none", "none", "sre", "aws-adaptive", "bucket")
		s.BudgetTokens, s.BudgetRatio, s.BudgetFloor = pick(d, 1, 2, 5.0), pick(d, 0, 0.1, 0.5), pick(d, 0, decimals(min(1000, perSecond/5)))
		s.BreakerRatio, s.BreakerMin, s.BreakerProbes = pick(d, 0, 0.2, 0.5), 1+r.IntN(5), 1+r.IntN(3)
		s.BudgetMin = pick(d, 0, 1, 1, 2)
		s.BreakerFailures, s.BreakerCalls = 1+r.IntN(3), 1+r.IntN(8)
		s.BreakerWindow, s.BreakerOpen, s.BreakerOpenJitter = span(0, 20), span(1, 20), pick(d, 0, 0.5)
		s.ThrottleK, s.ThrottleWindow = pick(d, 1, 1.5, 2), span(1, 40)
		s.InFlight = pick(d, 0, 0, 1, 2, 3)
		s.ThrottleRate, s.ThrottleBurst = max(0.001, decimals(perSecond*pick(d, 0.02, 0.2, 1))), 1+r.IntN(4)
	}
	if (d.chance(0.25) || len(s.Layered()) > 0 && d.chance(0.3)) && len(s.Hedged()) == 0 {
		s.Crash, s.Restart = span(1, 15), span(1, 15)
		s.CrashShare, s.CrashState = pick(d, 1, 0.5), pick(d, scenario.CrashKept, scenario.CrashLost)
		if d.chance(0.6) && len(s.Layered()) == 0 {
			drawLittleElse(d, &s, pick(d, own...), span)
		}
	}
	if s.Guarded() && s.Population == scenario.PopulationOnce && len(s.Layered()) == 0 && s.Crash == 0 && d.chance(0.6) {
		answerAtOnce(d, &s, grain)
	}
	if s.Horizon = either(d, 0.3, span(1, pick(d, 10, 60)), 0); s.Population != scenario.PopulationOpen && s.Horizon > 0 {
		s.Horizon = max(s.Horizon, s.LatestStart()+s.Spread+s.Latency+1)
	}
	if d.chance(0.1) {
		return plainOf(d, s, own)
	}
	return s
}

// drawLittleElse leaves little beside a crash, so that attempts are one event each, and in most
// runs handled together.
func drawLittleElse(d dice, s *scenario.Scenario, strategy string, span func(least, most int) time.Duration) {
	s.Population, s.Strategies, s.Clients, s.Attempts = scenario.PopulationOnce, []string{strategy}, 20+d.IntN(80), 2+d.IntN(20)
	s.Budget, s.Breaker, s.Throttle, s.InFlight = "none", "off", "none", 0
	s.Network, s.Latency = "constant", min(time.Minute, span(1, 3))
	s.Limiter = pick(d, "none", "token-bucket", "token-bucket", "gcra", "fixed-window", "sliding-log", "concurrency")
	s.RetryAfter, s.Discipline, s.RefusalCost, s.Slope = scenario.AfterNone, scenario.FIFO, 0, 0
	s.Crash, s.Restart = span(1, 8), span(1, 8)
	s.TotalTimeout, s.Deadline, s.Timeout = 0, 0, either(d, 0.5, 2*s.Latency+span(0, 10), 0)
	if s.Timeout == 0 {
		s.Outage = scenario.OutageNone
	}
}

// plainOf keeps of a scenario what does not hinder that attempts are handled together: so little
// else is hardly ever drawn.
func plainOf(d dice, s scenario.Scenario, own []string) scenario.Scenario {
	p := scenario.Default()
	p.Seed, p.Clients, p.Attempts, p.Bin, p.Horizon = s.Seed, s.Clients*pick(d, 1, 1, 4), s.Attempts, s.Bin, s.Horizon
	if p.Spread, p.Start, p.Duration = s.Spread, s.Start, s.Duration; s.Population == scenario.PopulationOpen {
		p.Population, p.Offered, p.Ramp, p.Spike, p.SpikeFrom, p.SpikeTo = s.Population, s.Offered, s.Ramp, s.Spike, s.SpikeFrom, s.SpikeTo
	} else if p.Horizon > 0 {
		p.Horizon = max(p.Horizon, p.Start+p.Spread+s.Latency+1)
	}
	p.Network, p.Latency, p.LatencySD = s.Network, s.Latency, s.LatencySD
	p.Limiter = pick(d, "token-bucket", "token-bucket", "gcra", "fixed-window", "sliding-log", "none")
	p.Rate, p.Burst, p.Window = s.Rate, s.Burst, s.Window
	p.Strategies = []string{pick(d, append(own, "lib:cenkalti", "lib:p-retry")...)}
	p.Base, p.Factor, p.Offset, p.Cap, p.Jitter, p.Extra = s.Base, s.Factor, s.Offset, s.Cap, s.Jitter, s.Extra
	p.Floor, p.Power, p.FirstRetry, p.Delays, p.DelaysThen, p.RetryOn = s.Floor, s.Power, s.FirstRetry, s.Delays, s.DelaysThen, s.RetryOn
	if d.chance(0.3) { // it meets more than a limiter
		p.Fail, p.Permanent, p.FailRun = either(d, 0.5, 0.3, 0), either(d, 0.3, 0.2, 0), s.FailRun
		p.Service, p.Servers, p.Queue = s.Service, s.Servers, s.Queue
	}
	return p
}

// drawGroups draws a mix of clients that differ by more than their policy.
func drawGroups(d dice, s *scenario.Scenario, layer func() string, span func(least, most int) time.Duration) string {
	var parts []string
	left := 100
	for i, n := 0, 2+d.IntN(2); i < n; i++ {
		share := left
		if i < n-1 {
			share = 10 * (1 + d.IntN(left/10-n+i+1))
		}
		left -= share
		own := ""
		if d.chance(0.7) {
			own += " priority=" + strconv.Itoa(d.IntN(3))
		}
		if d.chance(0.6) {
			own += " cost=" + strconv.Itoa(1+d.IntN(min(4, s.Burst, limit.WindowQuota(s.Rate, s.Window))))
		}
		if d.chance(0.3) {
			own += " start=" + span(0, 9).String()
		}
		if d.chance(0.5) {
			own += " offered=" + strconv.FormatFloat(math.Max(0.001, math.Round(1000*s.Offered*pick(d, 0.1, 1, 2))/1000), 'f', -1, 64)
		}
		part := strings.Replace(layer(), ")", own+")", 1)
		if d.chance(0.3) {
			part += ">" + layer()
		}
		parts = append(parts, part+"@"+strconv.Itoa(share))
	}
	return strings.Join(parts, "/")
}

// answerAtOnce leaves out of a scenario what most have, and what makes answers come otherwise than
// one travelling time after their attempts.
func answerAtOnce(d dice, s *scenario.Scenario, grain time.Duration) {
	s.Network, s.Latency = "constant", min(time.Minute, grain*time.Duration(1+d.IntN(3)))
	s.Timeout, s.TotalTimeout, s.QueueTimeout = 0, 0, 0
	s.Service, s.Servers, s.Slope, s.RefusalCost, s.Brownout, s.Discipline = 0, 0, 0, 0, 1, scenario.FIFO
	if s.Outage == scenario.OutageHang {
		s.Outage = scenario.OutageRefuse
	}
	if kind, _ := s.Limits(); kind.Holds || kind.Measures || kind.Lock {
		s.Limiter = pick(d, "token-bucket", "gcra", "fixed-window", "concurrency", "llm")
	}
	s.InFlight = either(d, 0.1, s.InFlight, 0)
}

// drawHedges lets all clients hedge, or those of one part.
func drawHedges(d dice, s *scenario.Scenario, span func(least, most int) time.Duration) {
	s.Limiter = either(d, 0.7, "none", s.Limiter)
	s.Service, s.ServiceDist = max(s.Service, span(2, 6)), pick(d, "exponential", "exponential", "bimodal", "constant")
	s.Service, s.Servers = min(time.Hour, s.Service), either(d, 0.5, 0, 2+d.IntN(8))
	s.Timeout, s.Abandoned = either(d, 0.7, 0, s.Timeout), pick(d, scenario.AbandonedServed, scenario.AbandonedNoticed, scenario.AbandonedNoticed)
	s.Fail = either(d, 0.7, 0, s.Fail)
	if s.Outage == scenario.OutageHang {
		s.Timeout = max(s.Timeout, span(5, 30))
	}
	s.Hedge = min(scenario.Day, max(time.Millisecond, pick(d, s.Service/4, s.Service/2, s.Service, s.Service+2*s.Latency, s.Slow/2, span(1, 10))))
	s.Hedges, s.HedgeLosers = 1+d.IntN(pick(d, 1, 3, 5)), pick(d, scenario.LosersCancelled, scenario.LosersLeft)
	if d.chance(0.4) {
		s.Hedge, s.HedgePercentile = 0, pick(d, 1, 20, 50, 90, 95.0)
		s.Clients, s.Spread = max(s.Clients, 40), min(time.Hour, span(10, 40))
	}
	if d.chance(0.4) {
		if d.chance(0.8) {
			s.Discipline, s.Servers, s.Queue = scenario.ByPriority, 1+d.IntN(2), 1+d.IntN(4)
		}
		hedge := "(attempts=3 hedge=" + valueOf(*s, "hedge") + ")"
		s.Strategies = []string{canonical(pick(d, "full"+hedge, "full"+hedge+"@50/fixed(priority=1)@50", "full(priority=2 attempts=3 hedge="+valueOf(*s, "hedge")+")@50/fixed@50", "fixed"+hedge+"@40/full@60"))}
		s.Hedge, s.HedgePercentile = 0, 0
	}
}

// ownsGuardsIn reports whether a layer of those asked for has guards of its own.
func ownsGuardsIn(strategy string, in func(i, n int) bool) bool {
	layers := strings.Split(strategy, ">")
	for i, l := range layers {
		if in(i, len(layers)) && (strings.Contains(l, "budget=") || strings.Contains(l, "breaker=") || strings.Contains(l, "throttle=")) {
			return true
		}
	}
	return false
}

// dice draw what a scenario is made of.
type dice struct{ *rand.Rand }

func (d dice) chance(p float64) bool { return d.Float64() < p }

// either is one value with that probability, or else another.
func either[T any](d dice, p float64, one, other T) T {
	if d.chance(p) {
		return one
	}
	return other
}

func pick[T any](d dice, values ...T) T { return values[d.IntN(len(values))] }

// features are what a run can have: the scenarios that are compared must have enough
// of each.
var features = map[string]func(scenario.Scenario, Result) bool{
	"delay list": func(_ scenario.Scenario, r Result) bool { return strings.Contains(r.Strategy, "list") },
	"delay list that ends": func(s scenario.Scenario, r Result) bool {
		return r.Strategy == "list" && s.DelaysThen == scenario.DelaysEnd && r.GaveUp.Attempts > 0
	},
	"polynomial":    func(_ scenario.Scenario, r Result) bool { return strings.Contains(r.Strategy, "polynomial") },
	"upward jitter": func(_ scenario.Scenario, r Result) bool { return strings.Contains(r.Strategy, "upward") },
	"floor of full jitter": func(s scenario.Scenario, r Result) bool {
		return r.Strategy == "full" && s.Floor > 0 && r.Attempts > r.Requests
	},
	"first retry at once": func(s scenario.Scenario, r Result) bool {
		return s.FirstRetry == scenario.FirstAtOnce && r.Attempts > r.Requests
	},
	"periodic": func(s scenario.Scenario, r Result) bool { return s.Population == scenario.PopulationPeriodic },
	"periodic, several periods under way": func(s scenario.Scenario, r Result) bool {
		return s.Population == scenario.PopulationPeriodic && r.Requests > 2*s.Clients && r.Rejected+r.Failed+r.TimedOut > 0
	},
	"periodic, process of several": func(s scenario.Scenario, r Result) bool {
		return s.Population == scenario.PopulationPeriodic && s.Guarded() && s.Process > 1
	},
	"failures with a memory": func(s scenario.Scenario, r Result) bool { return s.Fail > 0 && s.FailRun > 0 && r.Failed > 0 },
	"hedges":                 func(_ scenario.Scenario, r Result) bool { return r.Hedges > 0 },
	"hedges that won":        func(_ scenario.Scenario, r Result) bool { return r.HedgesWon > 0 },
	"hedges, several of an attempt": func(s scenario.Scenario, r Result) bool {
		return s.Hedges > 1 && r.Hedges > r.Attempts-r.Hedges
	},
	"hedges at a percentile": func(s scenario.Scenario, r Result) bool {
		return r.Hedges > 0 && (s.HedgePercentile > 0 || strings.Contains(r.Strategy, "hedge=p"))
	},
	"hedges in one part": func(_ scenario.Scenario, r Result) bool { return len(r.Parts) > 1 && r.Hedges > 0 },
	"hedges, losers noticed": func(s scenario.Scenario, r Result) bool {
		return s.Abandoned == scenario.AbandonedNoticed && s.HedgeLosers == scenario.LosersCancelled && r.HedgesWon > 0 && r.TimedOut == 0 && r.Dropped > 0
	},
	"hedges, losers left": func(s scenario.Scenario, r Result) bool {
		return s.Abandoned == scenario.AbandonedNoticed && s.HedgeLosers == scenario.LosersLeft && r.HedgesWon > 0 && r.Abandoned > 0
	},
	"hedges and a timeout": func(_ scenario.Scenario, r Result) bool { return r.Hedges > 0 && r.TimedOut > 0 },
	"hedges and retries": func(_ scenario.Scenario, r Result) bool {
		return r.Hedges > 0 && r.Attempts-r.Hedges > r.Requests
	},
	"layers":                  func(_ scenario.Scenario, r Result) bool { return r.Layers != nil },
	"layers in a mixed fleet": func(s scenario.Scenario, r Result) bool { return r.Parts != nil && len(s.Layered()) > 0 },
	"layers, timeout of an outer one": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && s.Policies(r.Strategy)[0].Timeout > 0 && r.TimedOut > 0
	},
	"layers, deadline propagated": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && s.Propagate == scenario.PropagateDeadline && s.Policies(r.Strategy)[0].Timeout > 0
	},
	"priorities": func(s scenario.Scenario, r Result) bool {
		return s.Discipline == scenario.ByPriority && len(r.Parts) > 1 && queues(r)
	},
	"a part's own start, once": startsLate(scenario.PopulationOnce), "a part's own start, closed": startsLate(scenario.PopulationClosed),
	"a part's own start, periodic": startsLate(scenario.PopulationPeriodic), "a part's own start, open": startsLate(scenario.PopulationOpen),
	"a part's own rate": func(s scenario.Scenario, r Result) bool {
		return s.Population == scenario.PopulationOpen && len(r.Parts) > 1 && strings.Contains(r.Strategy, "offered=") && r.Requests > 1
	},
	"a part's own cost": func(s scenario.Scenario, r Result) bool {
		least, most := s.Costs()
		kind, _ := s.Limits()
		return least < most && kind.Rate && !kind.Tokens && r.Rejected > 0
	},
	"priorities and hedges": func(s scenario.Scenario, r Result) bool {
		least, most := 9, 0
		for _, p := range r.Parts {
			least, most = min(least, s.For(p.Strategy).Priority), max(most, s.For(p.Strategy).Priority)
		}
		return s.Discipline == scenario.ByPriority && least < most && r.Hedges > 0 && queues(r)
	},
	"priorities, room is made": func(s scenario.Scenario, r Result) bool {
		return s.Discipline == scenario.ByPriority && s.QueueTimeout == 0 && s.Abandoned == scenario.AbandonedServed && r.Dropped > 0 && s.Limiter != "leaky-bucket"
	},
	"priorities, a crash or guards": func(s scenario.Scenario, r Result) bool {
		return s.Discipline == scenario.ByPriority && len(r.Parts) > 1 && queues(r) && s.Stepwise()
	},
	"guards of a part": func(s scenario.Scenario, r Result) bool {
		return r.Parts != nil && s.Layered() == nil && strings.Contains(r.Strategy, "(") && r.NotSent > 0
	},
	"guards of a layer alone": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && s.Budget == "none" && s.Breaker == "off" && s.Throttle == "none" && r.NotSent > 0
	},
	"guards of an outer layer": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && ownsGuardsIn(r.Strategy, func(i, n int) bool { return i < n-1 }) && r.NotSent > 0
	},
	"guards of an outer layer that delays": func(s scenario.Scenario, r Result) bool {
		outer, _, _ := strings.Cut(r.Strategy, ">")
		return r.Layers != nil && strings.Contains(outer, "throttle=bucket") && r.Attempts > countProcesses(s)
	},
	"guards of the scenario below layers": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && !strings.Contains(r.Strategy, "budget") && !strings.Contains(r.Strategy, "breaker") && !strings.Contains(r.Strategy, "throttle") && r.NotSent > 0
	},
	"guards of several layers": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && ownsGuardsIn(r.Strategy, func(i, _ int) bool { return i == 0 }) && ownsGuardsIn(r.Strategy, func(i, n int) bool { return i == n-1 }) && r.NotSent > 0
	},
	"in flight, bounded": func(s scenario.Scenario, r Result) bool {
		return r.Layers == nil && r.Parts == nil && s.InFlight > 0 && s.Process > 1 && r.Attempts > s.InFlight*countProcesses(s) && s.Latency+s.Service > 0
	},
	"in flight, bounded, with a throttle that delays": func(s scenario.Scenario, r Result) bool {
		return s.InFlight > 0 && s.Process > 1 && (s.Throttle == "bucket" || s.Throttle == "aws-adaptive") && r.Attempts > countProcesses(s)
	},
	"in flight, bounded, in layers": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && (s.InFlight > 0 || strings.Contains(r.Strategy, "in-flight")) && s.Process > 1 && r.Attempts > countProcesses(s)
	},
	"in flight, bounded, and a total timeout": func(s scenario.Scenario, r Result) bool {
		return s.InFlight > 0 && s.Process > 1 && s.TotalTimeout > 0 && r.GaveUp.Deadline > 0
	},
	"in flight, bounded, and a crash": func(s scenario.Scenario, r Result) bool {
		return s.InFlight > 0 && s.Process > 1 && s.Crash > 0 && r.Attempts > countProcesses(s)
	},
	"guards of layers and a crash": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && s.Crash > 0 && s.CrashState == scenario.CrashLost && r.NotSent > 0
	},
	"guards of layers under a timeout": func(s scenario.Scenario, r Result) bool {
		return r.Layers != nil && s.Policies(r.Strategy)[0].Timeout > 0 && r.TimedOut > 0 && r.NotSent > 0
	},
	"layers and a crash": func(s scenario.Scenario, r Result) bool { return r.Layers != nil && s.Crash > 0 },
	"total timeout":      func(s scenario.Scenario, r Result) bool { return r.Layers == nil && s.TotalTimeout > 0 },
	"settings of its own": func(_ scenario.Scenario, r Result) bool {
		return r.Layers == nil && r.Parts == nil && strings.Contains(r.Strategy, "(")
	},
	"once": func(s scenario.Scenario, _ Result) bool { return s.Population == scenario.PopulationOnce },
	"open": func(s scenario.Scenario, r Result) bool {
		return s.Population == scenario.PopulationOpen && r.Requests > 1
	},
	"open, ramp": func(s scenario.Scenario, r Result) bool {
		return s.Population == scenario.PopulationOpen && s.Ramp != 1 && r.Requests > 1
	},
	"open, spike": func(s scenario.Scenario, r Result) bool {
		return s.Population == scenario.PopulationOpen && s.Spike != 1 && r.Requests > 1
	},
	"closed": func(s scenario.Scenario, r Result) bool {
		return s.Population == scenario.PopulationClosed && r.Requests > s.Clients
	},
	"all start at once": func(s scenario.Scenario, _ Result) bool {
		return s.Population != scenario.PopulationOpen && s.Spread == 0 && s.Clients > 1
	},
	"no latency":              func(s scenario.Scenario, _ Result) bool { return s.Latency == 0 && s.Network == "constant" },
	"network exponential":     func(s scenario.Scenario, _ Result) bool { return s.Network == "exponential" },
	"network normal":          func(s scenario.Scenario, _ Result) bool { return s.Network == "normal" },
	"limiter token-bucket":    limitedBy("token-bucket"),
	"limiter leaky-bucket":    limitedBy("leaky-bucket"),
	"limiter gcra":            limitedBy("gcra"),
	"limiter fixed-window":    limitedBy("fixed-window"),
	"limiter sliding-log":     limitedBy("sliding-log"),
	"limiter sliding-counter": limitedBy("sliding-counter"),
	"limiter concurrency":     limitedBy("concurrency"),
	"limiter llm":             limitedBy("llm"),
	"limiter llm, drawn tokens": func(s scenario.Scenario, r Result) bool {
		return s.TokensDist == "exponential" && limitedBy("llm")(s, r)
	},
	"limiter llm, answers apart": func(s scenario.Scenario, r Result) bool {
		return s.OutputPerMinute > 0 && limitedBy("llm")(s, r)
	},
	"limiter llm, answers apart, drawn": func(s scenario.Scenario, r Result) bool {
		return s.OutputPerMinute > 0 && s.TokensDist == "exponential" && limitedBy("llm")(s, r)
	},
	"limiter aimd": limitedBy("aimd"),
	"limiter aimd, more than at first": func(s scenario.Scenario, r Result) bool {
		return limitedBy("aimd")(s, r) && s.AIMDMost > s.Concurrency && s.MeanService() > 0 && s.MeanService() < s.AIMDTarget
	},
	"limiter aimd, slow or dropped": func(s scenario.Scenario, r Result) bool {
		return limitedBy("aimd")(s, r) && s.Concurrency > s.AIMDLeast && (r.QueueWait.Max() > s.AIMDTarget || s.MeanService() > s.AIMDTarget || r.Dropped > 0)
	},
	"limiter, attempts that cost several points": func(s scenario.Scenario, r Result) bool {
		kind, _ := s.Limits()
		return s.Cost > 1 && kind.Rate && !kind.Tokens && limitedBy(s.Limiter)(s, r)
	},
	"retry-after exact, of several points": func(s scenario.Scenario, r Result) bool {
		kind, _ := s.Limits()
		return s.Cost > 1 && kind.Rate && !kind.Tokens && tellsAfter(scenario.AfterExact)(s, r)
	},
	"two limits": func(s scenario.Scenario, r Result) bool {
		return s.Bound() > 0 && s.MeanService()+s.Slope > 0 && r.Rejected > 0 && r.Successes > 0
	},
	"two limits, attempts are held": func(s scenario.Scenario, r Result) bool {
		return s.Bound() > 0 && s.Limiter == "leaky-bucket" && r.Rejected > 0
	},
	"limiter optimistic-lock": limitedBy("optimistic-lock"),
	"retry-after exact":       tellsAfter(scenario.AfterExact),
	"retry-after seconds":     tellsAfter(scenario.AfterSeconds),
	"retry-after window":      tellsAfter(scenario.AfterWindow),
	"retry-after constant":    tellsAfter(scenario.AfterConstant),
	"rejections that cost":    func(s scenario.Scenario, r Result) bool { return s.RejectionsCost() && r.Rejected > 0 && queues(r) },
	"rejections that cost, of a limiter that counts": func(s scenario.Scenario, r Result) bool {
		return s.RejectionsCost() && s.Limiter == "concurrency" && r.Rejected > 0
	},
	"retry-after with the server's jitter": func(s scenario.Scenario, r Result) bool {
		return s.RetryAfterJitter > 0 && s.RetryAfter != scenario.AfterNone && s.Honours() && r.Rejected > 0
	},
	"honour":             obeys("honour"),
	"honour-jitter":      obeys("honour-jitter"),
	"honour max":         obeys("max"),
	"honour-full":        obeys("honour-full"),
	"honour max-jitter":  obeys("max-jitter"),
	"honour max-5s":      obeys("max-5s"),
	"honour full-within": obeys("full-within"),
	"clamped": func(s scenario.Scenario, r Result) bool {
		return s.HonourOver == scenario.OverClamped && s.HonourLimit > 0 && s.RetryAfter == scenario.AfterConstant && s.RetryAfterTime > s.HonourLimit && s.Obeys() && r.Rejected > 0
	},
	"gave up: attempts":      func(_ scenario.Scenario, r Result) bool { return r.GaveUp.Attempts > 0 },
	"gave up: deadline":      func(_ scenario.Scenario, r Result) bool { return r.GaveUp.Deadline > 0 },
	"gave up: permanent":     func(_ scenario.Scenario, r Result) bool { return r.GaveUp.Permanent > 0 },
	"gave up: not retried":   func(_ scenario.Scenario, r Result) bool { return r.GaveUp.NotRetried > 0 },
	"gave up: breaker":       func(s scenario.Scenario, r Result) bool { return s.Breaker != "retries" && r.GaveUp.Breaker > 0 },
	"gave up: retry breaker": func(s scenario.Scenario, r Result) bool { return s.Breaker == "retries" && r.GaveUp.Breaker > 0 },
	"gave up: throttle":      func(_ scenario.Scenario, r Result) bool { return r.GaveUp.Throttle > 0 },
	"gave up: budget":        func(_ scenario.Scenario, r Result) bool { return r.GaveUp.Budget > 0 },
	"gave up: retry-after":   func(_ scenario.Scenario, r Result) bool { return r.GaveUp.RetryAfter > 0 },
	"queue, fifo":            func(s scenario.Scenario, r Result) bool { return s.Discipline == scenario.FIFO && queues(r) },
	"queue, lifo":            func(s scenario.Scenario, r Result) bool { return s.Discipline == scenario.LIFO && queues(r) },
	"queue timeout":          func(s scenario.Scenario, r Result) bool { return s.QueueTimeout > 0 && r.Dropped > 0 && queues(r) },
	"no place in the queue": func(s scenario.Scenario, r Result) bool {
		return s.Servers > 0 && s.Fail+s.Permanent == 0 && s.Outage == scenario.OutageNone && r.Failed > 0
	},
	"any number of servers": func(s scenario.Scenario, r Result) bool { return s.Servers == 0 && r.QueueWait.Count() > 0 },
	"service exponential":   serves("exponential"),
	"service lognormal":     serves("lognormal"),
	"service bimodal":       serves("bimodal"),
	"slope":                 func(s scenario.Scenario, r Result) bool { return s.Slope > 0 && r.QueueWait.Count() > 1 },
	"only slope": func(s scenario.Scenario, r Result) bool {
		return s.Slope > 0 && s.Service == 0 && r.QueueWait.Count() > 0
	},
	"brownout":  func(s scenario.Scenario, r Result) bool { return s.Brownout < 1 && r.QueueWait.Count() > 0 },
	"timed out": func(_ scenario.Scenario, r Result) bool { return r.TimedOut > 0 },
	"timeout just when answered": func(s scenario.Scenario, r Result) bool {
		return s.Timeout == s.Service+2*s.Latency && s.Timeout > 0 && s.Network == "constant" && r.Successes > 0
	},
	"abandoned": func(_ scenario.Scenario, r Result) bool { return r.Abandoned > 0 },
	"noticed": func(s scenario.Scenario, r Result) bool {
		return s.Abandoned == scenario.AbandonedNoticed && s.QueueTimeout == 0 && r.Dropped > 0
	},
	"noticed in the leaky bucket": func(s scenario.Scenario, r Result) bool {
		return s.Abandoned == scenario.AbandonedNoticed && s.QueueTimeout == 0 && limitedBy("leaky-bucket")(s, r) && r.Dropped > 0
	},
	"failures for a time": func(s scenario.Scenario, r Result) bool { return s.FailsForATime() && r.Failed > 0 },
	"transient failures":  func(s scenario.Scenario, r Result) bool { return s.Fail > 0 && r.Failed > 0 },
	"permanent failures":  func(s scenario.Scenario, r Result) bool { return s.Permanent > 0 && r.Failed > 0 },
	"outage refuse":       func(s scenario.Scenario, r Result) bool { return s.Outage == scenario.OutageRefuse && r.Failed > 0 },
	"outage hang": func(s scenario.Scenario, r Result) bool {
		return s.Outage == scenario.OutageHang && r.Failed > 0 && r.TimedOut > 0
	},
	"budget ratio":    func(s scenario.Scenario, r Result) bool { return s.Budget == "ratio" && r.NotSent > 0 },
	"budget grpc":     func(s scenario.Scenario, r Result) bool { return s.Budget == "grpc" && r.NotSent > 0 },
	"budget aws":      func(s scenario.Scenario, r Result) bool { return s.Budget == "aws" && r.Wasted > 0 },
	"budget aws-js":   func(s scenario.Scenario, r Result) bool { return s.Budget == "aws-js" && r.Wasted > 0 },
	"budget aws-2026": func(s scenario.Scenario, r Result) bool { return s.Budget == "aws-2026" && r.Wasted > 0 },
	"budget concurrent": func(s scenario.Scenario, r Result) bool {
		return s.Budget == "concurrent" && r.GaveUp.Budget > 0
	},
	"breaker ratio":         func(s scenario.Scenario, r Result) bool { return s.Breaker == "ratio" && r.NotSent > 0 },
	"breaker consecutive":   func(s scenario.Scenario, r Result) bool { return s.Breaker == "consecutive" && r.NotSent > 0 },
	"breaker count":         func(s scenario.Scenario, r Result) bool { return s.Breaker == "count" && r.NotSent > 0 },
	"breaker retries":       func(s scenario.Scenario, r Result) bool { return s.Breaker == "retries" && r.NotSent > 0 },
	"throttle sre":          func(s scenario.Scenario, r Result) bool { return s.Throttle == "sre" && r.NotSent > 0 },
	"throttle aws-adaptive": func(s scenario.Scenario, r Result) bool { return s.Throttle == "aws-adaptive" && r.Rejected > 0 },
	"throttle bucket": func(s scenario.Scenario, r Result) bool {
		return s.Throttle == "bucket" && r.Attempts > countProcesses(s)*s.ThrottleBurst
	},
	"guards, an event for each answer": func(s scenario.Scenario, r Result) bool {
		return slices.ContainsFunc(Modes(s), func(m FleetMode) bool { return m.Fleet == r.Strategy && m.Mode == PerAnswer }) && r.Rejected+r.Failed > 0
	},
	"several guards": func(s scenario.Scenario, r Result) bool {
		return s.Budget != "none" && s.Breaker != "off" && r.NotSent > 0
	},
	"a process shared": func(s scenario.Scenario, r Result) bool {
		return s.Guarded() && s.Process > 1 && s.Clients > 1 && r.NotSent > 0
	},
	"crash, kept": func(s scenario.Scenario, r Result) bool {
		return s.Crash > 0 && s.CrashState == scenario.CrashKept && r.Requests > 0
	},
	"crash, lost": func(s scenario.Scenario, r Result) bool {
		return s.Crash > 0 && s.CrashState == scenario.CrashLost && r.Requests > 0
	},
	"crash, lost, with attempts handled together": func(s scenario.Scenario, r Result) bool {
		return s.CrashState == scenario.CrashLost && crashesAmid(s, r) && modeIn(s, r).batched()
	},
	"crash, lost, with an event an attempt": func(s scenario.Scenario, r Result) bool {
		return s.CrashState == scenario.CrashLost && crashesAmid(s, r) && modeIn(s, r) == PerAttempt
	},
	"crash, kept, with attempts handled together": func(s scenario.Scenario, r Result) bool {
		return s.CrashState == scenario.CrashKept && crashesAmid(s, r) && modeIn(s, r).batched()
	},
	"crash of a part": func(s scenario.Scenario, r Result) bool { return s.Crash > 0 && s.CrashShare < 1 && r.Requests > 1 },
	"crash, open": func(s scenario.Scenario, r Result) bool {
		return s.Crash > 0 && s.Population == scenario.PopulationOpen && r.Requests > 1
	},
	"crash, closed": func(s scenario.Scenario, r Result) bool {
		return s.Crash > 0 && s.Population == scenario.PopulationClosed && r.Requests > 1
	},
	"crash, guarded": func(s scenario.Scenario, r Result) bool { return s.Crash > 0 && s.Guarded() && r.Requests > 1 },
	"mixed fleet":    func(_ scenario.Scenario, r Result) bool { return len(r.Parts) > 1 && r.Attempts > r.Requests },
	"library": func(s scenario.Scenario, r Result) bool {
		return strings.HasPrefix(r.Strategy, "lib:") && r.Attempts > r.Requests
	},
	"whole client": func(_ scenario.Scenario, r Result) bool {
		return strings.HasPrefix(r.Strategy, "client:") && r.Attempts > r.Requests
	},
	"whole client in a mixed fleet": func(_ scenario.Scenario, r Result) bool {
		return strings.Contains(r.Strategy, "/client:") && r.Attempts > r.Requests
	},
	"two fleets":               func(s scenario.Scenario, _ Result) bool { return len(s.Strategies) > 1 },
	"horizon cuts off":         func(s scenario.Scenario, r Result) bool { return s.Horizon > 0 && r.Unfinished > 0 },
	"4,000 bins cut off":       func(s scenario.Scenario, r Result) bool { return s.Horizon == 0 && r.Unfinished > 0 },
	"bins became wider":        func(s scenario.Scenario, r Result) bool { return s.Bin == 0 && r.Bin > s.Widths()[0] },
	"not all outcomes retried": func(s scenario.Scenario, r Result) bool { return len(s.RetryOn) < 4 && r.GaveUp.NotRetried > 0 },
	"three waves": func(_ scenario.Scenario, r Result) bool {
		return len(r.Waves) == 3 && r.Waves[0].Retries > r.Waves[2].Retries
	},
	"a client twice in a wave": func(_ scenario.Scenario, r Result) bool {
		return len(r.Waves) > 0 && r.Waves[0].Clients < r.Waves[0].Retries
	},
	"a later wave": func(_ scenario.Scenario, r Result) bool { return r.Later.Retries > 1 },
	"a herd index": func(_ scenario.Scenario, r Result) bool { return r.HerdWidth > 0 },
	"95 % done, once": func(s scenario.Scenario, r Result) bool {
		return r.HasDone95 && s.Population == scenario.PopulationOnce
	},
	"95 % done, others": func(s scenario.Scenario, r Result) bool {
		return r.HasDone95 && s.Population != scenario.PopulationOnce
	},
	"recovered later": func(s scenario.Scenario, r Result) bool {
		return r.Recovery > 0 && s.Population != scenario.PopulationOnce
	},
	"recovered":               func(_ scenario.Scenario, r Result) bool { return r.Recovered },
	"never recovered":         func(_ scenario.Scenario, r Result) bool { return r.HasTrigger && !r.Recovered },
	"longer than ten minutes": func(s scenario.Scenario, r Result) bool { return lasts(s, r) > 10*time.Minute },
	"longer than an hour":     func(s scenario.Scenario, r Result) bool { return lasts(s, r) > time.Hour },
	"delays above a minute": func(_ scenario.Scenario, r Result) bool {
		return r.Attempts > r.Requests && r.Completion.Max() > 5*time.Minute
	},
}

// startsLate is of the parts of a mix of which one starts after others.
func startsLate(in scenario.Population) func(scenario.Scenario, Result) bool {
	return func(s scenario.Scenario, r Result) bool {
		return s.Population == in && len(r.Parts) > 1 && s.LatestStart() > 0 && r.Requests > 1
	}
}

func limitedBy(limiter string) func(scenario.Scenario, Result) bool {
	return func(s scenario.Scenario, r Result) bool {
		return s.Limiter == limiter && (r.Rejected > 0 || limiter == "leaky-bucket") && r.Successes > 0
	}
}

func tellsAfter(what scenario.RetryAfterHint) func(scenario.Scenario, Result) bool {
	return func(s scenario.Scenario, r Result) bool {
		return s.RetryAfter == what && s.Honour != "ignore" && r.Rejected > 0
	}
}

func obeys(rule string) func(scenario.Scenario, Result) bool {
	return func(s scenario.Scenario, r Result) bool {
		return s.Honour == rule && s.RetryAfter != scenario.AfterNone && r.Rejected > 0
	}
}

func serves(dist string) func(scenario.Scenario, Result) bool {
	return func(s scenario.Scenario, r Result) bool {
		return s.ServiceDist == dist && s.Service > 0 && r.QueueWait.Count() > 0
	}
}

// crashesAmid is of runs that go on after a crash.
func crashesAmid(s scenario.Scenario, r Result) bool {
	return s.Crash > 0 && r.Attempts > r.Requests && r.LastSuccess > s.Crash+s.Restart
}

// modeIn is how the fleet of a result was simulated.
func modeIn(s scenario.Scenario, r Result) Mode {
	all := Modes(s)
	return all[slices.IndexFunc(all, func(m FleetMode) bool { return m.Fleet == r.Strategy })].Mode
}

func queues(r Result) bool { return r.QueueWait.Max() > 0 }

func lasts(s scenario.Scenario, r Result) time.Duration {
	return time.Duration(len(r.Columns.Open)) * r.Bin
}

// canonical is a fleet as a link writes it.
func canonical(fleet string) string {
	f, _ := scenario.FieldNamed("strategies")
	s := scenario.Default()
	if err := f.Set(&s, fleet); err != nil {
		panic(err)
	}
	return s.Strategies[0]
}

// valueOf is a field of a scenario as links write it.
func valueOf(s scenario.Scenario, field string) string {
	f, _ := scenario.FieldNamed(field)
	return f.Format(s)
}
