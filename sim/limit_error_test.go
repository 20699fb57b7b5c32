package sim

import (
	"testing"

	"backofflab/scenario/scenariotest"
)

// Whether there are more requests than a bound is what counting them says, near the bound
// and far from it.
func TestMoreRequestsIsWhatCountingSays(t *testing.T) {
	for _, query := range []string{
		"population=open&offered=20&duration=1m",
		"population=open&offered=20&duration=1m&horizon=7s&ramp=5",
		"population=open&offered=50&duration=20s&ramp=0.2&spike=10&spike-from=5s&spike-to=8s&horizon=6s",
		"population=open&offered=0.001&duration=1ms",
		"clients=400",
	} {
		s := scenariotest.Parse(t, query)
		exact := requestsOf(s)
		for _, most := range []int{0, 1, exact - 1, exact, exact + 1, exact / 2, 2 * exact, 100 * exact} {
			if want, got := max(1, exact) > most, moreRequests(&s, int64(most)); got != want {
				t.Errorf("%s: more than %d requests: %v, but there are %d", query, most, got, exact)
			}
		}
	}
}
