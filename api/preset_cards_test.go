package api

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/internal/labtest"
	"backofflab/scenario"
	"backofflab/web/templates/chart"
)

func TestScenariosShowEveryPreset(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/scenarios")
	if a.status != http.StatusOK {
		t.Fatal(a.status, a.body)
	}
	for _, preset := range scenario.Presets() {
		if !strings.Contains(a.body, `href="/?preset=`+preset.Key+`"`) {
			t.Errorf("no link to %s", preset.Key)
		}
		card, _ := lab.cards.Get(preset.Key)
		scenario, results := labtest.Simulated(t, preset.Query)
		if len(card.Rows) != len(scenario.Strategies) {
			t.Errorf("%s has %d rows", preset.Key, len(card.Rows))
		}
		for i, row := range card.Rows {
			if chart.BarPath(row.Attempts) != chart.BarPath(results[i].Columns.Attempts) {
				t.Errorf("%s: the row of %s is not its run", preset.Key, row.Strategy.Key)
			}
		}
	}
}

// Many first looks at once share the runs, and no later look makes one.
func TestScenariosAreSimulatedOnce(t *testing.T) {
	lab := startLab(t)
	var all sync.WaitGroup
	bodies := make([]string, 8)
	for i := range bodies {
		all.Go(func() {
			request, _ := http.NewRequest("GET", lab.url+"/scenarios", nil)
			bodies[i] = lab.send(t, request).body
		})
	}
	all.Wait()
	for _, body := range bodies {
		if body != bodies[0] || !strings.Contains(body, "Stress") {
			t.Fatal("two first looks see different pages")
		}
	}
	release := hold(t, lab.runClass.Slots)
	defer release()
	if a := lab.get(t, "/scenarios"); a.status != http.StatusOK || a.body != bodies[0] {
		t.Errorf("with every slot taken: %d", a.status)
	}
}

func TestScenariosTakeTheirTurn(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = time.Millisecond })
	release := hold(t, lab.runClass.Slots)
	defer release()
	if a := lab.get(t, "/scenarios"); a.status != http.StatusServiceUnavailable {
		t.Errorf("with every slot taken: %d", a.status)
	}
	if kept, _ := lab.cards.Held(); kept != 0 {
		t.Error("something is kept of a run that never was")
	}
}
