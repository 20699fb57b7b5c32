package tipped

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"backofflab/experiment/tipping"
	"backofflab/explain/studied"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/tipped"
)

func parsedSeeds(t testing.TB, query string) tipping.Seeds {
	t.Helper()
	s, err := tipping.ParseSeeds(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

func seedOf(value float64) tipping.One { return tipping.One{Seed: 42, Value: value, Query: "seed=42"} }

// What is shown of a distribution, of one that has a part that never came, and of none.
func TestSeeds(t *testing.T) {
	s := parsedSeeds(t, "strategies=full,fixed,equal&figure=recovery&seeds=200")
	c := tipping.Chances{Seeds: 200, Done: 200, Fleets: []tipping.Chance{
		{Strategy: "full", Seeds: 200, AsBad: 1, Worst: seedOf(31), Median: seedOf(12), Quantile: []float64{8, 9, 10, 12, 14, 20, 28, 31}, Rarity: tipping.Rarity{AsBad: 0.0235}},
		{Strategy: "fixed", Seeds: 200, Never: 200, AsBad: 200, Worst: tipping.One{Never: true, Query: "seed=1"}, Median: tipping.One{Never: true, Query: "seed=2"}},
		{Strategy: "equal", Failed: "It makes more than 100 attempts."},
	}}
	found := Seeds(s, c)
	full, never, failed := found.Fleets[0], found.Fleets[1], found.Fleets[2]
	if plain(found.Title) != "Time to recover" || full.Strip == nil || full.Strip.P99 != 28 || len(full.Quantiles) != len(found.Heads) || plain(full.Quantiles[7]) != "31.0 s" || plain(full.Bad) != "1 of 200 seeds" || plain(full.Worst.Text) != "31.0 s, seed 42" || found.Scale.Max < 31 {
		t.Errorf("%+v", full)
	}
	if never.Strip != nil || len(never.Quantiles) != 0 || !strings.HasPrefix(plain(never.Worst.Text), "never, seed ") || plain(never.Says) != "In none of 200 seeds the time to recover ever comes." {
		t.Errorf("%+v", never)
	}
	if failed.Strip != nil || failed.Worst.Path != "" || failed.Bad != "" || plain(failed.Says) != "Its runs cannot be simulated. It makes more than 100 attempts." {
		t.Errorf("%+v", failed)
	}
	for done, want := range map[int]string{0: "0 of 200 seeds", 50: "50 of 200 seeds", 200: "200 seeds of 3 strategies"} {
		if words, far := SeedsFar(s, tipping.Chances{Done: done}); plain(words) != want || far != float64(done)/200 {
			t.Errorf("%d: %s, %v", done, words, far)
		}
	}
}

// Whatever came of seeds, nothing on the screen is no word, no number, or no link.
func TestBodiesOfAllSeeds(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	figures := studied.SeedFigures()
	for range 200 {
		s := parsedSeeds(t, "strategies=full,fixed&seeds=200&figure="+figures[rnd.IntN(len(figures))].Name)
		c := tipping.Chances{Seeds: 200, Done: 10 * rnd.IntN(21)}
		for _, strategy := range s.Scenario.Strategies {
			c.Fleets = append(c.Fleets, anyChance(rnd, strategy))
		}
		text, err := chart.Render(t.Context(), templates.SeedsView(Seeds(s, c)))
		if err != nil {
			t.Fatal(err)
		}
		sound(t, text, c)
	}
}

// anyChance is what may come of some seeds.
func anyChance(rnd *rand.Rand, strategy string) tipping.Chance {
	c := tipping.Chance{Strategy: strategy, Failed: []string{"", "It is too large."}[rnd.IntN(2)], Seeds: []int{0, 1, 2, 200}[rnd.IntN(4)]}
	if c.Seeds == 0 {
		return c
	}
	scale := []float64{0, 1e-6, 1, 1e5}[rnd.IntN(4)]
	for range len(seedHeads) {
		c.Quantile = append(c.Quantile, scale*rnd.Float64())
	}
	slices.Sort(c.Quantile)
	c.Worst, c.Median, c.AsBad = seedOf(c.Quantile[7]), seedOf(c.Quantile[3]), 1
	switch rnd.IntN(4) {
	case 0: // the worst never came
		c.Never, c.Worst = 1, tipping.One{Never: true, Query: "seed=7"}
	case 1: // none did
		c.Never, c.Quantile = c.Seeds, nil
		c.Worst, c.Median = tipping.One{Never: true, Query: "seed=7"}, tipping.One{Never: true, Query: "seed=8"}
	}
	c.AsBad = max(1, c.Never)
	c.Rarity = tipping.Rarity{AsBad: rnd.Float64(), Worse: rnd.Float64()}
	return c
}
