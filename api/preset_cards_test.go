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
			if chart.BarPath(row.Series.Attempts) != chart.BarPath(results[i].Columns.Attempts) {
				t.Errorf("%s: the row of %s is not its run", preset.Key, row.Series.Strategy.Key)
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

// The picker lists every preset with a chart of its run, for the page of a link.
func TestPickerList(t *testing.T) {
	lab := startLab(t)
	for query, want := range map[string]string{
		"":                         `href="/?preset=thundering-herd" data-query="" aria-current="true"`,
		"preset=stress":            `href="/?preset=stress" data-query="clients=1000&amp;spread=0s`,
		"preset=chaos&with=rate=9": `href="/compare?preset=stress&amp;with=rate=9"`,
		"clients=-1":               `href="/?preset=stress"`,
	} {
		a := lab.get(t, "/fragment/scenarios?"+query)
		if a.status != http.StatusOK || !strings.Contains(a.body, want) {
			t.Errorf("%q: %d, no %s", query, a.status, want)
		}
		marked := 1
		if query == "clients=-1" {
			marked = 0
		}
		if n := strings.Count(a.body, "aria-current"); n != marked {
			t.Errorf("%q: %d presets are marked, want %d", query, n, marked)
		}
		if charts, all := strings.Count(a.body, "<path"), len(scenario.Presets()); charts != all {
			t.Errorf("%q: %d charts of %d", query, charts, all)
		}
	}
}

// Without a slot for their runs the charts are missing, not the list.
func TestPickerListWithoutRuns(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.RunWait = time.Millisecond })
	release := hold(t, lab.runClass.Slots)
	defer release()
	a := lab.get(t, "/fragment/scenarios")
	if a.status != http.StatusOK || strings.Count(a.body, "<li") != len(scenario.Presets()) || strings.Contains(a.body, "<path") {
		t.Errorf("%d: %d presets, %d charts", a.status, strings.Count(a.body, "<li"), strings.Count(a.body, "<path"))
	}
}
