package explain

import (
	"fmt"
	"math"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// minWave is the least size of a wave, in clients, that is a finding, unless it is all who
// wait.
const minWave = 5

// worst is a result's largest wave; one of no retries where nobody came back.
func worst(r sim.Result) metrics.Wave {
	if len(r.Waves) == 0 {
		return metrics.Wave{}
	}
	return r.Waves[0]
}

// size is how many retries a fleet's largest wave has.
func size(r sim.Result) float64 { return float64(worst(r).Retries) }

// minLater is the least size, as a part of the largest wave, of a later one that is told in
// its place: the first burst, in which all fleets are much alike, is only the beginning.
const minLater = 0.25

// telling is the wave of each fleet that the finding is about: of those after the first
// burst, where they are herds, and how it is called.
func telling(s scenario.Scenario, results []sim.Result) (wave func(sim.Result) metrics.Wave, called string) {
	_, high := extremes(results, size)
	later := func(r sim.Result) metrics.Wave { return r.Later }
	_, late := extremes(results, func(r sim.Result) float64 { return float64(r.Later.Retries) })
	switch {
	case s.Arrives(), late.Later == worst(high):
	case herd(s, late, late.Later) && float64(late.Later.Retries) >= minLater*size(high):
		return later, "biggest wave after the first burst"
	}
	return worst, "biggest wave"
}

// findWave is about the wave of the most retries, against what the service admits in that
// time, and its cause if that can be shown.
func findWave(s scenario.Scenario, results []sim.Result) (Sentence, bool) {
	wave, called := telling(s, results)
	_, high := extremes(results, func(r sim.Result) float64 { return float64(wave(r).Retries) })
	w := wave(high)
	alike := filter(results, func(r sim.Result) bool { return wave(r) == w })
	place := Place{inLoad, keysOf(alike), w.From, w.To}
	if w.Retries == 0 {
		place.To = length(high)
		return Sentence{Text: "no retry reached the service.", Place: place, Short: "no retry reached the service", Spot: place}, true
	}
	if text := calm(s, results); text != "" {
		short := fmt.Sprintf("no herds: at most %s in %s", format.Plural(worst(high).Retries, "retry"), format.Span(sim.HerdWindow))
		return Sentence{Text: text + ".", Place: place, Short: short, Spot: place}, true
	}
	text := fmt.Sprintf("%s: %s %s within %s, at %s", called, format.Plural(w.Retries, "retry"), from(high, w), format.Span(sim.HerdWindow), format.Moment(w.From))
	if len(results) > 1 {
		text += ", " + with(alike, results)
		equal := filter(results, func(r sim.Result) bool {
			return wave(r) != w && wave(r).Retries == w.Retries && wave(r).Clients == w.Clients
		})
		if len(equal) > 0 {
			text += ", and one as big " + withFleets(keysOf(equal)...)
		}
	}
	text += overload(s, high, w)
	origin := cause(s, high, w)
	for _, r := range alike {
		if cause(s, r, w) != origin {
			origin = "" // the same moment for different reasons
		}
	}
	return Sentence{Text: text + "." + origin, Place: place, Short: subject(alike, results) + shortWave(s, alike, w), Spot: place}, true
}

// from says whose the retries of a wave are: "from all 3 clients that were waiting".
func from(r sim.Result, w metrics.Wave) string {
	switch {
	case everybody(r, w) && w.Clients == w.Retries && w.Clients > 2:
		return fmt.Sprintf("from all %s that were waiting", format.Plural(w.Clients, "client"))
	case w.Clients == w.Retries:
		return format.Verb(w.Clients, "from one client", "from as many clients")
	}
	return "from " + format.Plural(w.Clients, "client")
}

// everybody reports whether all clients with a request under way are in a wave.
func everybody(r sim.Result, w metrics.Wave) bool {
	i := int(w.From / r.Bin)
	return i > 0 && i < len(r.Columns.Open) && r.Columns.Open[i-1] == w.Clients && r.Columns.Begun[i] == 0
}

// mostOf reports whether a wave is of most clients with a request under way, and they are more
// than two.
func mostOf(r sim.Result, w metrics.Wave) bool {
	i, c := int(w.From/r.Bin), r.Columns
	if i >= len(c.Open) || w.Clients < 3 {
		return false
	}
	waiting := c.Open[i] + c.Completed[i] // at most, like what was there before
	if i > 0 {
		waiting = min(waiting, c.Open[i-1]+c.Begun[i])
	}
	return 2*w.Clients > waiting
}

// herd reports whether a wave is more than the service can take, and more than a few of
// those who wait.
func herd(s scenario.Scenario, r sim.Result, w metrics.Wave) bool {
	few := w.Clients < minWave && w.Retries < 2*minWave && !mostOf(r, w)
	return !few && !taken(s, r, w)
}

// taken reports whether the service took all that came in the bins of a wave, and could.
func taken(s scenario.Scenario, r sim.Result, w metrics.Wave) bool {
	most := s.AdmittedWithin(sim.HerdWindow)
	if math.IsInf(most, 1) || float64(w.Retries) > most {
		return false
	}
	for i := int(w.From / r.Bin); i <= min(int(w.To/r.Bin), len(r.Columns.Attempts)-1); i++ {
		if r.Columns.Rejected[i]+r.Columns.Failed[i] > 0 {
			return false
		}
	}
	return true
}

// calm is said where no fleet has a herd; "" where one has.
func calm(s scenario.Scenario, results []sim.Result) string {
	for _, r := range results {
		if herd(s, r, worst(r)) {
			return ""
		}
	}
	_, high := extremes(results, size)
	text := "no herd"
	if len(results) > 1 {
		text += " with any strategy"
	}
	text += fmt.Sprintf(": at most %s reached the service within %s", format.Plural(worst(high).Retries, "retry"), format.Span(sim.HerdWindow))
	if w := worst(high); w.Clients >= minWave && taken(s, high, w) && inTime(s, high, w) {
		text += ", and it took them all"
	}
	return text
}

// inTime reports whether no attempt of the bins of a wave was given up by its client or let
// go by the service.
func inTime(s scenario.Scenario, r sim.Result, w metrics.Wave) bool {
	if r.Dropped > 0 {
		return false
	}
	for i := int(w.From / r.Bin); i <= min(int((w.To+s.Timeout)/r.Bin), len(r.Columns.TimedOut)-1); i++ {
		if r.Columns.TimedOut[i] > 0 {
			return false
		}
	}
	return true
}

// overload compares a wave with what the service admits in that time: the quota of a
// window, or what a rate and servers allow.
func overload(s scenario.Scenario, r sim.Result, w metrics.Wave) string {
	kind, params := s.Limits()
	n, room := float64(w.Retries), s.Capacity()*sim.HerdWindow.Seconds()
	if inOutage(s, w) {
		return ": " + during(s, scenario.DisturbanceOutage)
	}
	if s.Outage != scenario.OutageNone && w.To >= s.OutageFrom && w.From < s.OutageTo {
		return "" // for a part of it the service could keep up with nobody
	}
	if kind.Window {
		quota := float64(kind.AtOnce(params))
		if n <= quota {
			return noneTaken(r, w)
		}
		return fmt.Sprintf(": %s times what a window of %s admits", format.Multiple(n/quota), format.Span(s.Window))
	}
	switch {
	case room <= 0 || n <= room:
		return ""
	case room < 1:
		return fmt.Sprintf(": the service takes %s for so many", format.Elapsed(time.Duration(n/s.Capacity()*float64(time.Second))))
	}
	return fmt.Sprintf(": %s times what the service can keep up with in that time", format.Multiple(n/room))
}

// inOutage reports whether a wave comes while the service answers nobody.
func inOutage(s scenario.Scenario, w metrics.Wave) bool {
	return s.Outage != scenario.OutageNone && w.From >= s.OutageFrom && w.To <= s.OutageTo
}

// noneTaken says that the service served none of a wave, where it served none in its bins.
func noneTaken(r sim.Result, w metrics.Wave) string {
	for i := int(w.From / r.Bin); i <= min(int(w.To/r.Bin), len(r.Columns.Accepted)-1); i++ {
		if r.Columns.Accepted[i] > 0 {
			return ""
		}
	}
	return ": the service took none of them"
}

// findCalmest is about the fleets whose largest wave after the first burst is the smallest,
// of those that lost the fewest, as far as the verdict tells, where it is much smaller than
// the largest of them.
func findCalmest(s scenario.Scenario, found experiment.Outcome) (Sentence, bool) {
	retries := func(r sim.Result) float64 { return float64(r.Later.Retries) }
	group := fewestLost(found.Results)
	_, high := extremes(group, retries)
	calmest := ahead(found, experiment.ByWaves, group, retries)
	if len(calmest) == 0 || calmest[0].Successes == 0 || !herd(s, high, high.Later) {
		return Sentence{}, false // no difference, or all is quiet because nobody got anything
	}
	least, most := extremes(calmest, retries)
	if retries(least) == 0 || retries(most)*3 > retries(high)*2 || most.Later.Clients >= minWave && mostOf(most, most.Later) {
		return Sentence{}, false // over by then, as large, or all of a fleet that is nearly over
	}
	place := Place{inLoad, keysOf(calmest), most.Later.From, most.Later.To}
	never := fmt.Sprintf("never more than %s within %s", format.Plural(most.Later.Retries, "retry"), format.Span(sim.HerdWindow))
	burst := " after the first burst"
	if s.Arrives() {
		burst = ""
	}
	text := ofThose(s, group, found.Results) + names(keysOf(calmest)) + format.Verb(len(calmest), " is", " are") + " calmest" + burst
	short, those := "", indexesOf(calmest, found.Results)
	if len(group) == len(found.Results) && named(found.Results, those) {
		short = fmt.Sprintf("%s: at most %s in %s", called(found.Results, those), format.Plural(most.Later.Retries, "retry"), format.Span(sim.HerdWindow))
	}
	return Sentence{Text: text + ": " + never + ".", Place: place, Short: short, Spot: place}, true
}
