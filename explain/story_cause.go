package explain

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// cause says where a wave comes from, in a sentence of its own. What is said follows
// from the scenario together with a check on the wave; else it is "".
func cause(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	for _, of := range []func(scenario.Scenario, sim.Result, metrics.Wave) string{causeHint, causeRestart, causeNoWait, causeSameDelay, causeTrigger} {
		if text := of(s, r, w); text != "" {
			return " " + text
		}
	}
	return ""
}

// causeHint: where every retry follows a rejection and the rule is to wait exactly
// what it says, every retry of the wave has done so.
func causeHint(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	if mixesRules(r) || len(scenario.Layers(r.Strategy)) > 1 {
		return "" // each part, or layer, has a rule of its own
	}
	s = s.For(r.Strategy)
	kind, _ := s.Limits()
	exact := s.RetryAfter == scenario.AfterWindow || s.RetryAfter == scenario.AfterConstant ||
		s.RetryAfter != scenario.AfterNone && kind.Rate && !kind.Tokens && !kind.Lock && s.Bound() == 0
	if s.Honour != "honour" || s.HonourLimit > 0 || s.RetryAfterJitter > 0 || !exact || s.Stepwise() || r.Failed+r.TimedOut+r.NotSent+r.Dropped > 0 {
		return ""
	}
	text := "Every one of them had waited exactly the Retry-After that it was told, without jitter"
	if edge := w.From / s.Window * s.Window; kind.Edges && edge > 0 && w.From-edge <= sim.HerdWindow+10*s.Latency {
		text += ", and the window had opened at " + format.Moment(edge)
	}
	return text + "."
}

// causeRestart: the clients that had crashed came back together, and the wave holds
// the moment of their first retry after it.
func causeRestart(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	if crashed := s.CrashShare * float64(s.Clients); s.Crash == 0 || !s.SteadyNetwork() || crashed < float64(w.Clients)/2 || float64(w.Clients) < crashed/2 {
		return ""
	}
	back := s.Crash + s.Restart
	at, what := back+s.Latency, "retries"
	if s.CrashState == scenario.CrashLost {
		delays, same := sameDelays(s, r.Strategy, 1)
		if !same {
			return ""
		}
		at, what = back+delays[0]+3*s.Latency, "first retries, one delay of "+format.Span(delays[0])+" later,"
	}
	if at < w.From || at > w.To {
		return ""
	}
	return fmt.Sprintf("In it are the %s of the clients that had restarted together at %s.", what, format.Moment(back))
}

// causeNoWait: a fleet without delay asks as often as it is answered.
func causeNoWait(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	if r.Strategy != "immediate" || w.Retries <= w.Clients || s.Throttled() || s.Obeys() {
		return ""
	}
	return fmt.Sprintf("It does not wait: in that time a client retried %s times on average.", format.Multiple(float64(w.Retries)/float64(w.Clients)))
}

// causeSameDelay: clients that began together, whose every answer came at once, and
// that waited the same. Where the wave lies between the first and the last of them
// after so many delays, and no other number of delays leads there, that is where it
// comes from.
func causeSameDelay(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	kind, _ := s.Limits()
	if s.Population != scenario.PopulationOnce || kind.Lock || s.Obeys() || s.Guarded() || s.QueueTimeout > 0 || s.RejectionsCost() || r.TimedOut+r.Dropped > 0 || s.Crash > 0 && s.CrashShare > 0 && w.To >= s.Crash+s.Restart {
		return ""
	}
	noise := 4 * s.LatencySD // of one way; a normal draw is nearly never further off
	if !s.SteadyNetwork() && (s.Network != "normal" || noise > s.Latency) {
		return ""
	}
	if s.SteadyNetwork() {
		noise = 0
	}
	delays, _ := sameDelays(s, r.Strategy, min(s.Attempts-1, 200))
	sum, found := time.Duration(0), 0
	for k := 1; k <= len(delays); k++ {
		sum += delays[k-1]
		ways := time.Duration(2*k + 1)
		low, high := sum+ways*(s.Latency-noise), sum+ways*(s.Latency+noise)+s.Spread
		switch {
		case low > w.To:
			k = len(delays)
		case high < w.From:
		case w.From < low || w.To > high || found > 0:
			return ""
		default:
			found = k
		}
	}
	if found == 0 || len(delays) == found && found < s.Attempts-1 && found < 200 {
		return "" // none, or what follows is drawn and might be there too
	}
	began := "All of them had begun at once"
	if s.Spread > 0 {
		began = fmt.Sprintf("All of them had begun within %s of each other", format.Span(sim.HerdWindow))
	}
	if slices.Max(delays[:found]) == 0 {
		return began + " and never waited."
	}
	return fmt.Sprintf("%s and waited the same %s.", began, waited(s, delays[:found]))
}

// waited puts delays into words: "1 s", "1 s and 2 s", "7 delays, 31 s in all".
func waited(s scenario.Scenario, delays []time.Duration) string {
	if len(delays) > 3 {
		sum := time.Duration(0)
		for _, d := range delays {
			sum += d
		}
		text := fmt.Sprintf("%s, %s in all", format.Plural(len(delays), "delay"), format.Elapsed(sum))
		if last := delays[len(delays)-1]; last == s.Cap {
			text += ", the last the cap of " + format.Span(s.Cap)
		}
		return text
	}
	if n := len(delays); n > 1 && delays[0] == delays[n-1] {
		return fmt.Sprintf("%s of %s, %s in all", format.Plural(n, "delay"), format.Span(delays[0]), format.Elapsed(time.Duration(n)*delays[0]))
	}
	words := make([]string, len(delays))
	for i, d := range delays {
		words[i] = format.Span(d)
	}
	return format.List(words)
}

// sameDelays are the first delays of a fleet, at most n, as far as they are the same
// for all of its clients, and whether all n are.
func sameDelays(s scenario.Scenario, fleet string, n int) ([]time.Duration, bool) {
	_, ok := scenario.KindOf(fleet)
	if !ok {
		return nil, false // a mix
	}
	policy := s.Policy(fleet)
	if policy.Rejected != nil {
		return nil, false // they depend on what went wrong
	}
	strategy := policy.Strategy
	var delays []time.Duration
	var memory time.Duration
	for k := 1; k <= n; k++ {
		low, next := strategy.Delay(k, memory, 0)
		high, _ := strategy.Delay(k, memory, 0.999999)
		middle, _ := strategy.Delay(k, memory, 0.5)
		if low != high || low != middle {
			return delays, false
		}
		delays, memory = append(delays, low), next
	}
	return delays, true
}

// causeTrigger: a disturbance that was on during the whole wave, or over shortly before. A
// crash sends nobody while it lasts, and is behind a wave only if many of it had crashed.
func causeTrigger(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	if inOutage(s, w) {
		return "" // which is told in place of its size
	}
	all := slices.DeleteFunc(disturbances(s, r), func(d scenario.Disturbance) bool {
		return d.Kind == scenario.DisturbanceCrash && (w.From < d.To || s.CrashShare*float64(s.Clients) < float64(w.Clients)/2)
	})
	for _, d := range all {
		if w.From >= d.From && w.To <= d.To && d.Kind != scenario.DisturbanceCrash { // who is down sends none
			if words := during(s, d.Kind); words != "" {
				return fmt.Sprintf("At that time %s.", words)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b scenario.Disturbance) int { return cmp.Compare(b.To, a.To) })
	for _, d := range all {
		if gap := w.From - d.To; gap >= 0 && gap <= max(4*r.Bin, s.Cap) {
			when := format.Elapsed(gap) + " after"
			if gap == 0 {
				when = "right after"
			}
			return fmt.Sprintf("That is %s %s.", when, itsEnd(d))
		}
	}
	return ""
}

// during says what a disturbance of a scenario does while it lasts; "" for a kind that it
// does not know.
func during(s scenario.Scenario, kind scenario.DisturbanceKind) string {
	switch kind {
	case scenario.DisturbanceOutage:
		if s.Outage == scenario.OutageHang {
			return "the service answered nobody"
		}
		return "the service was down"
	case scenario.DisturbanceBrownout:
		return "the service worked at " + format.Share(s.Brownout) + " of its speed"
	case scenario.DisturbanceSpike:
		return format.Multiple(s.Spike) + " times as many requests began"
	case scenario.DisturbanceCrash:
		return "the clients that had crashed were down" // never the cause of a wave
	case scenario.DisturbanceFailures:
		if s.FailRun > 0 {
			return "the service failed in spells"
		}
		return format.Share(s.Fail) + " of the attempts failed with 503"
	}
	return "" // a kind that nobody has put into words yet
}
