package find

import (
	"math"
	"slices"

	"backofflab/experiment"
	"backofflab/experiment/ranking"
)

// Outcome is what a search came to, or has come to so far.
type Outcome struct {
	Query      string    `json:"query"` // of the search
	Over       bool      `json:"over"`
	Candidates []Policy  `json:"candidates"` // the own ones first, then the classic ones
	Best       int       `json:"best"`       // of the candidates; -1: none keeps the limits
	Nearest    int       `json:"nearest"`    // where none does: the one that breaks them by least; else -1
	Ending     string    `json:"ending,omitempty"`
	Promised   bool      `json:"promised"`   // the best is what it is called with the Confidence
	Confidence float64   `json:"confidence"` // the probability that was asked for
	Within     float64   `json:"within"`     // the indifference, in the unit of the goal
	Alike      []int     `json:"alike,omitempty"`
	Runs       int       `json:"runs"`                  // that the selection took
	Unpaired   int       `json:"unpaired,omitempty"`    // an estimate of how many it had taken with other seeds in each
	Pairing    *float64  `json:"correlation,omitempty"` // median correlation of the goals of the best and others
	Left       int       `json:"left"`                  // candidates that are not out
	Rivals     []Rival   `json:"rivals,omitempty"`      // the own policies and the classic ones, beside the best
	Axes       [3]string `json:"front_of"`              // names of the figures of the front
}

// Policy is a candidate and what came of it.
type Policy struct {
	Candidate
	Fate   string     `json:"fate"`
	By     int        `json:"by"`               // the candidate that put it out, or the limit; -1: neither
	Reason string     `json:"reason,omitempty"` // why it cannot be simulated
	Runs   int        `json:"runs"`             // of the selection
	Goal   Estimate   `json:"goal"`
	Limits []Estimate `json:"limits,omitempty"`

	Trade   [3]float64 `json:"trade"`   // means of the figures of the front; 0 where Plotted is not
	Plotted bool       `json:"plotted"` // it has all three
	Front   bool       `json:"front"`   // none is as good in all three, and better in one
	Certain bool       `json:"certain"` // whether it is on the front or not
}

// Estimate is a mean with its interval.
type Estimate struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Rival is a policy beside the best one, over more replications than the selection needed.
type Rival struct {
	Candidate int        `json:"candidate"`
	Runs      int        `json:"runs"`
	Goal      Estimate   `json:"goal"`
	Gap       Estimate   `json:"gap"`             // the rival's goal minus that of the best: paired, 95 %
	Lacks     bool       `json:"lacks,omitempty"` // some of its runs have no goal
	Sure      bool       `json:"sure"`            // it is worse for sure, in the goal, which some of its runs may lack, or for a limit that it breaks
	Kept      []bool     `json:"kept"`            // by limit: its mean is within
	Means     []Estimate `json:"means"`           // by limit
}

// told writes what a selection came to into the outcome.
func (o *Outcome) told(r ranking.Outcome) {
	o.Best, o.Promised, o.Ending = r.Best, r.Best >= 0 && r.Sure && r.Ending != ranking.Spent, r.Ending.String()
	o.Confidence, o.Within, o.Alike = r.Confidence, r.Indifference, r.Alike
	o.Runs, o.Unpaired = r.Observations, r.Independent
	if !math.IsNaN(r.Correlation) {
		o.Pairing = &r.Correlation
	}
	o.Left = 0
	for i, st := range r.Standings {
		p := &o.Candidates[i]
		p.Fate, p.By, p.Reason, p.Runs, p.Goal = st.Fate.String(), st.By, st.Reason, st.Runs, estimateOf(st.Goal)
		for _, e := range st.Limits {
			p.Limits = append(p.Limits, estimateOf(e))
		}
		if st.Fate == ranking.Left {
			o.Left++
		}
	}
}

func estimateOf(e ranking.Estimate) Estimate { return Estimate{e.Mean, e.Low, e.High} }

// meanOf is a mean with its 95 % interval; only numbers, for NaN is what a run has not.
func meanOf(values []float64) Estimate {
	d := experiment.DifferenceOf(values, make([]float64, len(values)))
	return Estimate{d.Mean, d.Low, d.High}
}

// nearest is the candidate that breaks the limits by the least share, where none keeps them; -1
// where one does, or each lacks a figure.
func (s Search) nearest(o Outcome) int {
	nearest, least := -1, math.Inf(1)
	if o.Best >= 0 {
		return -1
	}
	for i, p := range o.Candidates {
		if p.Fate != ranking.OverLimit.String() || len(p.Limits) == 0 {
			continue
		}
		worst := 0.0
		for l, limit := range s.Limits {
			if mean := p.Limits[l].Mean; !limit.kept(mean) {
				worst = max(worst, math.Abs(mean-limit.Value)/max(limit.Value, leastTolerance))
			}
		}
		if worst < least {
			nearest, least = i, worst
		}
	}
	return nearest
}

// preferPlain makes the best, among policies that are left with it and did the very same for the
// goal in each replication, the one with the fewest settings of its own.
func (o *Outcome) preferPlain(s *source) {
	if !o.Promised {
		return
	}
	goal := s.search.Goal.Figure.Name
	for at, i := range o.Alike {
		p := o.Candidates[i]
		same := p.Fate == ranking.Left.String() && slices.Equal(s.values(i, goal), s.values(o.Best, goal))
		if same && len(p.Settings) < len(o.Candidates[o.Best].Settings) {
			o.Best, o.Alike[at] = i, o.Best
		}
	}
}
