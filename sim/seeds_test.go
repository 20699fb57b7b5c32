package sim

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// eachRandom calls check with random scenarios, spells of failures among them, and a time in each.
func eachRandom(t *testing.T, stream uint64, check func(s scenario.Scenario, at time.Duration)) {
	t.Helper()
	checked := 0
	for seed := range uint64(240) {
		r := rand.New(rand.NewPCG(seed, stream))
		s := scenariotest.RandomScenario(r)
		if seed%3 > 0 {
			s.Fail, s.FailTo, s.FailRun = 0.3, 0, time.Duration(seed%3)*300*time.Millisecond
		}
		if seed%8 == 0 { // the fastest path, which few random ones take
			s = scenariotest.Reference(1 + r.IntN(300))
			if s.Seed = seed; seed%16 == 0 { // and the fastest where answers may come at once
				s.Network = "exponential"
			}
		}
		at := time.Duration(r.Int64N(int64(10 * time.Second)))
		if s.Validate() != nil || !SurelyFits(s, 1_000_000) {
			continue
		}
		checked++
		check(s, at)
	}
	if checked < 60 {
		t.Errorf("only %d scenarios were valid", checked)
	}
}

func takingTurns(t *testing.T, w *Workspace, seeds ...Seeded) []Result {
	t.Helper()
	results, err := w.SimulateSeeds(t.Context(), seeds, 50_000_000)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// A change to the seed under way changes nothing: what is kept is all that was drawn before, and
// it is kept by its number. One seed alone is the run of that seed.
func TestASeedThatFollowsItselfChangesNothing(t *testing.T) {
	modes := map[Mode]int{}
	eachRandom(t, 18, func(s scenario.Scenario, at time.Duration) {
		modes[Modes(s)[0].Mode]++
		one, two := NewWorkspace(s), NewWorkspace(s)
		alone := takingTurns(t, one, Seeded{0, s.Seed})
		for i, changed := range takingTurns(t, two, Seeded{0, s.Seed}, Seeded{at / 2, s.Seed}, Seeded{at, s.Seed}) {
			if !sameResult(changed, alone[i]) {
				t.Errorf("%s at %v: %+v, without a change %+v", s.Query(), at, changed, alone[i])
			}
		}
		for i, fresh := range simulate(t, s) {
			if !sameResult(fresh, alone[i]) {
				t.Errorf("%s: %+v, by its seed alone %+v", s.Query(), alone[i], fresh)
			}
		}
	})
	for mode := range Mode(len(modes)) {
		if modes[mode] == 0 {
			t.Errorf("no scenario was simulated %v", mode)
		}
	}
}

// Runs whose seeds are the same up to a time are the same up to there, and then differ.
func TestRunsAreAlikeUpToTheSplit(t *testing.T) {
	differ := 0
	eachRandom(t, 19, func(s scenario.Scenario, at time.Duration) {
		one, two := NewWorkspace(s), NewWorkspace(s)
		a := takingTurns(t, one, Seeded{0, s.Seed}, Seeded{at / 2, 7}, Seeded{at, 8})
		b := takingTurns(t, two, Seeded{0, s.Seed}, Seeded{at / 2, 7}, Seeded{at, 9})
		width := max(a[0].Bin, b[0].Bin)
		for i := range a {
			if !sameBins(before(a[i], width, at), before(b[i], width, at)) {
				t.Errorf("%s: before %v %+v and %+v", s.Query(), at, a[i].Columns, b[i].Columns)
			}
			if !reflect.DeepEqual(a[i].Columns, b[i].Columns) {
				differ++
			}
		}
	})
	if differ < 30 {
		t.Errorf("%d runs differ after the split", differ)
	}
}

// A new seed is drawn from at once: arrivals in the first 10 ms after it differ, of a thousand a
// second.
func TestANewSeedIsDrawnFromAtOnce(t *testing.T) {
	s := scenariotest.Parse(t, "population=open&offered=1000&clients=1000&duration=1s&limiter=none&strategies=full&bin=1ms")
	w := NewWorkspace(s)
	begun := func(next uint64) []int {
		return slices.Clone(takingTurns(t, w, Seeded{0, 1}, Seeded{500 * time.Millisecond, next})[0].Columns.Begun)
	}
	a, b := begun(2), begun(3)
	if !slices.Equal(a[:500], b[:500]) || slices.Equal(a[500:510], b[500:510]) {
		t.Errorf("before the change %v and %v, after it %v and %v", a[:500], b[:500], a[500:510], b[500:510])
	}
}

// before is the bins of a width that are over by a time.
func before(r Result, width, at time.Duration) metrics.Columns {
	c, each, bins := r.Columns.Clone(), int(width/r.Bin), int(at/width)
	for _, column := range counted(&c) {
		sums := make([]int, bins)
		for i, n := range *column {
			if i/each < bins {
				sums[i/each] += n
			}
		}
		*column = sums
	}
	for _, column := range []*[]int{&c.InFlight, &c.Queued, &c.Open} {
		ends := make([]int, bins)
		for i := range ends {
			if last := (i+1)*each - 1; last < len(*column) {
				ends[i] = (*column)[last]
			}
		}
		*column = ends
	}
	return c
}

// counted are the columns of counts.
func counted(c *metrics.Columns) []*[]int {
	return []*[]int{&c.Attempts, &c.Accepted, &c.Rejected, &c.Failed, &c.Completed, &c.Begun, &c.TimedOut}
}

func sameBins(a, b metrics.Columns) bool { return reflect.DeepEqual(a, b) }

// Runs that change their seed are distributed as those that do not: in the means of what the
// chance of each stream moves. The tolerance is five standard errors of the difference of the
// means of as many runs each way; the seeds are fixed, so it holds always or never.
func TestSeedsThatTakeTurnsDrawFromTheSameDistribution(t *testing.T) {
	const runs = 400
	for _, query := range []string{
		"population=open&offered=30&clients=1000&duration=4s&limiter=none&servers=4&queue=40&service=100ms&service-dist=exponential&timeout=500ms&strategies=full&attempts=3&network=exponential&latency=20ms&abandoned=noticed",
		"population=open&offered=30&clients=1000&duration=4s&limiter=none&fail=0.3&fail-run=1s&strategies=fixed&attempts=2&permanent=0.1",
		"population=closed&clients=20&think=300ms&duration=4s&limiter=none&servers=4&queue=40&service=100ms&service-dist=exponential&strategies=full&attempts=3&throttle=sre",
		"clients=150&spread=1s&rate=50&burst=10&strategies=full&attempts=4&network=exponential&latency=20ms",
	} {
		s := scenariotest.Parse(t, scenariotest.LastWins(query))
		w := NewWorkspace(s)
		plain, turned := newMoments(), newMoments()
		for r := range runs {
			a, b, c := rng.Replication(1, 3*r), rng.Replication(2, 3*r+1), rng.Replication(3, 3*r+2)
			plain.add(takingTurns(t, w, Seeded{0, a})[0])
			turned.add(takingTurns(t, w, Seeded{0, a}, Seeded{800 * time.Millisecond, b}, Seeded{2100 * time.Millisecond, c})[0])
		}
		for i, name := range []string{"attempts", "squares of attempts", "successes", "squares of successes", "timeouts", "requests", "failed"} {
			d := (plain.sum[i] - turned.sum[i]) / runs
			err := math.Sqrt((plain.variance(i, runs) + turned.variance(i, runs)) / runs)
			if math.Abs(d) > 5*err {
				t.Errorf("%s: mean of %s differs by %v, a standard error is %v", query, name, d, err)
			}
		}
	}
}

// moments are sums of figures and of their squares.
type moments struct{ sum, squares []float64 }

func newMoments() *moments { return &moments{make([]float64, 7), make([]float64, 7)} }

func (m *moments) add(r Result) {
	a, s := float64(r.Attempts), float64(r.Successes)
	for i, x := range []float64{a, a * a, s, s * s, float64(r.TimedOut), float64(r.Requests), float64(r.Failed)} {
		m.sum[i] += x
		m.squares[i] += x * x
	}
}

func (m *moments) variance(i int, n float64) float64 {
	mean := m.sum[i] / n
	return m.squares[i]/n - mean*mean
}

// What is asked for more than once keeps the first seed.
func TestWhatIsAskedAgainKeepsItsSeed(t *testing.T) {
	s := scenariotest.Parse(t, scenariotest.LastWins("population=open&abandoned=noticed&timeout=1s&servers=1&service=1s&network=exponential"))
	e := begun(s, "full")
	first := e.draws
	e.renew(Seeded{time.Second, 99})
	kept := func(d draws) []rng.Stream {
		return []rng.Stream{d.arrivals, d.crashes, d.tokens, d.outputs, d.there}
	}
	if !slices.Equal(kept(e.draws), kept(first)) {
		t.Errorf("streams are %v, were %v", kept(e.draws), kept(first))
	}
	if e.draws.jitter == first.jitter || e.draws.back == first.back || e.draws.callers == first.callers {
		t.Error("nothing is drawn anew")
	}
	s.Abandoned = scenario.AbandonedServed
	e = begun(s, "full")
	if first = e.draws; first.there == newDraws(99, 1).there {
		t.Fatal("the seeds are the same")
	}
	if e.renew(Seeded{time.Second, 99}); e.draws.there != newDraws(99, 1).there {
		t.Error("nobody asks how long an attempt travels, and it keeps the seed")
	}
}

func TestSeedsThatCannotTakeTurns(t *testing.T) {
	w := NewWorkspace(scenario.Default())
	for want, seeds := range map[string][]Seeded{
		"sim: the first seed must be from 0s on":                             {{time.Second, 1}},
		"sim: seed 3 is from 1s on, before the one that it follows, from 2s": {{0, 1}, {2 * time.Second, 2}, {time.Second, 3}},
	} {
		if _, err := w.SimulateSeeds(t.Context(), seeds, 1000); err == nil || err.Error() != want {
			t.Errorf("%v: %v, want %s", seeds, err, want)
		}
	}
}

// Which mode a run of an open population takes changes nothing where seeds take turns: not when
// requests begin, nor whose they are.
func TestSeedsThatTakeTurnsInTwoModes(t *testing.T) {
	const query = "population=open&offered=10&duration=10s&clients=1000000&limiter=none&fail=1&strategies=fixed&base=10ms&cap=10ms&latency=5ms&attempts=100"
	for _, query := range []string{query, "population=open&offered=200&duration=10s&clients=50&rate=150&burst=1&strategies=full&spike=3&spike-from=3s&spike-to=4s"} {
		r := scenario.Resolve(scenariotest.Parse(t, query))
		for at := 20 * time.Millisecond; at < 10*time.Second; at += 1300 * time.Millisecond {
			seeds := []Seeded{{0, 1}, {at, 2}, {at, 3}, {at + 30*time.Millisecond, 4}}
			var results [2]Result
			for i, slow := range []bool{false, true} {
				e := newEngine(r, r.Fleets[0], slow)
				if e.mode.fast() == slow {
					t.Fatalf("%s: the mode is %v", query, e.mode)
				}
				if err := e.run(t.Context(), seeds, allow(1_000_000)); err != nil {
					t.Fatal(err)
				}
				e.width()
				results[i] = e.complete(e.recorder.Whole(e.bins()), nil)
			}
			if !sameResult(results[0], results[1]) {
				t.Errorf("%s, another seed at %v: %+v on the fast path, else %+v", query, at, results[0], results[1])
			}
		}
	}
}
