package sim

import (
	"fmt"
	"time"

	"backofflab/scenario"
)

// BudgetError says that a run was stopped, or not begun, because it needed more
// attempts than it was allowed.
type BudgetError struct {
	Limit    int64         // attempts allowed, all strategies together
	At       time.Duration // virtual time that was reached; 0: it was not begun
	Strategy string        // key of the strategy that used up the last of it
	Seats    bool          // the limit is one of memory: clients, or requests of an open population
}

// Error says what was exceeded, how far the run came, and what to change.
func (e *BudgetError) Error() string {
	if e.Seats {
		return fmt.Sprintf("the run has more than %s clients or requests, all strategies together, the limit here. Lower clients, offered, duration, or the number of strategies",
			scenario.Thousands(e.Limit))
	}
	reached := ""
	if e.At > 0 {
		reached = fmt.Sprintf("; it reached %s of virtual time", scenario.FormatDuration(e.At.Truncate(time.Millisecond)))
	}
	return fmt.Sprintf("the run needs more than %s attempts, the limit here%s. Lower clients or attempts, or raise rate or base",
		scenario.Thousands(e.Limit), reached)
}
