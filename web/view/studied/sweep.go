package studied

import (
	"slices"

	"backofflab/experiment/sweep"
	"backofflab/internal/format"
	templates "backofflab/web/templates/study"
)

const (
	sweepPath = "/sweep"
	sweepName = "sweep"
	sweepJSON = "/api/v1/sweep"
	sweepCSV  = "/sweep.csv"
)

// SweepFound is what is known of a sweep.
func SweepFound(s sweep.Sweep, t sweep.Table) templates.SweepFound {
	found := templates.SweepFound{Failed: failures(s, t)}
	if s.Y.Field != "" {
		maps := mapsOf(s, t, s.Figures[0])
		found.Maps = &maps
		return found
	}
	for _, name := range s.Figures {
		found.Charts = append(found.Charts, chartOf(s, t, name))
	}
	return found
}

// SweepFar says how far a sweep is, and the same as a share.
func SweepFar(s sweep.Sweep, t sweep.Table) (words string, share float64) {
	cells := max(1, len(t.Cells))
	words = format.Of(t.Done, cells, "cell")
	if t.Done == len(t.Cells) && t.Done > 0 {
		words = format.Plural(t.Done, "cell") + ", " + format.Plural(t.Runs, "run") + " of " + format.Plural(len(s.Scenario.Strategies), "strategy")
	}
	return words, float64(t.Done) / float64(cells)
}

// mostFailures is how many reasons are listed.
const mostFailures = 5

// failures are the reasons of the cells that were not simulated, each once with where it was
// first met.
func failures(s sweep.Sweep, t sweep.Table) []string {
	var reasons, all []string
	for i, c := range t.Cells {
		if c.Failed == "" || slices.Contains(reasons, c.Failed) {
			continue
		}
		reasons = append(reasons, c.Failed)
		at := counted(s.X.Field, t.Xs[i%len(t.Xs)].Value)
		if s.Y.Field != "" {
			at += ", " + counted(s.Y.Field, t.Ys[i/len(t.Xs)].Value)
		}
		all = append(all, format.Capital(within(labelOf(s.X.Field)))+" "+at+": "+c.Failed)
	}
	return all[:min(len(all), mostFailures)]
}
