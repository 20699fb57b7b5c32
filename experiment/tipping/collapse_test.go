package tipping

import (
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// The last quarter until a time counts, and half of what began then is enough.
func TestWhatIsACollapse(t *testing.T) {
	tt := func(begun, completed []int, bin, until time.Duration) bool {
		return Collapsed(&sim.Result{Bin: bin, Columns: metrics.Columns{Begun: begun, Completed: completed}}, until)
	}
	ten := slices.Repeat([]int{10}, 8)
	for _, c := range []struct {
		shows     string
		completed []int
		until     time.Duration
		want      bool
	}{
		{"all succeed", ten, 8 * time.Second, false},
		{"nobody does", make([]int, 8), 8 * time.Second, true},
		{"half is enough", []int{0, 0, 0, 0, 0, 0, 3, 7}, 8 * time.Second, false},
		{"less is not", []int{10, 10, 10, 10, 10, 10, 3, 6}, 8 * time.Second, true},
		{"what comes later does not count", []int{10, 10, 10, 0, 10, 10, 10, 10}, 4 * time.Second, true},
		{"a bin that begins before does not count", []int{0, 0, 0, 0, 100, 0, 0, 0}, 7 * time.Second, true},
		{"nor are there more than the run has", []int{0, 0, 0, 0, 0, 0, 10, 10}, 9 * time.Second, false},
		{"nobody began", ten, time.Minute, false},
	} {
		if got := tt(ten, c.completed, time.Second, c.until); got != c.want {
			t.Errorf("%s: %v", c.shows, got)
		}
	}
}

// fourServers take 40 requests a second, of clients that wait for 2 s and try three times at once.
const fourServers = "population=open&clients=100000&limiter=none&servers=4&queue=1000000&service=100ms&service-dist=exponential&timeout=2s&strategies=immediate&attempts=3&duration=40s&offered="

func systemOf(t *testing.T, query string) System {
	t.Helper()
	s, err := SystemOf(scenariotest.Parse(t, scenariotest.LastWins(query)), 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Trajectories of runs that begin alike begin alike, and end with the duration.
func TestTrajectoriesOfAScenario(t *testing.T) {
	s := systemOf(t, fourServers+"38&horizon=1h")
	simulate := s.New()
	run := func(seeds ...sim.Seeded) ([]int, Trajectory) {
		found, err := simulate(t.Context(), seeds)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Clone(found.Levels), found
	}
	at := 100
	a, first := run(sim.Seeded{Seed: 1}, sim.Seeded{From: time.Duration(at+1) * s.Step, Seed: 2})
	b, _ := run(sim.Seeded{Seed: 1}, sim.Seeded{From: time.Duration(at+1) * s.Step, Seed: 3})
	if !slices.Equal(a[:at+1], b[:at+1]) || slices.Equal(a, b) {
		t.Errorf("levels are %v and %v", a, b)
	}
	if want := int(40 * time.Second / s.Step); len(a) < want-1 || len(a) > want+1 || first.Work < 38*40/2 {
		t.Errorf("%d levels of %v, %d attempts", len(a), s.Step, first.Work)
	}
}

// The levels are requests under way and attempts in the queue: of a service that has collapsed
// there are more than its clients wait for.
func TestLevelsShowWhoIsInTheWay(t *testing.T) {
	found, err := systemOf(t, fourServers+"60").New()(t.Context(), []sim.Seeded{{Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	waited := 60 * 2 * 3 // for 2 s each, three times
	if last := found.Levels[len(found.Levels)-1]; !found.Collapsed || last < 3*waited {
		t.Errorf("collapsed %v, at %d; %d may wait", found.Collapsed, last, waited)
	}
}

func TestWhatCannotCollapse(t *testing.T) {
	for query, want := range map[string]string{
		"strategies=full,equal&population=open":   "strategies: 2 of them",
		"strategies=full":                         "population: once",
		"strategies=full&population=open&rate=-1": "rate",
	} {
		s := scenario.Default()
		s.Strategies = []string{"full"}
		for pair := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			switch name {
			case "rate":
				s.Rate = -1
			default:
				field, _ := scenario.FieldNamed(name)
				if err := field.Set(&s, value); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := SystemOf(s, 1_000_000); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", query, err, want)
		}
	}
	s := scenariotest.Parse(t, fourServers+"38")
	if _, err := SystemOf(s, 10); err == nil {
		t.Error("10 attempts are enough for 1,520 requests")
	}
}
