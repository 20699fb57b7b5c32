package wire

import (
	"math"

	"backofflab/calculator"
	"backofflab/calculator/fit"
	"backofflab/calculator/observed"
	"backofflab/retry"
)

// VerifyAsked is what POST /api/v1/backoff/verify takes as JSON. Policy is what the clients are
// said to do, as a link or as the query of one; Attempt is how long an attempt takes at most.
type VerifyAsked struct {
	Text    string `json:"text"`
	Unit    string `json:"unit,omitempty"` // of numbers without one; "": as the text suggests
	Policy  string `json:"policy,omitempty"`
	Attempt string `json:"attempt,omitempty"` // a duration
}

// MaxVerifiedDelays is how many of the delays that were read an answer has.
const MaxVerifiedDelays = 2000

// VerifyAnswer is what observed delays fit. What there is not is null.
type VerifyAnswer struct {
	Format     string            `json:"format"` // lines, CSV, JSON or times
	StepMS     float64           `json:"step_ms"`
	Times      bool              `json:"times"` // delays are differences of times
	Samples    int               `json:"samples"`
	Clients    int               `json:"clients"`
	Tested     int               `json:"tested"`  // delays whose distribution was tested
	Verdict    string            `json:"verdict"` // nothing, unknown, one or several
	Sentences  []string          `json:"sentences"`
	Policy     *string           `json:"policy"` // the canonical query of what was expected
	Expected   []VerifyCandidate `json:"expected"`
	Candidates []VerifyCandidate `json:"candidates"` // those that fit first
	Notes      []verifyNote      `json:"notes"`
	Delays     []verifyDelay     `json:"delays"`
	DelaysLeft int               `json:"delays_left"` // of those that were read, not in the answer
}

// VerifyCandidate is a strategy, and what the delays say of it.
type VerifyCandidate struct {
	Strategy       string            `json:"strategy"`
	Name           string            `json:"name"`
	Fits           bool              `json:"fits"`
	P              float64           `json:"p"`
	LogLikelihood  *float64          `json:"log_likelihood"` // null: the delays are impossible
	Parameters     *verifyParameters `json:"parameters"`     // that were searched; null where none were
	FirstAtOnce    bool              `json:"first_at_once"`
	AfterRejection bool              `json:"after_rejection"`
	Rounding       string            `json:"rounding"` // how values are understood
	AttemptMS      float64           `json:"attempt_ms"`
	Same           []string          `json:"same"` // others that make the same of these delays; @429: after a rejection
	Breaks         []verifyBreak     `json:"breaks"`
	Broken         int               `json:"broken"` // delays that it cannot make, of which breaks has the first
	Query          *string           `json:"query"`  // null: no settings of the lab come to that
	Link           *string           `json:"link"`
}

type verifyParameters struct {
	BaseMS   *float64  `json:"base_ms"`
	Factor   *float64  `json:"factor"`
	CapMS    *float64  `json:"cap_ms"` // null: none was seen
	Share    *float64  `json:"share"`
	ExtraMS  *float64  `json:"extra_ms"`
	FloorMS  *float64  `json:"floor_ms"`
	Power    *float64  `json:"power"`
	DelaysMS []float64 `json:"delays_ms"`
}

// verifyBreak is a delay outside the bounds of a strategy.
type verifyBreak struct {
	Line     int     `json:"line"`
	Retry    int     `json:"retry"`
	Attempt  int     `json:"attempt"` // which the delay is before: retry + 1
	ValueMS  float64 `json:"value_ms"`
	LowMS    float64 `json:"low_ms"`
	HighMS   float64 `json:"high_ms"`
	Censored bool    `json:"censored"` // it was at least that long
}

type verifyNote struct {
	Line int    `json:"line"` // 0: of the text as a whole
	Text string `json:"text"`
}

type verifyDelay struct {
	Line     int     `json:"line"`
	Client   string  `json:"client"`
	Retry    int     `json:"retry"`
	DelayMS  float64 `json:"delay_ms"`
	Censored bool    `json:"censored"`
}

// VerifyAnswerOf is what was read, and what it fits, on a lab at a site. Expected is what the
// clients are said to do; nil: nobody says.
func VerifyAnswerOf(log observed.Log, r fit.Result, expected *calculator.Ask, site string) VerifyAnswer {
	a := VerifyAnswer{
		Format: log.Format.String(), StepMS: InMS(log.Step), Times: log.Times,
		Samples: r.Samples, Clients: r.Clients, Tested: r.Tested, Verdict: verdictOf(r.Verdict), Sentences: r.Sentences(),
		Expected: []VerifyCandidate{}, Candidates: []VerifyCandidate{}, Notes: []verifyNote{}, Delays: []verifyDelay{},
	}
	if expected != nil {
		query := expected.Scenario.Query()
		a.Policy = &query
		for _, c := range r.Expected {
			one := candidateOf(c)
			one.Parameters = nil // they were not searched
			a.Expected = append(a.Expected, one.at(query, site))
		}
	}
	for _, c := range r.Candidates {
		one := candidateOf(c)
		if s, ok := c.Scenario(); ok {
			one = one.at(s.Query(), site)
		}
		a.Candidates = append(a.Candidates, one)
	}
	for _, n := range log.Notes {
		a.Notes = append(a.Notes, verifyNote{n.Line, n.Text})
	}
	for _, c := range log.Clients {
		for _, d := range c.Delays {
			if len(a.Delays) == MaxVerifiedDelays {
				a.DelaysLeft++
				continue
			}
			a.Delays = append(a.Delays, verifyDelay{d.Line, c.Name, d.Retry, InMS(d.Delay), d.Censored})
		}
	}
	return a
}

// verdictOf is a verdict as a word.
func verdictOf(v fit.Verdict) string {
	return [...]string{fit.Nothing: "nothing", fit.Unknown: "unknown", fit.One: "one", fit.Several: "several"}[v]
}

func candidateOf(c fit.Candidate) VerifyCandidate {
	out := VerifyCandidate{
		Strategy: c.Key, Name: c.Name, Fits: c.Fits, P: c.P, FirstAtOnce: c.AtOnce, AfterRejection: c.Rejected,
		Rounding: c.Reading.Rounding.String(), AttemptMS: InMS(c.Reading.Attempt),
		Same: append([]string{}, c.Same...), Breaks: []verifyBreak{}, Broken: c.Broken,
	}
	if !math.IsInf(c.Likelihood, 0) && !math.IsNaN(c.Likelihood) {
		out.LogLikelihood = &c.Likelihood
	}
	if c.Searched > 0 {
		out.Parameters = parametersOf(c)
	}
	for _, b := range c.Breaks {
		out.Breaks = append(out.Breaks, verifyBreak{b.Line, b.Retry, b.Retry + 1, InMS(b.Value), InMS(b.Low), InMS(b.High), b.Censored})
	}
	return out
}

// at is the candidate with the address that opens it.
func (c VerifyCandidate) at(query, site string) VerifyCandidate {
	address := site + "/?" + query
	c.Query, c.Link = &query, &address
	return c
}

func parametersOf(c fit.Candidate) *verifyParameters {
	p := &verifyParameters{DelaysMS: []float64{}}
	set := func(to **float64, some bool, x float64) {
		if some {
			*to = &x
		}
	}
	of := c.Params
	set(&p.BaseMS, of.Base > 0, InMS(of.Base))
	set(&p.Factor, of.Factor >= 1, of.Factor)
	set(&p.CapMS, of.Cap > 0 && of.Cap < retry.MaxDelay, InMS(of.Cap))
	set(&p.Share, of.Share > 0, of.Share)
	set(&p.ExtraMS, of.Extra > 0, InMS(of.Extra))
	set(&p.FloorMS, of.Floor > 0, InMS(of.Floor))
	set(&p.Power, of.Power > 0, of.Power)
	for _, d := range of.Delays {
		p.DelaysMS = append(p.DelaysMS, InMS(d))
	}
	return p
}
