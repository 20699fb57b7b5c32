package form

import (
	"math"
	"strconv"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/export"
	"backofflab/scenario"
)

// Policy is what a writer gets: how the clients of one strategy retry.
type Policy struct {
	export.Policy                   // its strategy, parameters, limits and the names of its rules
	Scenario      scenario.Scenario // the same as a scenario of this one strategy: settings of its guards
	Shape
}

// PolicyOf returns the policy of a strategy of a valid scenario, which has one layer.
func PolicyOf(s scenario.Scenario, own export.Policy, strategy string) Policy {
	p := Policy{Policy: own, Scenario: policyIn(s.SpeltOut(strategy)), Shape: shapeOf(s.Policy(strategy))}
	if factor := ownFactor(own.Strategy); factor > 1 && p.Factor > 1 && math.Abs(p.Factor/factor-1) < 0.05 {
		p.Factor = factor
	}
	return p
}

// policyIn is a scenario of one strategy without what is of its service and its run.
func policyIn(s scenario.Scenario) scenario.Scenario {
	alone := scenario.Default()
	alone.Strategies = s.Strategies
	for _, f := range scenario.OwnFields() {
		if f.MetIn(s, scenario.Layers(s.Strategies[0])[0]) || f.Met(s) {
			_ = f.Set(&alone, f.Format(s)) // a valid scenario's value
		}
	}
	return alone
}

// ownFactor is the growth that a library's delays have in brackets, which whole milliseconds
// may hide; 0 where there is none.
func ownFactor(strategy string) float64 {
	for pair := range strings.FieldsSeq(scenario.Layers(strategy)[0].Own) {
		if text, ok := strings.CutPrefix(pair, "factor="); ok {
			factor, _ := strconv.ParseFloat(text, 64) // 0 is none
			return factor
		}
	}
	return 0
}

// Retries is the number of attempts without the first.
func (p Policy) Retries() int { return p.Attempts - 1 }

// Retried reports whether an outcome is retried, in the word of links.
func (p Policy) Retried(outcome string) bool {
	for _, word := range p.RetryOn {
		if word == outcome {
			return true
		}
	}
	return false
}

// Is reports whether the strategy is one of some keys, parameters aside.
func (p Policy) Is(keys ...string) bool {
	key, _, _ := strings.Cut(p.Strategy, "(")
	for _, k := range keys {
		if key == k {
			return true
		}
	}
	return false
}

// FirstAtOnce reports whether the first retry waits nothing, by the policy's own rule or its
// library's, and the second does.
func (p Policy) FirstAtOnce() bool {
	d, _ := p.Scenario.Policy(p.Scenario.Strategies[0]).Strategy.Delay(1, 0, 0.5)
	return d == 0 && p.Waits()
}

// Shape is the delays of a policy as a library sees them that draws from a range about an
// exponential backoff: Low to High, each growing by Factor from one retry to the next, up to
// LowCap and HighCap. Of delays of another form it is the nearest such.
type Shape struct {
	Low, High       time.Duration // least and longest delay before the first retry that waits
	LowCap, HighCap time.Duration // least and longest delay of all
	Factor          float64       // growth from one retry to the next, at least 1
	Extra           time.Duration // what is added at most, where that is the same before every retry: then Low alone grows; else 0
}

// longest is the longest delay that a shape has, as scenarios have it: what knows no cap grows
// beyond what durations can say.
const longest = 24 * time.Hour

// seen is the last retry that the shape is taken from: by then most have reached their cap.
const seen = 40

func shapeOf(p retry.Policy) Shape {
	low, high := ends(p.Strategy)
	s := Shape{Low: low[0], High: high[0], Factor: 1}
	for i := range low {
		s.LowCap, s.HighCap = max(s.LowCap, min(low[i], longest)), max(s.HighCap, min(high[i], longest))
	}
	grows := high
	switch {
	case s.Low > 0 && low[1] > s.Low && s.Jittered() && (high[1]-low[1]-s.High+s.Low).Abs() <= 2*time.Microsecond: // each is rounded
		s.Extra = s.High - s.Low
		grows = low
	case s.High == 0 || high[1] <= s.High:
		return s
	}
	s.Factor = roundFactor(growth(grows))
	return s
}

// growth is by what delays grow from one to the next: by the first two, or, where the others
// agree with that but for their rounding, by as many as lie below the limit.
func growth(delays []time.Duration) float64 {
	first := float64(delays[1]) / float64(delays[0])
	factor, most := first, delays[len(delays)-1]
	for n := 2; n < len(delays) && delays[n] < most; n++ {
		over := math.Pow(float64(delays[n])/float64(delays[0]), 1/float64(n))
		if math.Abs(over/first-1) > 0.01 {
			break
		}
		factor = over
	}
	return factor
}

// ends are the shortest and the longest delay before each retry, from the first that waits.
func ends(strategy retry.Strategy) (low, high []time.Duration) {
	var memory time.Duration
	for k := 1; k <= seen; k++ {
		least, _ := strategy.Delay(k, memory, 0)
		most, _ := strategy.Delay(k, memory, 1-1e-12)
		_, memory = strategy.Delay(k, memory, 0.5)
		if max(least, most) == 0 && len(high) == 0 && k < 3 { // the first goes out at once
			continue
		}
		low, high = append(low, min(tidy(least), tidy(most))), append(high, max(tidy(least), tidy(most))) // some draw the other way
	}
	return low, high
}

// tidy drops the noise of a draw that is not quite 1: it is below a microsecond, also of a day.
func tidy(d time.Duration) time.Duration { return d.Round(time.Microsecond) }

func roundFactor(x float64) float64 { return math.Round(x*1000) / 1000 }

// Centre is the shape as base ± spread: d(k)·U[1−spread, 1+spread), d(k) = min(limit, base·factor^(k−1)).
func (s Shape) Centre() (base, limit time.Duration, spread float64) {
	base, limit = (s.Low+s.High)/2, (s.LowCap+s.HighCap)/2
	if s.High+s.Low > 0 {
		spread = round6(float64(s.High-s.Low) / float64(s.High+s.Low))
	}
	return base, limit, spread
}

// Upward is the shape as base and up to a share more: d(k)·U[1, 1+share). It is false where
// the least delay is 0, so that no base has it.
func (s Shape) Upward() (base, limit time.Duration, share float64, ok bool) {
	if s.Low <= 0 {
		return s.High, s.HighCap, 0, false
	}
	return s.Low, s.LowCap, round6(float64(s.High-s.Low) / float64(s.Low)), true
}

// Most is the shape as U(0, d(k)) with the same mean: its base and limit.
func (s Shape) Most() (base, limit time.Duration) { return s.Low + s.High, s.LowCap + s.HighCap }

// Mean is the mean delay before the first retry and at the limit: the base and limit of a
// library without jitter.
func (s Shape) Mean() (base, limit time.Duration) {
	return (s.Low + s.High) / 2, (s.LowCap + s.HighCap) / 2
}

// Jittered reports whether two clients would wait differently.
func (s Shape) Jittered() bool { return s.High > s.Low }

// Full reports whether the least delay is 0 and the longest is not.
func (s Shape) Full() bool { return s.Low == 0 && s.High > 0 }

// Waits reports whether there are delays at all.
func (s Shape) Waits() bool { return s.HighCap > 0 }

func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// Decimal writes a number without an exponent, as all languages read it.
func Decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Seconds writes a duration as a number of seconds.
func Seconds(d time.Duration) string { return Decimal(d.Seconds()) }

// Milliseconds writes a duration as a number of milliseconds.
func Milliseconds(d time.Duration) string { return Decimal(float64(d) / float64(time.Millisecond)) }

// GoDuration writes a duration in the largest unit in which it is whole: 250 * time.Millisecond.
func GoDuration(d time.Duration) string { return export.GoDuration(d) }
