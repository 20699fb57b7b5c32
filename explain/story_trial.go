package explain

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// advisor is what is known before any change is tried.
type advisor struct {
	ctx     context.Context
	s       scenario.Scenario
	results []sim.Result
	between func(context.Context) error
}

// trial is a candidate, and what is known of a run with it.
type trial struct {
	candidate
	fleets *sim.Fleets  // nil: it has not begun
	after  []sim.Result // by place; without a Strategy where the fleet was not simulated
	out    bool         // such a run is not valid, or too large to simulate
}

// found is what is said of a trial, and how much it gains; 0: nothing.
type found struct {
	trial       *trial
	text, short string
	gain        float64
	lost        int // of a silenced layer
}

func (f found) advice() *Advice { return &Advice{f.text, f.short, f.trial.changed} }

// bestSpecial is the change that gains the most of those that spare a part, silence a layer, or
// hedge no more. Of silenced layers it is one, that which loses the fewest requests.
func (a advisor) bestSpecial(all []*trial) (*Advice, error) {
	var best, silenced *found
	for _, t := range all {
		if err := a.simulate(t, a.results); err != nil {
			return nil, err
		}
		if t.out {
			continue
		}
		f := found{trial: t}
		if t.spares != nil {
			f.text, f.short, f.gain = t.spared(t.after)
			if f.gain > 0 && (best == nil || f.gain > best.gain) {
				best = &f
			}
			continue
		}
		f.text, f.short, f.gain = t.toldAnyway(a.s, a.results, t.after)
		f.lost = t.after[t.silences].Lost()
		if f.gain > 0 && (silenced == nil || f.lost < silenced.lost || f.lost == silenced.lost && f.gain > silenced.gain) {
			silenced = &f
		}
	}
	if silenced != nil && (best == nil || silenced.gain > best.gain) {
		best = silenced
	}
	if best == nil {
		return nil, nil
	}
	return best.advice(), nil
}

// bestOf is the change that gains the most for one of some fleets. The others can only forbid it,
// by succeeding less often, so they are simulated for the most promising change first.
func (a advisor) bestOf(all []*trial, some []sim.Result) (*Advice, error) {
	var promising []found
	for _, t := range all {
		if err := a.simulate(t, some); err != nil {
			return nil, err
		}
		if f := a.judged(t, some); f.gain > 0 {
			promising = append(promising, f)
		}
	}
	slices.SortStableFunc(promising, func(a, b found) int { return cmp.Compare(b.gain, a.gain) })
	for _, f := range promising {
		if err := a.simulate(f.trial, a.results); err != nil {
			return nil, err
		}
		if a.judged(f.trial, some).gain > 0 {
			return f.advice(), nil
		}
	}
	return nil, nil
}

// judged is what is said of a trial for some fleets, as far as it went.
func (a advisor) judged(t *trial, some []sim.Result) found {
	f := found{trial: t}
	if !t.out {
		f.text, f.short, f.gain = t.judge(a.s, some, a.results, t.after)
	}
	return f
}

// simulate takes a trial as far as some of the fleets before it.
func (a advisor) simulate(t *trial, some []sim.Result) error {
	turned := false
	for i := range t.after {
		wanted := t.other != "" || slices.ContainsFunc(some, func(r sim.Result) bool { return r.Strategy == a.results[i].Strategy })
		if t.out || !wanted || t.after[i].Strategy != "" {
			continue
		}
		if !turned {
			if err := a.between(a.ctx); err != nil {
				return err
			}
			turned = true
		}
		if err := a.simulateFleet(t, i); err != nil {
			return err
		}
	}
	return nil
}

// simulateFleet adds the result of a fleet to a trial: the one before where the change is
// nothing to that fleet.
func (a advisor) simulateFleet(t *trial, i int) (err error) {
	if t.fleets == nil {
		if t.fleets, err = sim.NewFleets(t.changed, maxCandidateAttempts); err != nil {
			t.out = true
			return nil
		}
	}
	r := sim.Result{}
	if t.other == "" && !t.touches(a.s, a.results[i], i) {
		r = a.results[i]
		err = t.fleets.Spend(r)
	} else {
		r, err = t.fleets.Simulate(a.ctx, i)
	}
	var over *sim.LimitError
	switch {
	case errors.As(err, &over):
		t.out = true
		return nil
	case err != nil:
		return err
	}
	r.Columns = metrics.Columns{} // which no change is judged by, and which would be kept of all that are tried
	t.after[i] = r
	return nil
}

// touches reports whether a change is one to the fleet at a place. To be allowed more attempts is
// none where nobody needed them; hedges are attempts too. Of layers it is not known what each takes
// from the scenario, nor which of them needed more.
func (c candidate) touches(s scenario.Scenario, before sim.Result, place int) bool {
	was, is, key := s, c.changed, s.Strategies[place]
	if is.Strategies[place] != key {
		return true
	}
	was.Strategies, is.Strategies = []string{key}, []string{key}
	switch {
	case strings.Contains(key, ">"):
		return was.Query() != is.Query()
	case c.tries && before.GaveUp.Attempts == 0 && before.Hedges == 0:
		return false
	}
	return !changesNobody(was, is)
}
