package tipping

import (
	"math"

	"backofflab/experiment/job"
)

// leastAnswered is the share of the requests that must succeed at the end of a run, of those
// that begin then, or of those that the service can serve where these are fewer.
const leastAnswered = 0.5

// Tipped reports whether a run of a sample did not come back: the requests under way did not
// fall back to what there were at most before the trigger; or at the end of the run fewer than
// half of those succeed that begin, and fewer than half of what the service can serve a second,
// which is capacity; 0: nothing bounds it. The latter is for who was down before the trigger
// began.
func Tipped(s job.Sample, fleet, run int, capacity float64) bool {
	value := func(name string) float64 { return s.Of(fleet, name)[run] }
	if math.IsNaN(value("recovery")) {
		return true
	}
	wanted := value("late_offered")
	if capacity > 0 {
		wanted = min(wanted, capacity)
	}
	return value("late_goodput") < leastAnswered*wanted
}
