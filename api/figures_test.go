package api

import (
	"strings"
	"testing"
)

// A run with replications says so on the page and in its JSON.
func TestReplicationsAreShown(t *testing.T) {
	lab := startLab(t)
	const query = "clients=20&strategies=full&runs=5"
	if body := lab.get(t, "/fragment/part/numbers?"+query).body; !strings.Contains(body, "Over 5 runs") {
		t.Error("the page does not show the spread")
	}
	if body := lab.get(t, "/api/v1/run?"+query).body; !strings.Contains(body, `"replications":[{"strategy":"full","runs":5`) {
		t.Errorf("the JSON has no replications: %.200s", body)
	}
}
