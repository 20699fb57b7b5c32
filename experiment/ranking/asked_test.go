package ranking

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// Each replication is asked for once, all that are left have the same, and never are there
// more than the budget; the counts of the outcome are those that were asked for.
func TestWhatIsAskedFor(t *testing.T) {
	p := problems()[0]
	for _, budget := range []int{96, 150, 1000, 100_000} {
		next, total := make([]int, p.systems), 0
		source := sourceOf(func(asked Request) Observations {
			if asked.From != next[asked.System] || asked.Runs < 1 {
				t.Fatalf("budget %d: %+v, and it has %d", budget, asked, next[asked.System])
			}
			next[asked.System] += asked.Runs
			total += asked.Runs
			one, _ := p.source(4).Observe(context.Background(), []Request{asked})
			return one[0]
		})
		c := p.settings()
		c.Budget = budget
		o, err := Select(context.Background(), source, p.systems, c, func(st State) {
			for i, fate := range st.Fates {
				if fate == Left && next[i] != st.Runs {
					t.Errorf("budget %d: system %d is left with %d of %d", budget, i, next[i], st.Runs)
				}
			}
			if st.Observations != total || st.Observations+st.Ahead > budget {
				t.Errorf("budget %d: %d observed, %d ahead, %d asked for", budget, st.Observations, st.Ahead, total)
			}
		})
		if err != nil || o.Observations != total || total > budget || (budget < 2000) != (o.Ending == Spent) {
			t.Errorf("budget %d: %d observations, %d asked for, %v, %v", budget, o.Observations, total, o.Ending, err)
		}
		for i, st := range o.Standings {
			if st.Runs != next[i] {
				t.Errorf("budget %d: system %d has %d runs, %d were asked for", budget, i, st.Runs, next[i])
			}
		}
	}
}

// The same source gives the same outcome, to the last bit.
func TestSelectionIsAFunctionOfItsSource(t *testing.T) {
	p := problems()[1]
	if a, b := selected(t, p.source(1), p.systems, p.settings()), selected(t, p.source(1), p.systems, p.settings()); fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("%+v\n%+v", a, b)
	}
}

// What is told of the systems beside the best: intervals that hold the truth, gaps that are
// paired, correlations that were put in.
func TestStandings(t *testing.T) {
	p := problem{systems: 3, mean: func(i int) float64 { return 100 + 20*float64(i) }, sd: same(5), rho: 0.97, shape: normal}
	o := selected(t, p.source(3), p.systems, p.settings())
	for i, st := range o.Standings {
		if i == 0 {
			continue
		}
		truth := p.mean(i)
		if st.Goal.Low > truth || st.Goal.High < truth || st.Fate != Raced || st.By != 0 {
			t.Errorf("system %d: %+v, and its mean is %v", i, st, truth)
		}
		if d := truth - 100; st.Gap.Low > d || st.Gap.High < d || st.Gap.High-st.Gap.Low >= st.Goal.High-st.Goal.Low || st.Correlation < 0.8 {
			t.Errorf("system %d: gap %+v, correlation %v; want %v and .97", i, st.Gap, st.Correlation, d)
		}
	}
}

// With its own numbers in each system a selection takes about as long as one that had common
// ones says it had.
func TestIndependentIsWhatItHadTaken(t *testing.T) {
	common, own := problems()[2], problems()[0]
	guessed, taken := 0, 0
	for seed := range uint64(20) {
		o := selected(t, common.source(seed), common.systems, common.settings())
		guessed += o.Independent
		if o.Independent < 5*o.Observations {
			t.Errorf("seed %d: %d observations, %d without common numbers", seed, o.Observations, o.Independent)
		}
		taken += selected(t, own.source(seed), own.systems, own.settings()).Observations
	}
	if ratio := float64(guessed) / float64(taken); ratio < 0.8 || ratio > 1.5 {
		t.Errorf("%d were guessed and %d taken", guessed, taken)
	}
}

// Where goals should be high, estimates have their own sign, and gaps that of worse.
func TestStandingsOfHighGoals(t *testing.T) {
	c := DefaultConfig()
	c.Higher = true
	o := selected(t, given(func(i, r int) float64 { return float64(100*i) + score(5, uint64(i), uint64(r)) }), 2, c)
	if st := o.Standings[0]; o.Best != 1 || st.Goal.Low > st.Goal.High || st.Goal.Mean > 5 || st.Gap.Mean < 95 || st.Gap.Low < 50 {
		t.Errorf("best %d, and the other %+v", o.Best, st)
	}
}

// With nothing but the race, two that are the same must seldom be told apart, however often is
// looked: here in at most a fifth, for each may go with a tenth.
func TestRaceKeepsItsLevelAtAllLooks(t *testing.T) {
	p := problem{systems: 2, mean: same(0), sd: same(1), shape: normal}
	c := DefaultConfig()
	c.Indifference, c.Confidence, c.Budget = 0, 0.6, 1000
	told := 0
	for seed := range uint64(200) {
		if selected(t, p.source(seed), 2, c).Ending == Chosen {
			told++
		}
	}
	// 40 of 200 are expected at most; 57 are fewer than 999 of 1,000 draws of so many have.
	if told > 57 || told == 0 {
		t.Errorf("%d of 200 were told apart", told)
	}
}

func TestConfigIsValidated(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"indifference is -0.1; it must be from 0 to below 1":                        func(c *Config) { c.Indifference = -0.1 },
		"least indifference is -1; it must be 0 or more":                            func(c *Config) { c.Least = -1 },
		"confidence is 1; it must be from 0.5 to below 1":                           func(c *Config) { c.Confidence = 1 },
		"first stage is 3 replications; it must be from 4 to 1000":                  func(c *Config) { c.First = 3 },
		"budget is 39 observations; 10 systems need at least 40":                    func(c *Config) { c.Budget = 39 },
		"tolerance of limit 0 is 0; it must be above 0":                             func(c *Config) { c.Limits = []Limit{{}} },
		"limit 0 is +Inf; it must be a number":                                      func(c *Config) { c.Limits = []Limit{{Value: 1 / zero, Tolerance: 1}} },
		"confidence is NaN; it must be from 0.5 to below 1":                         func(c *Config) { c.Confidence = zero / zero },
		"confidence is 0.2; it must be from 0.5 to below 1\nfirst stage is 2000 re": func(c *Config) { c.Confidence, c.First = 0.2, 2000 },
	} {
		c := DefaultConfig()
		change(&c)
		if err := c.Validate(10); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if _, err := Select(context.Background(), given(constant), 10, c, nil); err == nil {
			t.Errorf("Select takes what must not be: %s", want)
		}
	}
	if err := DefaultConfig().Validate(0); err == nil || !strings.HasPrefix(err.Error(), "there are 0 systems") {
		t.Errorf("no systems: %v", err)
	}
}

var zero = 0.0
