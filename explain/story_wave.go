package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"backofflab/retry/library"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// minWave is how many clients make a wave worth telling of.
const minWave = 5

// worst is a result's largest wave; one of no retries where nobody came back.
func worst(r sim.Result) metrics.Wave {
	if len(r.Waves) == 0 {
		return metrics.Wave{}
	}
	return r.Waves[0]
}

// tellWave tells of the wave of the most retries, what it is beside the capacity, and
// where it comes from if that can be shown.
func tellWave(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	_, high := extremes(results, func(r sim.Result) float64 { return float64(worst(r).Retries) })
	w := worst(high)
	alike := those(results, func(r sim.Result) bool { return worst(r) == w })
	place := Place{inLoad, keysOf(alike), w.From, w.To}
	switch {
	case w.Retries == 0:
		return Sentence{"Nobody came back: no retry reached the service.", Place{inLoad, keysOf(results), 0, length(high)}}, true
	case w.Clients < minWave && w.Retries < 2*minWave:
		text := fmt.Sprintf("No herd: at most %s reached the service within %s, under any strategy", retries(w.Retries), Span(sim.HerdWindow))
		if len(results) == 1 {
			text = fmt.Sprintf("No herd: at most %s reached the service within %s", retries(w.Retries), Span(sim.HerdWindow))
		}
		return Sentence{text + ".", place}, true
	}
	from := "from as many clients"
	if w.Clients != w.Retries {
		from = "from " + count(w.Clients, "client")
	}
	text := fmt.Sprintf("The worst wave: at %s %s %s reached the service within %s under %s",
		early(w.From), retries(w.Retries), from, Span(sim.HerdWindow), under(alike, results))
	n, room := float64(w.Retries), s.Capacity()*sim.HerdWindow.Seconds()
	switch {
	case room <= 0 || n <= room:
	case room < 1:
		text += fmt.Sprintf(", as many as the capacity serves in %s", Seconds(time.Duration(n/s.Capacity()*float64(time.Second))))
	default:
		text += fmt.Sprintf(", %s times what the capacity serves in that time", multiple(n/room))
	}
	origin := cause(s, high, w)
	if slices.ContainsFunc(alike, func(r sim.Result) bool { return cause(s, r, w) != origin }) {
		origin = "" // the same moment for different reasons
	}
	return Sentence{text + "." + origin, place}, true
}

// tellCalm tells of the fleet whose worst wave is the smallest, where it is much
// smaller than the largest.
func tellCalm(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	low, high := extremes(results, func(r sim.Result) float64 { return float64(worst(r).Retries) })
	least, most := worst(low), worst(high)
	if most.Clients < minWave || least.Retries*3 > most.Retries*2 {
		return Sentence{}, false
	}
	calm := those(results, func(r sim.Result) bool { return worst(r).Retries == least.Retries })
	place := Place{inLoad, keysOf(calm), least.From, least.To}
	name := capital(names(keysOf(calm)))
	if least.Retries == 0 {
		return Sentence{"No retry reached the service under " + names(keysOf(calm)) + ".", Place{inLoad, keysOf(calm), 0, length(low)}}, true
	}
	return Sentence{fmt.Sprintf("%s %s calmest: never more than %s within %s.",
		name, be(len(calm)), retries(least.Retries), Span(sim.HerdWindow)), place}, true
}

func be(n int) string {
	if n == 1 {
		return "is the"
	}
	return "are the"
}

func retries(n int) string {
	if n == 1 {
		return "1 retry"
	}
	return figure(int64(n)) + " retries"
}

// early writes a moment: one of the first second in milliseconds.
func early(d time.Duration) string {
	if d < time.Second {
		return Seconds(d)
	}
	return Moment(d)
}

// multiple writes a multiple: "2.4", "180".
func multiple(x float64) string {
	if x < 10 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return figure(int64(x + 0.5))
}

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
	kind, _ := s.Limits()
	told := s.RetryAfter == scenario.AfterWindow || s.RetryAfter == scenario.AfterConstant ||
		s.RetryAfter != scenario.AfterNone && kind.Rate && !kind.Tokens && !kind.Lock
	if s.Honour != "honour" || s.HonourLimit > 0 || !told || s.Stepwise() || r.Failed+r.TimedOut+r.NotSent+r.Dropped > 0 {
		return ""
	}
	text := "Every one of them had waited exactly the Retry-After that it was told, without jitter"
	if edge := w.From / s.Window * s.Window; kind.Edges && edge > 0 && w.From-edge <= sim.HerdWindow+10*s.Latency {
		text += ", and the window had opened at " + Moment(edge)
	}
	return text + "."
}

// causeRestart: the clients that had crashed came back together, and the wave holds
// the moment of their first retry after it.
func causeRestart(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	if s.Crash == 0 || !s.SteadyNetwork() || float64(w.Clients) < s.CrashShare*float64(s.Clients)/2 {
		return ""
	}
	back := s.Crash + s.Restart
	at, what := back+s.Latency, "retries"
	if s.CrashState == scenario.CrashLost {
		delays, same := sameDelays(s, r.Strategy, 1)
		if !same {
			return ""
		}
		at, what = back+delays[0]+3*s.Latency, "first retries, one delay of "+Span(delays[0])+" later,"
	}
	if at < w.From || at > w.To {
		return ""
	}
	return fmt.Sprintf("In it are the %s of the clients that had restarted together at %s.", what, Moment(back))
}

// causeNoWait: a fleet without delay asks as often as it is answered.
func causeNoWait(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	if r.Strategy != "immediate" || w.Retries <= w.Clients || s.Throttled() || s.Obeys() {
		return ""
	}
	return fmt.Sprintf("It does not wait: in that time a client came back %s times on average.", multiple(float64(w.Retries)/float64(w.Clients)))
}

// causeSameDelay: clients that began together, whose every answer came at once, and
// that waited the same. Where the wave lies between the first and the last of them
// after so many delays, and no other number of delays leads there, that is where it
// comes from.
func causeSameDelay(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	kind, _ := s.Limits()
	if s.Population != scenario.PopulationOnce || kind.Lock || s.Obeys() || s.Guarded() || s.QueueTimeout > 0 || r.TimedOut+r.Dropped > 0 || s.Crash > 0 && w.To >= s.Crash {
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
		began = fmt.Sprintf("All of them had begun within %s of each other", Span(sim.HerdWindow))
	}
	return fmt.Sprintf("%s and waited the same %s, without jitter.", began, waited(s, delays[:found]))
}

// waited puts delays into words: "1 s", "1 s and 2 s", "7 delays, 31 s in all".
func waited(s scenario.Scenario, delays []time.Duration) string {
	if len(delays) > 3 {
		sum := time.Duration(0)
		for _, d := range delays {
			sum += d
		}
		text := fmt.Sprintf("%d delays, %s in all", len(delays), Seconds(sum))
		if last := delays[len(delays)-1]; last == s.Cap {
			text += ", the last the cap of " + Span(s.Cap)
		}
		return text
	}
	words := make([]string, len(delays))
	for i, d := range delays {
		words[i] = Span(d)
	}
	return listed(words)
}

// sameDelays are the first delays of a fleet, at most n, as far as they are the same
// for all of its clients, and whether all n are.
func sameDelays(s scenario.Scenario, fleet string, n int) ([]time.Duration, bool) {
	_, one := library.Lookup(fleet)
	if !one {
		return nil, false // a mix
	}
	strategy := s.Policy(fleet).Strategy
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

// causeTrigger: a trigger that was on during the whole wave, or over shortly before.
func causeTrigger(s scenario.Scenario, _ sim.Result, w metrics.Wave) string {
	triggers := triggers(s)
	for _, t := range triggers {
		if w.From >= t.from && w.To <= t.to {
			return fmt.Sprintf("At that time %s.", t.during)
		}
	}
	slices.SortFunc(triggers, func(a, b trouble) int { return cmp.Compare(b.to, a.to) })
	for _, t := range triggers {
		if gap := w.From - t.to; gap >= 0 && gap <= max(4*s.Bin, s.Cap) {
			return fmt.Sprintf("That is %s after the end of the %s.", Seconds(gap), t.name)
		}
	}
	return ""
}

// trouble is a trigger with words for it.
type trouble struct {
	name, during string
	from, to     time.Duration
}

// triggers are the times at which something goes wrong.
func triggers(s scenario.Scenario) []trouble {
	var all []trouble
	if s.Outage != scenario.OutageNone {
		during := "the service was down"
		if s.Outage == scenario.OutageHang {
			during = "the service answered nobody"
		}
		all = append(all, trouble{"outage", during, s.OutageFrom, s.OutageTo})
	}
	if s.Brownout < 1 {
		all = append(all, trouble{"brownout", "the service worked at " + percent(s.Brownout) + " of its speed", s.BrownoutFrom, s.BrownoutTo})
	}
	if s.Population == scenario.PopulationOpen && s.Spike > 1 {
		all = append(all, trouble{"spike", scenario.FormatDecimal(s.Spike) + " times as many requests began", s.SpikeFrom, s.SpikeTo})
	}
	if s.Crash > 0 {
		all = append(all, trouble{"crash", "the clients that had crashed were down", s.Crash, s.Crash + s.Restart})
	}
	return all
}
