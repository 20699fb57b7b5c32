package found

import (
	"cmp"
	"slices"

	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	"backofflab/web/templates/chart"
	templates "backofflab/web/templates/found"
)

// Places of the figures in find.Outcome.Axes.
const (
	peak, wasted, done = 0, 1, 2
)

// far is how many times the most of the front a named policy may have and still set the scale;
// beyond it stands at the edge.
const far = 2.5

// room is what the scales have above the most.
const room = 1.04

// figure is that of a name.
func figure(name string) experiment.Figure {
	aims := find.Aims()
	return aims[slices.IndexFunc(aims, func(f experiment.Figure) bool { return f.Name == name })]
}

// frontOf draws the candidates that have all three figures; nil where none has.
func frontOf(s find.Search, o find.Outcome, says string) *templates.Front {
	on := 0
	for _, p := range o.Candidates {
		if p.Plotted && p.Front {
			on++
		}
	}
	if on == 0 {
		return nil
	}
	tops := topsOf(o)
	f := &templates.Front{
		Title: "What each costs", Says: says, Sentence: sentenceOf(s, o, on),
		Sub:        "A dot is a policy, in both panels: lower and further left is better. Full: on the front; ring: it may not be; pale: beaten by another. Each opens in the lab.",
		Completion: nameOf(s, o, done), X: chart.TimeUpto(tops[done]),
		Panels: [2]templates.Panel{
			{Name: nameOf(s, o, wasted), Y: chart.Upto(tops[wasted], 1, "")},
			{Name: nameOf(s, o, peak), Y: chart.Upto(tops[peak], 1, "/s")},
		},
		Heads: [3]string{nameOf(s, o, done), nameOf(s, o, wasted), nameOf(s, o, peak)},
	}
	plot(f, s, o)
	return f
}

func nameOf(s find.Search, o find.Outcome, axis int) string {
	return format.Capital(studied.What(figure(o.Axes[axis]), s.Scenario))
}

// topsOf are the ends of the scales: the most of the front, and of named policies that are not
// far beyond it.
func topsOf(o find.Outcome) (tops [3]float64) {
	for i, p := range o.Candidates {
		if p.Plotted && (p.Front || i == shown(o)) {
			for axis, x := range p.Trade {
				tops[axis] = max(tops[axis], x)
			}
		}
	}
	front := tops
	for _, p := range o.Candidates {
		if p.Plotted && (p.Own || p.Classic) {
			for axis, x := range p.Trade {
				if x <= far*front[axis] {
					tops[axis] = max(tops[axis], x)
				}
			}
		}
	}
	for axis := range tops {
		tops[axis] *= room
	}
	return tops
}

// plot adds the points, those that matter last and so on top, and the rows of the front.
func plot(f *templates.Front, s find.Search, o find.Outcome) {
	var unnamed []string
	behind, unplotted := 0, 0
	for i, p := range o.Candidates {
		named := i == shown(o) || p.Own || p.Classic
		if !p.Plotted {
			if unplotted++; named {
				unnamed = append(unnamed, strategyOf(p.Candidate).Name)
			}
			continue
		}
		point, inside := pointOf(f, s, o, i)
		if !inside && !named {
			behind++
			continue
		}
		f.Points = append(f.Points, point)
		if p.Front {
			f.Rows = append(f.Rows, rowOfFront(o, i))
		}
	}
	f.Missing = missing(behind, unnamed, unplotted)
	slices.SortStableFunc(f.Points, func(a, b templates.Point) int { return cmp.Compare(rank(a), rank(b)) })
	places := map[string]float64{}
	for _, point := range f.Points {
		places[point.Path] = point.Share
	}
	slices.SortStableFunc(f.Rows, func(a, b templates.Row) int { return cmp.Compare(places[a.Path], places[b.Path]) })
}

// rank is how much a point matters.
func rank(p templates.Point) int {
	switch {
	case p.Best:
		return 3
	case p.Front:
		return 2
	case p.Label != "":
		return 1
	}
	return 0
}

// pointOf is a candidate in the chart, at its edge where it lies outside; and whether it lies
// inside.
func pointOf(f *templates.Front, s find.Search, o find.Outcome, at int) (p templates.Point, inside bool) {
	of := o.Candidates[at]
	p = templates.Point{
		Number: at, Strategy: strategyOf(of.Candidate), Path: policyOf(of.Candidate).Path, Front: of.Front, Certain: of.Certain, Best: at == shown(o),
		Says: studied.Policy(of.Candidate) + ": " + format.List(toldOf(s, o, at)),
	}
	x := f.X.Share(of.Trade[done])
	up := [2]float64{f.Panels[0].Y.Share(of.Trade[wasted]), f.Panels[1].Y.Share(of.Trade[peak])}
	for panel := range up {
		p.Beyond[panel] = x > 1 || up[panel] > 1
		p.Up[panel] = min(1, up[panel])
	}
	p.Share = min(1, x)
	p.Label = labelOfPoint(of, p, o.Best >= 0)
	return p, x <= 1 && up[0] <= 1 && up[1] <= 1
}

// labelOfPoint names the policies that people look for.
func labelOfPoint(of find.Policy, p templates.Point, found bool) string {
	switch {
	case p.Best && !found:
		return "Closest"
	case p.Best && of.Own:
		return "Best, yours"
	case p.Best:
		return "Best"
	case of.Own:
		return p.Strategy.Brief() + ", yours"
	case of.Classic:
		return p.Strategy.Brief()
	}
	return ""
}

// toldOf are the three figures of a candidate in words: "99 % done after 15.6 s".
func toldOf(s find.Search, o find.Outcome, at int) []string {
	var texts []string
	for _, axis := range []int{done, wasted, peak} {
		texts = append(texts, studied.Told(figure(o.Axes[axis]), o.Candidates[at].Trade[axis], s.Scenario))
	}
	return texts
}

// valuesOf are the three figures of a candidate, as a table has them.
func valuesOf(o find.Outcome, at int) []string {
	var texts []string
	for _, axis := range []int{done, wasted, peak} {
		f := figure(o.Axes[axis])
		texts = append(texts, studied.Value(f, o.Candidates[at].Trade[axis]))
	}
	return texts
}

func rowOfFront(o find.Outcome, at int) templates.Row {
	r := templates.Row{Policy: policyOf(o.Candidates[at].Candidate), Best: at == shown(o), Certain: o.Candidates[at].Certain}
	copy(r.Values[:], valuesOf(o, at))
	return r
}
