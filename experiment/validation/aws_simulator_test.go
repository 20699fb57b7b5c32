package validation

import (
	"fmt"
	"math"

	"backofflab/scenario"
	"backofflab/sim"
)

// contention is the model of the AWS simulator: clients that contend for one row
// under optimistic locking. Only writes count as calls.
const contention = "clients=%d&spread=0s&network=normal&latency=10ms&latency-sd=2ms&limiter=optimistic-lock&strategies=%s&base=5ms&cap=2s&offset=1&attempts=1000"

const awsSimulatorURL = "https://github.com/aws-samples/aws-arch-backoff-simulator"

// contender is one algorithm of the AWS simulator by its name there and here.
type contender struct{ theirs, key string }

var contenders = []contender{
	{"None", "immediate"}, {"Exponential", "exponential"}, {"FullJitter", "full"},
	{"EqualJitter", "equal"}, {"Decorr", "decorrelated-aws"},
}

// contest is what the AWS simulator reports of a number of trials.
type contest struct{ ms, calls estimate }

// contend runs trials of one algorithm. A trial is over when the last client
// learns that its write succeeded.
func (l lab) contend(clients int, key string, trials int) contest {
	runs := simulate(l, fmt.Sprintf(contention, clients, key), trials, func(r []sim.Result) [2]float64 {
		return [2]float64{r[0].Completion.Max().Seconds() * 1000, float64(r[0].Attempts)}
	})
	return contest{
		ms:    meanOf(runs, func(r [2]float64) float64 { return r[0] }),
		calls: meanOf(runs, func(r [2]float64) float64 { return r[1] }),
	}
}

func awsSimulator(l lab) Claim {
	c := Claim{
		ID: "V1", Title: "The AWS simulator, row by row",
		Source: "aws-samples/aws-arch-backoff-simulator, run as published", SourceURL: awsSimulatorURL,
		Says:      "Mean completion time and mean calls for 1 to 500 clients that contend for one row, without backoff and with each of four strategies.",
		Tolerance: "4 standard errors, those of both means added in squares.",
		Note:      "Theirs are 500 trials up to 100 clients and 15 above; ours are 500 and 100. A trial is over when the last client has heard of its success.",
		Query:     l.canonical(fmt.Sprintf(contention, 100, "immediate,exponential,full,equal,decorrelated-aws")),
	}
	published := l.contests("testdata/aws_backoff_simulator.csv")
	for _, clients := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500} {
		trials := l.pick(2000/max(clients, 20), 500)
		if clients > 100 {
			if trials = 100; !l.full {
				continue
			}
		}
		for _, k := range contenders {
			theirs, ours := published[contestants{clients, k.theirs}], l.contend(clients, k.key, trials)
			time, calls := apart(ours.ms, theirs.ms), apart(ours.calls, theirs.calls)
			c.Rows = append(c.Rows, Row{
				What:   fmt.Sprintf("%s, %s", many(clients), scenario.FleetName(k.key)),
				Theirs: theirs.String(), Ours: ours.String(),
				Off:   fmt.Sprintf("time %s, calls %s", inErrors(time), inErrors(calls)),
				Pass:  within(time, four) && within(calls, four),
				Query: l.canonical(fmt.Sprintf(contention, clients, k.key)),
			})
		}
	}
	return verdict(c)
}

func (c contest) String() string {
	return fmt.Sprintf("%s ms, %s calls", number(c.ms.mean, 1), number(c.calls.mean, 2))
}

// contestants is a row of their results.
type contestants struct {
	clients int
	name    string
}

// contests reads results of the AWS simulator, and joins its runs.
func (l lab) contests(path string) map[contestants]contest {
	runs := map[contestants][]trialRun{}
	for _, row := range l.table(path) {
		key := contestants{int(l.number(row[0])), row[1]}
		runs[key] = append(runs[key], trialRun{
			trials: l.number(row[2]),
			ms:     [2]float64{l.number(row[3]), l.number(row[4])},
			calls:  [2]float64{l.number(row[5]), l.number(row[6])},
		})
	}
	joined := map[contestants]contest{}
	for key, r := range runs {
		joined[key] = contest{
			ms:    join(r, func(t trialRun) [2]float64 { return t.ms }),
			calls: join(r, func(t trialRun) [2]float64 { return t.calls }),
		}
	}
	return joined
}

// trialRun is one run of trials: means and standard deviations.
type trialRun struct {
	trials    float64
	ms, calls [2]float64
}

// join makes one estimate of runs of equally many trials: the mean of their
// means, and its standard error from their pooled variance.
func join(runs []trialRun, of func(trialRun) [2]float64) estimate {
	var sum, variance, trials float64
	for _, r := range runs {
		figure := of(r)
		sum += figure[0]
		variance += figure[1] * figure[1]
		trials += r.trials
	}
	n := float64(len(runs))
	return estimate{sum / n, math.Sqrt(variance / n / trials)}
}

// many is so many clients.
func many(clients int) string {
	if clients == 1 {
		return "1 client"
	}
	return fmt.Sprintf("%d clients", clients)
}
