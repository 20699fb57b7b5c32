package fit

import (
	"math"
	"slices"
	"time"

	"backofflab/retry"
)

// usualShares are those of ± and upward jitter that are tried, besides what the delays suggest.
var usualShares = []float64{0.05, 0.1, 0.2, 0.25, 0.3, 0.5}

// shares are the spreads of a share of the backoff: side -1 is ± that share, 0 only upwards.
//
// All of it in both directions is full jitter of twice the backoff: ± jitter ends before.
func shares(side float64) func(*envelope, growth) []spread {
	most := 1 + side/10
	return func(e *envelope, g growth) []spread {
		tried := slices.Clone(usualShares)
		for _, ratio := range e.ratios(g) {
			least := ratio - 1 // of a share upwards
			if side < 0 {
				least = (ratio - 1) / (ratio + 1)
			}
			n := float64(max(1, e.ended))
			tried = append(tried, roundedUp(least), least*(1+1/n), least*(1+2.5/n))
		}
		var all []spread
		for _, p := range tried {
			if p > 0 && p <= most {
				all = append(all, spread{low: 1 + side*p, high: 1 + p})
			}
		}
		return all
	}
}

// roundedUp is a share of two digits that is no smaller.
func roundedUp(share float64) float64 { return math.Ceil(100*share-1e-9) / 100 }

// ratios are how many times as long as the shortest delay the longest is, both in units of
// their backoff: over all retries, as if there were no cap, and the largest of any one retry.
func (e *envelope) ratios(g growth) []float64 {
	low, high, one := math.Inf(1), 0.0, 1.0
	for k, n := range e.seen {
		if n == 0 {
			continue
		}
		low, high = min(low, e.highs[k]/g.steps[k]), max(high, e.lows[k]/g.steps[k])
		one = max(one, e.lows[k]/max(1, e.highs[k]))
	}
	all := []float64{one}
	if low > 0 && high > low {
		all = append(all, high/low)
	}
	return all
}

// extras are the spreads of a time that is added: the least under which some base and cap
// explain all delays, and more.
func extras(e *envelope, g growth) []spread {
	var tried []float64
	for from := len(e.seen); from >= 1; from-- {
		least := e.leastExtra(g, from)
		tried = append(tried, above(span{least, math.Inf(1)}, max(1, e.ended), e.step)...)
	}
	slices.Sort(tried)
	var all []spread
	for _, extra := range slices.Compact(tried) {
		all = append(all, spread{low: 1, high: 1, extra: extra})
	}
	return all
}

// leastExtra is the shortest time that must be added so that a backoff explains all delays, if
// its cap holds from that index on. With the longest delay, some backoff always does.
func (e *envelope) leastExtra(g growth, from int) float64 {
	lo, hi := 0.0, e.most
	for hi-lo > e.step/8+hi/1000 {
		middle := (lo + hi) / 2
		if e.box(g, spread{low: 1, high: 1, extra: middle}, from).empty() {
			lo = middle
		} else {
			hi = middle
		}
	}
	return hi
}

// floors are the spreads of full jitter: from nothing, and from a floor that no delay is below.
func floors(e *envelope, _ growth) []spread {
	var all []spread
	least := slices.Min(append(slices.Clone(e.highs), math.Inf(1)))
	if math.IsInf(least, 1) || least < 2*e.step {
		return all
	}
	for _, floor := range below(span{0, least}, max(1, e.ended), e.step) {
		if floor > least/2 {
			all = append(all, spread{high: 1, floor: floor})
		}
	}
	return all
}

func setShare(p *retry.Params, j spread) { p.Share = math.Round(1e6*(j.high-1)) / 1e6 }

func setExtra(p *retry.Params, j spread) { p.Extra = time.Duration(j.extra) }

func setFloor(p *retry.Params, j spread) { p.Floor = time.Duration(j.floor) }
