package fit

import (
	"time"

	"backofflab/scenario"
)

// Scenario is the default one with the candidate as its strategy, by which the lab and the
// calculator open it; parameters are rounded as [Candidate.Parameters] says them. ok is false
// where no settings come to that: a base below a millisecond, or a list with a delay of none.
//
// Of a candidate of [Result.Expected] the scenario is the one that was expected.
func (c Candidate) Scenario() (s scenario.Scenario, ok bool) {
	s = scenario.Default()
	s.Strategies = []string{c.Key}
	if c.isOwn() {
		c.set(&s)
	}
	if c.AtOnce {
		s.FirstRetry = scenario.FirstAtOnce
	}
	_, err := scenario.ParseQuery(s.Query())
	return s, c.strategy != nil && err == nil
}

// set writes the parameters that were searched.
func (c Candidate) set(s *scenario.Scenario) {
	p := c.Params
	set := func(to *time.Duration, d time.Duration) {
		if d > 0 {
			*to = rounded(d, c.Reading.Step)
		}
	}
	set(&s.Base, p.Base)
	set(&s.Extra, p.Extra)
	if p.Floor > 0 {
		s.Floor = floorOf(p.Floor, c.Reading.Step)
	}
	s.Offset = p.Offset
	if p.Factor >= 1 {
		s.Factor = p.Factor
	}
	if p.Cap > 0 { // where none was seen, it is the longest that can be set
		s.Cap = scenario.Day
	}
	if c.Capped() {
		set(&s.Cap, p.Cap)
	}
	if p.Share > 0 {
		s.Jitter = p.Share
	}
	if p.Power > 0 {
		s.Power = p.Power
	}
	if len(p.Delays) > 0 {
		s.Delays = nil
		for _, d := range p.Delays {
			s.Delays = append(s.Delays, rounded(d, c.Reading.Step))
		}
	}
}

// Parameters are those that were searched, with their names, "base 100 ms"; nil of a library.
func (c Candidate) Parameters() []string {
	if !c.isOwn() {
		return nil
	}
	return c.parameters()
}

// Against is what speaks against a candidate, as a part of a sentence: the first delay that it
// cannot make, or how rare such delays are.
func (c Candidate) Against() string { return c.against() }
