package python

import (
	"fmt"
	"math"
	"strings"
	"time"

	"backofflab/exchange/form"
)

// tenacityWait writes a wait.
func tenacityWait(p form.Policy) string {
	if !p.Waits() {
		return "wait_none()"
	}
	exponent := 0
	if p.FirstAtOnce() {
		exponent = 1
	}
	wait := tenacitySum(p, exponent)
	if p.FirstAtOnce() {
		return "wait_chain(wait_none(), " + wait + ")"
	}
	return wait
}

// tenacitySum writes the waits from the one on that has an exponent.
func tenacitySum(p form.Policy, exponent int) string {
	switch p.Strategy {
	case "linear":
		if exponent == 0 {
			return fmt.Sprintf("wait_incrementing(start=%s, increment=%[1]s, max=%s)", form.Seconds(p.Params.Base), form.Seconds(p.Params.Cap))
		}
	case "list", "polynomial":
		if exponent == 0 {
			return tenacityChain(p)
		}
	case "full":
		if p.Params.Floor > 0 {
			first := time.Duration(float64(p.Params.Base) * math.Pow(p.Params.Factor, float64(p.Params.Offset-exponent)))
			return fmt.Sprintf("wait_random_exponential(multiplier=%s, max=%s, exp_base=%s, min=%s)", form.Seconds(first), form.Seconds(p.Params.Cap), form.Decimal(p.Params.Factor), form.Seconds(p.Params.Floor))
		}
	}
	return tenacityShape(p, exponent)
}

// tenacityShape writes the nearest sum to a shape.
func tenacityShape(p form.Policy, exponent int) string {
	grow := func(name, first string, d, limit time.Duration) string {
		d = time.Duration(float64(d) / math.Pow(p.Factor, float64(exponent)))
		most := "max=" + form.Seconds(limit) + ", "
		if limit > longest {
			most = "" // there is none
		}
		return fmt.Sprintf("%s(%s=%s, %sexp_base=%s)", name, first, form.Seconds(d), most, form.Decimal(p.Factor))
	}
	random := func(of time.Duration) string { return grow("wait_random_exponential", "multiplier", of, p.HighCap) }
	extra := p.Shape.Extra
	switch {
	case !p.Jittered() && p.Factor == 1 && p.Low == p.LowCap:
		return fmt.Sprintf("wait_fixed(%s)", form.Seconds(p.Low))
	case p.Factor == 1 && p.Low == p.LowCap && p.High == p.HighCap:
		return fmt.Sprintf("wait_random(min=%s, max=%s)", form.Seconds(p.Low), form.Seconds(p.High))
	case extra > 0 && p.LowCap == p.HighCap:
		return strings.TrimSuffix(grow("wait_exponential_jitter", "initial", p.Low, p.HighCap), ")") + ", jitter=" + form.Seconds(extra) + ")"
	case extra > 0:
		return grow("wait_exponential", "multiplier", p.Low, p.LowCap) + fmt.Sprintf(" + wait_random(0, %s)", form.Seconds(extra))
	case p.Low == 0:
		return random(p.High)
	case p.Low == p.LowCap && p.Jittered(): // a floor
		return strings.TrimSuffix(random(p.High), ")") + ", min=" + form.Seconds(p.Low) + ")"
	case !p.Jittered():
		return grow("wait_exponential", "multiplier", p.Low, p.LowCap)
	}
	low, high := p.LowCap, p.HighCap
	if low == high { // the cap cuts the jitter off there: the same mean here
		share := 2 * float64(p.Low) / float64(p.Low+p.High)
		low = time.Duration(share * float64(p.LowCap)).Round(time.Microsecond)
		high = 2*p.LowCap - low
	}
	return grow("wait_exponential", "multiplier", p.Low, low) + " + " + grow("wait_random_exponential", "multiplier", p.High-p.Low, high-low)
}

// tenacityChain writes delays one by one, up to where they stay the same.
func tenacityChain(p form.Policy) string {
	strategy := p.Scenario.Policy(p.Scenario.Strategies[0]).Strategy
	var texts []string
	var before time.Duration
	for k := 1; k <= min(listed, max(1, p.Retries())); k++ {
		d, _ := strategy.Delay(k, 0, 0)
		if k > 1 && d == before && same(strategy, k) {
			break
		}
		texts = append(texts, fmt.Sprintf("wait_fixed(%s)", form.Seconds(d)))
		before = d
	}
	return "wait_chain(" + strings.Join(texts, ", ") + ")"
}

// delays are those of a strategy.
type delays interface {
	Delay(retry int, memory time.Duration, u float64) (delay, next time.Duration)
}

// same reports whether all delays from a retry on are alike.
func same(strategy delays, from int) bool {
	d, _ := strategy.Delay(from, 0, 0)
	for k := from; k < from+listed; k++ {
		if other, _ := strategy.Delay(k, 0, 0); other != d {
			return false
		}
	}
	return true
}
