//go:build unix

package sim

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/rng"
)

// The benchmark program behind docs/performance.md. It measures CPU time, for the
// machine is shared with others, and what is compared is measured in turns, so that a
// slow minute slows all: only ratios of one run mean anything.

// sizes are the clients of the jobs.
var sizes = []int{1_000, 100_000, 1_000_000}

// BenchmarkPerformance measures everything and prints the tables. With -update it
// writes them into docs/performance.md.
func BenchmarkPerformance(b *testing.B) {
	for b.Loop() {
		var out bytes.Buffer
		p := performance{b: b, out: &out}
		fmt.Fprintf(&out, "%s, %s/%s, %d cores. Nanoseconds of CPU time an attempt, one core.\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
		p.reference()
		p.reaches()
		p.features()
		p.memory()
		p.scale()
		p.cores()
		fmt.Println(out.String())
		if *update {
			p.write()
		}
	}
}

type performance struct {
	b   *testing.B
	out *bytes.Buffer
}

// cpu is the CPU time that the process has used.
func cpu() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// chore does some work and returns for how many attempts.
type chore func() int

// engineJob runs a scenario in memory that is there already.
func engineJob(s scenario.Scenario) chore {
	w := NewWorkspace(s)
	return func() int {
		results, err := w.Simulate(context.Background(), s.Seed, math.MaxInt64)
		if err != nil {
			panic(err)
		}
		attempts := 0
		for _, r := range results {
			attempts += r.Attempts + r.NotSent
		}
		return attempts
	}
}

// perAttempt runs jobs in turns, so many rounds, and returns for each the CPU time an
// attempt in each round, in nanoseconds. Before several rounds comes one that does not
// count.
func perAttempt(rounds int, jobs ...chore) [][]float64 {
	taken := make([][]float64, len(jobs))
	first := 1
	if rounds > 1 {
		first = 0
	}
	for round := first; round <= rounds; round++ {
		for i, do := range jobs {
			runtime.GC()
			attempts, repeat := 0, 1
			begin := cpu()
			for attempts < 200_000 && (round > 0 || repeat == 1) { // short jobs are repeated
				attempts += do()
				repeat++
			}
			if round > 0 {
				taken[i] = append(taken[i], float64(cpu()-begin)/float64(attempts))
			}
		}
	}
	return taken
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// ratio is the median of a/b, round by round.
func ratioOf(a, b []float64) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return median(ratios)
}

func (p *performance) section(title string, columns ...string) {
	fmt.Fprintf(p.out, "\n### %s\n\n| %s |\n|---|%s\n", title, strings.Join(columns, " | "), strings.Repeat("---:|", len(columns)-1))
}

func (p *performance) row(cells ...string) {
	fmt.Fprintf(p.out, "| %s |\n", strings.Join(cells, " | "))
}

func ns(x float64) string    { return fmt.Sprintf("%.1f", x) }
func times(x float64) string { return fmt.Sprintf("%.1f×", x) }

// reference compares the engine with the oracle and the heap.
func (p *performance) reference() {
	p.section("The reference job", "", "1,000 clients", "100,000", "1,000,000")
	var rows [5][]string
	for i, n := range sizes {
		s := scenariotest.Reference(n)
		heap := new(heapRun)
		taken := perAttempt([]int{9, 5, 3}[i], engineJob(s), func() int { return heap.run(s) })
		engine, binary := taken[0], taken[1]
		cells := []string{ns(median(engine)), ns(median(binary)), "—", times(ratioOf(binary, engine)), "—"}
		if n <= 100_000 { // with more it takes minutes
			oracle := perAttempt(1, func() int { return oracleAttempts(s, "full") })[0]
			cells[2], cells[4] = ns(oracle[0]), times(oracle[0]/median(engine))
		}
		for row, cell := range cells {
			rows[row] = append(rows[row], cell)
		}
	}
	for row, name := range []string{
		"the engine", "a hand-written binary heap of 16-byte events, this job and nothing else", "the oracle, on container/heap",
		"heap / engine", "oracle / engine",
	} {
		p.row(append([]string{name}, rows[row]...)...)
	}
}

// reaches compares what should not be slower than the reference with it.
func (p *performance) reaches() {
	p.section("Against the reference job, in the same run", "", "1,000 clients", "100,000", "1,000,000")
	jobs := []struct{ name, changes string }{
		{"all at once, no jitter", "spread=0s&strategies=exponential"},
		{"no latency", "latency=0s"},
		{"servers, queue, exponential service time, failures, an outage", "servers=64&queue=1000&service=SERVICE&service-dist=exponential&fail=0.02&permanent=0.01&outage=refuse&outage-from=2s&outage-to=4s"},
	}
	for _, job := range jobs {
		cells := []string{job.name}
		for i, n := range sizes {
			s := scenariotest.Reference(n)
			// 64 servers that are done with n/16 requests a second, a little more than are let in.
			changes := strings.ReplaceAll(job.changes, "SERVICE", scenario.FormatDuration(1024*time.Second/time.Duration(n)))
			taken := perAttempt([]int{9, 5, 3}[i], engineJob(s), engineJob(scenariotest.With(s, changes)))
			cells = append(cells, fmt.Sprintf("%s, %.2f×", ns(median(taken[1])), ratioOf(taken[1], taken[0])))
		}
		p.row(cells...)
	}
}

// features measures what each part of the model costs.
func (p *performance) features() {
	type feature struct{ name, changes string }
	const station = "servers=50&queue=1000&service=20ms"
	groups := []struct {
		title    string
		features []feature
	}{
		{"Limiters", nil},
		{"Strategies", nil},
		{"Network and service", []feature{
			{"latency, exponential", "network=exponential"}, {"latency, normal", "network=normal&latency-sd=5ms"}, {"no latency", "latency=0s"},
			{"service time, any number of servers", "service=20ms"},
			{"servers and a queue, constant", station}, {"exponential", station + "&service-dist=exponential"},
			{"lognormal", station + "&service-dist=lognormal&service-sd=10ms"}, {"bimodal", station + "&service-dist=bimodal&slow=200ms"},
			{"a queue timeout", station + "&queue-timeout=100ms"},
			{"last in, first out (per request)", station + "&discipline=lifo"}, {"slope (per request)", station + "&slope=1ms"},
			{"timeout, served all the same", station + "&timeout=300ms"}, {"timeout, noticed (per request)", station + "&timeout=300ms&abandoned=noticed"},
		}},
		{"Faults", []feature{
			{"transient failures", "fail=0.1"}, {"permanent failures", "permanent=0.05"}, {"an outage that refuses", "outage=refuse&outage-from=2s&outage-to=4s"},
			{"an outage that hangs", "outage=hang&outage-from=2s&outage-to=4s&timeout=1s"}, {"a brownout", station + "&brownout=0.5&brownout-from=2s&brownout-to=6s"},
			{"a crash, state kept", "crash=2s&restart=1s"}, {"a crash, state lost", "crash=2s&restart=1s&crash-state=lost"},
		}},
		{"Clients", []feature{
			{"a deadline", "deadline=30s"}, {"a mixed fleet", "strategies=exponential@20/full@80"},
			{"Retry-After, honoured with jitter", "retry-after=exact&honour=honour-jitter"},
			{"a budget shared by 1,000 (per answer)", "budget=ratio&process=1000"}, {"a breaker (per answer)", "breaker=ratio&process=1000"},
			{"a throttle (per answer)", "throttle=sre&process=1000"},
			{"an open population", "population=open&duration=20s&offered=RATE"}, {"a closed population (per request)", "population=closed&duration=20s&think=2s"},
		}},
	}
	for _, f := range scenario.Fields() {
		switch f.Name {
		case "limiter":
			for _, key := range f.Choices {
				changes := "limiter=" + key
				if key == "concurrency" {
					changes += "&service=20ms&concurrency=LIMIT"
				}
				if key == "llm" {
					changes += "&tokens-per-minute=1000000000&tokens=100"
				}
				groups[0].features = append(groups[0].features, feature{key, changes})
			}
		case "strategies":
			for _, key := range append(f.Choices, "lib:cenkalti", "lib:polly-v8") {
				groups[1].features = append(groups[1].features, feature{key, "strategies=" + key})
			}
		}
	}
	for _, g := range groups {
		p.section(g.title, "", "1,000 clients", "100,000", "1,000,000")
		for _, f := range g.features {
			cells := []string{f.name}
			for i, n := range sizes {
				changes := strings.ReplaceAll(f.changes, "RATE", fmt.Sprint(n/20))
				changes = strings.ReplaceAll(changes, "LIMIT", fmt.Sprint(max(1, n/1000)))
				if n == 1_000_000 && f.name == "optimistic-lock" {
					cells = append(cells, "—") // all fifty attempts of all, in vain
					continue
				}
				taken := perAttempt([]int{5, 3, 3}[i], engineJob(scenariotest.With(scenariotest.Reference(n), changes)))
				cells = append(cells, ns(median(taken[0])))
			}
			p.row(cells...)
		}
	}
}

// memory measures all that a run allocates, which is more than it holds at a time.
func (p *performance) memory() {
	p.section("Memory", "the reference job", "bytes a client, allocated by a first run", "allocations of a run after the first")
	for _, n := range []int{100_000, 1_000_000, 10_000_000} {
		s := scenariotest.Reference(n)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w := NewWorkspace(s)
		run := func() {
			if _, err := w.Simulate(context.Background(), 1, math.MaxInt64); err != nil {
				panic(err)
			}
		}
		run()
		runtime.ReadMemStats(&after)
		again := "—"
		if n <= 1_000_000 {
			again = fmt.Sprint(testing.AllocsPerRun(1, run))
		}
		p.row(fmt.Sprintf("%d clients", n), ns(float64(after.TotalAlloc-before.TotalAlloc)/float64(n)), again)
	}
}

// replicate runs the replications of a scenario on so many workers.
func replicate(s scenario.Scenario, workers int) {
	InParallel(workers, workers, func(first int) {
		w := NewWorkspace(s)
		for r := first; r < s.Runs; r += workers {
			if _, err := w.Simulate(context.Background(), rng.Replication(s.Seed, r), math.MaxInt64); err != nil {
				panic(err)
			}
		}
	})
}

// cores measures what a second core is good for, and a run as a page asks for it.
func (p *performance) cores() {
	p.section("Cores", "40 replications", "wall time on one worker / on two")
	for _, n := range []int{1_000, 10_000, 100_000} {
		s := scenariotest.Reference(n)
		s.Runs = 40
		if n > 10_000 {
			s.Runs = 8
		}
		var ratios []float64
		for range 7 {
			var took [2]time.Duration
			for i := range took {
				begin := time.Now()
				replicate(s, i+1)
				took[i] = time.Since(begin)
			}
			ratios = append(ratios, float64(took[0])/float64(took[1]))
		}
		p.row(fmt.Sprintf("%d clients", n), fmt.Sprintf("%.2f, at best %.2f", median(ratios), slices.Max(ratios)))
	}
	s := scenariotest.Reference(1000)
	s.Strategies = []string{"exponential", "full", "equal", "decorrelated"}
	var took []float64
	for range 50 {
		begin := cpu()
		if _, err := Simulate(context.Background(), s, math.MaxInt64); err != nil {
			panic(err)
		}
		took = append(took, float64(cpu()-begin)/1e6)
	}
	fmt.Fprintf(p.out, "\nA run of 1,000 clients under four strategies in fresh memory, its results built: %.2f ms of CPU time, collecting garbage included (median of 50).\n", median(took))
}

// The tables stand in docs/performance.md between these lines.
const (
	tablesBegin = "<!-- measured: written by make bench -->\n"
	tablesEnd   = "<!-- end of what is measured -->\n"
)

func (p *performance) write() {
	path := filepath.Join("..", "docs", "performance.md")
	page, err := os.ReadFile(path)
	if err != nil {
		p.b.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(page), tablesBegin)
	_, after, ends := strings.Cut(rest, tablesEnd)
	if !begins || !ends {
		p.b.Fatalf("%s has no place for the tables", path)
	}
	if err := os.WriteFile(path, []byte(before+tablesBegin+p.out.String()+tablesEnd+after), 0o644); err != nil {
		p.b.Fatal(err)
	}
}
