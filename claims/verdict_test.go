package claims

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"backofflab/sim/rng"
)

// judged are links of which every seed of the verdict is run on its own.
var judged = []string{
	"clients=60&strategies=exponential,full,decorrelated",
	"clients=60&strategies=exponential,full,decorrelated&seed=42",
	"clients=60&strategies=exponential,fixed,full&outage=refuse&outage-to=5s&attempts=8",
	"clients=40&limiter=fixed-window&rate=5&window=2s&retry-after=window&honour=honour&strategies=exponential,full",
	"clients=30&fail=0.4&limiter=none&attempts=3&strategies=exponential,full,additive",
	"population=open&offered=10&duration=20s&spike=6&spike-from=5s&spike-to=8s&rate=15&burst=10&strategies=exponential,full&attempts=6",
}

// rules are the measures of a verdict in their order, and the least difference that matters.
var rules = []struct {
	name string
	of   measure
	gap  float64
}{{"lost", lostShare, 0.05}, {"done_95", everDone95, 0.05}, {"wasted", wastedEach, 0.05}, {"later_wave", laterWave, 0.25}}

// The verdict is what docs/model.md says it is, of runs that are asked for one by one.
func TestVerdictIsThatOfItsSeeds(t *testing.T) {
	ask := lab()
	for _, query := range judged {
		shown := answer(t, ask, "/api/v1/run?"+query)
		var runs []*run
		for r := range shown.Verdict.Seeds {
			if r == 0 {
				runs = append(runs, shown)
				continue
			}
			ofAny, _, _ := strings.Cut(query, "&seed=") // trials are those of the default seed
			runs = append(runs, answer(t, ask, fmt.Sprintf("/api/v1/run?%s&seed=%d", ofAny, rng.Replication(1, r))))
		}
		if len(runs) < 10 {
			t.Errorf("/?%s rests on %d seeds", query, len(runs))
		}
		fewest := fewestOf(runs)
		if !slices.Equal(keysOf(shown, fewest), shown.Verdict.Fewest) {
			t.Errorf("/?%s: %v lost the fewest, not %v", query, keysOf(shown, fewest), shown.Verdict.Fewest)
		}
		for _, rule := range rules {
			want, got := standingOf(runs, fewest, rule.of, rule.gap), shown.Verdict.of(rule.name)
			want.Measure = rule.name
			if fmt.Sprint(want) != fmt.Sprint(got) {
				t.Errorf("/?%s: %+v, not %+v", query, got, want)
			}
		}
	}
}

func keysOf(r *run, fleets []int) []string {
	keys := []string{}
	for _, i := range fleets {
		keys = append(keys, r.Results[i].Strategy)
	}
	return keys
}

// figures are a measure of a fleet under all seeds.
func figures(runs []*run, fleet int, m measure) []float64 {
	var all []float64
	for _, r := range runs {
		x, _ := m.of(r, r.Results[fleet])
		all = append(all, x)
	}
	return all
}

// lower is the lower median.
func lower(all []float64) float64 {
	all = slices.Clone(all)
	slices.Sort(all)
	return all[(len(all)-1)/2]
}

// above is by how much b is above a, as a part of the larger.
func above(a, b float64) float64 {
	if a == b || math.IsInf(b, 1) && math.IsInf(a, 1) {
		return 0
	}
	if math.IsInf(b, 1) {
		return 1
	}
	if math.IsInf(a, 1) {
		return -1
	}
	return (b - a) / max(a, b)
}

// beats: by the sign test at 5 % of both sides, and by as much as matters in the median.
func beats(a, b []float64, gap float64) bool {
	var gaps []float64
	wins, losses := 0, 0
	for i := range a {
		g := above(a[i], b[i])
		gaps = append(gaps, g)
		if g > 0 {
			wins++
		} else if g < 0 {
			losses++
		}
	}
	chance := 0.0
	for k := wins; k <= wins+losses; k++ {
		chance += math.Exp(choose(wins+losses, k) - float64(wins+losses)*math.Ln2)
	}
	return wins > 0 && 2*chance <= 0.05 && lower(gaps) >= gap
}

// choose is the logarithm of n over k.
func choose(n, k int) float64 {
	of := func(n int) float64 { x, _ := math.Lgamma(float64(n) + 1); return x }
	return of(n) - of(k) - of(n-k)
}

// fewestOf lost the smallest part in the run that is shown, and do not clearly lose more than
// the best of those under the other seeds.
func fewestOf(runs []*run) []int {
	least := extremeOf(runs[0], lostShare, runs[0].Results, -1)
	var some []int
	for i, f := range runs[0].Results {
		if x, _ := lostShare.of(runs[0], f); x == least {
			some = append(some, i)
		}
	}
	best := bestOf(runs, some, lostShare)
	return slices.DeleteFunc(some, func(i int) bool { return beats(figures(runs, best, lostShare), figures(runs, i, lostShare), 0.05) })
}

// bestOf has the lowest median, then the lowest figure of the run that is shown.
func bestOf(runs []*run, fleets []int, m measure) int {
	best := fleets[0]
	for _, i := range fleets[1:] {
		a, b := figures(runs, i, m), figures(runs, best, m)
		if lower(a) < lower(b) || lower(a) == lower(b) && a[0] < b[0] {
			best = i
		}
	}
	return best
}

// standingOf puts the best ahead with all that it is not clearly before, and behind the last
// that all of these are clearly before.
func standingOf(runs []*run, fewest []int, m measure, gap float64) standing {
	none := standing{Ahead: []string{}, Behind: []string{}}
	best := bestOf(runs, fewest, m)
	before := func(a, b int) bool {
		x, y := figures(runs, a, m), figures(runs, b, m)
		return x[0] < y[0] && beats(x, y, gap)
	}
	behind := -1
	for i := range runs[0].Results {
		x := figures(runs, i, m)
		if !before(best, i) {
			continue
		}
		if behind >= 0 {
			if y := figures(runs, behind, m); lower(x) < lower(y) || lower(x) == lower(y) && x[0] <= y[0] {
				continue
			}
		}
		behind = i
	}
	if behind < 0 {
		return none
	}
	var ahead []int
	shown := math.Inf(1)
	for _, i := range fewest {
		x := figures(runs, i, m)
		shown = min(shown, x[0])
		if i == best || !beats(figures(runs, best, m), x, gap) && before(i, behind) {
			ahead = append(ahead, i)
		}
	}
	first, agree := math.Inf(1), 0
	for _, i := range ahead {
		first = min(first, figures(runs, i, m)[0])
	}
	for seed, y := range figures(runs, behind, m) {
		all := true
		for _, i := range ahead {
			all = all && figures(runs, i, m)[seed] < y
		}
		if all {
			agree++
		}
	}
	if first > shown {
		return none
	}
	return standing{Clear: true, Ahead: keysOf(runs[0], ahead), Behind: keysOf(runs[0], []int{behind}), Agree: agree}
}
