package schedule

import (
	"time"

	"backofflab/scenario"
)

// Waited are the clients of a fleet before one retry, in one order. The slices are good until the
// next.
type Waited struct {
	Retry    int
	Delays   []time.Duration // before that retry
	Totals   []time.Duration // of each client's delays so far
	Memories []time.Duration // that its strategy hands on to the next retry, of the outermost layer
}

// Walk takes [Clients] clients of one fleet through their retries, after rejections or after
// other failures, for those who want other figures of them than [All] has. It calls visit for
// each retry from 1 to most, whatever attempts and deadline the scenario allows, until visit
// returns false.
func Walk(s scenario.Scenario, fleet string, rejected bool, most int, visit func(Waited) bool) {
	c := crowdOf(s, fleet, rejected)
	stream, draws := drawn()
	for k := 1; k <= most; k++ {
		deal(stream, k, draws)
		c.wait(k, draws)
		if !visit(Waited{k, c.delays, c.totals, c.memories[0]}) {
			return
		}
	}
}
