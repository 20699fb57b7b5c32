package measured

import (
	"slices"
	"strings"
	"time"

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

// Beside is a testbed beside the forecast for it.
type Beside struct {
	Config   testbed.Config
	Now      testbed.Snapshot
	Forecast experiment.Outcome // of Config.Scenario, over ForecastRuns seeds
	Limits   testbed.Limits     // of the testbed
}

// ForecastRuns is over how many seeds a forecast is made: so much is chance.
const ForecastRuns = 20

// ForecastOf is the scenario whose outcome a forecast is. What is measured begins with the
// first call, so a client that is alone begins at once in the forecast, too.
func ForecastOf(c testbed.Config) scenario.Scenario {
	s := c.Scenario
	s.Runs = ForecastRuns
	if s.Clients == 1 && s.Population == scenario.PopulationOnce {
		s.Spread = 0
	}
	return s
}

// Live is what the page of a testbed shows of it now.
func Live(b Beside) templates.TestbedLive {
	live := templates.TestbedLive{State: b.state(), Figures: b.figures(), Clients: clientsOf(b.Now), Script: accountOf(b.Now, b.Config.Script), Again: FormPath(b.Config)}
	live.Run = b.run(live.State)
	live.Title, live.Lead = b.title(live.State)
	live.Agree = b.agree(live.State, live.Figures)
	live.Note, live.Restart = b.note(live.State)
	live.Others = othersOf(b.Now)
	if b.Now.Early > 0 {
		live.Early = format.Plural(b.Now.Early, "call") + " came before " + format.Verb(b.Now.Early, "its", "their") + " Retry-After was over."
	}
	return live
}

// restful is how long nobody calls who might still wait for the next attempt.
const restful = 5 * time.Second

// state says how far it is.
func (b Beside) state() string {
	last := time.Duration(0)
	for _, c := range b.Now.Clients {
		last = max(last, c.Last)
	}
	idle := b.Now.Elapsed - last
	switch {
	case b.Now.Ended:
		return templates.TestbedOver
	case b.Now.Started.IsZero():
		return templates.TestbedWaiting
	case b.Now.Inside == 0 && (b.Now.Result.Unfinished == 0 && idle > time.Second || idle > max(restful, b.Config.Scenario.Cap)):
		return templates.TestbedQuiet
	}
	return templates.TestbedRunning
}

// settled reports whether there is a whole to compare.
func settled(state string) bool {
	return state == templates.TestbedQuiet || state == templates.TestbedOver
}

func (b Beside) forecast() sim.Result { return b.Forecast.Results[0] }

func (b Beside) strategy() chart.Strategy {
	return view.StrategiesOf(b.Config.Scenario.Strategies[:1])[0]
}

// run is what was measured above what was forecast, in bins of one width.
func (b Beside) run(state string) chart.Run {
	s, both := b.Config.Scenario, []sim.Result{b.Now.Result, b.forecast()}
	s.Runs = 1
	bin := max(both[0].Bin, both[1].Bin)
	for i := range both {
		both[i] = inBins(both[i], bin)
	}
	both[0] = whileCalled(both[0])
	run := chart.Run{Query: s.Query(), Frame: view.FrameOf(s, bin), Series: view.SeriesOf(s, both, b.rows())}
	for _, r := range both {
		run.Frame.Bins = max(run.Frame.Bins, len(r.Columns.Attempts))
		run.Frame.Done = max(run.Frame.Done, r.Successes)
		for i, n := range r.Columns.Attempts {
			run.Frame.Count(i, n)
		}
	}
	if b.Now.Result.Requests > run.Frame.Total {
		run.Frame.Total = 0 // shares of two totals would not compare
	}
	for i := range run.Series {
		if i > 0 || settled(state) { // what is over stays as it is
			run.Series[i].Attempts, run.Series[i].Completed = upTo(run.Frame.Bins, run.Series[i].Attempts), upTo(run.Frame.Bins, run.Series[i].Completed)
		}
	}
	b.tell(&run.Series[0], state)
	run.Series[0].Early = earlyIn(b.Now.EarlyAt, bin)
	return run
}

// rows name the two.
func (b Beside) rows() []chart.Strategy {
	forecast := b.strategy()
	forecast.Key, forecast.Name, forecast.Short = "forecast", "Forecast: "+strategyOf(b.Config.Scenario), "Forecast"
	return []chart.Strategy{{Key: "measured", Name: "Measured", Tone: "ink"}, forecast}
}

// tell says of what was measured what is known of it: a run that goes on has no end to speak
// of, and no service knows whether a client will come again.
func (b Beside) tell(s *chart.Series, state string) {
	r := b.Now.Result
	open := format.Count(r.Unfinished)
	switch {
	case state == templates.TestbedWaiting || r.Requests == 0:
		s.Time, s.Waste = chart.Figure{}, chart.Figure{}
		s.Caption, s.Finish = chart.Caption{}, chart.Caption{Words: "nobody has called"}
	case !settled(state):
		s.Time, s.Done95 = chart.Figure{Text: open, Unit: "open"}, 0
		s.Finish = chart.Caption{Figure: format.Count(r.Successes), Words: " so far"}
		s.Caption = chart.Caption{Figure: format.Plural(r.Attempts, "attempt"), Words: " so far"}
	case r.Unfinished > 0:
		s.Time, s.Done95 = chart.Figure{Text: open, Unit: "not done"}, 0
		s.Finish = chart.Caption{Figure: open, Words: " without success"}
		s.Caption = s.Finish
	}
}

// title is what the page says largest, and the sentence below it.
func (b Beside) title(state string) (chart.Text, string) {
	s, r, f := b.Config.Scenario, b.Now.Result, b.forecast()
	named := chart.Piece{Text: "forecast", Tone: b.strategy().Tone}
	expected := "With " + strategyOf(s) + " the forecast is " + format.Plural(f.Attempts, "attempt") + ", and " + done95(f) + "."
	switch {
	case r.Requests == 0 && state == templates.TestbedOver:
		return chart.Text{{Text: "Nobody called."}}, expected
	case r.Requests == 0:
		return chart.Text{{Text: "Waiting for the first call."}},
			"Send " + callersOf(s) + " to the address below" + pace(s) + ". " + expected
	case !settled(state):
		return chart.Text{{Text: format.Plural(r.Attempts, "attempt") + " so far, by " + b.seen() + "."}}, b.meanwhile()
	case r.Unfinished > 0 || !r.HasDone95:
		return chart.Text{{Text: format.Of(r.Lost(), r.Requests, b.noun()) + " found no success."}}, expected
	case !f.HasDone95:
		return chart.Text{{Text: "95\u00a0% done in " + format.Elapsed(r.Done95) + ", in the "}, named, {Text: " fewer."}}, expected
	}
	return chart.Text{{Text: "95\u00a0% done in " + format.Elapsed(r.Done95) + ", " + format.Elapsed(f.Done95) + " in the "}, named, {Text: "."}},
		"With " + strategyOf(s) + " the forecast is " + format.Plural(f.Attempts, "attempt") + "; your " + format.Verb(len(b.Now.Clients), "client", "clients") + " made " + format.Count(r.Attempts) + "."
}

// strategyOf is that of a forecast in the middle of a sentence: libraries keep their names.
func strategyOf(s scenario.Scenario) string {
	key := s.Strategies[0]
	if strings.HasPrefix(key, "lib:") {
		return scenario.FleetName(key)
	}
	return format.Lower(scenario.FleetName(key))
}

// callersOf are those that a forecast is for.
func callersOf(s scenario.Scenario) string {
	n, _ := calls(s)
	if s.Population == scenario.PopulationOpen {
		return format.Plural(n, "request")
	}
	return format.Plural(n, "client")
}

// calls are how many begin, and within which time.
func calls(s scenario.Scenario) (int, time.Duration) {
	if s.Population == scenario.PopulationOpen {
		return max(1, int(s.Offered*s.Duration.Seconds())), s.Duration
	}
	return s.Clients, s.Spread
}

// pace is how they come, where that is not at the beginning.
func pace(s scenario.Scenario) string {
	switch s.Population {
	case scenario.PopulationOpen:
		return " within " + format.Span(s.Duration)
	case scenario.PopulationClosed:
		return "; each sends one request after the other for " + format.Span(s.Duration)
	}
	return ""
}

// seen are the clients that called.
func (b Beside) seen() string {
	n := len(b.Now.Clients)
	if b.Now.Others { // the last stands for them
		return "more than " + format.Plural(n-1, "client")
	}
	return format.Plural(n, "client")
}

// noun is what those are called that succeed or do not: clients are, where each sent one request.
func (b Beside) noun() string {
	if b.Now.Result.Requests != len(b.Now.Clients) || b.Now.Others {
		return "request"
	}
	return explain.Noun(b.Config.Scenario)
}

// meanwhile is how far the forecast is.
func (b Beside) meanwhile() string {
	f, n := b.forecast(), b.expectedByNow()
	if n == f.Attempts {
		return "The forecast is over by this time: " + format.Plural(n, "attempt") + ", and " + done95(f) + "."
	}
	return "By this time the forecast has " + format.Count(n) + "; in the end " + format.Count(f.Attempts) + ", and " + done95(f) + "."
}

// expectedByNow is how many attempts the forecast has by this time.
func (b Beside) expectedByNow() int {
	f, sum := b.forecast(), 0
	for _, n := range f.Columns.Attempts[:min(len(f.Columns.Attempts), int(b.Now.Elapsed/f.Bin)+1)] {
		sum += n
	}
	return sum
}

// done95 is when 95 % are done in a forecast, in words.
func done95(r sim.Result) string {
	if !r.HasDone95 {
		return "fewer than 95\u00a0% succeed"
	}
	return "95\u00a0% done in " + format.Elapsed(r.Done95)
}

// inBins is a result in bins that are so wide, each a whole number of its own.
func inBins(r sim.Result, bin time.Duration) sim.Result {
	if r.Bin == bin || r.Bin == 0 {
		r.Bin = bin
		return r
	}
	each := int(bin / r.Bin)
	r.Columns.Attempts, r.Columns.Completed = together(r.Columns.Attempts, each), together(r.Columns.Completed, each)
	r.Bin = bin
	return r
}

// together adds up so many counts each.
func together(counts []int, each int) []int {
	sums := make([]int, (len(counts)+each-1)/each)
	for i, n := range counts {
		sums[i/each] += n
	}
	return sums
}

// whileCalled is a result without the bins after the last in which anything happened: time
// goes on whether anybody calls or not.
func whileCalled(r sim.Result) sim.Result {
	end := len(r.Columns.Attempts)
	for end > 0 && r.Columns.Attempts[end-1] == 0 && r.Columns.Completed[end-1] == 0 {
		end--
	}
	r.Columns.Attempts, r.Columns.Completed = r.Columns.Attempts[:end], r.Columns.Completed[:end]
	return r
}

// upTo is a column of so many bins, with nothing in those that were not there.
func upTo(bins int, counts []int) []int {
	return append(slices.Clone(counts), make([]int, max(0, bins-len(counts)))...)
}

// earlyIn counts moments per bin.
func earlyIn(at []time.Duration, bin time.Duration) []int {
	if len(at) == 0 {
		return nil
	}
	counts := make([]int, int(slices.Max(at)/bin)+1)
	for _, t := range at {
		counts[t/bin]++
	}
	return counts
}
