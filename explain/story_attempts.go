package explain

import (
	"fmt"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
)

// What the last retries must add to the load, what they may bring at most, and how many times
// what they bring they must cost, before that is a finding. The first two are shares of the
// requests.
const (
	minLastLoad  = 0.1
	maxLastBring = 0.05
	minLastPrice = 10
	minRequests  = 20 // of fewer, a share says nothing
)

// lastRetries are the attempts of a fleet from one number on: what all of them made and
// brought, as shares of the requests.
type lastRetries struct {
	from, to    int
	load, bring float64
}

// findLastRetries is about the retries from which on hardly anybody succeeds who had not
// before, of the fleet in which these add the most to the load. Whether those who made them
// succeeded in the end is no matter: nobody is left out.
func findLastRetries(_ scenario.Scenario, results []sim.Result) (Sentence, bool) {
	dear := filter(results, func(r sim.Result) bool { return lastRetriesOf(r).load > 0 })
	if len(dear) == 0 {
		return Sentence{}, false
	}
	_, r := extremes(dear, func(r sim.Result) float64 { return lastRetriesOf(r).load })
	last := lastRetriesOf(r)
	text := last.said(r)
	alike := filter(dear, func(o sim.Result) bool { return lastRetriesOf(o).said(o) == text })
	if len(results) > 1 {
		text = with(alike, results) + ", " + text
	}
	return Sentence{Text: text, Place: Place{Chart: inLoad, Fleets: keysOf(alike), To: length(r)}}, true
}

// lastRetriesOf finds the earliest retry from which on they bring far less than they cost;
// their load is 0 where there is none.
func lastRetriesOf(r sim.Result) lastRetries {
	var found lastRetries
	if r.Requests < minRequests {
		return found
	}
	made, succeeded := 0, 0
	for k := len(r.ByAttempt); k > 1; k-- {
		made += r.ByAttempt[k-1].Made
		succeeded += r.ByAttempt[k-1].Succeeded
		load, bring := float64(made)/float64(r.Requests), float64(succeeded)/float64(r.Requests)
		if bring > maxLastBring {
			break
		}
		if load >= minLastLoad && load >= minLastPrice*bring {
			found = lastRetries{k, len(r.ByAttempt), load, bring}
		}
	}
	return found
}

// said is the finding without its fleets. Those of which it reads the same are named together:
// to name one alone would tell of a difference that the figures do not show.
func (l lastRetries) said(r sim.Result) string {
	return fmt.Sprintf("%s brought %s for %s more load.", l.called(r), l.brought(), format.ChangeSize(1, 1+l.load))
}

// called is what they are called at the beginning of a clause: retry k is attempt k+1. Those
// of layers are calls, for no layer made them alone.
func (l lastRetries) called(r sim.Result) string {
	noun, from, to := "retr", l.from-1, l.to-1
	one, many := "y", "ies"
	if inLayers(r) {
		noun, one, many, from, to = "call", "", "s", l.from, l.to
	}
	switch to - from {
	case 0:
		return noun + one + " " + format.Count(from)
	case 1:
		return noun + many + " " + format.Count(from) + " and " + format.Count(to)
	}
	return noun + many + " " + format.Count(from) + " to " + format.Count(to)
}

func (l lastRetries) brought() string {
	if l.bring == 0 {
		return "no request home"
	}
	return format.Percent(100*l.bring) + "\u00a0% more requests home"
}

// inLayers reports whether some clients of a fleet retry in layers.
func inLayers(r sim.Result) bool {
	for _, p := range r.Parts {
		if p.Layers != nil {
			return true
		}
	}
	return r.Layers != nil
}
