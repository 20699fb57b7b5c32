package measured

import (
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/testbed"
	"backofflab/web/templates"
)

const crowd = "clients=40&rate=10&burst=5&base=200ms&cap=2s&attempts=12&strategies=full"

// besideOf is a testbed of a crowd of which another run of the same was measured.
func besideOf(t *testing.T, query string) Beside {
	t.Helper()
	s, err := scenario.ParseQuery(crowd)
	if err != nil {
		t.Fatal(err)
	}
	_, forecast := labtest.Outcome(t, crowd)
	s.Runs = ForecastRuns
	if forecast.Spreads, err = experiment.Replicate(t.Context(), s, 1_000_000, 0); err != nil {
		t.Fatal(err)
	}
	s.Runs = 1
	_, found := labtest.Outcome(t, query)
	r := found.Results[0]
	b := Beside{Config: testbed.Config{Scenario: s, Tell: testbed.Tell{By: testbed.ByHeader, Name: "X-Client"}}, Forecast: forecast}
	b.Now = testbed.Snapshot{Began: time.Unix(0, 0), Started: time.Unix(1, 0), Now: time.Unix(60, 0), Ends: time.Unix(900, 0), Elapsed: r.Length() + time.Minute, Result: r, Requests: r.Attempts}
	for i := range r.Requests {
		b.Now.Clients = append(b.Now.Clients, testbed.ClientRow{Who: string(rune('A' + i)), Attempts: 3, Served: 1, Last: r.Length()})
	}
	return b
}

// nobody is the same before the first call.
func nobody(t *testing.T) Beside {
	b := besideOf(t, crowd)
	b.Now.Started, b.Now.Elapsed, b.Now.Clients, b.Now.Requests = time.Time{}, 0, nil, 0
	b.Now.Result = sim.Result{Strategy: "full", Bin: 250 * time.Millisecond, Completion: &metrics.Histogram{}}
	return b
}

func TestStatesAreTold(t *testing.T) {
	calling := besideOf(t, crowd+"&seed=2")
	calling.Now.Inside = 1
	early := besideOf(t, crowd+"&seed=2")
	early.Now.Inside, early.Now.Elapsed = 1, time.Second
	lost := besideOf(t, crowd+"&seed=2&horizon=2s")
	open := nobody(t)
	open.Config.Scenario.Population, open.Config.Scenario.Offered, open.Config.Scenario.Duration = scenario.PopulationOpen, 5, 10*time.Second
	closed := nobody(t)
	closed.Config.Scenario.Population, closed.Config.Scenario.Duration = scenario.PopulationClosed, time.Minute
	library := nobody(t)
	library.Config.Scenario.Strategies = []string{"lib:openai-node"}
	long := nobody(t)
	long.Forecast.Results = slices.Clone(long.Forecast.Results)
	long.Forecast.Results[0].HasDone95 = false
	late := besideOf(t, crowd+"&seed=2")
	late.Now.Inside, late.Now.Others = 1, true
	again := besideOf(t, crowd+"&seed=2&horizon=2s")
	again.Now.Clients = again.Now.Clients[:1]
	over := nobody(t)
	over.Now.Ended = true
	for _, row := range []struct {
		name, state, title, lead string
		beside                   Beside
	}{
		{"nobody yet", templates.TestbedWaiting, "Waiting for the first call.", "Send 40 clients", nobody(t)},
		{"requests that keep coming", templates.TestbedWaiting, "Waiting", "Send 50 requests to the address below within 10\u00a0s. With full jitter", open},
		{"clients that keep calling", templates.TestbedWaiting, "Waiting", "Send 40 clients to the address below; each sends one request after the other for 60\u00a0s. With", closed},
		{"the name of a library", templates.TestbedWaiting, "Waiting", "With OpenAI SDK", library},
		{"a forecast without an end", templates.TestbedWaiting, "Waiting", ", and fewer than 95\u00a0% succeed.", long},
		{"while one is answered", templates.TestbedRunning, "attempts so far, by 40 clients.", "By this time the forecast has", early},
		{"after the end of the forecast", templates.TestbedRunning, "attempts so far", "The forecast is over by this time: ", calling},
		{"more than are told apart", templates.TestbedRunning, "by more than 39 clients.", "", late},
		{"all are done", templates.TestbedQuiet, "in the forecast.", "your clients made", besideOf(t, crowd+"&seed=2")},
		{"some never were", templates.TestbedQuiet, "of 40 clients found no success.", "the forecast is", lost},
		{"some requests of one client never were", templates.TestbedQuiet, "of 40 requests found no success.", "the forecast is", again},
		{"nobody ever called", templates.TestbedOver, "Nobody called.", "the forecast is", over},
	} {
		live := Live(row.beside)
		if live.State != row.state || !strings.Contains(live.Title.String(), row.title) || !strings.Contains(live.Lead, row.lead) {
			t.Errorf("%s: %s, %q %q", row.name, live.State, live.Title, live.Lead)
		}
	}
}

// A run of the same scenario with another seed is what was forecast, and says so in numbers.
func TestWhatAgreesIsSaidToAgree(t *testing.T) {
	live := Live(besideOf(t, crowd+"&seed=3"))
	inside := 0
	for _, f := range live.Figures {
		if !f.Outside {
			inside++
		}
	}
	if inside < len(live.Figures)-2 || !strings.Contains(live.Agree, "of 8 figures lie in the range") || live.Note != "" {
		t.Errorf("%d of %d figures are inside; %q %q", inside, len(live.Figures), live.Agree, live.Note)
	}
	// One of other clients does not, and is not said to.
	b := besideOf(t, strings.Replace(crowd, "full", "exponential", 1))
	live = Live(b)
	if !strings.Contains(live.Agree, "; not ") {
		t.Errorf("no jitter is as forecast with full jitter: %s", live.Agree)
	}
}

// What no forecast knows of is not said to disagree with it.
func TestOnlyTheSameIsCompared(t *testing.T) {
	storm := strings.Replace(crowd, "full", "exponential", 1)
	scripted, bounded := besideOf(t, storm), besideOf(t, storm)
	scripted.Now.Script.Consumed, bounded.Now.Bounds.Rate = 1, 1
	for say, b := range map[string]Beside{"scripted answers": scripted, "other calls": bounded} {
		live := Live(b)
		if !strings.Contains(live.Agree, say) || slices.ContainsFunc(live.Figures, func(f templates.TestbedFigure) bool { return f.Outside }) {
			t.Errorf("%s: %q", say, live.Agree)
		}
	}
}

func TestOthersThanForecastAreSaid(t *testing.T) {
	b := besideOf(t, crowd+"&seed=2")
	b.Config.Scenario.Clients = 80
	live := Live(b)
	if !strings.Contains(live.Note, "for 80 clients; 40 clients called") || !strings.Contains(live.Restart.Path, "clients%3D40") || strings.Contains(live.Agree, "of 8 figures") {
		t.Errorf("%q %q %q", live.Note, live.Restart.Path, live.Agree)
	}
	b.Config.Scenario.Clients = 40
	b.Now.Result.Requests += 40
	if live = Live(b); !strings.Contains(live.Note, "one request of each client; 80 were made") {
		t.Errorf("%q", live.Note)
	}
	b.Config.Tell = testbed.Tell{}
	b.Now.Clients, b.Now.Bounds.Rate = b.Now.Clients[:1], 7
	live = Live(b)
	if !strings.Contains(live.Note, "from one address") || !strings.Contains(live.Note, "7 requests came faster") {
		t.Errorf("%q", live.Note)
	}
}

// Both rows have bins of one width and the same total, and no completions are lost in them.
// What a testbed would refuse of the forecast is said before anybody calls.
func TestForecastBeyondTheBoundsIsSaid(t *testing.T) {
	for _, row := range []struct {
		name   string
		limits testbed.Limits
		note   string
	}{
		{"within", testbed.Limits{Requests: 10_000, PerSecond: 100, Burst: 3000}, ""},
		{"too many", testbed.Limits{Requests: 100, PerSecond: 100, Burst: 3000}, "a testbed answers no more than 100."},
		{"too fast", testbed.Limits{Requests: 10_000, PerSecond: 2, Burst: 20}, "20 times at once, then 2 times a second."},
	} {
		b := nobody(t)
		b.Limits = row.limits
		if live := Live(b); !strings.HasSuffix(live.Note, row.note) || (row.note == "") != (live.Note == "") || (row.note == "") != (live.Restart.Path == "") {
			t.Errorf("%s: %q %v", row.name, live.Note, live.Restart)
		}
	}
	b := besideOf(t, crowd+"&seed=2")
	b.Now.Bounds = testbed.Bounds{Body: 2, Long: 1}
	if note := Live(b).Note; note != "1 request was held for too long, and let go. 2 requests had a body too large or too slow to be read to its end." {
		t.Errorf("%q", note)
	}
	b.Config.Scenario.Clients, b.Now.Others = 10, true
	if live := Live(b); !strings.HasPrefix(live.Note, "The forecast is for 10 clients; more than 39 clients called.") || live.Restart.Words != "Start another" {
		t.Errorf("%q %v", live.Note, live.Restart)
	}
}

func TestRowsShareTheirBins(t *testing.T) {
	b := besideOf(t, crowd+"&seed=2")
	coarse := b.Now.Result
	coarse.Bin *= 5
	coarse.Columns.Attempts, coarse.Columns.Completed = together(coarse.Columns.Attempts, 5), together(coarse.Columns.Completed, 5)
	b.Now.Result = coarse
	b.Now.EarlyAt = []time.Duration{0, 100 * time.Millisecond, 2 * time.Second}
	run := Live(b).Run
	sum := func(counts []int) (n int) {
		for _, c := range counts {
			n += c
		}
		return n
	}
	forecast := b.Forecast.Results[0]
	if run.Frame.Bin != coarse.Bin || sum(run.Series[1].Attempts) != forecast.Attempts || sum(run.Series[1].Completed) != forecast.Successes {
		t.Errorf("bins of %s, %d attempts, want %s and %d", run.Frame.Bin, sum(run.Series[1].Attempts), coarse.Bin, forecast.Attempts)
	}
	if early := run.Series[0].Early; sum(early) != 3 || early[0] != 2 || early[1] != 1 {
		t.Errorf("early calls per bin of %s: %v", run.Frame.Bin, early)
	}
	if len(run.Series[0].Attempts) != len(run.Series[1].Attempts) {
		t.Errorf("rows of %d and %d bins", len(run.Series[0].Attempts), len(run.Series[1].Attempts))
	}
}

func TestScriptIsAccountedFor(t *testing.T) {
	script, err := testbed.ParseScript("503 x5, 429 retry-after=2, 200 x2")
	if err != nil {
		t.Fatal(err)
	}
	now := testbed.Snapshot{Script: testbed.ScriptState{Consumed: 4, Left: 4}}
	for i, who := range []string{"a", "b", "a", "c"} {
		now.Script.Account = append(now.Script.Account, testbed.Consumed{Text: "503", Who: who, At: time.Duration(i) * time.Second})
	}
	account := accountOf(now, script)
	var steps []string
	for _, s := range account.Steps {
		steps = append(steps, s.Answer+"/"+s.By)
	}
	if got := strings.Join(steps, " "); got != "503 ×4/3 clients, 0\u00a0s to 3.0\u00a0s 503/ 429 retry-after=2/ 200 x2/" {
		t.Errorf("%q", got)
	}
	if !strings.HasPrefix(account.Words, "4 of 8 answers were given") || accountOf(now, testbed.Script{}) != nil {
		t.Errorf("%q", account.Words)
	}
}

// Every figure that is compared exists, and has a range.
func TestComparedFiguresExist(t *testing.T) {
	for _, name := range compared {
		if f := figureNamed(name.json); f.Name == "" || f.Kind == experiment.Percent {
			t.Errorf("%s has no range, or one of another kind", name.json)
		}
	}
}

// What is measured begins with the first call: a client that is alone does not wait for its
// turn in a crowd.
func TestForecastOfOneClientBeginsAtOnce(t *testing.T) {
	s := scenario.Default()
	for clients, spread := range map[int]time.Duration{1: 0, 2: s.Spread} {
		s.Clients = clients
		if forecast := ForecastOf(testbed.Config{Scenario: s}); forecast.Spread != spread {
			t.Errorf("%d clients begin within %v, want %v", clients, forecast.Spread, spread)
		}
	}
	one := besideOf(t, crowd+"&seed=2")
	one.Now.Clients = one.Now.Clients[:1]
	if live := Live(one); !strings.Contains(live.Lead, "your client made") {
		t.Errorf("of one client it says: %s", live.Lead)
	}
}
