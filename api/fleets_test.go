package api

import (
	"net/http"
	"strings"
	"testing"
)

// The order of a mix's strategies and its name are the server's to say, whichever way
// round a page asks.
func TestFleetsAreNamedAndOrdered(t *testing.T) {
	l := startLab(t)
	for query, want := range map[string]string{
		"strategies=full@80/exponential@20":             `[{"key":"exponential@20/full@80","name":"20` + "\u00a0" + `% No jitter, 80` + "\u00a0" + `% Full jitter","short":"Mix 20:80"}]`,
		"strategies=lib%3Agax-go@50/fixed@50,immediate": `"key":"fixed@50/lib:gax-go@50"`,
	} {
		if a := l.get(t, "/fragment/fleets?"+query); a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%s: %d %s, want %s", query, a.status, a.body, want)
		}
	}
	if a := l.get(t, "/fragment/fleets?strategies=full@80/full@20"); a.status != http.StatusBadRequest || !strings.Contains(a.problem(t).Detail, "Name full once in a mix.") {
		t.Errorf("a strategy mixed with itself: %d %s", a.status, a.body)
	}
}
