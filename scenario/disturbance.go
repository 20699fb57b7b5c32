package scenario

import (
	"time"

	"backofflab/sim/rng"
)

// DisturbanceKind says what goes wrong for a time.
type DisturbanceKind uint8

// The kinds of disturbances, in the order in which Disturbances lists them.
const (
	DisturbanceOutage   DisturbanceKind = iota // the service refuses, or answers nobody
	DisturbanceBrownout                        // it works at a part of its speed
	DisturbanceSpike                           // an open population asks for more
	DisturbanceCrash                           // clients are down
	DisturbanceFailures                        // attempts meet transient failures
	DisturbanceKinds    = iota                 // how many there are
)

// String returns the name of the kind in sentences and charts: "outage".
func (k DisturbanceKind) String() string {
	return [...]string{"outage", "brownout", "spike", "crash", "failures"}[k]
}

// Disturbance is a stretch of virtual time, [From, To), in which something is wrong with
// the service, the load or the clients.
type Disturbance struct {
	Kind     DisturbanceKind
	From, To time.Duration // since the start of the run
}

// Disturbances returns all that goes wrong in a scenario, at most one of each kind, in
// the order of the kinds. A dip of the offered load, a spike below 1, is none: nobody
// has to recover from it. Nor is a crash of nobody, under the scenario's seed.
func (s Scenario) Disturbances() []Disturbance {
	return s.disturbances(make([]Disturbance, 0, DisturbanceKinds))
}

// disturbances appends them to a list. It stands apart so that Disturbances is small
// enough to be inlined, and its list stays on the stack of a run that only looks at it.
func (s *Scenario) disturbances(all []Disturbance) []Disturbance {
	if s.Outage != OutageNone {
		all = append(all, Disturbance{DisturbanceOutage, s.OutageFrom, s.OutageTo})
	}
	if s.Brownout < 1 {
		all = append(all, Disturbance{DisturbanceBrownout, s.BrownoutFrom, s.BrownoutTo})
	}
	if s.Population == PopulationOpen && s.Spike > 1 {
		all = append(all, Disturbance{DisturbanceSpike, s.SpikeFrom, s.SpikeTo})
	}
	if s.Crash > 0 && s.someCrash() {
		all = append(all, Disturbance{DisturbanceCrash, s.Crash, s.Crash + s.Restart})
	}
	if s.FailsForATime() {
		all = append(all, Disturbance{DisturbanceFailures, s.FailFrom, s.FailTo})
	}
	return all
}

// FailsForATime reports whether there are transient failures, in a window only.
func (s *Scenario) FailsForATime() bool { return s.Fail > 0 && s.FailTo > 0 }

// someCrash reports whether any client is among those that crash.
func (s *Scenario) someCrash() bool {
	if s.CrashShare == 0 || s.CrashShare == 1 {
		return s.CrashShare == 1
	}
	draws := rng.New(s.Seed, rng.Crashes)
	for client := range uint32(s.Clients) {
		if draws.Float64(client, 0) < s.CrashShare {
			return true
		}
	}
	return false
}

// burstBases is how many times the base a client waits in the first burst at most: after
// five doublings the delays of a policy have grown, and no longer echo the start.
const burstBases = 32

// FirstBurst returns until when what the start sets off lasts, whatever the fleet: the
// last start and the spread of the starts, the first attempt and its answer and one more trip, and one wait
// of the cap, or of 32 times the base where that is less. Waves that begin later are
// clients that keep coming back. An open population has no start, and a periodic one has many; there it is 0.
func (s Scenario) FirstBurst() time.Duration {
	if s.Arrives() {
		return 0
	}
	return s.LatestStart() + s.Spread + 3*s.Latency + max(s.Base, min(s.Cap, burstBases*s.Base))
}
