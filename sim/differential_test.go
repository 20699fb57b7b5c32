package sim

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/scenariotest"
	"backofflab/sim/metrics"
)

var scenarios = flag.Int("scenarios", 2000, "how many random scenarios the engine and the oracle are compared on")

// The engine gives what the model says, in every figure, whatever the scenario. With -short, as
// in make test, a fifth of the scenarios is drawn, and each feature once at least; make check
// draws all.
func TestDifferential(t *testing.T) {
	least := *scenarios / 200
	if testing.Short() {
		*scenarios, least = *scenarios/5, 1
	}
	drawn := map[string]int{}
	valid, attempts, failures := 0, 0, 0
	for seed := 0; valid < *scenarios && failures < 10; seed++ {
		s := drawScenario(rand.New(rand.NewPCG(uint64(seed), 6)))
		if s.Validate() != nil {
			if seed > 2*valid+100 {
				t.Fatalf("of %d scenarios only %d are valid", seed, valid)
			}
			continue
		}
		valid++
		results, different := againstOracle(t, s)
		if different {
			failures++
		}
		for name, has := range features {
			if slices.ContainsFunc(results, func(r Result) bool { return has(s, r) }) {
				drawn[name]++
			}
		}
		for _, r := range results {
			attempts += r.Attempts
		}
	}
	t.Logf("%d scenarios, %d attempts", valid, attempts)
	for _, name := range slices.Sorted(maps.Keys(features)) {
		t.Logf("%6d %s", drawn[name], name)
		if drawn[name] < least {
			t.Errorf("only %d of %d scenarios have %s", drawn[name], valid, name)
		}
	}
}

// What chance hardly ever draws: that it matters which of two things at one moment
// comes first.
func TestMomentsAgainstOracle(t *testing.T) {
	const once = "spread=0s&latency=0s&bin=1s&base=1s&cap=1s&"
	for shows, query := range map[string]string{
		"the last is answered just when the second stops waiting: its success fills no budget that is full": once +
			"clients=3&limiter=none&servers=1&discipline=lifo&service=1s&timeout=2s&budget=grpc&budget-tokens=2&process=3&strategies=fixed",
		"who comes out of the bucket and finds no place is behind those that arrive": once +
			"clients=5&limiter=leaky-bucket&rate=2&burst=3&servers=1&queue=0&service=2s&strategies=immediate@50/fixed@50&attempts=3",
		"and behind all of them with more clients": once +
			"clients=7&limiter=leaky-bucket&rate=1&burst=4&servers=1&queue=1&service=4s&strategies=immediate@50/fixed@50&attempts=7",
		"a wait in the queue is over just when news makes a server free": once +
			"clients=3&limiter=none&servers=1&queue=5&service=10s&latency=1s&timeout=2s&queue-timeout=2s&abandoned=noticed&strategies=fixed&attempts=2",
		"where clients may crash, who comes back within the moment is behind all that were there": once +
			"clients=30&strategies=immediate&attempts=4&fail=0.5&rate=1&burst=10&crash=5s&restart=1s&seed=0",
		"none of those that arrive last is rejected, and their answers come after the end": "clients=55&spread=1ms&latency=8478us&bin=5ms&seed=167&base=3ms&cap=13ms" +
			"&burst=27&rate=2429&strategies=full&limiter=concurrency&concurrency=5&servers=40&queue=0&service=3ms&horizon=111004us",
		"who asks the throttle is before those that it lets go": "process=6&burst=3&base=200ms&timeout=600ms&throttle=aws-adaptive&servers=1" +
			"&service=500ms&abandoned=noticed&latency=0s&seed=3&strategies=fixed",
	} {
		if _, different := againstOracle(t, scenariotest.Parse(t, scenariotest.LastWins(query))); different {
			t.Error(shows)
		}
	}
}

// The presets, with as many clients and as long as the oracle has time for.
func TestPresetsAgainstOracle(t *testing.T) {
	for _, p := range append(scenario.Presets(), scenario.Preset{Key: "everything", Query: scenariotest.Everything}) {
		s := p.Scenario()
		s.Clients, s.Offered = min(s.Clients, 200), min(s.Offered, 300)
		if s.Population == scenario.PopulationOpen {
			s.Duration = min(s.Duration, 30*time.Second)
		}
		againstOracle(t, s)
	}
}

// againstOracle simulates a scenario, and reports whether it is otherwise than the
// oracle says.
func againstOracle(t *testing.T, s scenario.Scenario) (results []Result, different bool) {
	t.Helper()
	results, err := Simulate(t.Context(), s, 20_000_000)
	if err != nil {
		t.Fatalf("%s: %v", s.Query(), err)
	}
	plain, wanted, bins, width := make([]*plainRun, len(results)), make([]Result, len(results)), 0, time.Duration(0)
	for i, r := range results {
		plain[i] = runPlainly(s, r.Strategy)
		width = max(width, plain[i].needs())
	}
	for i := range results {
		wanted[i] = plain[i].report(width)
		bins = max(bins, len(wanted[i].Columns.Attempts))
	}
	for i, r := range results {
		stretch(&wanted[i].Columns, bins)
		if d := differences(r.Strategy, reflect.ValueOf(r), reflect.ValueOf(wanted[i])); d != nil {
			t.Errorf("%s\n\t%s", s.Query(), strings.Join(d[:min(len(d), 12)], "\n\t"))
			different = true
		}
	}
	return results, different
}

// stretch makes columns as long as those of the longest run beside: what is under way
// at the end stays so.
func stretch(c *metrics.Columns, bins int) {
	levels := []*[]int{&c.InFlight, &c.Queued, &c.Open}
	for _, column := range append(levels, &c.Attempts, &c.Accepted, &c.Rejected, &c.Failed, &c.Completed, &c.Begun, &c.TimedOut) {
		last := 0
		if n := len(*column); n > 0 && slices.Contains(levels, column) {
			last = (*column)[n-1]
		}
		for len(*column) < bins {
			*column = append(*column, last)
		}
	}
}

// differences lists what is not the same in two results: every exported field that
// there is, histograms by what they answer. The areas of Little's law are sums of
// floats in any order, all else is the same to the last bit.
func differences(path string, got, want reflect.Value) []string {
	if h, is := got.Interface().(*metrics.Histogram); is {
		w := want.Interface().(*metrics.Histogram)
		if a, b := answers(h), answers(w); a != b {
			return []string{fmt.Sprintf("%s: %s, want %s", path, a, b)}
		}
		return nil
	}
	var all []string
	switch got.Kind() {
	case reflect.Struct:
		for i := range got.NumField() {
			if f := got.Type().Field(i); f.IsExported() {
				all = append(all, differences(path+"."+f.Name, got.Field(i), want.Field(i))...)
			}
		}
		return all
	case reflect.Slice:
		if counts, are := got.Interface().([]int); are && slices.Equal(counts, want.Interface().([]int)) {
			return nil
		}
		if got.Type().Elem().Kind() == reflect.Int || got.Len() != want.Len() {
			return []string{fmt.Sprintf("%s: %v, want %v", path, got, want)}
		}
		for i := range got.Len() {
			all = append(all, differences(fmt.Sprintf("%s[%d]", path, i), got.Index(i), want.Index(i))...)
		}
		return all
	case reflect.Float64:
		if area := strings.HasSuffix(path, ".ServiceArea") || strings.HasSuffix(path, ".ServiceSojourn"); area && math.Abs(got.Float()-want.Float()) <= 1e-9*want.Float() {
			return nil
		}
	}
	if !got.Equal(want) {
		return []string{fmt.Sprintf("%s: %v, want %v", path, got, want)}
	}
	return nil
}

// answers is what a histogram says.
func answers(h *metrics.Histogram) string {
	text := fmt.Sprintf("%d from %d to %d, mean %d, fairness %v:", h.Count(), h.Min(), h.Max(), h.Mean(), h.Jain())
	for percent := 0; percent <= 100; percent += 5 {
		text += fmt.Sprint(" ", int64(h.Quantile(float64(percent)/100)))
	}
	return text + fmt.Sprint(" ", int64(h.Quantile(0.99)), int64(h.Quantile(0.999)))
}

func BenchmarkOracle(b *testing.B) {
	s, err := scenario.ParseQuery("clients=1000&rate=50&strategies=full&base=100ms&cap=10s&attempts=20&seed=42")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	attempts := 0
	for b.Loop() {
		attempts = oracleAttempts(s, "full")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*attempts), "ns/attempt")
}
