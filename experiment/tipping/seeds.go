package tipping

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/typed"
	"backofflab/sim/rng"
)

// Seeds looks for the worst of many seeds of a scenario: how bad can it come, and how rarely?
type Seeds struct {
	Scenario scenario.Scenario
	Figure   string // by which seeds are compared: its name in replications
	Seeds    int    // how many
}

// Bounds of searches for the worst seed, and what they are when nothing is said.
const (
	MostSeeds   = 10_000
	leastSeeds  = 2
	usualSeeds  = 1000
	usualFigure = "done_99"
)

const (
	figureName = "figure"
	seedsName  = "seeds"
)

// SeedNames are those of fields that a search for the worst seed has beside its scenario.
var SeedNames = []string{figureName, seedsName}

// judged are the figures in which one seed can be worse than another: those that have a better
// direction.
func judged() []experiment.Figure {
	return slices.DeleteFunc(experiment.Sampled(), func(f experiment.Figure) bool { return f.Better == 0 })
}

func figureNamed(name string) (experiment.Figure, bool) {
	for _, f := range judged() {
		if f.Name == name {
			return f, true
		}
	}
	return experiment.Figure{}, false
}

// ParseSeeds reads the query of a search for the worst seed. The errors are
// scenario.FieldErrors, all of them; with an error the search has what could be read.
func ParseSeeds(raw string) (Seeds, error) {
	own, rest, problems := link.Split(raw, SeedNames...)
	of, err := scenario.ParseQuery(rest)
	problems = problems.And(err)
	of.Runs = 1
	s := Seeds{Scenario: of, Figure: usualFigure, Seeds: usualSeeds}
	if text := own[figureName]; strings.TrimSpace(text) != "" {
		f, ok := figureNamed(strings.ToLower(strings.TrimSpace(text)))
		if ok {
			s.Figure = f.Name
		} else {
			var names []string
			for _, f := range judged() {
				names = append(names, f.Name)
			}
			problems = append(problems, scenario.NewFieldError(figureName, text, "There is no such figure that can be better or worse. Write one of "+strings.Join(names, ", ")+"."))
		}
	}
	if text := own[seedsName]; strings.TrimSpace(text) != "" {
		plain, ok := typed.Whole(text, "seeds")
		n, err := strconv.Atoi(plain)
		if ok = ok && err == nil && n >= leastSeeds && n <= MostSeeds; ok {
			s.Seeds = n
		} else {
			problems = append(problems, scenario.NewFieldError(seedsName, text, fmt.Sprintf("Write how many seeds are tried, from %d to %s.", leastSeeds, format.Count(MostSeeds))))
		}
	}
	if len(problems) > 0 {
		return s, problems
	}
	return s, nil
}

// Query returns the search's form in links. Equal searches have equal queries.
func (s Seeds) Query() string {
	var pairs []string
	if query := s.Scenario.Query(); query != "" {
		pairs = append(pairs, query)
	}
	if s.Figure != usualFigure {
		pairs = append(pairs, figureName+"="+url.QueryEscape(s.Figure))
	}
	if s.Seeds != usualSeeds {
		pairs = append(pairs, seedsName+"="+strconv.Itoa(s.Seeds))
	}
	return strings.Join(pairs, "&")
}

// Asked is the query with one field of the search's own at least: its figure, where it says nothing
// else. So pages know it from a scenario's.
func (s Seeds) Asked() string { return link.Asking(s.Query(), SeedNames, figureName, s.Figure) }

// Chances is what came of many seeds.
type Chances struct {
	Query  string   `json:"query"` // of the search
	Figure string   `json:"figure"`
	Unit   string   `json:"unit"` // "" for a count or a ratio
	Seeds  int      `json:"seeds"`
	Done   int      `json:"done"`
	Fleets []Chance `json:"fleets"`
}

// Chance is what came of one fleet.
type Chance struct {
	Strategy string    `json:"strategy"`
	Failed   string    `json:"failed,omitempty"` // why some seeds could not be simulated
	Seeds    int       `json:"seeds"`            // that were, and have the figure, or were too bad to have it
	Never    int       `json:"never"`            // of them, those too bad to have it: that never recovered
	Mean     float64   `json:"mean"`             // of the others
	Quantile []float64 `json:"quantiles"`        // of the others: 0, 5, 25, 50, 75, 95, 99 and 100 %
	Worst    One       `json:"worst"`            // the first of several
	AsBad    int       `json:"as_bad"`           // seeds that are as bad as it, itself included
	Rarity   Rarity    `json:"rarity"`           // of runs like it
	Median   One       `json:"median"`           // the seed in the middle, from the best to the worst
}

// One is a seed and what became of its run.
type One struct {
	Replication int     `json:"replication"`
	Seed        uint64  `json:"seed"`
	Value       float64 `json:"value"` // of the figure; 0 where it never came
	Never       bool    `json:"never,omitempty"`
	Query       string  `json:"query"` // the scenario with that seed
}

// probabilities are those of the quantiles.
var probabilities = []float64{0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1}

// Run simulates all seeds. Each replication may make so many attempts. As tasks end watch gets
// what is known so far, never two at a time. The error is that of the runner.
func (s Seeds) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(Chances)) (Chances, error) {
	tasks := job.Tasks(s.Scenario, 0, s.Seeds, attempts)
	samples := make([]job.Sample, len(tasks))
	f, _ := figureNamed(s.Figure)
	known := Chances{Query: s.Query(), Figure: f.Name, Unit: f.Unit, Seeds: s.Seeds}
	told := 0
	err := runner.Run(ctx, tasks, func(i int, sample job.Sample) {
		samples[i] = kept(sample, f.Name)
		known.Done += tasks[i].Runs
		if known.Done-told >= s.Seeds/20 || known.Done == s.Seeds {
			told = known.Done
			known.Fleets = s.chances(f, tasks, samples)
			watch(known)
		}
	})
	return known, err
}

// kept is a sample with nothing but one figure: ten thousand seeds have much else.
func kept(s job.Sample, name string) job.Sample {
	place, _ := job.Figure(name)
	one := job.Sample{Failed: s.Failed}
	for _, fleet := range s.Fleets {
		only := make(job.Fleet, len(fleet))
		only[place] = slices.Clone(fleet[place])
		one.Fleets = append(one.Fleets, only)
	}
	return one
}

// seed is a replication and its value; NaN where it never came.
type seed struct {
	replication int
	value       float64
}

// chances are those of the fleets, by what is there.
func (s Seeds) chances(f experiment.Figure, tasks []job.Task, samples []job.Sample) []Chance {
	all := make([]Chance, len(s.Scenario.Strategies))
	for fleet, strategy := range s.Scenario.Strategies {
		var seeds []seed
		c := Chance{Strategy: strategy}
		for i, sample := range samples {
			if sample.Failed != "" {
				c.Failed = sample.Failed
				continue
			}
			if len(sample.Fleets) == 0 {
				continue
			}
			for r, x := range sample.Of(fleet, f.Name) {
				if !math.IsNaN(x) || f.Has(experiment.LeftOut) && f.Better < 0 {
					seeds = append(seeds, seed{tasks[i].First + r, x})
				}
			}
		}
		s.rank(&c, f, seeds)
		all[fleet] = c
	}
	return all
}

// rank puts seeds in their order, from the best to the worst.
func (s Seeds) rank(c *Chance, f experiment.Figure, seeds []seed) {
	if c.Seeds = len(seeds); c.Seeds == 0 {
		return
	}
	bad := func(x float64) float64 {
		if math.IsNaN(x) {
			return math.Inf(1)
		}
		return float64(-f.Better) * x
	}
	slices.SortFunc(seeds, func(a, b seed) int {
		return cmp.Or(cmp.Compare(bad(a.value), bad(b.value)), cmp.Compare(b.replication, a.replication))
	})
	worst := seeds[len(seeds)-1]
	for _, one := range seeds {
		if bad(one.value) == bad(worst.value) {
			c.AsBad++
		}
		if math.IsNaN(one.value) {
			c.Never++
		} else {
			c.Mean += one.value
		}
	}
	c.Rarity = rarityOf(c.AsBad, c.Seeds)
	c.Worst, c.Median = s.one(worst), s.one(seeds[(len(seeds)-1)/2])
	there := make([]float64, 0, len(seeds))
	for _, one := range seeds[:len(seeds)-c.Never] {
		there = append(there, one.value)
	}
	c.Mean /= float64(max(1, len(there)))
	c.Quantile = quantilesOf(there)
}

// quantilesOf are those of the probabilities, by nearest rank; none of no values.
func quantilesOf(values []float64) []float64 {
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	all := make([]float64, len(probabilities))
	for i, p := range probabilities {
		all[i] = values[max(0, int(math.Ceil(p*float64(len(values))))-1)]
	}
	return all
}

// one is a seed, and the scenario that shows it.
func (s Seeds) one(of seed) One {
	run := s.Scenario
	run.Seed = rng.Replication(run.Seed, of.replication)
	o := One{Replication: of.replication, Seed: run.Seed, Query: run.Query(), Never: math.IsNaN(of.value)}
	if !o.Never {
		o.Value = of.value
	}
	return o
}
