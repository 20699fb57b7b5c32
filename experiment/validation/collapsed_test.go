package validation

import (
	"fmt"

	"backofflab/sim"
)

// A service that takes 300 requests a second: thirty servers of 100 ms, and a
// queue without end. Its clients wait for 1 s and try twice.
const (
	twoTries  = "clients=100000&population=open&offered=%g&duration=%s&limiter=none&servers=30&queue=1000000&service=100ms%s&strategies=immediate&attempts=2&timeout=1s&bin=1s"
	triggered = "&brownout=0.1&brownout-from=10s&brownout-to=20s"
)

func collapsed(l lab) Claim {
	c := Claim{
		ID: "V6", Title: "The trigger goes, the overload stays",
		Source: "Bronson et al., Metastable Failures in Distributed Systems, HotOS 2021, section 2.1", SourceURL: "https://sigops.org/s/conferences/hotos/2021/papers/hotos21-s11-bronson.pdf",
		Says:      "A service for 300 requests/s is offered 280/s and each request is tried twice. After a trigger it stays collapsed under 560 attempts/s, and it leaves that state only when the load falls below 150/s.",
		Tolerance: "± 2 %.",
		Note:      "The trigger is a service that works at a tenth of its speed from 10 to 20 s. The threshold is where the queue of the collapsed service neither grows nor drains, interpolated between two loads.",
		Query:     l.canonical(fmt.Sprintf(twoTries, 280.0, "2m", triggered)),
	}
	runs := l.pick(2, 40)
	for _, state := range []struct {
		what, trigger string
		theirs        float64
	}{
		{"Without the trigger: attempts, t = 60 to 120 s", "", 280},
		{"After the trigger: attempts, t = 60 to 120 s", triggered, 560},
	} {
		query := fmt.Sprintf(twoTries, 280.0, "2m", state.trigger)
		ours := mean(simulate(l, query, runs, func(r []sim.Result) float64 {
			return perSecond(r[0].Columns.Attempts, 60, 120)
		})).mean
		c.Rows = append(c.Rows, Row{
			What: state.what, Theirs: number(state.theirs, 0) + "/s", Ours: number(ours, 1) + "/s",
			Off: percent(ours, state.theirs), Pass: within(ours/state.theirs-1, 0.02), Query: l.canonical(query),
		})
	}
	c.Rows = append(c.Rows, l.threshold(runs))
	return verdict(c)
}

// threshold finds the load at which the collapsed service holds its queue. Up to
// 120 s the load is 280/s and the service collapses; what is measured is the
// queue's growth from 130 to 190 s, under a load above and one below.
func (l lab) threshold(runs int) Row {
	const low, high = 140.0, 160.0
	query := func(load float64) string {
		return fmt.Sprintf(twoTries, load, "200s", triggered) + fmt.Sprintf("&spike=%.3f&spike-from=0s&spike-to=2m", 280/load)
	}
	growth := func(load float64) float64 {
		return mean(simulate(l, query(load), runs, func(r []sim.Result) float64 {
			return float64(r[0].Columns.Queued[190]-r[0].Columns.Queued[130]) / 60
		})).mean
	}
	below, above := growth(low), growth(high)
	ours := low + (high-low)*below/(below-above)
	return Row{
		What:   fmt.Sprintf("Load at which it begins to recover (the queue grows by %+.1f/s at %g/s, by %+.1f/s at %g/s)", below, low, above, high),
		Theirs: "150/s", Ours: number(ours, 1) + "/s", Off: percent(ours, 150),
		Pass: below < 0 && above > 0 && within(ours/150-1, 0.02), Query: l.canonical(query(low)),
	}
}
