package studied

import (
	"math"
	"strings"
	"testing"

	"backofflab/experiment/job"
	"backofflab/experiment/tipping"
)

func seedSearch(t testing.TB, query string) tipping.Seeds {
	t.Helper()
	s, err := tipping.ParseSeeds(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// What is said of the worst of some seeds, also where it never came.
func TestWorstOf(t *testing.T) {
	never := tipping.One{Never: true}
	value := func(x float64) tipping.One { return tipping.One{Value: x} }
	all := func(w Worst) string { return strings.Join([]string{w.Worst, w.Rare, w.Never}, "|") }
	for _, tt := range []struct {
		shows, query string
		c            tipping.Chance
		want         string
	}{
		{"one is the worst", "", tipping.Chance{Seeds: 1000, AsBad: 1, Worst: value(31), Median: value(12), Rarity: tipping.Rarity{AsBad: 0.00473}},
			"The worst of 1 000 seeds: 99 % done after 31.0 s. In the middle it is 12.0 s.|1 of 1 000 seeds is as bad: at most 0.47 % of all runs are, with a confidence of 95 %.|"},
		{"several are", "figure=lost", tipping.Chance{Seeds: 200, AsBad: 3, Worst: value(7), Median: value(2), Rarity: tipping.Rarity{AsBad: 0.0383}},
			"The worst of 200 seeds: 7 clients lost. In the middle it is 2.|3 of 200 seeds are as bad: at most 3.83 % of all runs are, with a confidence of 95 %.|"},
		{"all are the same", "figure=lost", tipping.Chance{Seeds: 200, AsBad: 200, Worst: value(0), Median: value(0)}, "All 200 seeds come to the same: 0 clients lost.||"},
		{"there is one", "", tipping.Chance{Seeds: 1, AsBad: 1, Worst: value(31), Median: value(31), Failed: "It makes more than 100 attempts."},
			"The only seed that was simulated: 99 % done after 31.0 s.||Some seeds could not be simulated. It makes more than 100 attempts."},
		{"the worst never came back", "figure=recovery", tipping.Chance{Seeds: 200, Never: 3, AsBad: 3, Worst: never, Median: value(12), Rarity: tipping.Rarity{AsBad: 0.0383}},
			"The worst of 200 seeds never gets there: the time to recover never comes. In the middle it is 12.0 s.|3 of 200 seeds are as bad: at most 3.83 % of all runs are, with a confidence of 95 %.|In 3 of 200 runs it never comes; the distribution is that of the others."},
		{"most never came back", "figure=recovery", tipping.Chance{Seeds: 200, Never: 150, AsBad: 150, Worst: never, Median: never, Rarity: tipping.Rarity{AsBad: 0.8}},
			"The worst of 200 seeds never gets there: the time to recover never comes. In the middle it never does either.|150 of 200 seeds are as bad: at most 80 % of all runs are, with a confidence of 95 %.|In 150 of 200 runs it never comes; the distribution is that of the others."},
		{"none came back", "figure=recovery", tipping.Chance{Seeds: 200, Never: 200, AsBad: 200, Worst: never, Median: never}, "In none of 200 seeds the time to recover ever comes.||"},
		{"some failed", "figure=recovery", tipping.Chance{Seeds: 20, Never: 1, AsBad: 1, Worst: never, Median: value(12), Rarity: tipping.Rarity{AsBad: 0.2}, Failed: "It makes more than 100 attempts."},
			"The worst of 20 seeds never gets there: the time to recover never comes. In the middle it is 12.0 s.|1 of 20 seeds is as bad: at most 20 % of all runs are, with a confidence of 95 %.|In 1 of 20 runs it never comes; the distribution is that of the others. Some seeds could not be simulated. It makes more than 100 attempts."},
		{"all failed", "", tipping.Chance{Failed: "It makes more than 100 attempts."}, "Its runs cannot be simulated. It makes more than 100 attempts.||"},
		{"none has the figure", "figure=completion_p50", tipping.Chance{}, "No run so far has a value of the median completion time.||"},
	} {
		if got := plain(all(WorstOf(seedSearch(t, tt.query), tt.c))); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.shows, got, tt.want)
		}
	}
}

// Each figure by which seeds can be compared has its words, also one that no form offers.
func TestWorstInEachFigure(t *testing.T) {
	if n := len(SeedFigures()); n < 10 {
		t.Errorf("%d figures to choose from", n)
	}
	for _, f := range SeedFigures() {
		s := seedSearch(t, "figure="+f.Name)
		w := WorstOf(s, tipping.Chance{Seeds: 9, AsBad: 1, Worst: tipping.One{Value: 7}, Median: tipping.One{Value: 3}, Rarity: tipping.Rarity{AsBad: 0.4}})
		if !strings.Contains(w.Worst, "7") || !strings.Contains(w.Worst, " In the middle it is 3") || strings.ContainsAny(w.Worst, "%{}") && strings.Contains(w.Worst, "%s") {
			t.Errorf("%s: %s", f.Name, w.Worst)
		}
	}
}

// The sentences of real runs: all that has a value is the same seed again, and none is empty.
func TestWorstOfRuns(t *testing.T) {
	for query, says := range map[string]string{
		"clients=20&rate=10&strategies=full&seeds=30":                                                            "The worst of 30 seeds: 99 % done after ",
		"clients=5&fail=1&attempts=2&strategies=full&seeds=10&figure=completion_p50":                             "No run so far has a value of the median completion time.",
		"clients=5&fail=1&attempts=2&strategies=full&seeds=10":                                                   "In none of 10 seeds the time until 99 % are done ever comes.",
		"clients=5&strategies=full&seeds=10&figure=lost":                                                         "All 10 seeds come to the same: 0 clients lost.",
		"clients=20&rate=10&attempts=3&strategies=full&seeds=60&figure=done_99":                                  "",
		"clients=20&rate=10&strategies=fixed&seeds=12&figure=peak&population=open&offered=5&duration=20s&runs=1": "The worst of 12 seeds: a peak of ",
	} {
		s := seedSearch(t, query)
		c, err := s.Run(t.Context(), job.Local{}, 1_000_000, func(tipping.Chances) {})
		if err != nil || math.IsNaN(c.Fleets[0].Mean) {
			t.Fatalf("%s: %v, %+v", query, err, c)
		}
		if got := plain(WorstOf(s, c.Fleets[0]).Worst); !strings.HasPrefix(got, says) || got == "" {
			t.Errorf("%s: %s", query, got)
		}
	}
}
