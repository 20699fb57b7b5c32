package tipped

import (
	"fmt"

	"backofflab/experiment/tipping"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	templates "backofflab/web/templates/tipped"
	"backofflab/web/view"
)

// Shares of a search that its parts are, when a loop is drawn after the thresholds.
const (
	huntShare = 0.55
	huntRuns  = 24 // that one threshold usually takes
)

// TipFar says how far a search is, and the same as a share. An outcome without fleets is one
// that has not begun.
func TipFar(s tipping.Search, o tipping.Outcome) (words string, share float64) {
	if o.Over {
		return format.Plural(o.Runs, "run") + " of " + format.Plural(len(o.Fleets), "strategy"), 1
	}
	found, all, hunted := hunting(s, o)
	if drawn, places := drawing(o); places > 0 {
		return "Drawing the loop: " + format.Of(drawn, places, "place"), huntShare + (1-huntShare)*float64(drawn)/float64(places)
	}
	if len(o.Fleets) == 0 {
		return "The first runs are on their way", 0
	}
	if !s.Of.Long() {
		hunted *= huntShare
	}
	return format.Of(found, all, "threshold") + " known after " + format.Plural(o.Runs, "run"), hunted
}

// hunting counts the thresholds that are known, of those that there may be.
func hunting(s tipping.Search, o tipping.Outcome) (found, all int, share float64) {
	sum := 0.0
	for _, f := range o.Fleets {
		for _, t := range []tipping.Threshold{f.Tips, f.Alone, f.Recovers} {
			switch t.Answer {
			case tipping.NoSuch:
			case tipping.Sought:
				all++
				sum += min(0.9, float64(t.Runs)/huntRuns)
			default:
				all, found, sum = all+1, found+1, sum+1
			}
		}
		if !s.Of.Long() && f.Tips.Answer == tipping.Sought {
			all++ // where it recovers is looked for after it
		}
	}
	return found, all, sum / float64(max(1, all))
}

// drawing counts the ends of branches that are there.
func drawing(o tipping.Outcome) (drawn, places int) {
	for _, f := range o.Fleets {
		for _, p := range f.Loop {
			places += 2
			for _, flow := range []tipping.Flow{p.Up, p.Down} {
				if flow.Runs > 0 || flow.Failed != "" {
					drawn++
				}
			}
		}
	}
	return drawn, places
}

// Tips is what is known of a search.
func Tips(s tipping.Search, o tipping.Outcome) templates.Tips {
	t := templates.Tips{Sub: tipsSub(s)}
	strategies := view.StrategiesOf(s.Scenario.Strategies)
	axes := axesOf(s, o)
	for i, f := range o.Fleets {
		said := studied.Tipped(s, f)
		one := templates.Fleet{ID: fmt.Sprintf("tip-%d", i), Strategy: strategies[i], Main: said.Tips, Both: said.Both, Axis: axisOf(s.Of)}
		for _, sentence := range []string{said.Alone, said.Recovers} {
			if sentence != "" {
				one.Says = append(one.Says, sentence)
			}
		}
		if said.Held != "" {
			one.Both += " " + said.Held
		}
		if len(f.Loop) > 0 {
			one.Charts, one.Rows = axes.loopsOf(f), rowsOf(s, f)
			t.Key = "Solid: runs to which nothing happened, from the least to the most. Dashed: runs that were brought to a collapse before, from the most to the least. Shaded: where it stays as it is. Bands: 5 to 95\u00a0% of the runs. Upright lines: thresholds with their 95\u00a0% intervals."
		}
		one.Sides = sidesOf(s, f)
		t.Fleets = append(t.Fleets, one)
	}
	return t
}

// tipsSub says what a threshold is.
func tipsSub(s tipping.Search) string {
	text := "A threshold is where half of the runs tip; in brackets its 95\u00a0% interval. A run has tipped if it has not come back " + format.Span(s.Within) + " after the trigger"
	switch {
	case s.Of.Long():
		return text + "."
	case s.Trigger == tipping.Standard:
		text += ": ten seconds in which the service works at a tenth of its speed, or refuses where serving takes no time"
	case s.Trigger == tipping.Own:
		text += ", which is the scenario’s own"
	}
	return text + "."
}

func axisOf(of tipping.Of) string {
	switch of {
	case tipping.Load:
		return "Offered load"
	case tipping.Service:
		return "Service time"
	}
	return "Length"
}

// sidesOf are runs just below and just above each threshold.
func sidesOf(s tipping.Search, f tipping.Fleet) (all []templates.Sides) {
	for _, one := range []struct {
		what string
		of   tipping.Threshold
		some bool
	}{
		{tipsWhat(s), f.Tips, true},
		{"Without a trigger", f.Alone, s.Trigger != tipping.None},
		{"From a collapse", f.Recovers, true},
	} {
		below, above, ok := s.Sides(f, one.of)
		if ok && one.some {
			all = append(all, templates.Sides{What: one.what, Below: sideLink(s, below), Above: sideLink(s, above)})
		}
	}
	return all
}

func tipsWhat(s tipping.Search) string {
	switch {
	case s.Of.Long():
		return "Its length"
	case s.Trigger == tipping.None:
		return "Without a trigger"
	}
	return "After the trigger"
}

func sideLink(s tipping.Search, side tipping.Side) templates.Link {
	if side.Query == "" {
		return templates.Link{}
	}
	return templates.Link{Text: studied.Turned(s.Of, s.Of.At(side.Value)), Path: view.ScenarioLink(side.Query)}
}
