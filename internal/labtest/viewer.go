package labtest

import (
	"encoding/json"
	"testing"

	"backofflab/api/wire"
	"backofflab/web/templates/chart"
)

// Message is any message of the server.
type Message struct {
	Type       string            `json:"type"`
	Protocol   int               `json:"protocol"`
	Run        uint64            `json:"run"`
	From       int               `json:"from"`
	Query      string            `json:"query"`
	BinMS      float64           `json:"bin_ms"`
	Series     []wire.Series     `json:"series"`
	Charts     *string           `json:"charts"`
	Panels     *wire.Panels      `json:"panels"`
	Last       bool              `json:"last"`
	Bin        int               `json:"bin"`
	Bins       int               `json:"bins"`
	Load       json.RawMessage   `json:"load"`
	Completion json.RawMessage   `json:"completion"`
	Range      string            `json:"range"`
	Results    []json.RawMessage `json:"results"`
	Fragments  map[string]string `json:"fragments"`
	Title      string            `json:"title"`
	Detail     string            `json:"detail"`
	Share      *float64          `json:"share"`
	LeftMS     *float64          `json:"left_ms"`
	Fields     []problemField    `json:"fields"`
	Notice     string            `json:"notice"`
	Words      string            `json:"words"`

	Size int
}

type problemField struct{ Field, Value, Message string }

// Shown is what a viewer has on screen after some messages.
type Shown struct {
	Bins             int
	BinMS            float64
	Load, Completion []string
	Spread           string
	Axes             Message
}

// Show does what a browser does, and checks what it relies on.
func (s *Shown) Show(t testing.TB, all []Message) {
	t.Helper()
	axes := false
	for _, m := range all {
		switch m.Type {
		case "hello":
			if m.From == 0 { // charts without data: of a new run, or because bins became wider
				*s, axes = Shown{BinMS: m.BinMS}, false
			}
		case "axis":
			s.Axes, axes = m, true
		case "frame", "snapshot":
			if !axes {
				t.Fatal("a frame before any axis")
			}
			if m.Bin != s.Bins || m.Bins < 0 {
				t.Fatalf("a frame of %d bins from %d follows bin %d", m.Bins, m.Bin, s.Bins)
			}
			s.Load = appendAll(t, s.Load, m.Load)
			if m.Completion != nil { // a viewer may want the load alone
				s.Completion = appendAll(t, s.Completion, m.Completion)
			}
			s.Spread += m.Range
			s.Bins += m.Bins
		}
	}
}

func appendAll(t testing.TB, paths []string, segments json.RawMessage) []string {
	t.Helper()
	var list []string
	if err := json.Unmarshal(segments, &list); err != nil {
		t.Fatal(err)
	}
	if paths == nil {
		paths = make([]string, len(list))
	}
	for i, segment := range list {
		paths[i] += segment
	}
	return paths
}

// WholePaths are the paths of a page that shows the whole run.
func WholePaths(t testing.TB, query string) Shown {
	t.Helper()
	_, results := Simulated(t, query)
	var w Shown
	var completed [][]int
	for _, r := range results {
		w.Bins, w.BinMS = len(r.Columns.Attempts), wire.InMS(r.Bin)
		w.Load = append(w.Load, chart.BarPath(r.Columns.Attempts))
		w.Completion = append(w.Completion, chart.StepPath(r.Columns.Completed))
		completed = append(completed, r.Columns.Completed)
	}
	w.Spread = chart.RangePath(completed)
	return w
}
