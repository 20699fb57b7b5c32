package experiment

import (
	"math"
	"time"

	"backofflab/sim"
)

// Score is what a fleet achieved in one run, as far as fleets are judged by it.
type Score struct {
	Requests int
	Lost     int           // requests that found no success, whatever the reason
	Done     time.Duration // until 95 % of all requests had succeeded; Never where that did not happen
	Wasted   int           // attempts that served nobody
	Wave     int           // retries in the largest wave after the first burst
}

// Never is later than anything that happens in a run.
const Never = time.Duration(math.MaxInt64)

// ScoreOf reads the score of a result.
func ScoreOf(r sim.Result) Score {
	s := Score{Requests: r.Requests, Lost: r.Lost(), Done: Never, Wasted: r.Wasted, Wave: r.Later.Retries}
	if r.HasDone95 {
		s.Done = r.Done95
	}
	return s
}

// Measure is what fleets are judged by; the lower, the better.
type Measure uint8

// The measures, in the order in which they decide.
const (
	ByLost   Measure = iota // share of the requests that found no success
	ByTime                  // time until 95 % of all requests have succeeded
	ByWaste                 // attempts that served nobody, for each request
	ByWaves                 // retries in the largest wave after the first burst
	Measures = iota
)

var measures = [Measures]struct {
	name string
	gap  float64 // share of the worse figure by which two must differ to matter
	of   func(Score) float64
}{
	ByLost:  {"lost", 0.05, func(s Score) float64 { return perRequest(s.Lost, s) }},
	ByTime:  {"done_95", 0.05, func(s Score) float64 { return float64(s.Done) }},
	ByWaste: {"wasted", 0.05, func(s Score) float64 { return perRequest(s.Wasted, s) }},
	ByWaves: {"later_wave", 0.25, func(s Score) float64 { return float64(s.Wave) }},
}

// String returns the measure as JSON names it.
func (m Measure) String() string { return measures[m].name }

// MarshalText writes the measure by its name.
func (m Measure) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Of reads the measure of a score: a share, nanoseconds, or a number of retries.
func (m Measure) Of(s Score) float64 { return measures[m].of(s) }

func perRequest(n int, s Score) float64 { return float64(n) / float64(max(1, s.Requests)) }
