package measured

import (
	"cmp"
	"slices"
	"strings"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/testbed"
	"backofflab/web/templates"
	"backofflab/web/templates/chart"
	"backofflab/web/view"
)

// compared are the figures that are compared, by their names in results, and what the page
// calls them: {one} is what completes.
var compared = []struct{ json, name, unit string }{
	{"attempts", "Attempts", ""},
	{"amplification", "Attempts", "per {one}"},
	{"rejected", "Rejected", ""},
	{"failed", "Failed", ""},
	{"done_95_ms", "95 % done", "s"},
	{"completion_p50_ms", "Median completion", "s"},
	{"peak_per_s", "Peak", "/s"},
	{"herd_index", "Herd index", ""},
}

// figures are both results in numbers.
func (b Beside) figures() []templates.TestbedFigure {
	var all []templates.TestbedFigure
	s, then := b.Config.Scenario, b.forecast()
	now, called, whole := b.known(), b.Now.Result.Requests > 0, settled(b.state())
	if !called {
		now = then // of nobody nothing is known
	}
	longest := view.LongestOf(then, now)
	for _, name := range compared {
		f := figureNamed(name.json)
		cell := view.FigureBeside(f, now, then, longest)
		within, inside := view.RangeOf(f, b.Forecast.Spreads[0], now, longest)
		row := templates.TestbedFigure{
			Key: strings.ReplaceAll(name.json, "_", "-"), Name: format.Typeset(name.name), Term: view.TermOf(f),
			Unit:     strings.ReplaceAll(name.unit, "{one}", explain.Noun(s)),
			Measured: chart.Never, Forecast: cell.Baseline, Within: within, Difference: chart.Never,
			Outside: whole && b.comparable() && within != "" && !inside,
		}
		if called {
			row.Measured = cell.Now
		}
		if called && whole { // before, it is none from a whole
			row.Difference = cell.Change
		}
		if f.Kind == experiment.Time && format.Long(longest) {
			row.Unit = "" // each has its own
		}
		all = append(all, row)
	}
	return append(all, b.early())
}

// known is what was measured, without what is not known before it is over.
func (b Beside) known() sim.Result {
	r := b.Now.Result
	if !settled(b.state()) || r.Unfinished > 0 && float64(r.Successes) < 0.95*float64(r.Requests) {
		r.HasDone95 = false
	}
	return r
}

// figureNamed finds a figure by its name in results.
func figureNamed(json string) experiment.Figure {
	all := experiment.Figures()
	return all[slices.IndexFunc(all, func(f experiment.Figure) bool { return f.JSON == json })]
}

// early are the calls before their Retry-After. Simulated clients obey it or do not read it:
// of those that do, none calls early.
func (b Beside) early() templates.TestbedFigure {
	row := templates.TestbedFigure{Key: "early", Name: "Early calls", Term: "early-call", Measured: chart.Never, Forecast: chart.Never, Difference: chart.Never}
	if b.Config.Scenario.Obeys() {
		row.Forecast = format.Count(0)
	}
	if b.Now.Result.Requests > 0 {
		row.Measured = format.Count(b.Now.Early)
		if b.Config.Scenario.Obeys() {
			row.Difference = chart.Same
			if b.Now.Early > 0 {
				row.Difference = format.Signed(float64(b.Now.Early), format.Whole)
			}
		}
	}
	return row
}

// comparable reports whether what called is what the forecast is for: as many requests, no
// scripted answers, and nothing that a bound refused.
func (b Beside) comparable() bool {
	bounds, n, then := b.Now.Bounds, b.Now.Result.Requests, b.forecast().Requests
	if b.Now.Script.Consumed > 0 || bounds.Rate+bounds.Requests+bounds.Held+bounds.Long > 0 {
		return false
	}
	if b.Config.Scenario.Population == scenario.PopulationOnce {
		return n == b.Config.Scenario.Clients
	}
	return n > then-then/alike && n < then+then/alike // nobody sends just as many in a while
}

// alike is by which part of them requests that go on may be more or fewer.
const alike = 10

// agree says how well the figures agree, in numbers.
func (b Beside) agree(state string, figures []templates.TestbedFigure) string {
	switch {
	case b.Now.Result.Requests == 0:
		return "The range holds nine in ten of " + format.Count(ForecastRuns) + " forecasts, which differ in their seeds."
	case !settled(state):
		return "It goes on. The forecast is for the end."
	case b.Now.Script.Consumed > 0:
		return "The forecast knows nothing of the scripted answers, so the figures need not agree."
	case !b.comparable():
		return "The forecast is for other calls than these, so the figures need not agree."
	}
	var beyond []string
	of := 0
	for _, f := range figures {
		if f.Within == "" {
			continue
		}
		of++
		if f.Outside {
			beyond = append(beyond, format.Lower(f.Name))
		}
	}
	text := format.Of(of-len(beyond), of, "figure") + " lie in the range of nine in ten forecasts"
	if len(beyond) > 0 {
		text += "; not " + format.List(slices.Compact(beyond))
	}
	return text + "."
}

// note is what must be known before the figures are read, and where to go from there.
func (b Beside) note(state string) (string, templates.Way) {
	s, seen := b.Config.Scenario, len(b.Now.Clients)
	var sentences []string
	var way templates.Way
	switch {
	case seen == 1 && b.Config.Tell.By == testbed.ByAddress && b.Now.Result.Attempts > 1:
		sentences = append(sentences, "All calls come from one address, so they count as one client. Let a header tell clients apart.")
		way = templates.Way{Path: FormPath(b.Config), Words: "Start another"}
	case s.Population == scenario.PopulationOnce && seen > 0 && seen != s.Clients && (seen > s.Clients || settled(state)):
		sentences = append(sentences, "The forecast is for "+format.Plural(s.Clients, "client")+"; "+b.seen()+" called.")
		again := b.Config
		if way = (templates.Way{Path: FormPath(again), Words: "Start another"}); b.Now.Others {
			break // nobody knows for how many
		}
		again.Scenario.Clients = seen
		way = templates.Way{Path: FormPath(again), Words: "Start one for " + format.Plural(seen, "client")}
	case s.Population != scenario.PopulationOnce && settled(state) && seen > 0 && !b.comparable():
		sentences = append(sentences, "In the forecast "+format.Plural(b.forecast().Requests, "request")+" begin within "+format.Span(s.Duration)+"; "+format.Count(b.Now.Result.Requests)+" were made.")
	case s.Population == scenario.PopulationOnce && b.Now.Result.Requests > s.Clients:
		sentences = append(sentences, "The forecast is for one request of each client; "+format.Count(b.Now.Result.Requests)+" were made.")
		way = templates.Way{Path: FormPath(b.Config), Words: "Start another"}
	}
	if more := b.tooMany(); more != "" && !settled(state) {
		sentences = append(sentences, more)
		way = cmp.Or(way, templates.Way{Path: FormPath(b.Config), Words: "Start one with fewer"})
	}
	return strings.Join(append(sentences, refusedIn(b.Now.Bounds)...), " "), way
}

// tooMany says which bound of the testbed the forecast itself exceeds, "" for none: then the two
// cannot agree.
func (b Beside) tooMany() string {
	l, f := b.Limits, b.forecast()
	if l.Requests == 0 {
		return ""
	}
	if f.Attempts > l.Requests {
		return "The forecast has " + format.Plural(f.Attempts, "attempt") + "; a testbed answers no more than " + format.Count(l.Requests) + "."
	}
	room, each := float64(l.Burst), l.PerSecond*f.Bin.Seconds()
	for _, n := range f.Columns.Attempts {
		if room = min(float64(l.Burst), room+each) - float64(n); room < 0 {
			return "The forecast is faster than a testbed may be called: " + format.Count(l.Burst) + " times at once, then " + format.Count(int(l.PerSecond)) + " times a second."
		}
	}
	return ""
}

const uncounted = "; the figures are without them."

// refusedIn says how many requests the bounds of a testbed refused, a sentence each.
func refusedIn(b testbed.Bounds) []string {
	var sentences []string
	for _, bound := range []struct {
		n     int
		words string
	}{
		{b.Rate, "came faster than a testbed may be called" + uncounted},
		{b.Requests, "came after as many as a testbed answers" + uncounted},
		{b.Held, "came while too many were being answered" + uncounted},
		{b.Long, format.Verb(b.Long, "was", "were") + " held for too long, and let go."},
		{b.Body, "had a body too large or too slow to be read to its end."},
		{b.Origin, "came from a page of another site" + uncounted},
	} {
		if bound.n > 0 {
			sentences = append(sentences, format.Plural(bound.n, "request")+" "+bound.words)
		}
	}
	return sentences
}
