package calculator

import (
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// Table is what a policy makes a client wait, retry by retry.
type Table struct {
	Ask  Ask
	Kind retry.Kind // of the strategy

	Attempts int           // of a request at most, the first included
	Deadline time.Duration // no retry starts later; 0: none
	Drawn    bool          // the delays are random
	// Remembers is true where a delay depends on the one before: then the figures of Rows are
	// those of [schedule.Clients] drawn clients.
	Remembers bool
	// Rejections is true of a library that waits otherwise after a rejection than after any
	// other failure; Ask.AfterRejection says which is shown.
	Rejections bool

	Rows    []Row // in the order of the retries
	Formula Formula
	Waiting Waiting
	Within  Within
}

// Row are the delays before one retry, and what clients have waited once they are over.
type Row struct {
	Retry                      int
	Least, Most                time.Duration // no delay is outside
	Mean, P5, Median, P95, P99 time.Duration
	Density                    Density
	Total                      Total
	Late                       float64 // share of the clients that do not make it: it would start after the deadline
}

// Total is the sum of a client's delays up to a retry.
type Total struct{ Least, Median, Mean, P95, Most time.Duration }

// All returns the table of a policy with a row for each retry. Ask must be one that [Parse]
// returned without an error. It takes a few milliseconds where attempts are few, and at most
// about a second where there are 1,000 and delays remember each other.
func All(a Ask) Table { return tableOf(a, func(int) bool { return true }) }

// Of is All for people, with fewer rows: all up to the last that pictures show; 20, 50, 100, 200
// and 500; the one whose formula is asked for, and the last.
func Of(a Ask) Table {
	steps := []int{20, 50, 100, 200, 500, a.Retry, policyOf(a).attempts - 1}
	return tableOf(a, func(k int) bool { return k <= schedule.Pictured || slices.Contains(steps, k) })
}

func tableOf(a Ask, shown func(k int) bool) Table {
	p := policyOf(a)
	kind, _ := scenario.KindOf(p.key)
	t := Table{
		Ask: a, Kind: kind, Attempts: p.attempts, Deadline: p.deadline,
		Drawn: p.draws(), Remembers: p.remembers(), Rejections: kind.Rejected != nil,
	}
	ends := make([]time.Duration, schedule.Clients)
	sums := sums{policy: p, remembers: t.Remembers, reach: reachOf(p.strategy), memories: make([]time.Duration, schedule.Clients)}
	p.walk(t.Attempts-1, func(at schedule.Waited) bool {
		sums.add(at)
		if shown(at.Retry) {
			t.Rows = append(t.Rows, sums.row(at, t.Deadline))
		}
		sums.memories = append(sums.memories[:0], at.Memories...)
		for i, total := range at.Totals {
			if t.Deadline == 0 || total <= t.Deadline {
				ends[i] = total
			}
		}
		return true
	})
	t.Waiting = waitingOf(ends)
	t.Within = p.within(a.Within, t.Drawn, t.Remembers)
	t.Formula = formulaOf(p, kind, a.Retry)
	return t
}
