package wire

import (
	"strconv"
	"time"

	"backofflab/sim"
)

// AttemptsAnswer is what GET /api/v1/attempts answers.
type AttemptsAnswer struct {
	Engine     string          `json:"engine"`
	Query      string          `json:"query"`
	Strategies []AttemptsTable `json:"strategies"`
}

// AttemptsTable are the attempts of one strategy in columns of the same length, in the
// order in which they were sent. What did not happen before the run stopped is null.
type AttemptsTable struct {
	Strategy   string     `json:"strategy"`
	Client     []uint32   `json:"client"`
	Attempt    []int      `json:"attempt"`
	BegunMS    []float64  `json:"begun_ms"` // its request
	SentMS     []float64  `json:"sent_ms"`
	ReachedMS  []*float64 `json:"reached_ms"`
	AnsweredMS []*float64 `json:"answered_ms"`
	Outcome    []*string  `json:"outcome"`
	Hedge      []int      `json:"hedge"` // which further copy of an attempt that had not been answered; 0: the first copy
}

// AttemptColumns are the columns of the same as CSV.
var AttemptColumns = []string{"strategy", "client", "attempt", "begun_ms", "sent_ms", "reached_ms", "answered_ms", "outcome", "hedge"}

func AttemptsTableOf(strategy string, attempts []sim.Attempt) AttemptsTable {
	n := len(attempts)
	t := AttemptsTable{
		Strategy: strategy, Client: make([]uint32, n), Attempt: make([]int, n),
		BegunMS: make([]float64, n), SentMS: make([]float64, n), ReachedMS: make([]*float64, n), AnsweredMS: make([]*float64, n), Outcome: make([]*string, n), Hedge: make([]int, n),
	}
	for i, a := range attempts {
		t.Client[i], t.Attempt[i], t.BegunMS[i], t.SentMS[i] = a.Client, a.Number, InMS(a.Begun), InMS(a.Sent)
		t.Hedge[i] = a.Hedge
		if a.Reached != sim.Unknown {
			t.ReachedMS[i] = at(a.Reached)
		}
		if a.Answered != sim.Unknown {
			word := outcomeOf(a)
			t.AnsweredMS[i], t.Outcome[i] = at(a.Answered), &word
		}
	}
	return t
}

// AttemptRecord is a line of the CSV. What did not happen is empty.
func AttemptRecord(strategy string, a sim.Attempt) []string {
	ms := func(d time.Duration) string {
		if d == sim.Unknown {
			return ""
		}
		return strconv.FormatFloat(InMS(d), 'f', -1, 64)
	}
	outcome := ""
	if a.Answered != sim.Unknown {
		outcome = outcomeOf(a)
	}
	return []string{strategy, strconv.FormatUint(uint64(a.Client), 10), strconv.Itoa(a.Number), ms(a.Begun), ms(a.Sent), ms(a.Reached), ms(a.Answered), outcome, strconv.Itoa(a.Hedge)}
}
