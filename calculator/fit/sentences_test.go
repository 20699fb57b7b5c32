package fit

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"backofflab/calculator/observed"
	"backofflab/retry"
	"backofflab/scenario"
)

var update = flag.Bool("update", false, "write testdata/sentences.txt and docs/backoff-fit.md anew, which takes a quarter of an hour")

// told are delays whose sentences testdata/sentences.txt has.
func told() []struct {
	name string
	log  observed.Log
	o    Options
} {
	scene := scenario.Default()
	scene.Strategies = []string{"equal", "full"}
	expected := Options{Expected: &scene}
	of := func(s retry.Strategy, n int, m measurement) observed.Log { return drawn(s, n, 8, m, 4) }
	slow := slowed(reference)
	odd := logOf(time.Millisecond, ms(100, 3000, 17, 900), ms(2500, 90, 880, 3), ms(40, 7000, 1, 1200), ms(3300, 12, 6100, 8))
	return []struct {
		name string
		log  observed.Log
		o    Options
	}{
		{"24 delays of full jitter", of(retry.Full{Params: reference}, 24, precise), expected},
		{"5 delays of equal jitter", of(retry.Equal{Params: reference}, 5, precise), Options{}},
		{"no jitter, a policy of nobody's", of(retry.Exponential{Params: retry.Params{Base: 130 * time.Millisecond, Factor: 3, Cap: time.Minute}}, 24, precise), Options{}},
		{"whole seconds of decorrelated jitter", of(retry.Decorrelated{Params: slow}, 200, wholeSeconds), Options{}},
		{"a delay list of 8 clients", drawn(retry.List{Params: reference}, 24, 3, precise, 4), Options{}},
		{"times with attempts of up to 50 ms", of(retry.Fixed{Params: slow}, 24, measurement{step: time.Millisecond, rounding: Between, attempt: 50 * time.Millisecond}), Options{}},
		{"nothing that anybody does", odd, expected},
		{"a single delay", logOf(time.Second, ms(2000)), Options{}},
		{"no delays", observed.Log{}, Options{}},
	}
}

// What is said of delays, word for word.
func TestSentences(t *testing.T) {
	const path = "testdata/sentences.txt"
	var b strings.Builder
	for _, of := range told() {
		fmt.Fprintf(&b, "# %s\n%s\n\n", of.name, strings.Join(All(of.log, of.o).Sentences(), "\n"))
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != b.String() {
		t.Errorf("%s is not what is said (%v); now it is\n%s", path, err, b.String())
	}
}
