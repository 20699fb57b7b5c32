package explain

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/experiment"
	"backofflab/limit"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

// outcome is that of a run, with the verdict on it alone.
func outcome(results []sim.Result) experiment.Outcome {
	scores := make([][]experiment.Score, len(results))
	for i, r := range results {
		scores[i] = []experiment.Score{experiment.ScoreOf(r)}
	}
	return experiment.Outcome{Results: results, Scores: scores, Verdict: experiment.Judge(scores)}
}

// told is the story of a scenario, simulated.
func told(t *testing.T, query string) (scenario.Scenario, []sim.Result, []Sentence) {
	t.Helper()
	s := scenariotest.Parse(t, query)
	results := simulated(t, s)
	return s, results, Story(s, outcome(results))
}

// slow is a crowd that needs ten seconds and more, and waits a second and more: what links in
// these tests mean where they do not say otherwise.
const slow = "clients=200&spread=1s&rate=20&burst=20&base=1s&cap=8s&strategies=fixed,linear,exponential,full,equal,decorrelated&"

// slowly is a query on top of slow, a preset as it is.
func slowly(query string) string {
	if strings.Contains(query, "preset=") {
		return scenariotest.LastWins(query)
	}
	return scenariotest.LastWins(slow + query)
}

func inPlainWords(story []Sentence) string {
	var lines []string
	for _, sentence := range story {
		lines = append(lines, plain(sentence.Text))
	}
	return strings.Join(lines, "\n")
}

// Each rule in a scenario in which it speaks, and in one in which it must not.
func TestStoryRules(t *testing.T) {
	const (
		crowd  = "clients=200&spread=0s&rate=20&burst=20&base=1s&cap=8s&attempts=30"
		window = "clients=300&spread=0s&limiter=fixed-window&rate=10&window=10s&retry-after=seconds&strategies=full&attempts=100"
		outage = "clients=100&spread=200ms&rate=50&burst=50&outage=refuse&outage-to=20s&base=500ms&cap=5s&attempts=100"
		crash  = "clients=100&spread=5s&rate=5&burst=5&base=500ms&cap=15s&attempts=100&crash=6s&restart=4s&strategies=fixed"
		storm  = "preset=retry-storm"
	)
	for _, tt := range []struct{ shows, query, says, not string }{
		{"a timeout that no answer meets", "clients=200&spread=5s&rate=100&burst=100&service=800ms&timeout=500ms&attempts=3&strategies=full&base=100ms",
			"Every attempt (600 of 600) timed out: an answer takes 820 ms, a client waits 500 ms. All of that work was for nobody.", ""},
		{"behind a limiter", "clients=100&spread=0s&service=800ms&timeout=500ms&attempts=3&strategies=full,fixed",
			"Every attempt that the limiter let in timed out with every strategy (", ""},
		{"some more than half, some less", "clients=100&timeout=50ms&servers=10&service=100ms&strategies=exponential,full,lib:got&base=100ms&cap=10s&spread=0s&attempts=20",
			"Every attempt that the limiter let in timed out with every strategy (", "Most attempts"},
		{"a service that is late on average", "clients=20&limiter=none&service=800ms&service-dist=exponential&timeout=500ms&attempts=3&strategies=full",
			"timed out: an answer takes 820 ms on average, a client waits 500 ms.", "Every attempt"},
		{"a queue that is longer than the patience", storm, "Most attempts timed out with every strategy (", "an answer takes"},
		{"an outage that hangs", "clients=100&population=open&offered=20&duration=30s&limiter=none&timeout=1s&outage=hang&outage-from=5s&outage-to=10s&strategies=full", "", "timed out"},
		{"one that nobody survives", "outage=hang&outage-to=10s&timeout=1s&attempts=3&strategies=fixed", "Every attempt (600 of 600) timed out: the service answered nobody for the first 10 s.", "for nobody"},
		{"a service in time", crowd + "&timeout=500ms", "Biggest wave", "timed out"},

		{"the largest wave and the capacity", crowd + "&strategies=full,fixed",
			"Biggest wave: 180 retries from all 180 clients that were waiting within 100 ms, at 1.0 s, with fixed delay: 90 times what the service can keep up with in that time.", ""},
		{"a capacity of less than one in that time", crowd + "&strategies=fixed&rate=1", ": the service takes 2 min 53 s for so many.", "times what"},
		{"no capacity to compare with", "clients=100&spread=0s&limiter=none&fail=0.9&strategies=fixed", "Biggest wave", "the service"},
		{"retries that time out", "preset=retry-storm&budget=ratio", "No herd with any strategy: at most 10 retries reached the service within 100 ms.", "took them all"},
		{"no retry", "clients=10&spread=0s&strategies=full,fixed", "No retry reached the service.", "wave"},
		{"a few of many", "clients=40&spread=20s&rate=5&burst=10&fail=0.4&base=500ms&cap=5s&attempts=5&seed=7&strategies=fixed", "No herd: at most 2 retries reached the service within 100 ms.", "Biggest wave"},
		{"all who wait", "clients=4&spread=0s&limiter=concurrency&concurrency=1&service=3s&strategies=fixed&base=90s&cap=90s&attempts=3",
			"Biggest wave: 3 retries from all 3 clients that were waiting within 100 ms, at 90.0 s: the service takes 9.0 s for so many.", "No herd"},
		{"a window that takes them all", "limiter=fixed-window&rate=1&window=60s&clients=100&retry-after=window&honour=honour&attempts=50",
			"No herd with any strategy: at most 13 retries reached the service within 100 ms, and it took them all.", "Biggest wave"},
		{"a window that does not", window + "&honour=honour", ": 2 times what a window of 10 s admits.", "keep up"},
		{"a window that is full", "preset=window-edge", ": the service took none of them.", "times what a window"},
		{"waves alike at another time", "clients=100&spread=0s&limiter=none&outage=refuse&outage-to=10s&base=1s&cap=1s&factor=1&strategies=fixed,exponential,linear", "with every strategy", ", and one as big"},

		{"one start and the same delay", crowd + "&strategies=fixed,exponential", "All of them had begun at once and waited the same 4 delays, 15.0 s in all, the last the cap of 8 s.", ""},
		{"one of the first burst", crowd + "&strategies=fixed", "Biggest wave: 180 retries from all 180 clients that were waiting within 100 ms, at 1.0 s: 90 times what the service can keep up with in that time. All of them had begun at once and waited the same 1 s.", ""},
		{"after the first burst", crowd + "&strategies=exponential", "Biggest wave after the first burst: 120 retries", "at 1.0 s"},
		{"starts that are spread", "clients=200&strategies=exponential", "All of them had begun within 100 ms of each other and waited the same 4 delays, 15.0 s in all", "at once and"},
		{"a network that varies a little", crowd + "&strategies=fixed&network=normal&latency-sd=2ms", "All of them had begun at once and waited the same 1 s", ""},
		{"one that varies too much", crowd + "&strategies=fixed&network=exponential", "Biggest wave", "waited the same"},
		{"jitter", crowd + "&strategies=full", "Biggest wave", "waited the same"},
		{"delays so short that their times overlap", "clients=200&spread=1s&base=100ms&strategies=fixed", "Biggest wave", "waited the same"},
		{"two numbers of delays that lead there", "clients=400&spread=2s&base=500ms&strategies=fixed", "Biggest wave", "waited the same"},

		{"several delays alike", "clients=100&spread=0s&limiter=none&outage=refuse&outage-to=2500ms&strategies=fixed&fail=0.05&attempts=3", "Biggest wave", "1 s and 1 s"},

		{"Retry-After to the letter", window + "&honour=honour", "Every one of them had waited exactly the Retry-After that it was told, without jitter, and the window had opened at 10.0 s.", ""},
		{"with jitter on it", window + "&honour=honour-jitter", "", "had waited exactly"},
		{"or ignored", window, "Biggest wave", "Retry-After"},
		{"faults are not told when to come back", window + "&honour=honour&fail=0.1", "Biggest wave", "had waited exactly"},

		{"a restart with lost state", crash + "&crash-state=lost", "In it are the first retries, one delay of 500 ms later, of the clients that had restarted together at 10.0 s.", ""},
		{"a restart with kept state", crash, "In it are the retries of the clients that had restarted together at 10.0 s.", "one delay"},
		{"a wave before it", crowd + "&strategies=fixed&crash=15s&restart=1s", "waited the same 1 s", "restarted"},
		{"a crash of a few", crowd + "&strategies=fixed&crash=1s&restart=500ms&crash-share=0.01", "waited the same 1 s", "rash"},
		{"a crash of nobody", crowd + "&crash=10s&crash-share=0", "Biggest wave", "rash"},
		{"a crash that is still on", crowd + "&strategies=full&crash=500ms&restart=10s&crash-share=0.5", "Biggest wave", "At that time"},

		{"no wait", "clients=100&strategies=immediate&attempts=10", "It does not wait: in that time a client retried", ""},
		{"during an outage", outage + "&strategies=full", "within 100 ms, at 18.3 s: the service was down.", "keep up with"},
		{"during a brownout", "preset=chaos", "At that time the service worked at 50 % of its speed.", ""},
		{"without one", crowd + "&strategies=full", "Biggest wave", "At that time"},

		{"the calmest", crowd + "&strategies=exponential,decorrelated", "Decorrelated jitter is calmest after the first burst: never more than 3 retries within 100 ms.", ""},
		{"in the first burst", "clients=20&spread=0s&limiter=leaky-bucket&rate=2&burst=5&strategies=full,fixed&attempts=30", "Biggest wave: 15 retries", "calmest"},
		{"all about as calm", crowd + "&strategies=fixed,exponential", "Biggest wave", "calmest"},
		{"quiet because it gave up", outage + "&strategies=fixed,full&attempts=8", "", "Fixed delay is calmest"},
		{"nothing to be calm about", "outage=refuse&outage-to=1h&attempts=5", "", "calmest"},

		{"time that nobody used", crowd + "&strategies=exponential,decorrelated", "Without jitter the service sat idle for", ""},
		{"all of it used", "clients=100&strategies=full,decorrelated&bin=1s", "Biggest wave", "sat idle"},
		{"a window used to its last request", "preset=retry-after", "Biggest wave", "sat idle"},
		{"under any rule", "preset=retry-after&honour=honour", "Biggest wave", "sat idle"},
		{"or a sliding one", window + "&limiter=sliding-log", "Biggest wave", "sat idle"},
		{"a window that is not", "clients=300&spread=0s&limiter=fixed-window&rate=100&window=1s&strategies=fixed&base=20s&cap=20s", "With fixed delay the service sat idle for", ""},
		{"a bucket that fills", "rate=0.1&burst=1&clients=10&attempts=100&cap=1m&strategies=fixed", "", "sat idle"},
		{"and is full", "rate=0.1&burst=1&clients=10&attempts=100&cap=1m&strategies=fixed,exponential", "Without jitter the service sat idle", "With fixed delay the service sat"},
		{"one slot, one client after the other", "clients=2&spread=0s&burst=1&rate=1&strategies=fixed,exponential", "", "sat idle"},
		{"an outage does not count", "preset=at-the-cap", "Outside of the outage, without jitter the service sat idle for 75.0 s of the 94.0 s in which clients were waiting; with full jitter at no time.", ""},
		{"an outage after the run", "strategies=exponential&outage=refuse&outage-from=10m&outage-to=20m", "Without jitter the service sat idle", "utage"},
		{"a fleet that gave up is no model", "outage=refuse&outage-to=10s&attempts=6", "sat idle", "with fixed delay at no time"},
		{"a service that fails always", "clients=100&limiter=none&fail=1&spread=0s", "", "sat idle"},

		{"soonest, and what it cost", crowd + "&strategies=fixed,exponential,decorrelated", "95 % of the clients are through soonest with fixed delay and decorrelated jitter (by 9.2–10.1 s), last without jitter (by 55.2 s); decorrelated jitter makes the fewest attempts (522), fixed delay and no jitter the most (", ""},
		{"little difference", crowd + "&strategies=fixed,decorrelated", "95 % of the clients are through by 9.2–10.1 s, whatever the strategy; decorrelated jitter makes the fewest attempts", "soonest"},
		{"those who lost the fewest", "preset=chaos", "Only no jitter lost nothing: 95 % of the requests are through within 3.3 s, with 4 922 attempts.", "Of the strategies"},
		{"no strategy has 95 % through", "preset=few-attempts", " lost 260 of", "95 %"},
		{"no difference", "preset=baseline", "95 % of the clients are through by 19.5 s, whatever the strategy; each makes 61 attempts.", "soonest"},
		{"one strategy", crowd + "&strategies=fixed", "95 % of the clients are through by 9.2 s, with 1", "with fixed"},

		{"before an outage is over", "outage=refuse&outage-to=10m&attempts=5&strategies=exponential,full&base=100ms",
			"they ran out of attempts (5). The outage lasts 10 min; after 3.0 s nobody tries any more.", "keep up with"},
		{"an outage that one outlives", "outage=refuse&outage-to=10s&attempts=6&strategies=fixed,equal", "lost", "nobody tries any more"},
		{"stopped by their own throttle", "population=closed&clients=200&think=1s&rate=40&throttle=sre&strategies=immediate,full&duration=1m&base=100ms&attempts=20",
			"% of the attempts with every strategy were stopped by the clients' own throttle and never sent.", ""},
		{"held up by their own bucket", "clients=300&process=100&spread=1s&limiter=none&strategies=full&outage=refuse&outage-to=2s&throttle=bucket&throttle-rate=2&throttle-burst=20",
			"The clients' own throttle sets the pace: at 2 a second, with 20 at once, one attempt for each of the 100 clients of a process takes 40.0 s.", ""},
		{"an outage that outlasts the bucket", "clients=100&process=100&spread=1s&limiter=none&strategies=full&base=1s&cap=10s&attempts=100&outage=refuse&outage-to=3m&throttle=bucket&throttle-rate=2&throttle-burst=20",
			"", "own throttle"},
		{"by their own breaker", "population=open&clients=50&process=5&offered=40&duration=1m&limiter=none&outage=refuse&outage-from=15s&outage-to=25s&breaker=ratio&strategies=fixed,exponential,full&attempts=4&base=100ms",
			"were stopped by the clients' own circuit breaker and never sent.", "no more requests are in flight"},
		{"by a budget that the losses tell", "preset=retry-storm&budget=ratio", "refused by the retry budget", "never sent"},

		{"out of attempts", "preset=few-attempts", "Immediate retry lost 260 of 300 clients, decorrelated jitter 76: they ran out of attempts (3).", "in vain"},
		{"out of time", crowd + "&strategies=fixed&deadline=3s", "clients were lost: they hit the deadline of 3 s.", "attempts ("},
		{"about as many", "preset=budget-vs-crowd", " requests were lost, whatever the strategy: with full jitter 144 ran out of attempts (4) and 205 were refused by the retry budget.", "none"},
		{"told to wait too long", window + "&honour=honour&honour-limit=5s&honour-over=give-up", "they were told to wait longer than the limit of 5 s", ""},
		{"still waiting", "clients=100&spread=0s&rate=1&strategies=fixed&horizon=10s", "clients were lost: they were still waiting when the run stopped.", ""},
		{"one of four", "clients=4&spread=0s&limiter=concurrency&concurrency=1&service=3s&strategies=fixed&base=90s&cap=90s&attempts=3", "1 of 4 clients was lost: it ran out of attempts (3).", "they"},
		{"a service that always fails", "clients=100&limiter=none&fail=1&spread=0s", "100 of 100 clients were lost with every strategy: they ran out of attempts (20).", "in vain"},
		{"what the policy does not retry", "retry-on=timed-out&strategies=full", "161 of 200 clients were lost: they met a failure that the policy does not retry.", "permanent"},
		{"refused by the breaker", "clients=100&spread=0s&breaker=retries&budget=ratio&process=100&strategies=exponential,full", "were refused by the circuit breaker", "80 were refused by the retry budget"},
		{"who may not retry", "clients=100&spread=0s&attempts=1&strategies=full", "80 of 100 clients were lost: they had only one attempt.", "ran out"},
		{"nobody", crowd + "&strategies=fixed", "Biggest wave", " lost"},
		{"what no retry mends", "preset=baseline", "2 clients met a permanent failure; every other client succeeded.", " lost"},
		{"nothing to mend at all", "clients=20&permanent=1&strategies=full,fixed", "Every client met a permanent failure.", "every other"},
		{"and what it might", "clients=100&limiter=none&fail=0.5&permanent=0.05&attempts=2&strategies=full", "met a permanent failure.", "every other"},

		{"last retries that bring hardly anybody home", "preset=few-attempts", "With immediate retry, retries 1 and 2 brought 5.0 % more requests home for 181 % more load.", ""},
		{"one of them", "clients=1000&limiter=none&permanent=0.12&retry-on=failed&attempts=2&strategies=full", "Retry 1 brought no request home for 12 % more load.", ""},
		{"two, and nobody is left out", "clients=100&limiter=none&fail=1&attempts=3&strategies=full", "Retries 1 and 2 brought no request home for 200 % more load.", "With"},
		{"alike with all", "clients=100&limiter=none&fail=1&attempts=4", "With every strategy, retries 1 to 3 brought no request home for 300 % more load.", ""},
		{"alike to the digits that are shown", "preset=retry-storm", "With every strategy, retries 1 and 2 brought no request home for 163 % more load.", ""},
		{"calls of layers", "clients=100&limiter=none&fail=1&strategies=fixed(attempts=2)>fixed(attempts=2)", "Calls 2 to 4 brought no request home for 300 % more load.", "etries 1"},
		{"retries that bring as much as they cost", "clients=1000&limiter=none&fail=0.5&attempts=4&strategies=full", "Biggest wave", "more load"},
		{"retries that cost little", "clients=1000&limiter=none&permanent=0.09&retry-on=failed&attempts=2&strategies=full", "", "more load"},
		{"a few clients", "clients=19&limiter=none&fail=1&attempts=3&strategies=full", "", "more load"},

		{"recovered", "preset=at-the-cap", "13.7 s after the outage ended every client has succeeded with full jitter, only after 93.5 s without jitter.", ""},
		{"not all of them", "outage=refuse&outage-to=10s&attempts=6&strategies=fixed,equal",
			"after the outage ended every client has succeeded with equal jitter; with fixed delay 0 of 200 clients got through and nobody is under way any more.", "succeeded with fixed"},
		{"none of them", "outage=refuse&outage-to=10s&attempts=6&strategies=full", "The outage ended at 10 s; 123 of 200 clients got through and nobody is under way any more.", "every client"},
		{"a restart", "preset=recovery", "6.3 s after the restart every client has succeeded with fixed delay", "the crash ended"},
		{"not recovered", storm, "The brownout ended at 25 s but the overload did not: more requests are still in flight than before it, with every strategy.", "draining"},
		{"settled above what it was", "clients=200&population=open&offered=200&duration=1m30s&limiter=none&servers=50&queue=10000&service=100ms&timeout=1s&strategies=immediate,full&base=100ms&cap=10s&attempts=4&brownout=0.3&brownout-from=15s&brownout-to=19s&bin=1s&horizon=1m30s",
			"The brownout ended at 19 s but the overload did not", "draining"},
		{"on its way out", "population=open&offered=50&duration=30s&spike=5&spike-from=10s&spike-to=12s&rate=60&burst=10&strategies=exponential,full,fixed",
			"The spike ended at 12 s; when requests stopped at 30 s the backlog was still draining with every strategy and gone at 43.2 s without jitter.", "overload did not"},
		{"a trigger after the last request", "clients=50&population=open&offered=50&duration=20s&rate=10&burst=10&strategies=fixed&attempts=100&crash=30s&restart=5s", "Biggest wave", "draining"},
		{"a trigger after the end", crowd + "&strategies=fixed&outage=refuse&outage-from=4m&outage-to=5m", "Biggest wave", "the outage"},
		{"a trigger that met nobody", "clients=5&population=closed&think=5s&duration=30s&crash=10s&crash-share=0&strategies=full,fixed", "", "the restart"},
		{"nothing to recover from", crowd + "&strategies=fixed", "Biggest wave", "after the"},
	} {
		_, _, story := told(t, slowly(tt.query))
		text := inPlainWords(story)
		if !strings.Contains(text, tt.says) {
			t.Errorf("%s: no %q in\n%s", tt.shows, tt.says, text)
		}
		if tt.not != "" && strings.Contains(text, tt.not) {
			t.Errorf("%s: %q in\n%s", tt.shows, tt.not, text)
		}
	}
}

// Of any scenario a story has whole sentences, at places that are there.
func TestStoriesHavePlaces(t *testing.T) {
	queries := []string{"", scenariotest.Everything}
	for _, p := range scenario.Presets() {
		queries = append(queries, p.Query)
	}
	for seed := range uint64(150) {
		if s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 8))); s.Validate() == nil {
			queries = append(queries, s.Query())
		}
	}
	for _, query := range queries {
		s, results, story := told(t, query)
		if len(story) == 0 {
			t.Errorf("%s: %d sentences", query, len(story))
		}
		if _, _, err := Advise(t.Context(), s, results, freely); err != nil {
			t.Errorf("%s: %v", query, err)
		}
		for _, sentence := range story {
			at := sentence.Place
			if at.Chart != inLoad && at.Chart != inCompletion || at.From < 0 || at.To < at.From || at.To > length(results[0])+results[0].Bin || len(at.Fleets) == 0 {
				t.Errorf("%s: %q is at %+v of %v", query, sentence.Text, at, length(results[0]))
			}
			for _, fleet := range at.Fleets {
				if !slices.Contains(s.Strategies, fleet) {
					t.Errorf("%s: %q is of %s", query, sentence.Text, fleet)
				}
			}
			for _, bad := range []string{"NaN", "Inf", "  ", "..", " .", ",,", "%!"} {
				if strings.Contains(sentence.Text, bad) {
					t.Errorf("%s: %q holds %q", query, sentence.Text, bad)
				}
			}
			if !strings.HasSuffix(sentence.Text, ".") {
				t.Errorf("%s: %q does not end", query, sentence.Text)
			}
		}
	}
}

// The sum of the delays that a wave is said to have waited leads from the start to it.
func TestSameDelaysLeadToTheWave(t *testing.T) {
	s, results, _ := told(t, "clients=200&spread=0s&rate=20&burst=20&base=1s&cap=8s&attempts=30&strategies=exponential,linear,fixed")
	for _, r := range results {
		for _, w := range r.Waves {
			if text := cause(s, r, w); !strings.Contains(text, "waited the same") {
				t.Errorf("%s: the wave at %v has the cause %q", r.Strategy, w.From, text)
				continue
			}
			delays, _ := sameDelays(s, r.Strategy, 30)
			sum, found := 3*s.Latency, false
			for _, d := range delays {
				sum += d
				found = found || sum == w.From
				sum += 2 * s.Latency
			}
			if !found {
				t.Errorf("%s: no number of delays leads to %v", r.Strategy, w.From)
			}
			moved := w
			moved.From, moved.To = w.From+time.Millisecond, w.To+time.Millisecond
			if text := cause(s, r, moved); text != "" {
				t.Errorf("%s: a wave where no delays lead has the cause %q", r.Strategy, text)
			}
		}
	}
}

// A disturbance that is added to the scenario is put into words of its own.
func TestEveryDisturbanceIsPutIntoWords(t *testing.T) {
	seen := map[string]bool{}
	for kind := range scenario.DisturbanceKind(scenario.DisturbanceKinds) {
		words := during(scenario.Default(), kind)
		if words == "" || seen[words] {
			t.Errorf("%s: %q", kind, words)
		}
		seen[words] = true
	}
}

// Whoever is praised lost as few as anybody, whatever the scenario.
func TestStoryIsTrueOfThoseWhoLost(t *testing.T) {
	praised := 0
	for seed := range uint64(250) {
		s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 23)))
		s.Runs, s.Strategies = 1, []string{"immediate", "fixed", "exponential", "full"}
		if s.Validate() != nil {
			continue
		}
		results := simulated(t, s)
		best, _ := extremes(results, lostShare)
		for _, sentence := range Story(s, outcome(results)) {
			text := plain(sentence.Text)
			for _, claim := range []string{"calmest", "through soonest", "are through by", "are through within"} {
				if !strings.Contains(text, claim) {
					continue
				}
				praised++
				for _, key := range sentence.Place.Fleets {
					r := results[slices.Index(s.Strategies, key)]
					if lostShare(r) > lostShare(best) {
						t.Errorf("%s: %q, but %s lost %d and %s %d", s.Query(), text, key, r.Lost(), best.Strategy, best.Lost())
					}
				}
				if among(text) == !slices.ContainsFunc(results, func(r sim.Result) bool { return lostShare(r) > lostShare(best) }) {
					t.Errorf("%s: %q leaves out others, or does not say so", s.Query(), text)
				}
			}
		}
	}
	if praised < 20 {
		t.Errorf("only %d claims", praised)
	}
}

// among reports whether a sentence is about some strategies only, and says so.
func among(text string) bool {
	return strings.HasPrefix(text, "Of the strategies") || strings.Contains(text, " lost nothing: ") || strings.Contains(text, " lost the fewest ")
}

// No more time is lost than a run took longer than it had to.
func TestLostTimeIsNoMoreThanTheDelay(t *testing.T) {
	found := 0
	for seed := range uint64(150) {
		random := rand.New(rand.NewPCG(seed, 24))
		s := scenario.Default()
		s.Limiter = []string{"token-bucket", "gcra", "fixed-window", "sliding-log", "sliding-counter"}[random.IntN(5)]
		s.Clients, s.Spread = 1+random.IntN(60), 0
		s.Rate, s.Burst = float64(1+random.IntN(20))/2, 1+random.IntN(10)
		s.Window = time.Duration(1+random.IntN(8)) * 2 * time.Second
		s.Base, s.Cap, s.Attempts = 300*time.Millisecond, time.Duration(1+random.IntN(20))*time.Second, 1000
		s.Strategies = []string{"fixed", "exponential", "full"}
		if s.Validate() != nil {
			t.Fatalf("%s: %v", s.Query(), s.Validate())
		}
		for _, r := range simulated(t, s) {
			least := leastTime(s)
			if g := idle(s, r); g.lost > r.Completion.Max()-least+2*r.Bin {
				t.Errorf("%s: %s lost %v, but is done after %v and cannot be before %v", s.Query(), r.Strategy, g.lost, r.Completion.Max(), least)
			} else if g.lost > 0 {
				found++
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d lost any", found)
	}
}

// leastTime is when the last of some clients that begin together can be through.
func leastTime(s scenario.Scenario) time.Duration {
	kind, params := s.Limits()
	if quota := limit.WindowQuota(s.Rate, s.Window); kind.Edges {
		return time.Duration((s.Clients-1)/quota) * s.Window
	}
	low, high := time.Duration(0), 10*time.Hour
	for high-low > time.Millisecond {
		if middle := (low + high) / 2; kind.Bound(params, middle) >= s.Clients {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}
