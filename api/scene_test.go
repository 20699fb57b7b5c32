package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"backofflab/api/wire"
)

// sceneOfLink asks for what the service view shows, and reads it as the page does.
func sceneOfLink(t *testing.T, lab *lab, query string) wire.SceneAnswer {
	t.Helper()
	a := lab.get(t, "/fragment/scene?"+query)
	var answer wire.SceneAnswer
	if err := json.Unmarshal([]byte(a.body), &answer); err != nil || a.status != http.StatusOK {
		t.Fatalf("%s: %d %.80s (%v)", query, a.status, a.body, err)
	}
	return answer
}

// The service view gets a trace, the colour that the charts give the strategy, and words.
func TestSceneIsATraceForThePage(t *testing.T) {
	lab := startLab(t)
	const query = "clients=20&strategies=full,fixed&strategy=fixed"
	scene, trace := sceneOfLink(t, lab, query), traceOfLink(t, lab, query)
	if len(scene.Attempts) == 0 || len(scene.Attempts) != len(trace.Attempts) || scene.Strategy != "fixed" || scene.Room == nil {
		t.Errorf("the scene is %s with %d attempts, the trace has %d", scene.Strategy, len(scene.Attempts), len(trace.Attempts))
	}
	if panel := `class="panel row ` + scene.Tone + `"`; !strings.HasPrefix(scene.Tone, "s-") || !strings.Contains(lab.get(t, "/?clients=20&strategies=full,fixed").body, panel) {
		t.Errorf("no panel has the scene's %s", scene.Tone)
	}
}

func TestSceneWords(t *testing.T) {
	lab := startLab(t)
	for query, want := range map[string]string{
		"clients=1&strategies=full": "Full jitter: 1 client makes 1 attempt. 1 client is done, the slowest after 20\u00a0ms.",
		"clients=3&spread=0s&rate=1&burst=1&attempts=2&base=10ms&strategies=fixed": "Fixed delay: 3 clients make 5 attempts, 4 are rejected. 1 client is done, the slowest after 20\u00a0ms; 2 give up.",
	} {
		if words := sceneOfLink(t, lab, query).Words; words != want {
			t.Errorf("%s: %q, want %q", query, words, want)
		}
	}
}

// To the service view a run that is too large is an answer, with a smaller one.
func TestSceneOffersSmallerRuns(t *testing.T) {
	lab := startLab(t)
	for query, want := range map[string][2]string{
		"clients=401":         {"up to 400 clients", ""},
		"clients=1000&rate=7": {"up to 400 clients", "rate=7"},
		"clients=400&rate=0.1&base=10ms&cap=10ms&attempts=1000&strategies=fixed": {"40\u202f000 attempts", "clients=200&rate=0.1&strategies=fixed&base=10ms&cap=10ms&attempts=1000"},
		"population=open&offered=1000&duration=2m":                               {"40\u202f000 attempts", "population=open&offered=1000"},
	} {
		a := lab.get(t, "/fragment/scene?"+query)
		var refusal wire.SceneRefusal
		if err := json.Unmarshal([]byte(a.body), &refusal); err != nil || a.status != http.StatusOK {
			t.Errorf("%s: %d %.80s (%v)", query, a.status, a.body, err)
		}
		if !strings.HasPrefix(refusal.Detail, "The service view shows ") || !strings.Contains(refusal.Detail, want[0]) || refusal.Smaller.Query != want[1] || refusal.Smaller.Words == "" {
			t.Errorf("%s: %+v", query, refusal)
		}
	}
}

// Whatever else is wrong with a request stays an error.
func TestSceneRefusals(t *testing.T) {
	lab := startLab(t)
	for _, query := range []string{"clients=-1", "strategy=immediate", "rate=NaN"} {
		if a := lab.get(t, "/fragment/scene?"+query); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d", query, a.status)
		}
	}
}
