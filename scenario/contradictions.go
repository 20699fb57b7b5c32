package scenario

import (
	"fmt"
	"slices"
	"strings"

	"backofflab/internal/format"
	"backofflab/limit"
	"backofflab/retry"
)

// contradictions lists what is wrong between fields that are each in range. The
// field that is named is the one to change; the others are in the message.
func (s Scenario) contradictions() FieldErrors {
	var problems FieldErrors
	refuse := func(wrong bool, name, message string, args ...any) {
		if wrong {
			f, _ := FieldNamed(name)
			problems = append(problems, FieldError{name, clip(f.Format(s)), fmt.Sprintf(message, args...)})
		}
	}
	kind, _ := s.Limits()
	refuse(kind.Window && limit.WindowQuota(s.Rate, s.Window) < 1,
		"window", "Enter a longer window: it must hold at least one request at a rate of %s/s.", format.Exact(s.Rate))
	refuse(kind.Burst && !kind.Tokens && s.Cost > s.Burst,
		"cost", "Enter no more than the burst (burst), which is %s, or no request would ever be admitted.", format.Count(s.Burst))
	refuse(kind.Window && s.Cost > 1 && s.Cost > limit.WindowQuota(s.Rate, s.Window),
		"cost", "Enter no more than a window holds (rate × window), which is %s, or no request would ever be admitted.", format.Count(limit.WindowQuota(s.Rate, s.Window)))
	if _, most := s.Costs(); most > s.Cost {
		const message = "Give no part a cost above %s, which is %s, or none of its requests would ever be admitted."
		refuse(kind.Burst && !kind.Tokens && most > s.Burst, "strategies", message, "the burst (burst)", format.Count(s.Burst))
		refuse(kind.Window && most > limit.WindowQuota(s.Rate, s.Window), "strategies", message, "what a window holds (rate × window)", format.Count(limit.WindowQuota(s.Rate, s.Window)))
	}
	refuse(kind.Tokens && s.Tokens > s.TokensPerMinute,
		"tokens", "Enter no more than the tokens per minute (tokens-per-minute), which are %s, or no request would ever be admitted.", format.Count(s.TokensPerMinute))

	refuse(kind.Tokens && s.OutputPerMinute > 0 && s.OutputTokens > s.OutputPerMinute,
		"output-tokens", "Enter no more than the output tokens per minute (output-per-minute), which are %s, or no request would ever be admitted.", format.Count(s.OutputPerMinute))
	refuse(kind.Measures && s.AIMDMost < s.AIMDLeast,
		"aimd-most", "Enter no less than the least limit (aimd-least), which is %s.", format.Count(s.AIMDLeast))
	refuse(kind.Measures && s.AIMDLeast <= s.AIMDMost && (s.Concurrency < s.AIMDLeast || s.Concurrency > s.AIMDMost),
		"concurrency", "Enter a limit to begin with between the least and the largest (aimd-least, aimd-most), which are %s and %s.", format.Count(s.AIMDLeast), format.Count(s.AIMDMost))
	open := s.Population == PopulationOpen
	refuse(open && s.Spike != 1 && s.SpikeTo <= s.SpikeFrom,
		"spike-to", "Enter a time after the spike begins (spike-from), which is at %s.", format.Span(s.SpikeFrom))
	refuse(open && s.Spike != 1 && s.SpikeFrom >= s.Duration,
		"spike-from", "Enter a time before the end of the requests (duration), which is at %s.", format.Span(s.Duration))
	refuse(s.Fail > 0 && (s.FailFrom > 0 || s.FailTo > 0) && s.FailTo <= s.FailFrom,
		"fail-to", "Enter a time after the failures begin (fail-from), which is at %s.", format.Span(s.FailFrom))
	refuse(s.Outage != OutageNone && s.OutageTo <= s.OutageFrom,
		"outage-to", "Enter a time after the outage begins (outage-from), which is at %s.", format.Span(s.OutageFrom))
	refuse(s.Outage == OutageHang && s.waitsForever(),
		"timeout", "Enter a timeout, for example 1s: in an outage that hangs, a client without one waits forever.")
	refuse(s.Brownout < 1 && s.BrownoutTo <= s.BrownoutFrom,
		"brownout-to", "Enter a time after the brownout begins (brownout-from), which is at %s.", format.Span(s.BrownoutFrom))
	refuse(s.Brownout < 1 && s.MeanService() == 0 && s.Slope == 0,
		"service", "Enter a service time above 0s: a brownout slows it down.")
	refuse(s.RejectionsCost() && !s.working(),
		"service", "Enter a service time above 0s: rejections cost time of its servers (refusal-cost).")

	for _, strategy := range s.Layered() {
		calls := s.Calls(strategy)
		refuse(calls > MaxCalls,
			"strategies", "Give the layers fewer attempts: in %s they multiply to %s calls a request, and at most %s are simulated.", FleetName(strategy), format.Count(calls), format.Count(MaxCalls))
	}

	s.refuseHedges(refuse)

	if s.Population != PopulationOpen {
		firstArrival, sum := s.LatestStart()+s.Spread+s.Latency, "spread + latency"
		if s.LatestStart() > 0 {
			sum = "start + " + sum
		}
		refuse(s.Horizon > 0 && s.Horizon <= firstArrival,
			"horizon", "Enter a time after the first attempt of the last client arrives (%s), which is at %s.", sum, format.Span(firstArrival))
		refuse(s.Bin > 0 && MaxBins*s.Bin <= firstArrival,
			"bin", "Enter a longer time: %s must reach past the first attempt of the last client (%s), which arrives at %s.", format.Plural(MaxBins, "bin"), sum, format.Span(firstArrival))
	}
	return problems
}

// refuseHedges refuses what hedges are not simulated with.
func (s Scenario) refuseHedges(refuse func(wrong bool, name, message string, args ...any)) {
	hedged, hedges := s.Hedged(), "hedge"
	if s.Hedge == 0 && s.HedgePercentile == 0 { // they are settings of a strategy
		hedges = "strategies"
	}
	refuse(len(hedged) > 0 && s.Crash > 0, hedges, "Let no clients crash (crash) beside hedges: that is not simulated yet.")
	refuse(len(hedged) > 0 && s.Limiter == "optimistic-lock",
		hedges, "Choose another limiter than optimistic-lock beside hedges: two copies of a write would contend with each other.")
	for _, strategy := range hedged {
		guarded := slices.ContainsFunc(s.layers(strategy), func(of Scenario) bool { return of.guards().Some() })
		refuse(guarded, hedges, "Choose no budget, breaker, throttle or bound on attempts in flight for %s beside hedges: whether a copy asks it is not settled here yet.", FleetName(strategy))
		refuse(strings.Contains(strategy, ">"), hedges, "Hedge no requests of layers: which layer of %s would send the copies is not settled here yet.", FleetName(strategy))
	}
}

// waitsForever reports whether any client waits any time for an answer.
func (s Scenario) waitsForever() bool {
	for _, fleet := range s.Strategies {
		parts, _ := Shares(fleet)
		for _, part := range parts {
			if !s.stopsWaiting(part.Strategy) {
				return true
			}
		}
	}
	return false
}

// stopsWaiting reports whether any layer of a strategy bounds the wait for an answer.
func (s Scenario) stopsWaiting(strategy string) bool {
	return slices.ContainsFunc(s.Policies(strategy), func(p retry.Policy) bool { return p.Timeout > 0 || p.Total > 0 })
}

// working reports whether serving takes time, or may.
func (s Scenario) working() bool { return s.MeanService() > 0 || s.Slope > 0 }

// Stepwise reports whether what one client learns, and when, matters to others, or a
// crash may come between.
func (s Scenario) Stepwise() bool { return s.Guarded() || s.Crash > 0 }
