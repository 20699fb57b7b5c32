package scenariotest

import (
	"errors"
	"math"
	"strconv"
	"time"

	"backofflab/scenario"
)

// Mutate makes another valid scenario of one: bytes say which fields change, and whether to
// an end of their range, one of their steps, or anything between. It returns false where
// the fields contradict each other in a way that it cannot mend.
func Mutate(s scenario.Scenario, data []byte) (scenario.Scenario, bool) {
	next := func() (b int) {
		if len(data) > 0 {
			b, data = int(data[0]), data[1:]
		}
		return b
	}
	for _, f := range scenario.Fields() {
		set(&s, f, next(), next()<<8|next())
	}
	for range 8 {
		var problems scenario.FieldErrors
		if !errors.As(s.Validate(), &problems) {
			return s, true
		}
		for _, p := range problems {
			mend(&s, p.Field)
		}
	}
	return s, false
}

// Bytes is how many of them Mutate takes.
func Bytes() int { return 3 * len(scenario.Fields()) }

// set changes a field to what a byte says; most leave it as it is. Where several values are
// meant, at says which. What the field does not take is left out.
func set(s *scenario.Scenario, f scenario.Field, how, at int) {
	values := append(f.Steps, f.Choices...)
	switch {
	case how < 160:
	case f.Name == "strategies":
		fleets := append(scenario.StrategyKeys(), "lib:cenkalti", "lib:p-retry", "exponential@20/full@80", "immediate@50/fixed@25/decorrelated@25")
		keys := fleets[at%len(fleets)]
		for i := range at >> 8 % scenario.MaxStrategies {
			keys += "," + fleets[(at+1+i)%len(fleets)]
		}
		_ = f.Set(s, keys)
	case how < 200 && len(values) > 0 || len(f.Choices) > 0:
		_ = f.Set(s, values[at%len(values)])
	case how < 215:
		_ = f.Set(s, f.Low)
	case how < 230:
		_ = f.Set(s, f.High)
	default:
		_ = f.Set(s, between(f.Low, f.High, float64(at)/(1<<16)))
	}
}

// between is a value at a share of the way from the least to the largest, by size.
func between(low, high string, share float64) string {
	if most, err := time.ParseDuration(high); err == nil {
		least, _ := time.ParseDuration(low)
		return scenario.FormatDuration(time.Duration(way(max(1e6, float64(least)), float64(most), share)))
	}
	least, _ := strconv.ParseFloat(low, 64)
	most, _ := strconv.ParseFloat(high, 64)
	x := way(max(0.001, least), most, share)
	if x >= 10 {
		return strconv.FormatFloat(math.Round(x), 'f', -1, 64)
	}
	return strconv.FormatFloat(math.Round(1000*x)/1000, 'f', -1, 64)
}

func way(from, to, share float64) float64 { return from * math.Pow(to/from, share) }

// mend changes a field that contradicts others.
func mend(s *scenario.Scenario, field string) {
	switch field {
	case "cap":
		s.Cap = max(s.Cap, s.Base)
	case "window":
		s.Window, s.Rate = min(time.Hour, 2*s.Window), min(1_000_000, 2*s.Rate)
	case "tokens":
		s.Tokens = s.TokensPerMinute
	case "concurrency":
		s.Concurrency = s.AIMDLeast
	case "aimd-most":
		s.AIMDMost = s.AIMDLeast
	case "output-tokens":
		s.OutputTokens = s.OutputPerMinute
	case "outage-to":
		s.OutageTo, s.OutageFrom = min(scenario.Day, s.OutageFrom+time.Second), min(s.OutageFrom, scenario.Day-time.Second)
	case "brownout-to":
		s.BrownoutTo, s.BrownoutFrom = min(scenario.Day, s.BrownoutFrom+time.Second), min(s.BrownoutFrom, scenario.Day-time.Second)
	case "bin":
		s.Bin = time.Hour
	default:
		f, ok := scenario.FieldNamed(field)
		if !ok {
			return
		}
		if f.Format(*s) == f.Format(scenario.Default()) && len(f.Steps) > 0 {
			_ = f.Set(s, f.Steps[len(f.Steps)-1])
			return
		}
		_ = f.Set(s, f.Format(scenario.Default()))
	}
}

// Hostile are links that once took gigabytes, and what else is known to be hard.
var Hostile = []string{
	"clients=5000&population=closed&spread=0s&think=0s&timeout=1ms&latency=1m&attempts=1&bin=1m",
	"population=open&offered=0.001&duration=1ms&clients=1000000&process=10&throttle=sre&breaker=ratio&budget=aws&strategies=immediate,fixed,linear,exponential,full,equal,decorrelated,proportional&runs=4",
	"clients=1000000&spread=0s&rate=0.001&burst=1&latency=0s&strategies=immediate&attempts=1000",
	"clients=100000&spread=0s&rate=1&burst=1&strategies=immediate,full&base=1ms&cap=1ms&attempts=1000&bin=10ms",
	"clients=1000&population=closed&think=0s&latency=0s&spread=0s&limiter=none&attempts=1&strategies=immediate",
	"clients=1000&population=closed&think=0s&latency=0s&spread=0s&attempts=1&strategies=immediate&breaker=ratio&breaker-min=1&breaker-open=24h&fail=1",
	"clients=100&population=closed&think=0s&spread=0s&servers=1&queue=1000000&service=1h&queue-timeout=1ms&attempts=1&timeout=24h&strategies=immediate",
	"clients=100&population=closed&think=0s&spread=0s&limiter=sliding-log&rate=1000000&window=1h&latency=0s&strategies=immediate",
	"clients=100&population=closed&think=0s&spread=0s&limiter=none&servers=0&service=1h&timeout=1ms&attempts=1000&base=1ms&cap=1ms&strategies=fixed",
	"clients=1&attempts=1000&base=1h&cap=24h&factor=10&strategies=exponential&bin=1h&fail=1&deadline=24h",
	"population=open&offered=1000000&ramp=100&spike=100&spike-to=24h&duration=24h&bin=1h",
	"clients=1000000&process=1&budget=ratio&breaker=ratio&throttle=sre&strategies=full",
	"clients=1&horizon=24h&bin=1ms&spread=0s", "horizon=1h&bin=1h&runs=100&clients=1",
}
