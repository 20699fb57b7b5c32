package validation

import (
	"context"
	"fmt"

	"backofflab/experiment/job"
	"backofflab/experiment/tipping"
)

// hysteresis is the service of V6 as a search: a brownout of five seconds triggers, and a run
// has long to come back, lest the time that a long queue takes to drain be taken for a collapse.
const hysteresis = "clients=100000&population=open&offered=280&limiter=none&servers=30&queue=1000000&service=100ms&strategies=immediate&attempts=2&timeout=1s&brownout=0.1&brownout-from=10s&brownout-to=15s&within=%s"

// slowed is a service of 25 servers that 600 requests a second are asked of, each tried three
// times; what is turned up is how long it takes, which is 25 ms at full speed.
const slowed = "clients=100000&population=open&offered=600&latency=0s&limiter=none&servers=25&queue=1000000&service=25ms&service-dist=exponential&strategies=immediate&attempts=3&timeout=200ms&brownout=0.1&brownout-from=10s&brownout-to=12s&of=service&low=%s&high=%s&within=%s"

const fullSpeed = 0.025 // seconds

func tips(l lab) Claim {
	c := Claim{
		ID: "V18", Title: "Where it tips, and where it recovers",
		Source: "Bronson et al., Metastable Failures in Distributed Systems, HotOS 2021, section 2.1; the steady state of M/M/25, Erlang 1917", SourceURL: "https://sigops.org/s/conferences/hotos/2021/papers/hotos21-s11-bronson.pdf",
		Says:      "A service for 300 requests/s, each of which is tried twice, is stable below 150/s and vulnerable from there to 300/s: under 280/s it is well, or it stays collapsed under 560 attempts/s. Of an M/M/25 that is asked for 600/s, each tried three times and waited for for 200 ms, and that serves 1,000/s at full speed, the steady state leaves the collapse at 180 % of that speed, and with retries of 10 % at most at 67.143 %.",
		Tolerance: fmt.Sprintf("± %.0f %%.", 100*l.precision()),
	}
	s, o := l.search(fmt.Sprintf(hysteresis, l.within()))
	f := o.Fleets[0]
	c.Query = f.Recovers.Query
	c.Rows = append(c.Rows,
		l.tipsAt("Load above which it tips without any trigger", "300/s", 300, f.Alone, perSecondOf),
		l.tipsAt("Load above which it does not come back from the trigger", "150/s", 150, f.Tips, perSecondOf),
		l.tipsAt("Load below which it recovers from a collapse", "150/s", 150, f.Recovers, perSecondOf),
	)
	c.Rows = append(c.Rows, l.branches(s, f)...)
	return verdict(l.slower(c))
}

// within is how long runs have to come back.
func (l lab) within() string {
	if l.full {
		return "10m"
	}
	return "2m"
}

// precision is how narrow the intervals are, and the tolerance: in the quick form wide, for a
// queue that must drain within two minutes is of a lower load.
func (l lab) precision() float64 {
	if l.full {
		return 0.02
	}
	return 0.1
}

// search looks for the thresholds of a query.
func (l lab) search(query string) (tipping.Search, tipping.Outcome) {
	l.t.Helper()
	s, err := tipping.Parse(fmt.Sprintf("%s&precision=%g", query, l.precision()))
	if err != nil {
		l.t.Fatalf("%s: %v", query, err)
	}
	o, err := s.Thresholds(context.Background(), job.Local{}, attempts, func(tipping.Outcome) {})
	if err != nil {
		l.t.Fatalf("%s: %v", query, err)
	}
	return s, o
}

// tipsAt compares a threshold with its published value, in whatever unit write has.
func (l lab) tipsAt(what, theirs string, want float64, t tipping.Threshold, write func(float64) (float64, string)) Row {
	if t.Answer != tipping.Found {
		return Row{What: what, Theirs: theirs, Ours: string(t.Answer), Off: "–"}
	}
	ours, text := write(t.At)
	low, lowText := write(t.Low)
	high, highText := write(t.High)
	if low > high {
		lowText, highText = highText, lowText
	}
	return Row{
		What: what, Theirs: theirs, Ours: fmt.Sprintf("%s (%s to %s)", text, lowText, highText),
		Off: percent(ours, want), Pass: within(ours/want-1, l.precision()), Query: t.Query,
	}
}

func perSecondOf(x float64) (float64, string) { return x, number(x, 1) + "/s" }

// speedOf is the speed of a service that takes so many seconds, in per cent.
func speedOf(x float64) (float64, string) {
	speed := 100 * fullSpeed / x
	return speed, number(speed, 2) + " %"
}

// branches are what passes at 280/s on either branch.
func (l lab) branches(s tipping.Search, f tipping.Fleet) []Row {
	s.Scenario.Runs = l.pick(2, 20)
	places, err := s.LoopAt(context.Background(), job.Local{}, attempts, f, "280")
	if err != nil {
		l.t.Fatal(err)
	}
	row := func(what string, want, ours float64, query string) Row {
		return Row{What: what, Theirs: number(want, 0) + "/s", Ours: number(ours, 1) + "/s", Off: percent(ours, want), Pass: within(ours/want-1, l.precision()), Query: query}
	}
	well, down := places[0].Up, places[0].Down
	return []Row{
		row("Attempts under 280/s where it is well", 280, well.Attempts.Mean, well.Query),
		row("Attempts under 280/s where it was brought to a collapse", 560, down.Attempts.Mean, down.Query),
	}
}

// slower adds what a slower service does, and recovers at.
func (l lab) slower(c Claim) Claim {
	_, plain := l.search(fmt.Sprintf(slowed, "10ms", "45ms", l.within()))
	_, budget := l.search(fmt.Sprintf(slowed, "25ms", "45ms", l.within()) + "&budget=ratio&budget-tokens=10&budget-ratio=0.1&process=100000")
	c.Rows = append(c.Rows,
		l.tipsAt("Speed above which the service of 600/s recovers from a collapse", "180 %", 180, plain.Fleets[0].Recovers, speedOf),
		l.tipsAt("The same with a budget of 10 %", "67.143 %", 67.143, budget.Fleets[0].Recovers, speedOf),
	)
	_, alone := speedOf(plain.Fleets[0].Alone.At)
	c.Note = fmt.Sprintf("Thresholds are those at which half of the runs tip, by bisection under noise, with an interval of 95 %%. A run has %s to come back from a few seconds in which the service works at a tenth of its speed; what a queue takes to drain in that time is part of the distance. At 280/s it is well where nothing happened, and collapsed where the load was higher before. The speed below which M/M/25 tips by itself is 62.784 %% in the steady state, and is not compared: there only the wait for a server counts towards the 200 ms, here the service too, and a run tips when its queue happens to be long, before it would on average: here at %s.", l.within(), alone)
	return c
}
