package tipping

// Outcome is what came of a search, or has come of it so far.
type Outcome struct {
	Query  string  `json:"query"` // of the search
	Of     string  `json:"of"`    // what is turned up
	Unit   string  `json:"unit"`  // of its values: "per_s" or "s"
	Runs   int     `json:"runs"`  // that were simulated
	Fleets []Fleet `json:"fleets"`
	Over   bool    `json:"over"`
}

// Fleet is what is known of one fleet.
type Fleet struct {
	Strategy string    `json:"strategy"`
	Tips     Threshold `json:"tips"`     // above it a run does not come back after the trigger
	Alone    Threshold `json:"alone"`    // above it a run tips without any; not looked for where a trigger's length is
	Recovers Threshold `json:"recovers"` // above it a run that was brought to a collapse stays there; likewise
	Loop     []Place   `json:"loop,omitempty"`
}

// Answer is what came of looking for a threshold.
type Answer string

// The answers. A range in which runs never tip, or always, is an answer as good as any.
const (
	Sought  Answer = "sought"  // it is being looked for
	Found   Answer = "found"   // there it is
	Never   Answer = "never"   // no value of the range is enough
	Always  Answer = "always"  // every value of the range is
	Blurred Answer = "blurred" // runs tip here and there over more than the precision, whatever the number of runs
	Failed  Answer = "failed"  // the runs cannot be simulated
	NoSuch  Answer = "none"    // there is none to look for
)

// Threshold is the value of what is turned up at which half of the runs tip.
type Threshold struct {
	Answer Answer  `json:"answer"`
	Value  string  `json:"value,omitempty"` // as links write it; "" where it is not found
	At     float64 `json:"at,omitempty"`    // the same as a number
	Low    float64 `json:"low,omitempty"`   // it is in between with a probability of 95 %
	High   float64 `json:"high,omitempty"`
	Runs   int     `json:"runs"`             // it rests on
	Tried  float64 `json:"tried,omitempty"`  // the highest that was looked at, where a higher one cannot be simulated
	Reason string  `json:"reason,omitempty"` // why not: a sentence
	Query  string  `json:"query,omitempty"`  // a run at it
}

// is says whether there is a value.
func (t Threshold) is() bool { return t.Answer == Found || t.Answer == Blurred }

// Place is a load, or what else is turned up, on the loop.
type Place struct {
	Value string  `json:"value"` // as links write it
	At    float64 `json:"at"`
	Up    Flow    `json:"up"`   // of runs that begin well, and nothing happens to them
	Down  Flow    `json:"down"` // of runs that were brought to a collapse
}

// Flow is what passes at the end of some runs, a second.
type Flow struct {
	Failed   string  `json:"failed,omitempty"` // why there are none
	Runs     int     `json:"runs"`
	Tipped   int     `json:"tipped"` // of them
	Goodput  Band    `json:"goodput"`
	Attempts Band    `json:"attempts"`
	Offered  float64 `json:"offered"`         // requests that begin, on average
	Query    string  `json:"query,omitempty"` // of such a run
}

// Band is a figure over some runs.
type Band struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"p5"`
	High float64 `json:"p95"`
}
