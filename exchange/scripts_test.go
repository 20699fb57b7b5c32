//go:build scripts

package exchange_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/exchange"
	"backofflab/retry"
	"backofflab/scenario"
)

// What is exported as JavaScript and Python is checked by node and python3, and run with the
// libraries that benchmarks/scripts has of npm; of Python's with those that are installed, and
// it is told which are not. The target exports-scripts of the Makefile runs it.

// policies are what texts are written from: every strategy, every rule, and the samples.
func policies(t *testing.T) (list []scenario.Scenario) {
	for _, kind := range retry.Kinds() {
		for _, more := range []string{"&attempts=6", "&attempts=8&first-retry=at-once&base=200ms&cap=3s", "&attempts=5&timeout=2s&deadline=30s&total-timeout=1m&honour=honour&honour-limit=20s&retry-on=rejected", "&attempts=4&retry-on=rejected,unavailable,timed-out,not-sent,failed&breaker=consecutive&factor=3"} {
			list = append(list, query(t, "strategies="+kind.Key+more))
		}
	}
	for _, f := range exchange.Formats() {
		if f.Read != nil && f.Sample != "" {
			r, err := exchange.Read(f.Sample, f.Key)
			if err != nil {
				t.Fatal(err)
			}
			if s := r.Scenario(); len(scenario.Layers(s.Strategies[0])) == 1 {
				list = append(list, s)
			}
		}
	}
	return list
}

// written are the texts of a language, each with its file in a folder.
func written(t *testing.T, dir, language string) map[string]exchange.Text {
	texts, seen := map[string]exchange.Text{}, map[string]bool{}
	for i, s := range policies(t) {
		all, err := exchange.Texts(s, s.Strategies[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range all {
			if text.Format.Language != language || text.Code == "" || seen[text.Code] {
				continue
			}
			name := fmt.Sprintf("%s_%03d%s", strings.ReplaceAll(text.Format.Key, "-", "_"), i, map[string]string{"JavaScript": ".mjs", "Python": ".py"}[language])
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text.Code), 0o644); err != nil {
				t.Fatal(err)
			}
			texts[name], seen[text.Code] = text, true
		}
	}
	return texts
}

// Every text is one of its language.
func TestExportedScriptsAreOfTheirLanguage(t *testing.T) {
	for _, language := range []string{"JavaScript", "Python"} {
		dir := t.TempDir()
		texts := written(t, dir, language)
		if len(texts) < 100 {
			t.Fatalf("%d texts of %s", len(texts), language)
		}
		names := slices.Sorted(func(yield func(string) bool) {
			for name := range texts {
				if !yield(name) {
					return
				}
			}
		})
		if language == "Python" {
			command := exec.Command("python3", append([]string{"-m", "py_compile"}, names...)...)
			command.Dir = dir
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("python3: %v\n%s", err, out)
			}
		} else {
			command := exec.Command("node", append([]string{"--experimental-vm-modules", "../benchmarks/scripts/check.mjs", dir}, names...)...)
			if out, err := command.CombinedOutput(); err != nil {
				t.Errorf("node: %v\n%s", err, out)
			}
		}
		t.Logf("%s: %d texts", language, len(texts))
	}
}

// samples is how often each text is run.
const samples = 100

// kinds are the formats whose libraries are run, and how.
var kinds = map[string]map[string]string{
	"JavaScript": {"p-retry": "call", "async-retry": "call", "exponential-backoff": "call", "axios-retry": "axios", "got": "got", "ky": "ky", "undici": "undici", "cockatiel": "cockatiel"},
	"Python":     {"tenacity": "call", "stamina": "call", "backoff": "call", "urllib3": "urllib3", "google-api-core": "google"},
}

// The libraries wait what the lab says that the text does. Texts are run that retry a 503 and
// whose end depends on attempts alone; the clock does not move.
func TestExportedScriptsWaitAsTheySay(t *testing.T) {
	for _, language := range []string{"JavaScript", "Python"} {
		dir, err := os.MkdirTemp("../benchmarks/scripts", "texts") // where node finds the libraries
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		texts := written(t, dir, language)
		arguments := []string{}
		for name, text := range texts {
			kind := kinds[language][text.Format.Key]
			s, err := policyOf(text.Strategy)
			if kind == "" || err != nil || s.Timeout > 0 || s.Deadline > 0 || s.TotalTimeout > 0 || s.Breaker != "off" ||
				!slices.Contains(s.RetryOn, "unavailable") || s.Attempts > 20 {
				continue
			}
			arguments = append(arguments, name+"="+kind)
		}
		slices.Sort(arguments)
		runs := run(t, language, dir, arguments)
		for _, argument := range arguments {
			name, _, _ := strings.Cut(argument, "=")
			compare(t, name, texts[name], runs[name])
		}
	}
}

func policyOf(strategy string) (scenario.Scenario, error) {
	s := scenario.Default()
	s.Strategies = []string{strategy}
	if err := s.Validate(); err != nil || strategy == "" {
		return s, fmt.Errorf("no strategy: %v", err)
	}
	return s.SpeltOut(strategy), nil
}

// run returns the delays in milliseconds of all runs of some texts; a text whose library is
// absent has none.
func run(t *testing.T, language, dir string, arguments []string) map[string][][]float64 {
	program := map[string][]string{"JavaScript": {"node", "driver.mjs"}, "Python": {"python3", "driver.py"}}[language]
	absolute, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program[0], append([]string{program[1], fmt.Sprint(samples), absolute}, arguments...)...)
	command.Dir = "../benchmarks/scripts"
	var wrong bytes.Buffer
	command.Stderr = &wrong
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", language, err, wrong.String())
	}
	if wrong.Len() > 0 {
		t.Logf("%s", wrong.String())
	}
	runs, absent := map[string][][]float64{}, map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var line struct {
			Text, Absent string
			Runs         [][]float64
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		runs[line.Text] = line.Runs
		if line.Absent != "" {
			absent[line.Absent] = true
		}
	}
	for why := range absent {
		t.Logf("not run: %s", why)
	}
	return runs
}

// compare holds what was measured against what the lab draws for the policy of the text.
func compare(t *testing.T, name string, text exchange.Text, runs [][]float64) {
	if len(runs) == 0 {
		return
	}
	s, _ := policyOf(text.Strategy)
	p := s.Policy(s.Strategies[0])
	rng := rand.New(rand.NewPCG(1, 2))
	n := min(p.MaxAttempts-1, 8)
	expected := make([][]float64, n)
	for range 5_000 {
		var memory, d time.Duration
		for k := range n {
			d, memory = p.Strategy.Delay(k+1, memory, rng.Float64())
			expected[k] = append(expected[k], float64(d)/1e6)
		}
	}
	worst, mean := 0.0, 0.0
	for k := range n {
		var got []float64
		for _, waits := range runs {
			if len(waits) != p.MaxAttempts-1 {
				if zeros(expected, waits) {
					continue // a library sets no timer where it waits nothing
				}
				t.Errorf("%s: %d delays, want %d\n%s", name, len(waits), p.MaxAttempts-1, text.Code)
				return
			}
			got = append(got, waits[k])
		}
		if len(got) == 0 {
			continue
		}
		slices.Sort(got)
		slices.Sort(expected[k])
		for _, q := range []float64{0.05, 0.5, 0.95} {
			at := expected[k][int(q*float64(len(expected[k])))]
			low, high := share(got, at-1.1), share(got, at+1.1) // whole milliseconds
			sd := math.Sqrt(q * (1 - q) / float64(len(got)))
			worst = max(worst, (low-q)/sd, (q-high)/sd)
		}
		m, want, sd := average(got), average(expected[k]), deviation(expected[k])
		mean = max(mean, max(0, math.Abs(m-want)-1)/max(1e-9, sd/math.Sqrt(float64(len(got)))))
		if worst > 5 || mean > 5 && sd > 1e-6 || sd <= 1e-6 && math.Abs(m-want) > 1.1 {
			t.Errorf("%s: before retry %d a mean of %.1f ms, want %.1f; quantiles %.1f s.d. off\n%s%s", name, k+1, m, want, worst, text.Code, text.Strategy)
			return
		}
	}
	t.Logf("%s: %d runs of %d delays, quantiles at most %.1f s.d. off: %s", name, len(runs), n, worst, text.Strategy)
}

// zeros reports whether a run has one delay less than there are, because one is nothing.
func zeros(expected [][]float64, waits []float64) bool {
	none := 0
	for _, row := range expected {
		if slices.Max(row) == 0 {
			none++
		}
	}
	return none > 0 && len(waits) == len(expected)-none
}

func share(sorted []float64, x float64) float64 {
	i, _ := slices.BinarySearch(sorted, x)
	return float64(i) / float64(len(sorted))
}

func average(xs []float64) (sum float64) {
	for _, x := range xs {
		sum += x / float64(len(xs))
	}
	return sum
}

func deviation(xs []float64) float64 {
	m, sum := average(xs), 0.0
	for _, x := range xs {
		sum += (x - m) * (x - m) / float64(len(xs))
	}
	return math.Sqrt(sum)
}
