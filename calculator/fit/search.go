package fit

import (
	"cmp"
	"math"
	"slices"
	"time"

	"backofflab/retry"
)

// guess are parameters that might be those of the delays.
type guess struct {
	retry.Params
	rough float64 // about the log-likelihood, less what the parameters cost
	free  int     // parameters that were searched
	odd   int     // those of them that are not round
	rare  int     // those that are, but seldom set
}

// Bounds of the search: how many boxes of one growth and of all are opened, and how many
// guesses of a box and of all are tested.
const (
	maxPerGrowth = 3
	maxBoxes     = 16
	maxPerBox    = 4
	maxGuesses   = 32
)

// unround is what a value that nobody would set costs, in log-likelihood, and seldom what a
// round one costs that is not 1, 2 or 5 of a unit. They decide which of two descriptions that
// fit is shown, not whether one fits.
const (
	unround = 3
	seldom  = 0.7
)

// factors are those that are tried, besides what the delays suggest.
var factors = func() []float64 {
	all := []float64{1, 1.25, 5, 6, 8, 10}
	for f := 11; f <= 40; f++ {
		all = append(all, float64(f)/10)
	}
	slices.Sort(all)
	return all
}()

var usualFactors = []float64{1.5, 2, 3, 10}

// recipe is how the parameters of a kind are searched.
type recipe struct {
	growths func(e *envelope) []growth
	spreads func(e *envelope, g growth) []spread
	capped  bool                                 // it has a cap
	draws   bool                                 // it has jitter
	params  func(p *retry.Params, j spread)      // what else the jitter sets
	custom  func(e *envelope, s *sample) []guess // in place of all of this
}

var none = spread{low: 1, high: 1}

// recipes are by the key of a kind. Full jitter has two: most have no floor.
var recipes = map[string][]recipe{
	"immediate":        {{custom: func(*envelope, *sample) []guess { return []guess{{}} }}},
	"fixed":            {{growths: constant, spreads: single(none)}},
	"linear":           {{growths: powers(1), spreads: single(none), capped: true}},
	"polynomial":       {{growths: powers(0.5, 1.5, 2, 2.5, 3, 4, 5), spreads: single(none), capped: true}},
	"exponential":      {{growths: growing, spreads: single(none), capped: true}},
	"full":             {{growths: exponential, spreads: single(spread{high: 1}), capped: true, draws: true}, {growths: exponential, spreads: floors, capped: true, draws: true, params: setFloor}},
	"equal":            {{growths: exponential, spreads: single(spread{low: 0.5, high: 1}), capped: true, draws: true}},
	"proportional":     {{growths: exponential, spreads: shares(-1), capped: true, draws: true, params: setShare}},
	"upward":           {{growths: exponential, spreads: shares(0), capped: true, draws: true, params: setShare}},
	"additive":         {{growths: exponential, spreads: extras, capped: true, draws: true, params: setExtra}},
	"list":             {{custom: lists}},
	"decorrelated":     {{custom: walks(false), draws: true}},
	"decorrelated-aws": {{custom: walks(true), draws: true}},
}

func constant(e *envelope) []growth { return []growth{growthOf(1, len(e.seen))} }

func powers(of ...float64) func(e *envelope) []growth {
	return func(e *envelope) []growth {
		var all []growth
		for _, p := range of {
			all = append(all, powerOf(p, len(e.seen)))
		}
		return all
	}
}

func exponential(e *envelope) []growth {
	var all []growth
	for _, f := range factors {
		if f > 1 && len(e.seen) == 1 {
			break // one retry says nothing of the factor
		}
		all = append(all, growthOf(f, len(e.seen)))
	}
	return all
}

// growing is exponential without 1, which would be a fixed delay, and with the factor between
// the first two delays.
func growing(e *envelope) []growth {
	all := exponential(e)[1:]
	for k := 1; k < len(e.seen); k++ {
		if ratio := e.lows[k] / e.lows[k-1]; ratio > 1 && ratio < 100 && e.seen[k] > 0 && e.seen[k-1] > 0 {
			all = append(all, growthOf(math.Round(100*ratio)/100, len(e.seen)))
			break
		}
	}
	return all
}

func single(j spread) func(*envelope, growth) []spread {
	return func(*envelope, growth) []spread { return []spread{j} }
}

// guesses are the parameters of a kind to test, the likeliest first. All boxes are compared by
// the best that they can hold, which is their lowest base and cap, and few are opened.
func (r recipe) guesses(e *envelope, s *sample) []guess {
	if r.custom != nil {
		return r.custom(e, s)
	}
	var boxes []box
	for _, g := range r.growths(e) {
		boxes = append(boxes, promising(r.boxes(e, g), s.effort(maxPerGrowth))...)
	}
	var all []guess
	for i, b := range promising(boxes, len(boxes)) {
		if i < s.effort(maxBoxes) || usual(b, len(e.seen)) {
			all = append(all, best(r.inBox(e, b), maxPerBox)...)
		}
	}
	return best(all, s.effort(maxGuesses))
}

// effort is more of something where there are few delays: they say less of where to search,
// and each guess is tested faster.
func (s *sample) effort(n int) int { return n * max(1, min(6, 200/max(1, s.delays))) }

// usual boxes are opened in any case: few delays suggest a cap and a factor that hug them, and
// nobody draws like that.
func usual(b box, retries int) bool { return b.factor == 2 && b.from > retries }

// boxes are those of a growth, under all jitters and caps.
func (r recipe) boxes(e *envelope, g growth) (all []box) {
	for _, j := range r.spreads(e, g) {
		for _, b := range e.boxes(g, j, r.capped) {
			set := r.set(&b)
			b.rough = e.likelihood(&b, max(b.base.lo, 1), max(b.cap.lo, 1)) - set.cost(e.total)
			all = append(all, b)
		}
	}
	return all
}

// promising are the n boxes of the best likelihood.
func promising(all []box, n int) []box {
	slices.SortStableFunc(all, func(a, b box) int { return cmp.Compare(b.rough, a.rough) })
	return all[:min(n, len(all))]
}

// inBox are the guesses of one box.
func (r recipe) inBox(e *envelope, b box) (all []guess) {
	caps := []float64{math.Inf(1)}
	if b.from <= len(e.seen) {
		caps = above(b.cap, e.ended, e.step)
	}
	for _, base := range above(b.base, e.ended, e.step) {
		for _, cap := range caps {
			if cap > base { // else it would be a fixed delay
				all = append(all, r.guess(e, b, base, cap))
			}
		}
	}
	return all
}

// set are the parameters of a box that are no range.
func (r recipe) set(b *box) guess {
	made := guess{Params: retry.Params{Factor: b.factor, Power: b.power}}
	if r.params != nil {
		r.params(&made.Params, b.spread)
	}
	if b.factor > 1 {
		made.free++
		if !slices.Contains(usualFactors, b.factor) {
			made.odd++
		}
	}
	if set := b.extra + b.floor; set > 0 {
		made.count(set)
	}
	if made.Share > 0 {
		made.count(math.Round(1e9 * made.Share))
	}
	return made
}

func (r recipe) guess(e *envelope, b box, base, cap float64) guess {
	made := r.set(&b)
	made.Base, made.Cap = time.Duration(base), retry.Nanoseconds(cap)
	made.count(base)
	if made.Cap < retry.MaxDelay {
		made.count(cap)
	}
	made.rough = e.likelihood(&b, base, cap) - made.cost(e.total)
	return made
}

// count counts one parameter more.
func (g *guess) count(value float64) {
	g.free++
	switch {
	case !isRound(value):
		g.odd++
	case !isUsual(value):
		g.rare++
	}
}

// cost is what the parameters cost, in log-likelihood: half the logarithm of the number of
// delays for each (Schwarz, "Estimating the Dimension of a Model", 1978).
func (g *guess) cost(n int) float64 {
	return float64(g.free)*math.Log(float64(max(n, 2)))/2 + float64(g.odd)*unround + float64(g.rare)*seldom
}

// best are the n likeliest guesses.
func best(all []guess, n int) []guess {
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Compare(b.rough, a.rough) })
	return all[:min(n, len(all))]
}
