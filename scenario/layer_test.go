package scenario_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// What a layer has from the scenario: its attempts and delays, but its timeout only if it is
// the innermost, and its deadline and total timeout only if it is the outermost.
func TestPoliciesOfLayers(t *testing.T) {
	s := scenariotest.Parse(t, "attempts=7&timeout=1s&deadline=20s&total-timeout=30s&strategies=fixed>full(attempts=2)>equal(timeout=3s total-timeout=4s)")
	for i, want := range []struct {
		attempts                 int
		timeout, deadline, total time.Duration
	}{
		{7, 0, 20 * time.Second, 30 * time.Second},
		{2, 0, 0, 0},
		{7, 3 * time.Second, 0, 4 * time.Second},
	} {
		p := s.Policies(s.Strategies[0])[i]
		if p.MaxAttempts != want.attempts || p.Timeout != want.timeout || p.Deadline != want.deadline || p.Total != want.total {
			t.Errorf("layer %d has %d attempts, timeout %v, deadline %v, total timeout %v; want %+v", i, p.MaxAttempts, p.Timeout, p.Deadline, p.Total, want)
		}
	}
	if calls := s.Calls(s.Strategies[0]); calls != 98 {
		t.Errorf("%d calls, want 7 × 2 × 7", calls)
	}
}

// However layers and their settings are written, a link has one form of them.
func TestLayersHaveOneForm(t *testing.T) {
	for given, want := range map[string]string{
		"exponential > client:openai-python":              "exponential>client:openai-python",
		"full(base=1s, attempts=4)":                       "full(base=1s attempts=4)",
		"Full jitter (attempts 4) over No jitter":         "full(attempts=4)>exponential",
		"full(attempts=4 retry-on=unavailable|rejected)":  "full(attempts=4 retry-on=rejected|unavailable)",
		"full(attempts=2)@50/full(attempts=3)>fixed()@50": "full(attempts=2)@50/full(attempts=3)>fixed@50",
		"fixed(priority=1 attempts=2)>full@20/full@80":    "full@80/fixed(attempts=2 priority=1)>full@20",
		"fixed>full(priority=1)":                          "",
		"full(priority=10)":                               "",
		"no jitter(max-attempts=4)":                       "",
		"full(attempts=4)>full(attempts=1001)":            "",
		"full(clients=4)":                                 "",
		"full(attempts=4 attempts=5)":                     "",
		"fixed>fixed>fixed>fixed>fixed>fixed":             "",
		"lib:envoy(cap=1s base=100ms)":                    "lib:envoy(base=100ms cap=1s)",
		"Envoy, defaults (base 100ms, cap 1s)":            "lib:envoy(base=100ms cap=1s)",
		"client:resilience4j(base=1s attempts=2)":         "client:resilience4j(base=1s attempts=2)",
		"lib:envoy(base=25ms)@50/full@50":                 "full@50/lib:envoy(base=25ms)@50",
		"lib:envoy(factor=3)":                             "",
		"lib:openai-python(base=1s)":                      "",
		"client:openai-python(jitter=0.5)":                "",
	} {
		f, _ := scenario.FieldNamed("strategies")
		s := scenario.Default()
		err := f.Set(&s, given)
		if want == "" {
			if err == nil {
				t.Errorf("%s is read as %v", given, s.Strategies)
			}
			continue
		}
		if err != nil || len(s.Strategies) != 1 || s.Strategies[0] != want {
			t.Errorf("%s is read as %q, %v; want %s", given, s.Strategies, err, want)
		}
	}
}

// A part that costs more than the limiter ever has would wait for ever.
func TestCostsOfParts(t *testing.T) {
	for query, want := range map[string]string{
		"strategies=full@50/fixed(cost=5)@50":                                      "1 to 5",
		"strategies=full(cost=3)@50/fixed(cost=2)@50&cost=7":                       "2 to 3",
		"strategies=full,fixed(cost=4)>full":                                       "1 to 4",
		"strategies=full(cost=11)@50/fixed@50":                                     "Give no part a cost above the burst (burst), which is 10",
		"limiter=sliding-log&rate=3&window=2s&strategies=full(cost=7)@50/fixed@50": "Give no part a cost above what a window holds (rate × window), which is 6",
		"limiter=concurrency&strategies=full(cost=1000)@50/fixed@50":               "1 to 1000",
		"limiter=token-bucket&strategies=fixed>full(cost=2)":                       "Write cost with the outermost layer, fixed",
	} {
		s, err := scenario.ParseQuery(query)
		got := fmt.Sprint(err)
		if err == nil {
			least, most := s.Costs()
			got = fmt.Sprint(least, " to ", most)
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// A library takes parameters from its own brackets and nowhere else, also as a whole client
// and spelt out.
func TestParametersOfLibraries(t *testing.T) {
	s := scenariotest.Parse(t, "base=5s&cap=1h&factor=9&strategies=client:go-retryablehttp(base=2s cap=7s attempts=9),lib:go-retryablehttp,lib:go-retryablehttp(base=2s cap=7s)")
	for i, want := range [][]time.Duration{
		{2 * time.Second, 4 * time.Second, 7 * time.Second, 7 * time.Second},
		{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second},
		{2 * time.Second, 4 * time.Second, 7 * time.Second, 7 * time.Second},
	} {
		own, spelt := s.Policy(s.Strategies[i]), s.SpeltOut(s.Strategies[i])
		if again := spelt.Policy(spelt.Strategies[0]); again.MaxAttempts != own.MaxAttempts {
			t.Errorf("%s makes %d attempts, spelt out %d", s.Strategies[i], own.MaxAttempts, again.MaxAttempts)
		}
		for k, delay := range want {
			for _, p := range []retry.Policy{own, spelt.Policy(spelt.Strategies[0])} {
				if d, _ := p.Strategy.Delay(k+1, 0, 0.5); d != delay {
					t.Errorf("%s waits %v before retry %d, want %v", s.Strategies[i], d, k+1, delay)
				}
			}
		}
	}
	if kind, _ := scenario.KindOf(s.Strategies[2]); kind.Cap != 7*time.Second {
		t.Errorf("%s has a cap of %v", s.Strategies[2], kind.Cap)
	}
	if spelt := s.SpeltOut(s.Strategies[0]).Strategies[0]; spelt != "lib:go-retryablehttp(base=2s cap=7s)" {
		t.Errorf("%s is spelt out as %s", s.Strategies[0], spelt)
	}
}

// What a library does not take is refused, with what it takes.
func TestRefusedParameters(t *testing.T) {
	for given, want := range map[string]string{
		"lib:envoy(factor=3)":          "lib:envoy takes no factor: of its delays its callers set base and cap.",
		"client:got(base=1s)":          "client:got takes no base: of its delays its callers set cap.",
		"lib:openai-python(cap=1s)":    "lib:openai-python lets nobody set its delays, so it takes no cap.",
		"client:openai-node(delays=1)": "client:openai-node lets nobody set its delays, so it takes no delays.",
	} {
		f, _ := scenario.FieldNamed("strategies")
		s := scenario.Default()
		if err := f.Set(&s, given); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", given, err, want)
		}
	}
}

// A whole client has the timeouts of its library, if it has any, and else the scenario's; its
// own settings stand in place of both. A cap that ends the steps bounds the attempts.
func TestTimeoutsOfWholeClients(t *testing.T) {
	s := scenariotest.Parse(t, "timeout=2s&strategies=client:got,client:ky,client:ky(timeout=3s),client:k8s-retry,client:k8s-retry(attempts=20 cap=2s),client:k8s-retry(attempts=9 base=10s cap=4s)")
	for i, want := range []struct {
		timeout  time.Duration
		attempts int
	}{{2 * time.Second, 3}, {2 * time.Second, 4}, {2 * time.Second, 1}, {2 * time.Second, 4}, {10 * time.Second, 3}, {3 * time.Second, 3}} {
		if p := s.Policy(s.Strategies[i]); p.Timeout != want.timeout || p.MaxAttempts != want.attempts {
			t.Errorf("%s waits %v and makes %d attempts, want %+v", s.Strategies[i], p.Timeout, p.MaxAttempts, want)
		}
	}
}
