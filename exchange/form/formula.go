package form

import (
	"math"
	"slices"
	"strings"
	"time"

	"backofflab/exchange/tree"
	"backofflab/scenario"
)

// A closure that calculates a delay from the number of a retry and a random number is arithmetic
// on literals. It is not executed: its calculation is taken apart as a text is, worked out for
// some retries and draws, and compared with the strategies of the lab.

// Calculate works out a calculation. name is what a name in it stands for, u what is drawn from
// 0 to 1. It is false where the calculation has what is not known.
func Calculate(n *tree.Node, name func(string) (float64, bool), u float64) (float64, bool) {
	if n == nil {
		return 0, false
	}
	switch n.Kind {
	case tree.Op:
		return operate(n, name, u)
	case tree.Call:
		return called(n, name, u)
	case tree.Scalar:
		if x, ok := n.Number(); ok {
			return x, true
		}
		return name(n.Text)
	}
	return 0, false
}

func operate(n *tree.Node, name func(string) (float64, bool), u float64) (float64, bool) {
	a, ok := Calculate(n.Kids[0], name, u)
	b, also := Calculate(n.Kids[1], name, u)
	if !ok || !also {
		return 0, false
	}
	switch n.Text {
	case "+":
		return a + b, true
	case "-":
		return a - b, true
	case "*":
		return a * b, true
	case "/":
		return a / b, true
	case "**":
		return math.Pow(a, b), true
	case "<<":
		return a * math.Pow(2, b), true
	}
	return 0, false
}

func called(n *tree.Node, name func(string) (float64, bool), u float64) (float64, bool) {
	var values []float64
	for _, kid := range n.Kids {
		x, ok := Calculate(kid, name, u)
		if !ok {
			return 0, false
		}
		values = append(values, x)
	}
	switch callee := strings.ToLower(n.Callee()); {
	case (callee == "random" || callee == "float64") && len(values) == 0: // float64 is that of Go's rand
		return u, true
	case callee == "uniform" && len(values) == 2:
		return values[0] + u*(values[1]-values[0]), true
	case callee == "min" && len(values) > 0:
		return slices.Min(values), true
	case callee == "max" && len(values) > 0:
		return slices.Max(values), true
	case callee == "pow" && len(values) == 2:
		return math.Pow(values[0], values[1]), true
	case slices.Contains([]string{"int", "float", "float64", "duration", "number", "round", "floor", "ceil", "trunc"}, callee) && len(values) == 1:
		return values[0], true // less than a unit
	}
	return 0, false
}

// calculated is how many retries a calculation is worked out for.
const calculated = 20

// Calculated begins a policy with delays that are calculated: delay is in units, before a retry
// from 1, for a draw u. It sets nothing, and is false, where no strategy of the lab has these
// delays.
func (r *Reading) Calculated(n *tree.Node, unit time.Duration, delay func(retry int, u float64) (float64, bool)) bool {
	low, high := make([]float64, calculated), make([]float64, calculated)
	for k := range calculated {
		least, ok := delay(k+1, 0)
		middle, also := delay(k+1, 0.5)
		most, third := delay(k+1, 1)
		if !ok || !also || !third || !(least >= 0) || !(most >= 0) || math.Abs(middle-(least+most)/2) > 1e-6*max(least, most) {
			return false
		}
		low[k], high[k] = min(least, most)*unit.Seconds(), max(least, most)*unit.Seconds()
	}
	atOnce := high[0] == 0 && high[1] > 0
	if atOnce {
		low, high = low[1:], high[1:]
	}
	if !r.fitted(n, low, high) {
		return false
	}
	if atOnce {
		r.Set(n, "first-retry", "at-once", "The first retry waits nothing.")
	}
	return true
}

// fitted sets the strategy that draws between two rows of delays, in seconds.
func (r *Reading) fitted(n *tree.Node, low, high []float64) bool {
	growing, ok := exponentialOf(high)
	lowest, also := exponentialOf(low)
	ratio, scaled := constantly(low, high, func(a, b float64) float64 { return a / b })
	extra, added := constantly(low, high, func(a, b float64) float64 { return b - a })
	switch {
	case slices.Max(high) == 0:
		r.Strategy(n, "immediate", "No delay at all.")
	case slices.Equal(low, high):
		return r.fittedList(n, high, growing, ok)
	case ok && scaled && ratio == 0:
		r.Strategy(n, "full", "A random time up to an exponential one.")
		growing.set(r, n, 1)
	case ok && scaled && math.Abs(ratio-0.5) < 1e-9:
		r.Strategy(n, "equal", "Half of an exponential time, and a random time up to the other half.")
		growing.set(r, n, 1)
	case ok && also && lowest.factor == 1 && lowest.first == low[len(low)-1] && growing.factor > 1:
		r.Strategy(n, "full", "A random time up to an exponential one, from the same on.")
		growing.set(r, n, 1)
		r.Set(n, "floor", ofSeconds(lowest.first), "")
	case also && added:
		r.Strategy(n, "additive", "Exponential, and a random time more.")
		lowest.set(r, n, 1)
		r.Set(n, "extra", ofSeconds(extra), "")
	case ok && scaled:
		r.Strategy(n, "proportional", "Exponential, within a share of its middle.")
		growing.set(r, n, (1+ratio)/2)
		r.Set(n, "jitter", Decimal(round6((1-ratio)/(1+ratio))), "")
	default:
		return false
	}
	return true
}

// fittedList sets delays without jitter.
func (r *Reading) fittedList(n *tree.Node, delays []float64, e exponential, ok bool) bool {
	last := delays[len(delays)-1]
	linear := true
	for k, d := range delays {
		linear = linear && near(d, min(last, delays[0]*float64(k+1)))
	}
	switch {
	case ok && e.factor == 1 && e.cap == e.first:
		r.Strategy(n, "fixed", "The same time before every retry.")
		r.Set(n, "base", ofSeconds(e.first), "")
	case ok:
		r.Strategy(n, "exponential", "Exponential, without jitter.")
		e.set(r, n, 1)
	case linear:
		r.Strategy(n, "linear", "Each wait is longer by the same time.")
		r.Set(n, "base", ofSeconds(delays[0]), "")
		if last == delays[len(delays)-2] {
			r.Set(n, "cap", ofSeconds(last), "")
		} else {
			r.Assume("cap", "24h", "The delays grow for ever; here up to 24 h.")
		}
	default:
		r.Strategy(n, "list", "Delays that were calculated one by one.")
		var texts []string
		for k, d := range delays {
			if k > 0 && d == last && delays[k-1] == last {
				break
			}
			texts = append(texts, ofSeconds(max(d, 0.001)))
		}
		r.Set(n, "delays", strings.Join(texts, ","), "")
		if last != delays[len(delays)-2] {
			r.Lose(n, "After 20 retries the delays go on growing there; here they stay the same.")
		}
	}
	return true
}

// exponential is min(cap, first * factor^k), in seconds.
type exponential struct{ first, factor, cap float64 }

func exponentialOf(delays []float64) (e exponential, ok bool) {
	last := delays[len(delays)-1]
	e = exponential{delays[0], 1, math.Inf(1)}
	if delays[0] > 0 {
		e.factor = max(1, delays[1]/delays[0])
	}
	if last == delays[len(delays)-2] {
		e.cap = last
		if n := slices.Index(delays, last); n == 1 { // cut before the growth was seen
			e.factor = max(e.factor, 2)
		}
	}
	for k, d := range delays {
		if !near(d, min(e.cap, e.first*math.Pow(e.factor, float64(k)))) {
			return e, false
		}
	}
	return e, true
}

// set sets base, factor and cap, times a share.
func (e exponential) set(r *Reading, n *tree.Node, share float64) {
	r.Set(n, "base", ofSeconds(e.first*share), "")
	r.Set(n, "factor", Decimal(math.Round(e.factor*1000)/1000), "")
	if math.IsInf(e.cap, 1) {
		r.Assume("cap", "24h", "The delays grow for ever; here up to 24 h.")
	} else {
		r.Set(n, "cap", ofSeconds(e.cap*share), "")
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(a, b) }

// constantly is what a function makes of two rows of numbers, where that is the same all along.
func constantly(a, b []float64, of func(a, b float64) float64) (float64, bool) {
	x := of(a[0], b[0])
	for k := range a {
		if y := of(a[k], b[k]); math.IsNaN(y) || math.Abs(x-y) > 1e-6*max(math.Abs(x), math.Abs(y)) {
			return 0, false
		}
	}
	return x, true
}

// ofSeconds is a number of seconds as links write a duration: at most the longest of all.
func ofSeconds(seconds float64) string {
	return scenario.FormatDuration(time.Duration(math.Round(min(seconds, 1e9) * 1e9)).Round(time.Microsecond))
}
