package explain

import (
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
)

// What the presets say is worth looking for can be seen in them.

func presetWith(t *testing.T, key, more string) scenario.Scenario {
	t.Helper()
	p, ok := scenario.PresetNamed(key)
	if !ok {
		t.Fatalf("no preset %s", key)
	}
	return scenariotest.Parse(t, scenariotest.LastWins(p.Scenario().Query()+"&"+more))
}

// The reversal: under the optimistic lock full jitter needs fewer attempts than no
// jitter, under the fixed window more. The links differ in the limiter alone, and
// the headlines computed from the results say opposite things.
func TestTheLimiterReversesTheRanking(t *testing.T) {
	window := presetWith(t, "retry-after", "")
	lock := presetWith(t, "retry-after", "limiter=optimistic-lock")
	most := func(s scenario.Scenario) string {
		return plain(Headlines(s, experiment.Outcome{Results: simulated(t, s)}).Cost)
	}
	if got := most(window); !strings.HasSuffix(got, " attempts without jitter to 15 147 with full jitter") {
		t.Errorf("fixed window: %q", got)
	}
	if got := most(lock); !strings.Contains(got, " attempts with full jitter to ") {
		t.Errorf("optimistic lock: %q", got)
	}
	if lock.Query() != strings.Replace(window.Query(), "limiter=fixed-window", "limiter=optimistic-lock", 1) {
		t.Errorf("the links differ in more than the limiter:\n%s\n%s", window.Query(), lock.Query())
	}
}

// The trigger goes, the overload stays; a budget cures it.
func TestABudgetEndsARetryStorm(t *testing.T) {
	for _, r := range simulated(t, presetWith(t, "retry-storm", "")) {
		if r.Recovered || r.Successes > r.Requests/3 {
			t.Errorf("%s: the storm is over after %v, %d of %d succeed", r.Strategy, r.Recovery, r.Successes, r.Requests)
		}
	}
	for _, r := range simulated(t, presetWith(t, "retry-storm", "budget=ratio")) {
		if !r.Recovered || r.Successes < r.Requests/2 {
			t.Errorf("%s: with a budget it is not: %v, %d of %d succeed", r.Strategy, r.Recovered, r.Successes, r.Requests)
		}
	}
}

func TestManyClientsDefeatABudget(t *testing.T) {
	crowd := simulated(t, presetWith(t, "budget-vs-crowd", ""))[0].Amplification
	few := simulated(t, presetWith(t, "budget-vs-crowd", "clients=10"))[0].Amplification
	if crowd < 1.6 || few > 1.2 {
		t.Errorf("amplification %.2f for 1,000 clients and %.2f for 10", crowd, few)
	}
}

// A backoff that stands still at its cap comes back as one wave, and takes longer
// to get in.
func TestAtTheCap(t *testing.T) {
	results := simulated(t, presetWith(t, "at-the-cap", ""))
	still, full := results[0], results[1]
	if still.Recovery < 4*full.Recovery || still.HerdIndex < 4*full.HerdIndex {
		t.Errorf("no jitter: %v, herd index %.0f; full jitter: %v, %.0f", still.Recovery, still.HerdIndex, full.Recovery, full.HerdIndex)
	}
}

// Clients that forget their backoff in a crash ask more often than clients that
// keep it.
func TestLostStateCostsAttempts(t *testing.T) {
	lost := simulated(t, presetWith(t, "recovery", ""))
	kept := simulated(t, presetWith(t, "recovery", "crash-state=kept"))
	for i, r := range lost {
		if r.Strategy != "fixed" && r.Attempts <= kept[i].Attempts {
			t.Errorf("%s: %d attempts lost, %d kept", r.Strategy, r.Attempts, kept[i].Attempts)
		}
	}
}

// Whoever rejects and counts it makes impatience dear.
func TestRejectedRequestsThatCount(t *testing.T) {
	count := simulated(t, presetWith(t, "llm-rate-limit", ""))
	free := simulated(t, presetWith(t, "llm-rate-limit", "rejected-count=no"))
	for i, r := range count {
		if r.Successes > free[i].Successes {
			t.Errorf("%s: %d successes where rejections count, %d where they do not", r.Strategy, r.Successes, free[i].Successes)
		}
	}
	// The SDK comes back within seconds, again and again.
	if sdk := 2; count[sdk].Successes >= free[sdk].Successes {
		t.Errorf("%s: %d successes where rejections count, %d where they do not", count[sdk].Strategy, count[sdk].Successes, free[sdk].Successes)
	}
}
