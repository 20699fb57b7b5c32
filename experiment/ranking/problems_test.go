package ranking

import (
	"context"
	"math"
)

// problem is a set of systems with a known answer. Goals have a mean of 100 or more, and the
// indifference is 2 % of that of the best unless it says otherwise.
type problem struct {
	name    string
	systems int
	mean    func(i int) float64 // of the goal
	sd      func(i int) float64
	rho     float64 // correlation of two systems in a replication
	shape   shape
	limits  [][]float64 // mean of each limited figure, by limit and system; sd 1, limit 0, tolerance 0.5
	config  func(*Config)
	right   func(chosen int) bool // nil: the first
}

// correct says whether a choice is the right one.
func (p problem) correct(chosen int) bool {
	if p.right != nil {
		return p.right(chosen)
	}
	return chosen == 0
}

func (p problem) settings() Config {
	c := DefaultConfig()
	c.Budget = 10_000_000
	for range p.limits {
		c.Limits = append(c.Limits, Limit{Value: 0, Tolerance: 0.5})
	}
	if p.config != nil {
		p.config(&c)
	}
	return c
}

// shape turns a standard normal value into one of another distribution with mean 0 and
// deviation 1; all rise, so systems that share a part of theirs stay correlated.
type shape func(z, mean, sd float64) float64

func normal(z, mean, sd float64) float64 { return mean + float64(sd*z) }

// exponential has a skewness of 2.
func exponential(z, mean, sd float64) float64 {
	return mean + float64(sd*(-math.Log(math.Erfc(z/math.Sqrt2)/2)-1))
}

// lognormal has a skewness of 6.2.
func lognormal(z, mean, sd float64) float64 {
	return mean + float64(sd*(math.Exp(z-0.5)-1)/math.Sqrt(math.E-1))
}

// counts are Poisson's, of events with so many in the mean.
func counts(z, mean, _ float64) float64 {
	u, n, p := math.Erfc(-z/math.Sqrt2)/2, 0.0, math.Exp(-mean)
	for u > p && n < 1000 {
		u -= p
		n++
		p *= mean / n
	}
	return n
}

// source draws what a problem says, of a seed: any replication by itself.
func (p problem) source(seed uint64) Source {
	return sourceOf(func(asked Request) Observations {
		o := Observations{Limits: make([][]float64, len(p.limits))}
		for r := asked.From; r < asked.From+asked.Runs; r++ {
			common := score(seed, uint64(r), 0)
			z := math.Sqrt(p.rho)*common + math.Sqrt(1-p.rho)*score(seed, uint64(r), uint64(1+asked.System))
			o.Goal = append(o.Goal, p.shape(z, p.mean(asked.System), p.sd(asked.System)))
			for l, means := range p.limits {
				own := score(seed, uint64(r), uint64((l+1)*1_000_000+asked.System))
				o.Limits[l] = append(o.Limits[l], means[asked.System]+own)
			}
		}
		return o
	})
}

// sourceOf answers each request by itself.
type sourceOf func(Request) Observations

func (of sourceOf) Observe(_ context.Context, wanted []Request) ([]Observations, error) {
	all := make([]Observations, len(wanted))
	for i, asked := range wanted {
		all[i] = of(asked)
	}
	return all, nil
}

// score is a standard normal value for a key.
func score(key ...uint64) float64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, k := range key {
		h = mix(h ^ mix(k+0x9e3779b97f4a7c15))
	}
	u := (float64(h>>11) + 0.5) / (1 << 53)
	return math.Sqrt2 * math.Erfinv(2*u-1)
}

// mix is the finalizer of SplitMix64 (Steele, Lea, Flood, 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func same(x float64) func(int) float64 { return func(int) float64 { return x } }

// slippage has all others just the indifference away: Kim and Nelson's worst case.
func slippage(i int) float64 { return 100 + 2*float64(min(i, 1)) }

// rising has each the indifference from the next.
func rising(i int) float64 { return 100 + 2*float64(i) }

// policies are as far apart as those of a lab are: most are far from the best.
func policies(i int) float64 { return 100 * (1 + 0.03*float64(i)) }

// problems are those that are measured; the tests hold each to the promise.
func problems() []problem {
	return []problem{
		{name: "all others 2 % away, correlation 0", systems: 24, mean: slippage, sd: same(5), shape: normal},
		{name: "all others 2 % away, correlation .3", systems: 24, mean: slippage, sd: same(5), rho: 0.3, shape: normal},
		{name: "all others 2 % away, correlation .97", systems: 24, mean: slippage, sd: same(5), rho: 0.97, shape: normal},
		{name: "two systems", systems: 2, mean: slippage, sd: same(5), shape: normal},
		{name: "each 2 % from the next, correlation .3", systems: 24, mean: rising, sd: same(5), rho: 0.3, shape: normal},
		{name: "each 2 % from the next, higher is better", systems: 24, mean: func(i int) float64 { return 200 - 4*float64(i) }, sd: same(8), rho: 0.3, shape: normal, config: func(c *Config) { c.Higher = true }},
		{name: "negative goals", systems: 12, mean: func(i int) float64 { return -100 + 2*float64(min(i, 1)) }, sd: same(4), shape: normal},
		{name: "deviation 2 of the best, 10 of others", systems: 12, mean: slippage, sd: func(i int) float64 { return 2 + 8*float64(min(i, 1)) }, shape: normal},
		{name: "deviation 10 of the best, 2 of others", systems: 12, mean: slippage, sd: func(i int) float64 { return 10 - 8*float64(min(i, 1)) }, shape: normal},
		{name: "exponential, correlation 0", systems: 12, mean: slippage, sd: same(6), shape: exponential},
		{name: "exponential, correlation .97", systems: 24, mean: slippage, sd: same(20), rho: 0.97, shape: exponential},
		{name: "lognormal, correlation .3", systems: 12, mean: slippage, sd: same(6), rho: 0.3, shape: lognormal},
		{name: "counts of 1 and 1.5, indifference .25", systems: 12, mean: func(i int) float64 { return 1 + 0.5*float64(min(i, 1)) }, sd: same(0), rho: 0.3, shape: counts, config: func(c *Config) { c.Least = 0.25 }},
		{name: "0.25 % apart: any within 2 % is right", systems: 24, mean: func(i int) float64 { return 100 + 0.25*float64(i) }, sd: same(5), rho: 0.3, shape: normal, right: func(chosen int) bool { return chosen >= 0 && chosen <= 8 }},
		{name: "policies 3 % apart, correlation .97", systems: 24, mean: policies, sd: same(10), rho: 0.97, shape: normal},
		{name: "300 policies, correlation .3", systems: 300, mean: policies, sd: same(10), rho: 0.3, shape: normal},
		{name: "the lowest 6 break a limit clearly", systems: 18, mean: lower(6), sd: same(5), rho: 0.3, shape: normal, limits: [][]float64{breaking(18, 6, 3, -3)}, right: first(6)},
		{name: "limits broken and kept by the tolerance", systems: 12, mean: lower(4), sd: same(3), rho: 0.3, shape: normal, limits: [][]float64{breaking(12, 4, 0.5, -0.5)}, right: first(4)},
		{name: "two limits, each broken by some", systems: 12, mean: lower(6), sd: same(3), rho: 0.97, shape: normal, limits: [][]float64{breaking(12, 3, 0.5, -0.5), append(breaking(3, 0, 0, -0.5), breaking(9, 3, 0.5, -0.5)...)}, right: first(6)},
	}
}

// beyondThePromise are problems whose differences are far from normal: the best does not vary,
// so nothing takes away the skewness of the others.
func beyondThePromise() []problem {
	others := func(sd float64) func(int) float64 { return func(i int) float64 { return sd * float64(min(i, 1)) } }
	return []problem{
		{name: "exponential beside a best that does not vary", systems: 12, mean: slippage, sd: others(12), shape: exponential},
		{name: "lognormal beside a best that does not vary", systems: 12, mean: slippage, sd: others(12), shape: lognormal},
		{name: "the same, 20 % away", systems: 12, mean: func(i int) float64 { return 100 + 20*float64(min(i, 1)) }, sd: others(12), shape: lognormal},
	}
}

// lower has so many with lower goals than the best, which break limits.
func lower(n int) func(int) float64 {
	return func(i int) float64 {
		if i < n {
			return 80
		}
		return slippage(i - n)
	}
}

// breaking are means of a limited figure: the first n have one, the others another.
func breaking(systems, n int, broken, kept float64) []float64 {
	means := make([]float64, systems)
	for i := range means {
		means[i] = kept
		if i < n {
			means[i] = broken
		}
	}
	return means
}

func first(n int) func(int) bool { return func(chosen int) bool { return chosen == n } }
