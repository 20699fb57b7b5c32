package templates

import (
	"time"

	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// Gallery is the page of scenarios: each preset with what it asks, and what its runs
// came to.
type Gallery struct {
	Static string // URL prefix of the static files, without a slash at the end
	Cards  []PresetCard
}

// PresetCard is one preset on show.
type PresetCard struct {
	Preset  Preset
	Frame   chart.Frame
	Rows    []PresetCardRow
	Figures []PresetCardFigure
	Note    string // what the reader must know about the result; "" mostly
}

// PresetCardRow is the load under one strategy.
type PresetCardRow struct {
	Strategy chart.Strategy
	Attempts []int  // per bin: attempts that reached the service
	Peak     string // "228/s", in the busiest bin
}

// PresetCardFigure is one figure about all strategies of a preset.
type PresetCardFigure struct {
	What, Figure, Words string
}

func (g Gallery) shell() shell {
	return shell{
		Static: g.Static, Title: "Scenarios · Backoff Lab", Lead: galleryLead,
		Sheet:  "scenarios",
		Action: places(scenariosPath), Foot: galleryFoot(),
	}
}

const galleryLead = "Each asks one question. The small charts are real runs: attempts that reach the service over time, a row for each strategy, all rows of a scenario on one scale. Dashed is what the service can take."

// scaleWords say what the rows of a card span.
func (e PresetCard) scaleWords() (end, load string) {
	y := e.Frame.Load()
	return format.Elapsed(time.Duration(e.Frame.X().Max * float64(e.Frame.Bin))), y.Ticks[len(y.Ticks)-1].Text
}

func (e PresetCard) id(what string) string { return what + "-" + e.Preset.Key }

// capacityLine is the level of what the service can take; "" when nothing bounds it.
func capacityLine(f chart.Frame) string {
	if f.Rate <= 0 {
		return ""
	}
	return "M0 " + chart.Number(-f.Capacity()) + "H" + chart.Number(f.X().Max)
}

// loadName is the accessible name of a row.
func (r PresetCardRow) loadName() string {
	return "Load under " + r.Strategy.Name + ": at most " + r.Peak
}

// groupsOf are presets by the first of their tags, in their order.
func groupsOf(presets []Preset) [][]Preset {
	var groups [][]Preset
	for _, p := range presets {
		if last := len(groups) - 1; last >= 0 && groups[last][0].Tags[0] == p.Tags[0] {
			groups[last] = append(groups[last], p)
		} else {
			groups = append(groups, []Preset{p})
		}
	}
	return groups
}
