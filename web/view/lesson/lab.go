package lesson

import (
	"cmp"
	"strconv"
	"time"

	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/teach"
	"backofflab/web/templates/chart"
	"backofflab/web/templates/lesson"
	"backofflab/web/view"
)

// shown is how a lab is drawn: hidden until somebody guesses, on the axes of a question.
type shown struct {
	hidden bool
	time   time.Duration // end of the time axis; 0: as long as the run
	top    float64       // of the load scale, attempts per second; 0: as high as the run
}

// lab is a run in the block of a name, with its levers as the address has them.
func (t *text) lab(l teach.Lab, block string, how shown) (lesson.Lab, error) {
	set := t.leversOf(l)
	s, err := l.With(set)
	found := lesson.Lab{
		Form: t.form(block, l.Name), Title: l.Title, Hidden: how.hidden, Shows: lesson.Shows(l.Shows),
		Moved: len(t.leversSet(l)) > 0,
	}
	if err != nil {
		found.Problem = err.Error()
	}
	found.Levers, found.Open = leversView(l, s), view.ScenarioLink(s.Query())
	_, found.Lead = explain.Scenario(s)
	if l.Shows == teach.ShowsDelays {
		if !how.hidden {
			found.Delays = view.ScheduleOf(s)
			found.Delays.Within = block + "-"
		}
		return found, nil
	}
	run, problem, err := t.run(s)
	if err != nil {
		return found, err
	}
	if problem != "" {
		found.Problem = problem
		return found, nil
	}
	if found.Moved {
		how.time, how.top = 0, 0
	}
	drawn := named(view.DrawnOf(s, run.Outcome), l.Rows)
	if !how.hidden {
		found.Verdict = verdictOf(drawn)
	}
	drawn = onAxes(drawn, block, how)
	found.Run = &drawn
	return found, nil
}

// verdictOf is what a run shows: who is ahead, or else what the load chart does.
func verdictOf(r chart.Run) chart.Text {
	if len(r.Verdict.Line) > 0 {
		return r.Verdict.Line
	}
	return chart.Text{{Text: r.LoadTitle}}
}

// onAxes gives a run the axes of its question. One that is hidden has no data at all, and
// nothing that follows from them.
func onAxes(r chart.Run, block string, how shown) chart.Run {
	if how.hidden {
		bin := r.Frame.Bin
		r.Frame.Bins, r.Frame.Peak, r.Frame.Start, r.Frame.Later, r.Frame.Done = 0, 0, 0, 0, 0
		if how.top == 0 {
			how.top = unknownTop * max(r.Frame.Rate, float64(r.Frame.Total)/unknownTop/bin.Seconds()/10)
		}
		for i, s := range r.Series {
			r.Series[i] = chart.Series{Strategy: s.Strategy}
		}
	}
	r.Frame.Within = block + "-"
	r.Frame.Kept = chart.Kept{Time: how.time, Top: how.top}
	if r.Frame.Kept.Time == 0 { // no zoom: what is drawn is as long as the run
		r.Frame.Kept.Time = time.Duration(r.Frame.X().Max * float64(r.Frame.Bin))
	}
	return r
}

// unknownTop is how many times the capacity the load scale of a hidden run reaches.
const unknownTop = 8

// leversSet are the levers that the address sets otherwise than the text.
func (t *text) leversSet(l teach.Lab) []lesson.Pair {
	var all []lesson.Pair
	for _, lever := range l.Levers {
		name := l.Name + "." + lever.Field
		if value := t.Values.Get(name); value != "" && !same(l, lever, value) {
			all = append(all, lesson.Pair{Name: name, Value: value})
		}
	}
	return all
}

// same reports whether a value is that of the text.
func same(l teach.Lab, lever teach.Lever, value string) bool {
	s, err := l.With(map[string]string{lever.Field: value})
	f, _ := scenario.FieldNamed(lever.Field)
	return err == nil && f.Format(s) == f.Format(l.Scenario)
}

// leversOf are the same by their fields.
func (t *text) leversOf(l teach.Lab) map[string]string {
	set := map[string]string{}
	for _, p := range t.leversSet(l) {
		set[p.Name[len(l.Name)+1:]] = p.Value
	}
	return set
}

func leversView(l teach.Lab, s scenario.Scenario) []lesson.Lever {
	var all []lesson.Lever
	for _, lever := range l.Levers {
		f, _ := scenario.FieldNamed(lever.Field)
		shown := lesson.Lever{Name: l.Name + "." + f.Name, Label: leverLabel(lever), Help: f.Help}
		now, listed := f.Format(s), false
		for _, value := range lever.Values {
			listed = listed || value == now
			shown.Values = append(shown.Values, lesson.LeverValue{Value: value, Label: called(lever, value), On: value == now})
		}
		if !listed { // the address has a value of its own, or the text begins with one
			shown.Values = append(shown.Values, lesson.LeverValue{Value: now, Label: called(lever, now), On: true})
		}
		all = append(all, shown)
	}
	return all
}

// leverLabel is what a lever is called. Of strategies one is chosen.
func leverLabel(lever teach.Lever) string {
	f, _ := scenario.FieldNamed(lever.Field)
	if f.Name == "strategies" {
		f.Label = "Strategy"
	}
	return cmp.Or(lever.Label, f.Label)
}

// called is what a value of a lever is called.
func called(lever teach.Lever, value string) string {
	f, _ := scenario.FieldNamed(lever.Field)
	return cmp.Or(lever.Called[value], label(f, value))
}

// named gives the strategies of a run the names of a text, in the chart and in the verdict.
func named(r chart.Run, names []string) chart.Run {
	if len(names) != len(r.Series) {
		return r // a lever has set others
	}
	tones := map[string]string{}
	for i, name := range names {
		r.Series[i].Strategy.Name, r.Series[i].Strategy.Short = name, name
		tones[r.Series[i].Strategy.Tone] = name
	}
	for i, p := range r.Verdict.Line {
		if name, ok := tones[p.Tone]; ok && p.Tone != "" {
			r.Verdict.Line[i].Text = "“" + name + "”"
		}
	}
	return r
}

// label writes a value of a field for people.
func label(f scenario.Field, value string) string {
	if f.Name == "strategies" {
		return scenario.FleetName(value)
	}
	if d, err := time.ParseDuration(value); err == nil && f.IsDuration() {
		if d == 0 && f.Zero != "" {
			return f.Zero
		}
		return format.Span(d)
	}
	if x, err := strconv.ParseFloat(value, 64); err == nil && f.Choices == nil {
		if x == 0 && f.Zero != "" {
			return f.Zero
		}
		return format.Exact(x)
	}
	return scenario.ChoiceLabel(value)
}
