package templates

import (
	"slices"
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
	Preset Preset
	Frame  chart.Frame
	Rows   []PresetCardRow
	Note   string // what the reader must know about the result; "" mostly
}

// PresetCardRow is what one strategy comes to. A narrow card shows the first and the last in
// what decides, which are Telling.
type PresetCardRow struct {
	Series  chart.Series
	Telling bool
}

// tags are those of all cards, in their order.
func (g Gallery) tags() []string {
	var all []string
	for _, e := range g.Cards {
		for _, tag := range e.Preset.Tags {
			if !slices.Contains(all, tag) {
				all = append(all, tag)
			}
		}
	}
	return all
}

func (g Gallery) shell() Shell {
	return Shell{
		Static: g.Static, Title: "Scenarios · Backoff Lab", Lead: galleryLead,
		Sheet:  "scenarios",
		Action: Places(scenariosPath), Foot: galleryFoot(),
	}
}

const galleryLead = "Each scenario is a real run: the load of each strategy over time, with the limit dashed, when 95\u00a0% of the requests had succeeded, and how many attempts were wasted for each."

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

// unitAfter is the unit of a figure as it follows it.
func unitAfter(f chart.Figure) string {
	if f.Unit == "" {
		return ""
	}
	return "\u00a0" + f.Unit
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
