package sweep

import (
	"math"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/sim/metrics"
)

// columns are the figures that cells report, by their names in replications.
var columns = named("attempts", "success_percent", "lost", "wasted_per_request", "amplification", "peak", "peak_over_capacity",
	"later_wave", "herd_index", "done_95", "done_99", "last_success", "completion_p50", "completion_p99", "completion_max", "recovery", "requests")

func named(names ...string) []experiment.Figure {
	var some []experiment.Figure
	for _, name := range names {
		for _, f := range experiment.Sampled() {
			if f.Name == name {
				some = append(some, f)
			}
		}
	}
	return some
}

// Columns returns the figures that cells report, in their order.
func Columns() []experiment.Figure { return columns }

// columnOf is the place of a figure among those of cells.
func columnOf(name string) (int, bool) {
	for i, f := range columns {
		if f.Name == name {
			return i, true
		}
	}
	return 0, false
}

func columnNames() []string {
	names := make([]string, len(columns))
	for i, f := range columns {
		names[i] = f.Name
	}
	return names
}

// Table is what came of a sweep, or has come of it so far.
type Table struct {
	Query string `json:"query"` // of the sweep
	Xs    []Spot `json:"x"`     // the values of the axis, those that were added among them, rising
	Ys    []Spot `json:"y"`     // one without a value where there is no such axis
	Cells []Cell `json:"cells"` // by y, then by x; those not simulated yet are empty
	Done  int    `json:"done"`  // cells that are
	Runs  int    `json:"runs"`  // replications of them, all fleets of one together
}

// Spot is a place on an axis.
type Spot struct {
	Value string  `json:"value"` // as links write it
	At    float64 `json:"at"`
	Added bool    `json:"added,omitempty"` // where curves cross or bend
}

// Cell is a scenario of a sweep, and what came of it.
type Cell struct {
	Query  string      `json:"query,omitempty"`  // of the scenario; "" where nothing is known yet
	Failed string      `json:"failed,omitempty"` // why it was not simulated
	Fleets [][]Summary `json:"fleets,omitempty"` // by fleet and figure
	Best   []Best      `json:"best,omitempty"`   // by figure
}

// Known reports whether the cell has been simulated.
func (c Cell) Known() bool { return len(c.Fleets) > 0 }

// Summary is one figure over the replications of a cell.
type Summary struct {
	Runs   int     `json:"runs"` // how many of them have it
	Mean   float64 `json:"mean"`
	SD     float64 `json:"sd"`  // standard deviation of a run
	Low    float64 `json:"p5"`  // quantiles by nearest rank
	Median float64 `json:"p50"` //
	High   float64 `json:"p95"`
}

// Best is the fleet that does best in a figure, among those that lose no more requests than
// others.
type Best struct {
	Fleet int     `json:"fleet"` // its place; -1: none has the figure, or it has no better
	Gap   float64 `json:"gap"`   // by how much the next one is worse, in pairs of runs
	Sure  bool    `json:"sure"`  // no 95 % interval of a difference to another holds 0
}

// cellOf reads a cell from its sample.
func cellOf(query string, s job.Sample) Cell {
	c := Cell{Query: query, Failed: s.Failed}
	if s.Failed != "" {
		return c
	}
	for fleet := range s.Fleets {
		summaries := make([]Summary, len(columns))
		for i, f := range columns {
			summaries[i] = summaryOf(s.Of(fleet, f.Name))
		}
		c.Fleets = append(c.Fleets, summaries)
	}
	fewest := fewestLost(s)
	for _, f := range columns {
		c.Best = append(c.Best, bestOf(s, f, fewest))
	}
	return c
}

func summaryOf(values []float64) Summary {
	band := metrics.BandOf(values)
	sum := Summary{Low: band.Low, Median: band.Median, High: band.High}
	for _, x := range values {
		if !math.IsNaN(x) {
			sum.Runs++
			sum.Mean += x
		}
	}
	sum.Mean /= float64(max(1, sum.Runs))
	squares := 0.0
	for _, x := range values {
		if !math.IsNaN(x) {
			squares += float64((x - sum.Mean) * (x - sum.Mean))
		}
	}
	sum.SD = math.Sqrt(squares / float64(max(1, sum.Runs-1)))
	return sum
}

// fewestLost are the fleets that lose no more requests than the one that loses the fewest,
// as far as pairs of runs can tell: who gives up early makes few calls, and is over soon.
func fewestLost(s job.Sample) []bool {
	least := 0
	for fleet := range s.Fleets {
		if summaryOf(s.Of(fleet, "lost")).Mean < summaryOf(s.Of(least, "lost")).Mean {
			least = fleet
		}
	}
	fewest := make([]bool, len(s.Fleets))
	for fleet := range s.Fleets {
		fewest[fleet] = experiment.DifferenceOf(s.Of(fleet, "lost"), s.Of(least, "lost")).Verdict != experiment.Worse
	}
	return fewest
}

// bestOf compares the fleets that may be best in a figure. One that has it in fewer runs
// than another is behind it.
func bestOf(s job.Sample, f experiment.Figure, may []bool) Best {
	best := Best{Fleet: -1}
	if f.Better == 0 {
		return best
	}
	value := func(fleet int) (runs int, mean float64) {
		sum := summaryOf(s.Of(fleet, f.Name))
		return sum.Runs, float64(-f.Better) * sum.Mean // the lower, the better
	}
	for fleet := range s.Fleets {
		if !may[fleet] {
			continue
		}
		runs, mean := value(fleet)
		if runs == 0 {
			continue
		}
		if best.Fleet >= 0 {
			if r, m := value(best.Fleet); r > runs || r == runs && m <= mean {
				continue
			}
		}
		best.Fleet = fleet
	}
	if best.Fleet >= 0 {
		best.Gap, best.Sure = ahead(s, f, may, best.Fleet)
	}
	return best
}

// ahead is by how much the best is better than the next one that may be, and whether it is
// for sure better than all of them.
func ahead(s job.Sample, f experiment.Figure, may []bool, best int) (gap float64, sure bool) {
	gap, sure = math.Inf(1), true
	for fleet := range s.Fleets {
		if fleet == best || !may[fleet] {
			continue
		}
		d := experiment.DifferenceOf(s.Of(fleet, f.Name), s.Of(best, f.Name))
		if d.Runs == 0 {
			continue
		}
		gap = min(gap, float64(-f.Better)*d.Mean)
		sure = sure && (f.Better < 0 && d.Verdict == experiment.Worse || f.Better > 0 && d.Verdict == experiment.Better)
	}
	if math.IsInf(gap, 1) {
		return 0, sure
	}
	return gap, sure
}
