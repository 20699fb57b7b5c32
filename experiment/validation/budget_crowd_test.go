package validation

import (
	"fmt"
	"math"

	"backofflab/sim"
)

// Requests of Brooker's clients: each makes one at the start, and then a Poisson
// process of them for ten seconds. The network takes no time here, so that a
// client's thinking is the time between two of its requests.
const crowd = "clients=%d&population=closed&spread=0s&duration=10s&think=%s&latency=0s&limiter=none&fail=%g&strategies=immediate&attempts=%d%s"

const (
	ratioBudget  = "&budget=ratio&budget-tokens=5&budget-ratio=0.1"
	retryBreaker = "&breaker=retries&breaker-ratio=0.1"
)

// outcome is the share of requests that succeed, and the calls per request.
type outcome struct{ success, load estimate }

func (o outcome) String() string { return fmt.Sprintf("%.3f, %.3f", o.success.mean, o.load.mean) }

func (l lab) crowd(query string, runs int) outcome {
	figures := simulate(l, query, runs, func(r []sim.Result) [2]float64 {
		return [2]float64{float64(r[0].Successes) / float64(r[0].Requests), r[0].Amplification}
	})
	return outcome{
		success: meanOf(figures, func(f [2]float64) float64 { return f[0] }),
		load:    meanOf(figures, func(f [2]float64) float64 { return f[1] }),
	}
}

func budgetCrowd(l lab) Claim {
	c := Claim{
		ID: "V4", Title: "Many small clients defeat a retry budget",
		Source: "Marc Brooker, Fixing retries with token buckets and circuit breakers, 2022, and its simulator", SourceURL: brookerRetriesURL,
		Says:      "A budget of a tenth (a bucket of five tokens, full at the start; a first try adds 0.1, a retry needs more than one and takes one) holds 100 clients with 10 requests/s each to 1.14 calls per request. 100 requests/s in all, from 10, 100 and 1,000 clients, make it 1.14, 1.45 and 1.87: so many clients make a budget plain retries, and a breaker no retries at all.",
		Tolerance: "± 0.02 against the published figures, which are of one run each. Against means over 60 runs of the published simulator: 4 standard errors, both errors added in squares.",
		Note:      "Success and calls per request. In the published simulator every client makes one request at the start and a Poisson process of them after it; ours do the same.",
		Query:     l.canonical(fmt.Sprintf(crowd, 1000, "10s", 0.5, 1000, ratioBudget)),
	}
	for _, p := range publishedCrowds {
		query := fmt.Sprintf(crowd, p.clients, p.think, p.fail, p.attempts, p.guard)
		runs := l.pick(60, 400)
		if p.think == "100ms" {
			runs = l.pick(2, 100) // of ten thousand requests
		}
		ours := l.crowd(query, runs)
		success, load := ours.success.mean-p.success, ours.load.mean-p.load
		c.Rows = append(c.Rows, Row{
			What:   p.what,
			Theirs: fmt.Sprintf("%.3f, %.2f", p.success, p.load), Ours: ours.String(),
			Off:  fmt.Sprintf("%+.3f, %+.3f", success, load),
			Pass: within(success, 0.02) && within(load, 0.02), Query: l.canonical(query),
		})
	}
	for _, m := range l.meanCrowds() {
		query := fmt.Sprintf(crowd, m.clients, m.think, m.fail, m.attempts, m.guard)
		ours := l.crowd(query, l.pick(10, 400))
		success, load := apart(ours.success, m.theirs.success), apart(ours.load, m.theirs.load)
		c.Rows = append(c.Rows, Row{
			What:   m.what,
			Theirs: m.theirs.String(), Ours: ours.String(),
			Off:  inErrors(success) + ", " + inErrors(load),
			Pass: within(success, four) && within(load, four), Query: l.canonical(query),
		})
	}
	return verdict(c)
}

// publishedCrowd is a scenario and what one run of the published simulator made of
// it.
type publishedCrowd struct {
	what          string
	clients       int
	think         string
	fail          float64
	attempts      int
	guard         string
	success, load float64
}

var publishedCrowds = []publishedCrowd{
	{"100 clients, 10/s each, f = 0.1: budget", 100, "100ms", 0.1, 1000, ratioBudget, 0.992, 1.10},
	{"100 clients, 10/s each, f = 0.2: budget", 100, "100ms", 0.2, 1000, ratioBudget, 0.905, 1.13},
	{"100 clients, 10/s each, f = 0.3: budget", 100, "100ms", 0.3, 1000, ratioBudget, 0.800, 1.14},
	{"100 clients, 10/s each, f = 0.5: budget", 100, "100ms", 0.5, 1000, ratioBudget, 0.570, 1.14},
	{"100 clients, 10/s each, f = 0.75: budget", 100, "100ms", 0.75, 1000, ratioBudget, 0.285, 1.14},
	{"100 clients, 10/s each, f = 0.05: breaker", 100, "100ms", 0.05, 4, retryBreaker, 0.988, 1.04},
	{"100 clients, 10/s each, f = 0.1: breaker", 100, "100ms", 0.1, 4, retryBreaker, 0.918, 1.03},
	{"100 clients, 10/s each, f = 0.2: breaker", 100, "100ms", 0.2, 4, retryBreaker, 0.802, 1.00},
	{"100 clients, 10/s each, f = 0.5: four attempts", 100, "100ms", 0.5, 4, "", 0.935, 1.88},
	{"100/s from 10 clients, f = 0.5: budget", 10, "100ms", 0.5, 1000, ratioBudget, 0.572, 1.14},
	{"100/s from 100 clients, f = 0.5: budget", 100, "1s", 0.5, 1000, ratioBudget, 0.738, 1.45},
	{"100/s from 1,000 clients, f = 0.5: budget", 1000, "10s", 0.5, 1000, ratioBudget, 0.940, 1.87},
	{"100/s from 1,000 clients, f = 0.5: breaker, like no retries", 1000, "10s", 0.5, 4, retryBreaker, 0.5, 1},
}

// meanCrowd is a scenario and what many runs of the published simulator made of
// it, on average.
type meanCrowd struct {
	publishedCrowd
	theirs outcome
}

// meanCrowds reads the means of the published simulator.
func (l lab) meanCrowds() []meanCrowd {
	var crowds []meanCrowd
	for _, row := range l.table("testdata/retry_simulator.csv") {
		clients, runs := int(l.number(row[0])), l.number(row[3])
		m := meanCrowd{publishedCrowd{
			clients: clients, think: fmt.Sprintf("%dms", clients*10), fail: l.number(row[2]), attempts: 1000, guard: ratioBudget,
		}, outcome{
			success: estimate{l.number(row[4]), l.number(row[5]) / math.Sqrt(runs)},
			load:    estimate{l.number(row[6]), l.number(row[7]) / math.Sqrt(runs)},
		}}
		if row[1] == "breaker" {
			m.attempts, m.guard = 4, retryBreaker
		}
		m.what = fmt.Sprintf("100/s from %s clients, f = %s: %s, mean of %s runs", number(float64(clients), 0), row[2], row[1], row[3])
		crowds = append(crowds, m)
	}
	return crowds
}
