package calculated

import (
	"strings"
	"time"

	"backofflab/calculator"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
	shared "backofflab/web/templates"
	templates "backofflab/web/templates/calculator"
	"backofflab/web/view"
)

const (
	pagePath = "/calculator"
	jsonPath = "/api/v1/backoff"
)

// Page is the calculator for what was asked, or with what is wrong with it. raw is the query as it
// came.
func Page(a calculator.Ask, raw string, problems scenario.FieldErrors) templates.Page {
	page := templates.Page{Form: formOf(a, raw, problems)}
	if len(problems) > 0 {
		page.Problems = outside(page.Form, problems)
		return page
	}
	result := resultOf(calculator.Of(a))
	page.Result = &result
	return page
}

// outside are the problems with what the form has no field for.
func outside(f templates.Form, problems scenario.FieldErrors) (others []shared.Problem) {
	for _, p := range problems {
		if field := calculator.FieldOf(p.Field); !f.Has(field) {
			others = append(others, shared.Problem{Field: p.Field, Value: p.Value, Message: p.Message})
		}
	}
	return others
}

func resultOf(t calculator.Table) templates.Result {
	a := t.Ask
	query := a.Query()
	r := templates.Result{
		Query: query, Strategy: view.StrategiesOf([]string{a.Strategy()})[0],
		Finding: finding(t), Note: note(t), Within: within(t),
		Formula: formulaOf(t.Formula), Waiting: waitingOf(t),
		Lab: view.ScenarioLink(a.Scenario.Query()), Elsewhere: "/export?" + a.Scenario.Query(), JSON: jsonPath + "?" + query,
	}
	if t.Rejections {
		r.After, r.Other = after(t)
	}
	for _, key := range a.Others {
		r.Others = append(r.Others, shared.Way{Path: address(a.WithStrategy(key)), Words: scenario.FleetName(key)})
	}
	longest := longest(t)
	if longest > 0 {
		r.Axis = format.Briefly(longest)
	}
	for _, one := range t.Rows {
		r.Rows = append(r.Rows, rowOf(a, one, longest))
	}
	if left := t.Attempts - 1 - len(t.Rows); left > 0 {
		r.Left = format.Plural(left, "retry") + " of " + format.Count(t.Attempts-1) + " are left out here."
	}
	return r
}

func address(a calculator.Ask) string { return pagePath + "?" + a.Query() }

func formulaOf(f calculator.Formula) templates.Formula {
	of := templates.Formula{Text: f.Text, Numbers: f.Numbers, Value: f.Value, Note: f.Note}
	if f.Retry > 0 {
		of.Retry = "retry " + number(f.Retry)
	}
	if of.Numbers == of.Text {
		of.Numbers = "" // there is no number of the retry in it
	}
	return of
}

// longest is the largest delay of any retry that is shown.
func longest(t calculator.Table) (most time.Duration) {
	for _, r := range t.Rows {
		most = max(most, r.Most)
	}
	return most
}

func rowOf(a calculator.Ask, r calculator.Row, axis time.Duration) templates.Row {
	row := templates.Row{
		Retry: number(r.Retry), Path: address(a.WithRetry(r.Retry)) + "#formula", On: r.Retry == a.Retry,
		Range: narrow.Replace(between(r.Least, r.Most)), Bar: barOf(r, axis), Shares: heights(r.Density.Shares), Says: spread(r),
		Mean: cell(r.Mean), Median: cell(r.Median), P95: cell(r.P95),
		Waited: cell(r.Total.Mean), Waits95: cell(r.Total.P95), WaitedMost: cell(r.Total.Most),
	}
	if r.Late > 0 {
		row.Late = format.WholePercent(r.Late) + " too late"
	}
	return row
}

func barOf(r calculator.Row, axis time.Duration) templates.Bar {
	if axis == 0 {
		return templates.Bar{}
	}
	at := func(d time.Duration) float64 { return float64(d) / float64(axis) }
	return templates.Bar{Least: at(r.Least), P5: at(r.P5), Median: at(r.Median), P95: at(r.P95), Most: at(r.Most)}
}

// heights are shares of the largest, but of delays that are all as likely half of the height.
func heights(shares []float64) []float64 {
	most := 2 / float64(len(shares))
	for _, share := range shares {
		most = max(most, share)
	}
	all := make([]float64, len(shares))
	for i, share := range shares {
		all[i] = share / most
	}
	return all
}

// curvePoints is how many points the curve has at least.
const curvePoints = 40

func waitingOf(t calculator.Table) templates.Waiting {
	w := templates.Waiting{Sentence: waiting(t)}
	curve := t.Waiting.Curve(curvePoints)
	end := curve[len(curve)-1].T
	if end == 0 {
		return w
	}
	axis := end + end/40 // so that the fall is seen
	for _, p := range curve {
		w.Points = append(w.Points, templates.Point{X: float64(p.T) / float64(axis), Share: p.Share})
	}
	w.Points = append(w.Points, templates.Point{X: 1})
	for _, at := range ticks(axis) {
		w.X = append(w.X, templates.Tick{X: float64(at) / float64(axis), Text: span(at)})
	}
	if t.Ask.T <= axis {
		share := t.Waiting.After(t.Ask.T)
		w.Mark = &templates.Mark{X: float64(t.Ask.T) / float64(axis), Share: share, Text: span(t.Ask.T) + ": " + percent(share)}
	}
	return w
}

// steps are what an axis of time counts in.
var steps = []time.Duration{
	1, 2, 5, 10, 20, 50, 100, 200, 500, // ms
	1_000, 2_000, 5_000, 10_000, 20_000, 30_000,
	60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000,
	3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 432_000_000, 864_000_000, 3_600_000_000, 7_200_000_000, 18_000_000_000,
}

// ticks are at most four parts of an axis, and its beginning.
func ticks(axis time.Duration) (at []time.Duration) {
	step := steps[len(steps)-1] * time.Millisecond
	for _, s := range steps {
		if s *= time.Millisecond; axis/s <= 4 {
			step = s
			break
		}
	}
	for t := time.Duration(0); t <= axis; t += step {
		at = append(at, t)
	}
	return at
}

// after says which failures the delays come after, and leads to the others.
func after(t calculator.Table) (words string, other shared.Way) {
	other.Path = address(t.Ask.AfterOther())
	if t.Ask.AfterRejection {
		other.Words = "After other failures"
		return "These are its delays after a rejection (429).", other
	}
	other.Words = "After a rejection (429)"
	return "These are its delays after a failure other than a rejection.", other
}

// cell is a measured time in a narrow column, where a line may end between its units.
func cell(d time.Duration) string {
	return narrow.Replace(until(d))
}

// narrow lets a line end between the units of a time.
var narrow = strings.NewReplacer("h\u00a0", "h ", "min\u00a0", "min ", "–", "–\u200b")

// until is a measured time, also where it has no end to speak of.
func until(d time.Duration) string {
	if d >= schedule.Endless {
		return "over " + format.Span(schedule.Endless)
	}
	return format.Elapsed(d)
}

func between(least, most time.Duration) string {
	if most >= schedule.Endless {
		return until(most)
	}
	if least == most {
		return format.Briefly(most)
	}
	from, to := format.Briefly(least), format.Briefly(most)
	number, unit, _ := strings.Cut(from, "\u00a0")
	switch {
	case least == 0:
		from = "0"
	case strings.HasSuffix(to, "\u00a0"+unit) && strings.Count(from+to, "\u00a0") == 2:
		from = number
	}
	return from + "–" + to
}

func span(d time.Duration) string { return format.Span(d) }

func number(n int) string { return format.Name(n) }
