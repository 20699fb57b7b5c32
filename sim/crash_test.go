package sim

import (
	"reflect"
	"slices"
	"testing"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// Clients that crash are simulated in one event an attempt. It is the run in which they act event
// by event, to its last bin, whether they keep their state or lose it: they may be down when they
// are to begin, to hear or to send, and the run may end before they are up.
func TestCrashOnTheFastPath(t *testing.T) {
	const query = "clients=40&limiter=token-bucket&rate=20&burst=5&strategies=full&base=200ms&cap=1s&attempts=6&latency=30ms&spread=300ms&bin=10ms"
	for _, changes := range []string{
		"crash=100ms&restart=400ms", "crash=500ms&restart=1s", "crash=300ms&restart=1s&crash-share=0.5", "crash=1ms&restart=1h", "crash=300ms&restart=1h",
		"crash=1s&restart=1s&timeout=50ms", "crash=300ms&restart=500ms&timeout=300ms&servers=2&queue=5&service=100ms", "crash=300ms&restart=1s&deadline=1s",
		"crash=15s&restart=1s&limiter=none", "crash=300ms&restart=1s&retry-after=exact&honour=honour", "crash=300ms&restart=1s&network=exponential&latency=100ms",
		"crash=50ms&restart=300ms&deadline=400ms", "crash=290ms&restart=1h&limiter=none&horizon=335ms", "crash=200ms&restart=1h&service=300ms&limiter=none", "crash=400ms&restart=1h&duration=2s&attempts=2",
		"crash=500ms&restart=200ms&strategies=decorrelated&crash-share=0.5", "crash=500ms&restart=5ms&network=exponential&latency=1s", "crash=400ms&restart=100ms&permanent=0.5&fail=0.5&retry-on=failed,rejected,unavailable",
		"crash=200ms&restart=1s&outage=hang&outage-to=2s&timeout=300ms&abandoned=noticed", "crash=20ms&restart=50ms&outage=hang&outage-to=1s&limiter=none&timeout=10s&horizon=20s",
		"crash=300ms&restart=700ms&limiter=none&servers=1&service=60ms&timeout=400ms", "crash=330ms&restart=1h&limiter=none&timeout=300ms&service=310ms&attempts=1", "crash=300ms&restart=300ms&strategies=full@50/fixed@50",
		"crash=300ms&restart=1s&limiter=llm&tokens=100&rate=5", "crash=30ms&restart=30ms&spread=0s&base=30ms&strategies=fixed&attempts=3", "crash=90ms&restart=30ms&spread=0s&base=30ms&strategies=fixed", "crash=60ms&restart=30ms&spread=0s&strategies=immediate",
		"crash=200ms&restart=1s&service=10s&limiter=none&horizon=600ms", "crash=20ms&restart=50ms&spread=0s&servers=50&service=10ms&timeout=10s&rate=0.001&burst=40&attempts=1",
		"crash=500ms&restart=1ms&spread=0s&outage=hang&outage-to=40ms&timeout=1s&abandoned=noticed&limiter=none",
	} {
		for _, state := range []string{"&crash-state=kept", "&crash-state=lost"} {
			for seed := range uint64(5) {
				s := scenariotest.With(scenariotest.Parse(t, query), changes+state)
				s.Seed = seed + 1
				r := scenario.Resolve(s)
				var results [2]Result
				for i, stateful := range []bool{false, true} {
					e := newEngine(r, r.Fleets[0], stateful)
					if stateful != (e.mode == PerEvent) || e.mode.fast() == stateful {
						t.Fatalf("%s: the run is simulated %s, because %s", changes, e.mode, e.reason)
					}
					if err := e.run(t.Context(), []Seeded{{0, s.Seed}}, allow(1_000_000)); err != nil {
						t.Fatal(err)
					}
					e.width()
					results[i] = e.complete(e.recorder.Whole(e.bins()), nil)
				}
				if d := differences("", reflect.ValueOf(results[0]), reflect.ValueOf(results[1])); d != nil {
					t.Errorf("%s: otherwise than event by event %s", s.Query(), d)
				}
			}
		}
	}
}

// What a client that crashes has under way ends in a bin that may be long over when the attempt
// arrives: whoever watches was told before.
func TestCrashIsToldInTime(t *testing.T) {
	for _, network := range []string{"constant", "exponential"} {
		s := scenariotest.Parse(t, "clients=200&limiter=token-bucket&rate=20&burst=5&strategies=full&latency=500ms&spread=300ms&bin=10ms&attempts=6&crash=400ms&restart=100ms&crash-state=lost&network="+network)
		run, err := NewRun(s, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		run.allowed.left = ample // bin by bin
		var told []int
		for more := true; more; {
			var frame Frame
			if frame, more, err = run.Advance(t.Context()); err != nil {
				t.Fatal(err)
			}
			if more {
				told = append(told, frame.Series[0].InFlight...)
			}
		}
		if whole := simulate(t, s)[0].Columns.InFlight; !slices.Equal(told, whole) {
			t.Errorf("%s: bin by bin there are in flight %v, in all %v", network, told, whole)
		}
	}
}
