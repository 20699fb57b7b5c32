package templates

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files in testdata anew")

// golden compares got with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what is rendered; look at the difference, then run with -update", path)
	}
}

// sample is a small run: a herd that halves, and a steady trickle. One name has
// to be escaped.
func sample() Run {
	herd := Series{
		Strategy: Strategy{Key: "exponential", Name: "No jitter <&>"},
		Caption:  Caption{"160", "/s peak · 8.0× capacity"},
		Finish:   Caption{"10.0 s", " until the last is done"},
	}
	calm := Series{
		Strategy: Strategy{Key: "full", Name: "Full jitter"},
		Caption:  Caption{"40", "/s peak · 2.0× capacity"},
		Finish:   Caption{"5.0 s", " until the last is done"},
	}
	for bin := range 40 {
		attempts := 0
		if bin&(bin-1) == 0 {
			attempts = 40 / max(1, bin)
		}
		herd.Attempts = append(herd.Attempts, attempts)
		herd.Completed = append(herd.Completed, min(attempts, 5))
		calm.Attempts = append(calm.Attempts, max(0, 10-bin/2))
		calm.Completed = append(calm.Completed, min(2, max(0, 10-bin/2)))
	}
	return Run{
		Title: "Same 40 clients, same limit. Only the wait between retries changes.",
		Lead:  "40 clients call at once.", LoadTitle: "No jitter peaks at 160/s & full jitter at 40/s",
		DoneTitle: "Everyone got through", Footer: "Seed 1", SimulatedS: "10.0 s",
		Frame:  Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: 20, Burst: 5, Clients: 40, Peak: 40},
		Series: []Series{herd, calm},
		Rows: []Row{
			{Strategy: herd.Strategy, Attempts: herd.Attempts, Cells: make([]string, len(Columns()))},
			{Strategy: calm.Strategy, Attempts: calm.Attempts, Cells: make([]string, len(Columns()))},
		},
	}
}
