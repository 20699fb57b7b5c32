package format

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

// The texts that the browser's numbers are held to as well, by function.
func TestNumbersAreWrittenAsInTheBrowser(t *testing.T) {
	source, err := os.ReadFile("../../web/testdata/numbers.json")
	if err != nil {
		t.Fatal(err)
	}
	var table map[string][]struct {
		Of   []float64
		Text string
	}
	if err := json.Unmarshal(source, &table); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(x []float64) string{
		"thousands": func(x []float64) string { return Count(int(x[0])) },
		"multiple":  func(x []float64) string { return Multiple(x[0]) },
		"rate":      func(x []float64) string { return Rate(x[0]) },
		"perTime":   func(x []float64) string { return PerTime(x[0]) },
		"share":     func(x []float64) string { return Portion(int(x[0]), int(x[1])) },
		"clock":     func(x []float64) string { return Clock(time.Duration(x[0] * float64(time.Second))) },
	} {
		if len(table[name]) == 0 {
			t.Errorf("there are no texts of %s", name)
		}
		for _, row := range table[name] {
			if got := write(row.Of); got != row.Text {
				t.Errorf("%s of %v is %q, want %q", name, row.Of, got, row.Text)
			}
		}
	}
}

func TestAboutIsNoMoreExactThanItCanBe(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "less than 1\u00a0s", 999 * time.Millisecond: "less than 1\u00a0s", 1400 * time.Millisecond: "about 1\u00a0s",
		9400 * time.Millisecond: "about 9\u00a0s", 9500 * time.Millisecond: "about 10\u00a0s", 57 * time.Second: "about 55\u00a0s",
		58 * time.Second: "about 1\u00a0min", 89 * time.Minute: "about 89\u00a0min", 90 * time.Minute: "about 2\u00a0h",
	} {
		if got := About(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}
