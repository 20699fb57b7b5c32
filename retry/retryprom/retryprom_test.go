package retryprom_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"backofflab/retry"
	"backofflab/retry/guard"
	"backofflab/retry/retryprom"
)

// used is a registry in which a client has done everything once: a call used up its
// attempts, the next was refused a retry by the budget, the third was refused by the
// breaker.
func used(t *testing.T) *prometheus.Registry {
	registry := prometheus.NewPedanticRegistry()
	synctest.Test(t, func(t *testing.T) {
		metrics, err := retryprom.New(registry)
		if err != nil {
			t.Fatal(err)
		}
		shop := &retry.Client{
			Name: "shop", Metrics: metrics, Budget: retry.NewBudget(2, 0, 0),
			Breaker: guard.NewRatioBreaker(guard.Params{BreakerRatio: 0.5, BreakerMin: 4, BreakerOpen: time.Minute, BreakerProbes: 1}),
			Policy:  retry.Policy{Strategy: retry.Fixed{Params: retry.Params{Base: 200 * time.Millisecond}}, MaxAttempts: 2, On: retry.Outcomes(0).With(retry.Unavailable)},
		}
		_, _ = retry.Call(context.Background(), shop, func(context.Context) (int, error) { return 1, nil })
		for range 3 {
			_, _ = retry.Call(context.Background(), shop, func(context.Context) (int, error) { time.Sleep(time.Second); return 0, errors.New("down") })
		}
	})
	return registry
}

func TestMetrics(t *testing.T) {
	const want = `
		# HELP retry_attempts_total Attempts that ended, by their outcome; kind is first or retry.
		# TYPE retry_attempts_total counter
		retry_attempts_total{client="shop",kind="first",outcome="not_sent"} 1
		retry_attempts_total{client="shop",kind="first",outcome="success"} 1
		retry_attempts_total{client="shop",kind="first",outcome="unavailable"} 2
		retry_attempts_total{client="shop",kind="retry",outcome="unavailable"} 1
		# HELP retry_breaker_state 1 for the state in which the breaker is, 0 for the others.
		# TYPE retry_breaker_state gauge
		retry_breaker_state{client="shop",state="closed"} 0
		retry_breaker_state{client="shop",state="half_open"} 0
		retry_breaker_state{client="shop",state="open"} 1
		# HELP retry_calls_total Calls that ended: success, or why they were given up.
		# TYPE retry_calls_total counter
		retry_calls_total{client="shop",result="breaker"} 1
		retry_calls_total{client="shop",result="budget"} 1
		retry_calls_total{client="shop",result="max_attempts"} 1
		retry_calls_total{client="shop",result="success"} 1
	`
	registry := used(t)
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "retry_attempts_total", "retry_breaker_state", "retry_calls_total"); err != nil {
		t.Error(err)
	}
	all, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string][2]float64{}
	for _, family := range all {
		for _, m := range family.GetMetric() {
			if h := m.GetHistogram(); h != nil {
				sum := sums[family.GetName()]
				sums[family.GetName()] = [2]float64{sum[0] + float64(h.GetSampleCount()), sum[1] + h.GetSampleSum()}
			}
		}
	}
	for name, want := range map[string][2]float64{
		"retry_attempt_duration_seconds": {4, 3}, "retry_wait_seconds": {1, 0.2}, "retry_call_attempts": {4, 5},
	} {
		if sums[name] != want {
			t.Errorf("%s: %v, want %v", name, sums[name], want)
		}
	}
}

// One Metrics is for all clients: a second is an error, and no panic.
func TestMetricsAreRegisteredOnce(t *testing.T) {
	registry := prometheus.NewRegistry()
	if _, err := retryprom.New(registry); err != nil {
		t.Fatal(err)
	}
	if _, err := retryprom.New(registry); err == nil {
		t.Error("no error for a second")
	}
}

// The dashboard asks for every series that is exported, with labels that it has, and for no
// other.
func TestDashboard(t *testing.T) {
	text, err := os.ReadFile("dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			Title, Description string
			Targets            []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	families, err := used(t).Gather()
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string][]string{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				exported[f.GetName()] = append(exported[f.GetName()], l.GetName())
			}
		}
	}
	name, label := regexp.MustCompile(`(retry_\w+)(?:\{([^}]*)\})?`), regexp.MustCompile(`(\w+)(?:=~|!=|=)"`)
	asked := map[string]bool{}
	for _, panel := range board.Panels {
		if panel.Title == "" || panel.Description == "" || len(panel.Targets) == 0 {
			t.Errorf("panel %q lacks something", panel.Title)
		}
		for _, target := range panel.Targets {
			for _, found := range name.FindAllStringSubmatch(target.Expr, -1) {
				family := found[1]
				for _, end := range []string{"_bucket", "_sum", "_count"} {
					family = strings.TrimSuffix(family, end)
				}
				labels, ok := exported[family]
				if !ok {
					t.Errorf("panel %q asks for %s, which is not exported", panel.Title, found[1])
				}
				asked[family] = true
				for _, l := range label.FindAllStringSubmatch(found[2], -1) {
					if !slices.Contains(labels, l[1]) {
						t.Errorf("panel %q asks for %s by %s, which it does not have", panel.Title, family, l[1])
					}
				}
			}
		}
	}
	for family := range exported {
		if !asked[family] {
			t.Errorf("no panel shows %s", family)
		}
	}
	if !regexp.MustCompile(`label_values\(retry_calls_total, client\)`).Match(text) {
		t.Error("there is no list of clients")
	}
}
