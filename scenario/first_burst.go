package scenario

import "time"

// burstBases is how many times the base a client waits in the first burst at most: after
// five doublings the delays of a policy have grown, and no longer echo the start.
const burstBases = 32

// FirstBurst returns until when what the start sets off lasts, whatever the fleet: the
// spread of the starts, the first attempt and its answer and one more trip, and one wait
// of the cap, or of 32 times the base where that is less. Waves that begin later are
// clients that keep coming back. An open population has no start; there it is 0.
func (s Scenario) FirstBurst() time.Duration {
	if s.Population == PopulationOpen {
		return 0
	}
	return s.Spread + 3*s.Latency + max(s.Base, min(s.Cap, burstBases*s.Base))
}
