package tipping

import (
	"time"

	"backofflab/sim"
)

// Of a run the last quarter of the time in which requests begin says whether it has collapsed: it
// has where fewer than half of those that began then succeeded then.
const (
	quarters = 4
	halves   = 2
)

// Collapsed reports whether a run has collapsed by a time: the end of the time in which requests
// begin, or of the run. It has where in the last quarter until then fewer than half as many
// requests succeeded as began. Bins that begin in that quarter count; a run in which nobody began
// any then has not collapsed.
//
// A success is one however late it is, and however many attempts it took: a service that is slow
// or that wastes work has not collapsed as long as it serves those that come.
func Collapsed(r *sim.Result, until time.Duration) bool {
	from := int((until - until/quarters + r.Bin - 1) / r.Bin)
	to := min(int((until+r.Bin-1)/r.Bin), len(r.Columns.Begun))
	begun, succeeded := 0, 0
	for bin := from; bin < to; bin++ {
		begun += r.Columns.Begun[bin]
		succeeded += r.Columns.Completed[bin]
	}
	return halves*succeeded < begun
}
