package sim

import (
	"testing"

	"backofflab/scenario/scenariotest"
)

// 600 alarms of every minute begin every minute on the minute, however long their retries
// take (apache/openwhisk-package-alarms 196).
func TestPeriodicBeginsOnTheDot(t *testing.T) {
	s := scenariotest.Parse(t, "clients=600&population=periodic&every=1m&spread=0s&duration=10m&rate=20&burst=20&strategies=exponential,full&attempts=20&bin=1s")
	for _, r := range simulate(t, s) {
		for second, begun := range r.Columns.Begun {
			want := 0
			if second%60 == 0 && second < 600 {
				want = 600
			}
			if begun != want {
				t.Errorf("%s: %d requests begin in second %d, want %d", r.Strategy, begun, second, want)
			}
		}
	}
}

// Each client keeps its own moment of the period, and one that starts later than a period
// has none before.
func TestPeriodicKeepsItsOffset(t *testing.T) {
	s := scenariotest.Parse(t, "clients=50&population=periodic&every=10s&spread=25s&duration=1m&limiter=none&strategies=fixed")
	trace, err := TraceRun(t.Context(), s, "fixed", 10_000)
	if err != nil {
		t.Fatal(err)
	}
	calls := map[uint32][]int64{}
	for _, a := range trace.Attempts {
		calls[a.Client] = append(calls[a.Client], int64(a.Begun))
	}
	for client, at := range calls {
		for i, begun := range at {
			if want := at[0] + int64(i)*int64(s.Every); begun != want {
				t.Errorf("client %d begins at %d, want %d", client, begun, want)
			}
		}
		if last := at[len(at)-1]; last+int64(s.Every) < int64(s.Duration) {
			t.Errorf("client %d begins its last at %d", client, last)
		}
	}
	if len(calls) != 50 || trace.Result.Requests != TotalRequests(s) {
		t.Errorf("%d clients, %d requests of %d", len(calls), trace.Result.Requests, TotalRequests(s))
	}
}
