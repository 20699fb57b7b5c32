package api

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"backofflab/api/wire"
	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/internal/labtest"
	"backofflab/web/view"
)

// Whoever tells figures tells those of the one table, by its names and in its order.
func TestEveryFigureComesFromTheTable(t *testing.T) {
	const query = "clients=40&strategies=full,exponential@50/full@50&outage=refuse&outage-to=1s&runs=3&hedge=10s&servers=50&service=1ms&discipline=priority"
	lab := startLab(t)
	scenario, results := labtest.Simulated(t, query)
	spreads, err := experiment.Replicate(t.Context(), scenario, 1_000_000, 1)
	if err != nil {
		t.Fatal(err)
	}
	by := func(place func(experiment.Places) int, name func(experiment.Figure) string) (names []string) {
		for _, f := range experiment.FiguresBy(place) {
			if n := name(f); n != "" {
				names = append(names, n)
			}
		}
		return names
	}
	var inJSON []string
	for _, f := range experiment.Figures() {
		if f.JSON != "" {
			inJSON = append(inJSON, f.JSON)
		}
	}
	var answer struct{ Results, Replications []json.RawMessage }
	if err := json.Unmarshal([]byte(lab.get(t, "/api/v1/run?"+query).body), &answer); err != nil {
		t.Fatal(err)
	}
	var part struct{ Parts []json.RawMessage }
	if err := json.Unmarshal(answer.Results[1], &part); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(lab.get(t, "/api/v1/results.csv?"+query).body, "\r\n")
	var titles, baseline, over, bands []string
	for _, c := range view.ColumnsOf(scenario) {
		titles = append(titles, c.Title)
	}
	for _, c := range view.BaselineComparisonOf(labtest.LinkOf(t, query+"&with=v=1"), experiment.Outcome{Results: results}, experiment.Outcome{Results: results}).Columns {
		baseline = append(baseline, c.Title)
	}
	for _, c := range view.ReplicationsOf(scenario, experiment.Outcome{Results: results, Spreads: spreads}, view.StrategiesOf(scenario.Strategies)).Columns {
		over = append(over, c.Title)
	}
	for _, f := range wire.ReplicationOf(spreads[0]).Figures {
		bands = append(bands, f.Name)
	}
	title := func(f experiment.Figure) string { return format.Typeset(f.Title) }
	for _, c := range []struct {
		what      string
		got, want []string
	}{
		{"a result as JSON", without(topNames(t, string(answer.Results[0])), "strategy", "gave_up_by", "waves", "later_wave", "parts", "layers", "by_attempt", "partial", "bin_ms", "_per_bin"), inJSON},
		{"a part of a fleet as JSON", without(topNames(t, string(part.Parts[0])), "strategy", "clients", "gave_up_by", "layers", "by_attempt"),
			by(func(at experiment.Places) int { return at.Parts }, func(f experiment.Figure) string { return f.JSON })},
		{"the CSV", strings.Split(head, ",")[2:], by(func(at experiment.Places) int { return at.Table }, func(f experiment.Figure) string { return f.CSV })},
		{"the table", titles, by(func(at experiment.Places) int { return at.Table }, title)},
		{"the comparison of two runs", baseline, by(func(at experiment.Places) int { return at.Baseline }, title)},
		{"the table over several runs", over, by(func(at experiment.Places) int { return at.Runs }, title)},
		{"replications", bands, by(func(at experiment.Places) int { return at.Bands }, func(f experiment.Figure) string { return f.Name })},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s has\n%v, want\n%v", c.what, c.got, c.want)
		}
	}
	page, err := os.ReadFile("../docs/reading.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## The table\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, title := range titles {
		title = strings.ReplaceAll(title, "\u00a0", " ")
		if !strings.Contains(section, "| "+title+" |") && !strings.Contains(section, "| "+title+",") && !strings.Contains(section, ", "+title) {
			t.Errorf("docs/reading.md does not explain the column %q", title)
		}
	}
}

// without leaves out names; "_per_bin" stands for all columns.
func without(names []string, some ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.Contains(some, name) || strings.HasSuffix(name, "_per_bin") && slices.Contains(some, "_per_bin")
	})
}
