package explain

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
)

// told is the story of a scenario, simulated, in plain spaces.
func told(t *testing.T, query string) (scenario.Scenario, []sim.Result, []Sentence) {
	t.Helper()
	s := scenariotest.Parse(t, query)
	results := simulated(t, s)
	return s, results, Story(s, results)
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
		{"the worst wave and the capacity", crowd + "&strategies=full,fixed",
			"The worst wave: at 1.0 s 180 retries from as many clients reached the service within 100 ms under fixed delay, 90 times what the capacity serves in that time.", ""},
		{"a capacity of less than one in that time", crowd + "&strategies=fixed&rate=1", "as many as the capacity serves in 180 s.", "times what the capacity"},
		{"no capacity to compare with", "clients=100&spread=0s&limiter=none&fail=0.9&strategies=fixed", "The worst wave", "capacity"},
		{"no wave to speak of", "preset=baseline", "No herd: at most 2 retries reached the service within 100 ms, under any strategy.", "The worst wave"},
		{"nobody came back", "clients=10&spread=0s&strategies=full,fixed", "Nobody came back: no retry reached the service.", "The worst wave"},

		{"one start and the same delay", crowd + "&strategies=fixed,exponential", "under every strategy, 90 times what the capacity serves in that time. All of them had begun at once and waited the same 1 s, without jitter.", ""},
		{"starts that are spread", crowd + "&spread=1s&strategies=exponential", "All of them had begun within 100 ms of each other and waited the same 1 s, without jitter.", "at once and"},
		{"a network that varies a little", crowd + "&strategies=fixed&network=normal&latency-sd=2ms", "All of them had begun at once and waited the same 1 s", ""},
		{"one that varies too much", crowd + "&strategies=fixed&network=exponential", "The worst wave", "waited the same"},
		{"jitter", crowd + "&strategies=full", "The worst wave", "waited the same"},
		{"delays so short that their times overlap", "clients=200&spread=1s&base=100ms&strategies=fixed", "The worst wave", "waited the same"},
		{"two numbers of delays that lead there", "clients=400&spread=2s&base=500ms&strategies=fixed", "The worst wave", "waited the same"},

		{"Retry-After to the letter", window + "&honour=honour", "Every one of them had waited exactly the Retry-After that it was told, without jitter, and the window had opened at 10.0 s.", ""},
		{"with jitter on it", window + "&honour=honour-jitter", "The worst wave", "Retry-After"},
		{"or ignored", window, "The worst wave", "Retry-After"},
		{"faults are not told when to come back", window + "&honour=honour&fail=0.1", "The worst wave", "Retry-After"},

		{"a restart with lost state", crash + "&crash-state=lost", "In it are the first retries, one delay of 500 ms later, of the clients that had restarted together at 10.0 s.", ""},
		{"a restart with kept state", crash, "In it are the retries of the clients that had restarted together at 10.0 s.", "one delay"},
		{"a wave before it", crowd + "&strategies=fixed&crash=15s&restart=1s", "waited the same 1 s", "restarted"},
		{"a crash of a few", crash + "&crash-share=0.01", "The worst wave", "restarted together"},

		{"no wait", "clients=100&strategies=immediate&attempts=10", "It does not wait: in that time a client came back", ""},
		{"during an outage", outage + "&strategies=full", "At that time the service was down.", ""},
		{"during a brownout", "preset=chaos", "At that time the service worked at 50 % of its speed.", ""},
		{"without one", crowd + "&strategies=full", "The worst wave", "At that time"},

		{"the calmest", crowd + "&strategies=exponential,decorrelated", "Decorrelated jitter is the calmest: never more than", ""},
		{"all about as calm", crowd + "&strategies=fixed,exponential", "The worst wave", "calmest"},

		{"time that nobody used", crowd + "&strategies=exponential,decorrelated", "Time lost: no attempt reached the service in", ""},
		{"all of it used", "clients=100&strategies=full,decorrelated&bin=1s", "The worst wave", "Time lost"},
		{"an outage does not count", "preset=at-the-cap", "Time lost: outside of the outage no attempt reached the service in 84.0 s of the 94.0 s in which clients wanted something under no jitter; under full jitter in none of it.", ""},

		{"first, and what it cost", crowd + "&strategies=fixed,decorrelated", "Fixed delay is done first: its last client is done at", ""},
		{"first and cheapest", window + "&strategies=exponential,full", "No jitter is done first and makes the fewest attempts", ""},
		{"one alone that lost nobody", "preset=chaos", "Only no jitter lost nobody: 99 % of its requests took at most", "is done first"},
		{"nobody who lost nobody", "preset=few-attempts", "found no success", "done first"},
		{"no difference", "preset=baseline", "Every strategy is done at the same time and makes 61 attempts; the longest wait is", "first"},

		{"out of attempts", "preset=few-attempts", "260 of 300 clients found no success under immediate, 76 under decorrelated jitter: after their 3 attempts.", ""},
		{"out of time", crowd + "&strategies=fixed&deadline=3s", "found no success under fixed delay: at the deadline of 3 s.", "attempts."},
		{"about as many", "preset=budget-vs-crowd", "Between 348 and 349 of 3 081 requests found no success, whatever the strategy: under full jitter 144 after their 4 attempts and 205 refused by the retry budget.", ""},
		{"told to wait too long", window + "&honour=honour&honour-limit=5s&honour-over=give-up", "asked to wait longer than their limit of 5 s", ""},
		{"nobody", crowd + "&strategies=fixed", "The worst wave", "gave up"},
		{"what no retry mends", "preset=baseline", "2 of 40 clients found no success under every strategy: after a permanent failure.", ""},

		{"recovered", "preset=at-the-cap", "14.0 s after the end of the outage full jitter has all of its clients through, no jitter only after 94.0 s.", ""},
		{"not recovered", storm, "The brownout ended at 25 s and its overload did not: more requests stay under way than before it, under every strategy.", ""},
		{"a trigger after the end", crowd + "&strategies=fixed&outage=refuse&outage-from=4m&outage-to=5m", "The worst wave", "the outage"},
		{"a trigger that met nobody", "clients=5&population=closed&think=5s&duration=30s&crash=10s&crash-share=0&strategies=full,fixed", "", "the end of the crash"},
		{"nothing to recover from", crowd + "&strategies=fixed", "The worst wave", "after the end of"},
	} {
		_, _, story := told(t, scenariotest.LastWins(tt.query))
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
	for seed := range uint64(300) {
		if s := scenariotest.RandomScenario(rand.New(rand.NewPCG(seed, 8))); s.Validate() == nil {
			queries = append(queries, s.Query())
		}
	}
	for _, query := range queries {
		s, results, story := told(t, query)
		if len(story) == 0 || len(story) > maxFindings {
			t.Errorf("%s: %d sentences", query, len(story))
		}
		if _, _, err := Advise(t.Context(), s, results); err != nil {
			t.Errorf("%s: %v", query, err)
		}
		for _, sentence := range story {
			at := sentence.Place
			if at.Chart != inLoad && at.Chart != inCompletion || at.From < 0 || at.To < at.From || at.To > length(results[0])+s.Bin || len(at.Fleets) == 0 {
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
