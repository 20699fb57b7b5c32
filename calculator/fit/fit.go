package fit

import (
	"time"

	"backofflab/calculator/observed"
	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/scenario"
)

// Options say what is known besides the delays. The zero value knows nothing.
type Options struct {
	// Expected is what the clients are said to do: its strategies are tested as they are,
	// besides all others. nil: nobody says.
	Expected *scenario.Scenario

	// Attempt is how long an attempt took at most, where delays are differences of times; 0:
	// that is searched.
	Attempt time.Duration
}

// Result is what can be said of some delays.
type Result struct {
	Samples  int           // delays that were seen
	Clients  int           // of so many clients, or requests
	Tested   int           // delays whose distribution was tested: all, or of more than MaxTested a part
	Step     time.Duration // to which they were rounded
	Verdict  Verdict
	Fitting  int         // candidates that fit
	Expected []Candidate // what the clients are said to do, in the order of the scenario
	Others   []string    // strategies of the scenario that are not tested: mixes and layers

	// Candidates are all strategies: those that fit first, and of these the likeliest first;
	// of the others, those that come nearest.
	Candidates []Candidate
}

// Verdict is the answer in a word.
type Verdict uint8

// The verdicts.
const (
	Nothing Verdict = iota // there are no delays
	Unknown                // no known strategy fits
	One                    // one fits, or several that make the same delays
	Several                // several do that differ
)

// Candidate is a strategy with the parameters under which it comes closest to the delays.
type Candidate struct {
	Key      string // as in links
	Name     string
	Params   retry.Params // of the lab's own strategies; a Cap of retry.MaxDelay: none was seen
	AtOnce   bool         // retry 1 goes out at once, and the strategy spaces those after it
	Rejected bool         // it is a library's delays after a rejection, which differ
	Searched int          // parameters that were searched
	Reading  Reading

	P          float64  // of delays as odd as these or odder, 0..1
	Likelihood float64  // natural logarithm of the probability of what was seen; -Inf: impossible
	Score      float64  // Likelihood less what the searched parameters cost
	Fits       bool     // P is at least Alarm, and no bound is broken
	Breaks     []Break  // the first delays that it cannot make
	Broken     int      // all of those
	Same       []string // the IDs of others that fit and make the same of these delays

	strategy retry.Strategy
	odd      int // searched parameters that are not round
	draws    []draw
}

// ID tells candidates apart: the key, and for a library's delays after a rejection its key with
// "@429".
func (c Candidate) ID() string {
	if c.Rejected {
		return c.Key + "@429"
	}
	return c.Key
}

// Capped says whether a cap belongs to its parameters.
func (c Candidate) Capped() bool { return c.Params.Cap > 0 && c.Params.Cap < retry.MaxDelay }

// All tests all strategies of the lab: its own with parameters that are searched, and the
// libraries with theirs. Of more than [MaxTested] delays it tests a part for how they are
// spread, but holds bounds against all, or up to [MaxFollowed]. 100,000 delays take seconds.
func All(log observed.Log, o Options) Result {
	r, _ := AllBetween(log, o, func() error { return nil }) // nothing ends it
	return r
}

// AllBetween is All that calls between before each strategy, and ends with its error.
func AllBetween(log observed.Log, o Options, between func() error) (Result, error) {
	s := sampleOf(log)
	r := Result{Samples: count(log.Clients), Clients: len(log.Clients), Tested: s.delays, Step: log.Step}
	if r.Samples == 0 {
		return r, nil
	}
	rs := readings(s, o)
	for _, kind := range retry.Kinds() {
		if err := between(); err != nil {
			return Result{}, err
		}
		r.Candidates = append(r.Candidates, own(kind, s, rs))
	}
	for _, kind := range library.Kinds() {
		if err := between(); err != nil {
			return Result{}, err
		}
		r.Candidates = append(r.Candidates, published(kind, s, rs)...)
	}
	if o.Expected != nil {
		r.Expected, r.Others = expected(*o.Expected, s, rs)
	}
	r.rank()
	return r, nil
}

// own is a kind of the lab with the parameters that fit best.
func own(kind retry.Kind, s *sample, rs []Reading) Candidate {
	var found Candidate
	for _, r := range rs {
		for _, shift := range s.shifts(kind, r) {
			found = better(found, s.searched(kind, r, shift))
		}
		if found.Fits && found.odd == 0 && s.fineSteps() {
			break // another reading would say the same
		}
	}
	if found.strategy == nil {
		return s.nearest(kind, rs[0])
	}
	found.finish(s)
	return found
}

// hopeless is how far the rough likelihood of a guess may be below the score of one that fits
// before it is no longer tested.
const hopeless = 6

// searched is a kind under one reading with the parameters that fit best.
func (s *sample) searched(kind retry.Kind, r Reading, shift int) (found Candidate) {
	e := envelopeOf(s.all, r, shift)
	for _, from := range recipes[kind.Key] {
		found = better(found, s.guessed(from, &e, kind, r, shift))
	}
	return found
}

// guessed is the best of the guesses of one recipe.
func (s *sample) guessed(from recipe, e *envelope, kind retry.Kind, r Reading, shift int) (found Candidate) {
	for _, g := range from.guesses(e, s) {
		if found.Fits && s.delays == e.total && s.fineSteps() && !s.late && g.rough < found.Score-hopeless {
			break
		}
		c := Candidate{Key: kind.Key, Name: kind.Name, Params: g.Params, AtOnce: shift > 0, Searched: g.free, Reading: r, odd: g.odd}
		c.strategy = kind.New(g.Params)
		if c.AtOnce {
			c.strategy = retry.AtOnce{Strategy: c.strategy}
		}
		if c.test(s, g.cost(s.delays)); from.draws && c.Broken == 0 && len(c.draws) == 0 {
			continue // jitter that nobody can see is none
		}
		found = better(found, c)
	}
	return found
}

// shifts says whether the first retry may go out at once, before what the kind does: 1 is
// tried besides 0 where all first retries did and others did not.
func (s *sample) shifts(kind retry.Kind, r Reading) []int {
	if recipes[kind.Key][0].custom != nil {
		return []int{0}
	}
	first, later := 0, false
	for _, c := range s.all {
		for _, d := range c.Delays {
			zero := r.whole(d.Delay, d.Censored).lo == 0
			switch {
			case d.Retry == 1 && !zero:
				return []int{0}
			case d.Retry == 1:
				first++
			default:
				later = later || !zero
			}
		}
	}
	if first > 0 && later {
		return []int{0, 1}
	}
	return []int{0}
}

// published are the delays of a library, and what it waits after a rejection where that differs.
func published(kind retry.Kind, s *sample, rs []Reading) []Candidate {
	all := []Candidate{given(Candidate{Key: kind.Key, Name: kind.Name, strategy: kind.New(retry.Params{})}, s, rs)}
	if kind.Rejected != nil {
		all = append(all, given(Candidate{Key: kind.Key, Name: kind.Name, Rejected: true, strategy: kind.Rejected(retry.Params{})}, s, rs))
	}
	return all
}

// given is a candidate all of whose parameters are known, under the reading that suits it best.
func given(c Candidate, s *sample, rs []Reading) Candidate {
	var found Candidate
	for _, r := range rs {
		c.Reading = r
		c.test(s, 0)
		found = better(found, c)
	}
	found.finish(s)
	return found
}

// test fills in what the delays say of the candidate.
func (c *Candidate) test(s *sample, cost float64) {
	l := lawOf(c.strategy)
	t := transform(l, s, c.Reading, false)
	c.Likelihood, c.Score, c.Broken, c.draws = t.likelihood, t.likelihood-cost, t.broken, t.draws
	if t.broken > 0 {
		c.P, c.Fits = 0, false
		return
	}
	c.P = judge(t.draws)
	c.Fits = c.P >= Alarm
}

// finish holds a candidate that fits a part of the delays against the bounds of all, and looks
// for all delays that it cannot make.
func (c *Candidate) finish(s *sample) {
	l := lawOf(c.strategy)
	if c.Fits && len(s.clients) == len(s.all) || !c.Fits && c.Broken == 0 {
		return
	}
	b := broken{reading: c.Reading}
	if l.forgets {
		b.look(l, s.all)
	}
	if b.count == 0 && c.Broken > 0 || !l.forgets { // it remembers, or has gaps between its bounds
		whole := *s
		if c.Fits {
			whole.clients = part(s.all, MaxFollowed)
		}
		t := transform(l, &whole, c.Reading, true)
		b.first, b.count = t.breaks, t.broken
	}
	if c.Breaks, c.Broken = b.first, b.count; b.count > 0 {
		c.P, c.Fits = 0, false
	}
}

// better is the one of two sets of parameters that is shown: one that fits, and of two that
// do the one with the better score; of two that do not, the one with the higher p.
func better(a, b Candidate) Candidate {
	switch {
	case b.strategy == nil:
		return a
	case a.strategy == nil:
		return b
	case a.Fits != b.Fits:
		if b.Fits {
			return b
		}
		return a
	case a.Fits && b.Score > a.Score, !a.Fits && b.P > a.P:
		return b
	}
	return a
}
