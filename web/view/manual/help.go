package manual

import (
	"backofflab/experiment/validation"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// helpWidth is that of the rows of the help page, in units of sketches.
const helpWidth = 560

// HelpOf is the help page: its example is the standard scenario.
func HelpOf(trace Tracer) (templates.Help, error) {
	s := scenario.Default()
	_, lead := explain.Scenario(s)
	page := templates.Help{Scene: "An example, from a real run. " + lead, Proof: reproduced(validation.Published())}
	results := make([]sim.Result, len(s.Strategies))
	bins := 0
	for i, fleet := range s.Strategies {
		found, err := trace(s, fleet)
		if err != nil {
			return templates.Help{}, err
		}
		results[i] = found.Result
		bins = max(bins, len(found.Result.Columns.Attempts))
	}
	plot := helpScale(s, results, bins)
	for i, strategy := range view.StrategiesOf(s.Strategies) {
		page.Rows = append(page.Rows, helpRow(s, strategy, results[i], plot))
	}
	return page, nil
}

// helpScale is one for all rows: as high as the herds after the first burst.
func helpScale(s scenario.Scenario, results []sim.Result, bins int) templates.Plot {
	bin := results[0].Bin
	plot := templates.Plot{Width: helpWidth, X: float64(bins) * bin.Seconds(), Y: 2 * s.Capacity() * bin.Seconds(), Bar: bin.Seconds()}
	for _, r := range results {
		for _, n := range r.Columns.Attempts[min(len(r.Columns.Attempts), int(s.FirstBurst()/bin)):] {
			plot.Y = max(plot.Y, float64(n))
		}
	}
	return plot
}

func helpRow(s scenario.Scenario, strategy chart.Strategy, r sim.Result, plot templates.Plot) templates.HelpRow {
	limit := s.Capacity() * plot.Bar
	row := templates.HelpRow{Name: strategy.Name, Done: chart.Never, Wasted: format.Ratio(float64(r.Wasted) / float64(max(1, r.Requests)))}
	row.Sketch = templates.Sketch{Tone: strategy.Tone, Width: helpWidth, Layers: []templates.Layer{
		{Class: "pale", D: plot.Bars(r.Columns.Attempts, 0, limit)},
		{Class: "full", D: plot.Bars(r.Columns.Attempts, limit, plot.Y)},
		{Class: "limit", D: plot.Level(limit)},
	}}
	if r.HasDone95 {
		row.Done = format.Elapsed(r.Done95)
		row.Sketch.Layers = append(row.Sketch.Layers, templates.Layer{Class: "mark", D: plot.Pin(r.Done95.Seconds(), 0.8*plot.Y)})
	}
	return row
}
