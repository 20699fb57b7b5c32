package api

import (
	"strings"
	"testing"
)

// A run with replications says so on the page, in its JSON and at the end of its
// stream.
func TestReplicationsAreShown(t *testing.T) {
	lab := startLab(t)
	const query = "clients=20&strategies=full&runs=5"
	if body := lab.get(t, "/?"+query).body; !strings.Contains(body, "Over 5 runs") {
		t.Error("the page does not show the spread")
	}
	if body := lab.get(t, "/api/v1/run?"+query).body; !strings.Contains(body, `"replications":[{"strategy":"full","runs":5`) {
		t.Errorf("the JSON has no replications: %.200s", body)
	}
	v := lab.dial(t)
	v.ask(1, query, 0)
	all := v.until("done")
	if results := all[len(all)-1].Fragments["results"]; !strings.Contains(results, "Over 5 runs") {
		t.Error("the stream ends without the spread")
	}
}
