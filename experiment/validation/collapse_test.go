package validation

import (
	"fmt"
	"math"

	"backofflab/sim"
)

const (
	overload       = "clients=100000&population=open&offered=40&duration=80s&spike=2&spike-from=20s&spike-to=25s&network=exponential&latency=100ms&limiter=none&service=1s&slope=10ms&strategies=%s&base=20s&cap=40s&attempts=3&timeout=3s&bin=1s"
	withoutBackoff = "immediate"
	withBackoff    = "full"
)

// overloads is what became of runs of the spike, per second: goodput and timeouts
// from 60 to 78 s, timeouts from 35 to 78 s; and the share of runs that had not
// recovered.
type overloads struct{ goodput, timeouts, late, collapsed estimate }

// recovered is the goodput above which a run has recovered. There is none between
// a few and thirty a second.
const recovered = 20

func (l lab) overload(strategy string, runs int) overloads {
	figures := simulate(l, fmt.Sprintf(overload, strategy), runs, func(r []sim.Result) [4]float64 {
		c := r[0].Columns
		f := [4]float64{perSecond(c.Completed, 60, 78), perSecond(c.TimedOut, 60, 78), perSecond(c.TimedOut, 35, 78)}
		if f[0] < recovered {
			f[3] = 1
		}
		return f
	})
	figure := func(i int) estimate { return meanOf(figures, func(f [4]float64) float64 { return f[i] }) }
	return overloads{figure(0), figure(1), figure(2), figure(3)}
}

func collapse(l lab) Claim {
	c := Claim{
		ID: "V5", Title: "A spike that outlasts itself",
		Source: "Marc Brooker, simulator of an overload, 2023", SourceURL: "https://github.com/mbrooker/simulator_example/tree/main/simple_collapse_sim",
		Says:      "Latency grows with the requests in flight; clients stop waiting after 3 s and try three times. Five seconds at twice the load: without backoff goodput is then 16/s of the 41/s offered, and there are 75 timeouts/s; with waits of U(0, 20) and U(0, 40) s it is back at 40/s, and retries are gone by t = 35 s.",
		Tolerance: "± 10 %. Without backoff 4 standard errors of a mean over ten runs, which the published figures are. Against means over 200 runs of the published simulator: 4 standard errors, both errors added in squares. Retries are gone when there is less than one in ten seconds.",
		Note:      "Without backoff a run either stays collapsed, with no goodput at all, or recovers and has 40/s: in 200 runs of the published simulator 139 stay collapsed. Their mean over ten runs, 16/s, is four that recovered, and no rate at which the service stays. Retries are counted as timeouts, after which they are decided on.",
		Query:     l.canonical(fmt.Sprintf(overload, withoutBackoff+","+withBackoff)),
	}
	runs := l.pick(40, 400)
	without, with := l.overload(withoutBackoff, runs), l.overload(withBackoff, l.pick(100, 400))
	of := func(strategy string) string { return l.canonical(fmt.Sprintf(overload, strategy)) }
	perS := func(x float64) string { return number(x, 1) + "/s" }

	// What a mean over ten runs is off by itself.
	ten := func(what string, theirs float64, ours estimate) Row {
		off := apart(ours, estimate{theirs, ours.err * math.Sqrt(float64(runs)/10)})
		return Row{What: what, Theirs: number(theirs, 0) + "/s", Ours: perS(ours.mean), Off: percent(ours.mean, theirs) + ", " + inErrors(off), Pass: within(off, four), Query: of(withoutBackoff)}
	}
	c.Rows = append(c.Rows,
		ten("No backoff: goodput, t = 60 to 78 s", 16, without.goodput),
		ten("No backoff: timeouts, t = 60 to 78 s", 75, without.timeouts),
		Row{
			What: "Backoff: goodput, t = 60 to 78 s", Theirs: "40/s", Ours: perS(with.goodput.mean),
			Off: percent(with.goodput.mean, 40), Pass: within(with.goodput.mean/40-1, 0.1), Query: of(withBackoff),
		},
		Row{
			What: "Backoff: retries, t = 35 to 78 s", Theirs: "0/s", Ours: perS(with.late.mean),
			Off: fmt.Sprintf("%+.3f/s", with.late.mean), Pass: with.late.mean < 0.1, Query: of(withBackoff),
		},
	)
	many := func(what string, theirs, ours estimate, write func(float64) string, strategy string) {
		off := apart(ours, theirs)
		c.Rows = append(c.Rows, Row{
			What: what + ", mean of 200 runs", Theirs: write(theirs.mean), Ours: write(ours.mean),
			Off: inErrors(off), Pass: within(off, four), Query: of(strategy),
		})
	}
	theirs := l.overloads()
	share := func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }
	many("No backoff: share of runs that stay collapsed", theirs[withoutBackoff].collapsed, without.collapsed, share, withoutBackoff)
	many("No backoff: goodput, t = 60 to 78 s", theirs[withoutBackoff].goodput, without.goodput, perS, withoutBackoff)
	many("No backoff: timeouts, t = 60 to 78 s", theirs[withoutBackoff].timeouts, without.timeouts, perS, withoutBackoff)
	many("Backoff: goodput, t = 60 to 78 s", theirs[withBackoff].goodput, with.goodput, perS, withBackoff)
	return verdict(c)
}

// overloads reads the means of the published simulator, by strategy.
func (l lab) overloads() map[string]overloads {
	found := map[string]overloads{}
	for _, row := range l.table("testdata/overload_simulator.csv") {
		runs, collapsed := l.number(row[1]), l.number(row[2])
		found[row[0]] = overloads{
			collapsed: estimate{collapsed, math.Sqrt(collapsed * (1 - collapsed) / runs)},
			goodput:   estimate{l.number(row[3]), l.number(row[4]) / math.Sqrt(runs)},
			timeouts:  estimate{l.number(row[5]), l.number(row[6]) / math.Sqrt(runs)},
		}
	}
	return found
}

// perSecond is the mean of a column with bins of one second from one time to
// another.
func perSecond(column []int, from, to int) float64 {
	sum := 0
	for i := from; i < to && i < len(column); i++ {
		sum += column[i]
	}
	return float64(sum) / float64(to-from)
}
