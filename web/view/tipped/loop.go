package tipped

import (
	"backofflab/experiment/tipping"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/tipped"
	"backofflab/web/view"
)

// axes are the scales that the charts of all strategies share.
type axes struct {
	search               tipping.Search
	x, goodput, attempts chart.Scale
}

func axesOf(s tipping.Search, o tipping.Outcome) axes {
	far, goodput, attempts := 0.0, 0.0, 0.0
	for _, f := range o.Fleets {
		for _, p := range f.Loop {
			far = max(far, p.At)
			for _, flow := range []tipping.Flow{p.Up, p.Down} {
				goodput, attempts = max(goodput, flow.Goodput.High), max(attempts, flow.Attempts.High)
			}
		}
	}
	a := axes{search: s, x: chart.CloseTo(far, 1, "/s"), goodput: chart.Upto(goodput, 1, "/s"), attempts: chart.Upto(attempts, 1, "/s")}
	if s.Of != tipping.Load {
		a.x = chart.TimeCloseTo(far)
	}
	return a
}

// loopsOf are the two charts of a fleet: what succeeds, and what comes.
func (a axes) loopsOf(f tipping.Fleet) []templates.Loop {
	return []templates.Loop{
		a.loopOf(f, "Goodput: requests that succeed", a.goodput, func(of tipping.Flow) tipping.Band { return of.Goodput }),
		a.loopOf(f, "Attempts", a.attempts, func(of tipping.Flow) tipping.Band { return of.Attempts }),
	}
}

func (a axes) loopOf(f tipping.Fleet, title string, y chart.Scale, of func(tipping.Flow) tipping.Band) templates.Loop {
	l := templates.Loop{Title: title, X: a.x, Y: y, Marks: a.marksOf(f)}
	for _, p := range f.Loop {
		if p.Up.Runs > 0 {
			b := of(p.Up)
			l.Up = append(l.Up, templates.Point{At: p.At, Mean: b.Mean, Low: b.Low, High: b.High})
		}
		if p.Down.Runs > 0 {
			b := of(p.Down)
			l.Down = append(l.Down, templates.Point{At: p.At, Mean: b.Mean, Low: b.Low, High: b.High})
		}
	}
	if low, high, ok := studied.Both(a.search, f); ok {
		l.Region = &templates.Region{Low: low, High: min(high, a.x.Max)}
	}
	said := studied.Tipped(a.search, f)
	l.Sentence = title + ", a second, over " + format.Lower(axisOf(a.search.Of)) + ", from calm and from a collapse. " + said.Tips + " " + said.Both
	return l
}

// leftFrom is the share of the axis from which a label stands left of its line.
const leftFrom = 0.55

// marksOf are the thresholds that are known, the labels of neighbours in rows of their own.
func (a axes) marksOf(f tipping.Fleet) (marks []templates.Mark) {
	for level, one := range []struct {
		of    tipping.Threshold
		label string
		some  bool
	}{
		{f.Alone, "tips by itself ", true},
		{f.Tips, "tips after the trigger ", a.search.Trigger != tipping.None},
		{f.Recovers, "recovers below ", true},
	} {
		if one.of.Known() && one.some {
			marks = append(marks, templates.Mark{
				At: one.of.At, Low: one.of.Low, High: one.of.High, Level: level,
				Label: one.label + studied.Turned(a.search.Of, one.of.At), Left: a.x.Share(one.of.At) > leftFrom,
			})
		}
	}
	return marks
}

func rowsOf(s tipping.Search, f tipping.Fleet) (rows []templates.Row) {
	for _, p := range f.Loop {
		rows = append(rows, templates.Row{Value: studied.Turned(s.Of, p.At), Up: flowOf(p.Up), Down: flowOf(p.Down)})
	}
	return rows
}

func flowOf(f tipping.Flow) templates.Flow {
	if f.Failed != "" || f.Runs == 0 {
		return templates.Flow{Failed: f.Failed}
	}
	band := func(b tipping.Band) string { return format.Range(format.Rate(b.Low), format.Rate(b.High)) }
	return templates.Flow{
		Goodput: format.Rate(f.Goodput.Mean), GoodputRange: band(f.Goodput), Attempts: format.Rate(f.Attempts.Mean), AttemptsRange: band(f.Attempts),
		Tipped: format.Of(f.Tipped, f.Runs, "run"), Path: view.ScenarioLink(f.Query),
	}
}
