package sweep

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"backofflab/experiment"
	"backofflab/experiment/job"
	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

const most = 1_000_000 // attempts

func sweepOf(t testing.TB, query string) Sweep {
	t.Helper()
	s, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ignore(Table) {}

func swept(t testing.TB, query string, runner job.Runner) Table {
	t.Helper()
	table, err := sweepOf(t, query).Run(t.Context(), runner, most, ignore)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func asJSON(t testing.TB, table Table) []byte {
	t.Helper()
	b, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// figured are the figures of a fleet in a replication, by name; it has no others.
type figured map[string]float64

// faked is a runner that knows the figures of a scenario without simulating it.
type faked func(s scenario.Scenario, fleet, run int) figured

func (f faked) Run(_ context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	for i, task := range tasks {
		s, err := scenario.ParseQuery(task.Query)
		if err != nil {
			return err
		}
		done(i, f.sample(s, task))
	}
	return nil
}

func (f faked) sample(s scenario.Scenario, task job.Task) job.Sample {
	var sample job.Sample
	for fleet := range s.Strategies {
		var columns job.Fleet
		for _, figure := range experiment.Sampled() {
			var column []float64
			for run := range task.Runs {
				x, ok := f(s, fleet, task.First+run)[figure.Name]
				if !ok {
					x = nan
				}
				column = append(column, x)
			}
			columns = append(columns, column)
		}
		sample.Fleets = append(sample.Fleets, columns)
	}
	return sample
}

// anyOrder is a runner whose samples end in an order of its own.
type anyOrder struct{ seed uint64 }

func (a anyOrder) Run(ctx context.Context, tasks []job.Task, done func(int, job.Sample)) error {
	for _, i := range rand.New(rand.NewPCG(a.seed, 0)).Perm(len(tasks)) {
		s, err := tasks[i].Simulate(ctx)
		if err != nil {
			return err
		}
		done(i, s)
	}
	return nil
}

// The ends come first, then the middle, and every cell comes once, whatever the size.
func TestCoarseFirst(t *testing.T) {
	for width := 1; width <= 40; width++ {
		for _, height := range []int{1, 2, 3, 7} {
			order := coarseFirst(width, height)
			if sorted := slices.Sorted(slices.Values(order)); len(sorted) != width*height || !slices.Equal(slices.Compact(sorted), sorted) || sorted[0] != 0 || sorted[len(sorted)-1] != width*height-1 {
				t.Fatalf("%d by %d: %v", width, height, order)
			}
			corners := min(width, 2) * min(height, 2)
			for _, i := range order[:corners] {
				if x, y := i%width, i/width; x > 0 && x < width-1 || y > 0 && y < height-1 {
					t.Errorf("%d by %d begins with %v", width, height, order[:corners])
				}
			}
		}
	}
	if got, want := coarseFirst(9, 1), []int{0, 8, 4, 2, 6, 1, 3, 5, 7}; !slices.Equal(got, want) {
		t.Errorf("nine cells in the order %v, want %v", got, want)
	}
}

// Cells are the replications of their scenarios, under the same seeds.
func TestCellsAreReplications(t *testing.T) {
	table := swept(t, "strategies=full,equal&runs=5&x=clients:20,40&y=base:100ms,1s", job.Local{})
	if len(table.Cells) != 4 || table.Done != 4 || table.Runs != 20 {
		t.Fatalf("%d cells, %d done, %d runs", len(table.Cells), table.Done, table.Runs)
	}
	for i, want := range []string{"clients=20&strategies=full,equal&base=100ms", "clients=40&strategies=full,equal&base=100ms", "clients=20&strategies=full,equal&base=1s", "clients=40&strategies=full,equal&base=1s"} {
		s, err := scenario.ParseQuery(want)
		if err != nil || table.Cells[i].Query != s.Query() {
			t.Fatalf("cell %d is %s, want %s", i, table.Cells[i].Query, s.Query())
		}
		sums := [2]float64{}
		for r := range 5 {
			one := s
			one.Seed = rng.Replication(s.Seed, r)
			results, err := sim.Simulate(t.Context(), one, most)
			if err != nil {
				t.Fatal(err)
			}
			for fleet := range sums {
				sums[fleet] += float64(results[fleet].Attempts)
			}
		}
		for fleet, sum := range sums {
			if got := table.Cells[i].Fleets[fleet][0]; got.Runs != 5 || got.Mean != sum/5 {
				t.Errorf("cell %d, fleet %d: %+v, want a mean of %v", i, fleet, got, sum/5)
			}
		}
	}
}

const small = "strategies=full,exponential&runs=70&x=clients:5,10,20,40,60&refine=6"

// Whoever runs the tasks, and in whatever order they end, the table has the same bytes.
func TestTableDependsOnNothingElse(t *testing.T) {
	want := asJSON(t, swept(t, small, job.Local{Workers: 1}))
	for _, runner := range []job.Runner{job.Local{Workers: 4}, anyOrder{1}, anyOrder{2}} {
		if got := asJSON(t, swept(t, small, runner)); !bytes.Equal(got, want) {
			t.Errorf("%+v: %.300s\nwant %.300s", runner, got, want)
		}
	}
	var read Table
	if err := json.Unmarshal(want, &read); err != nil || !bytes.Equal(asJSON(t, read), want) {
		t.Errorf("read again it is another one: %v", err)
	}
	if read.Query != sweepOf(t, small).Query() {
		t.Errorf("its query is %s", read.Query)
	}
}

// What was handed out does not change, and each has a cell more.
func TestTablesAreSnapshots(t *testing.T) {
	var seen []Table
	var then [][]byte
	table, err := sweepOf(t, small).Run(t.Context(), anyOrder{3}, most, func(now Table) {
		seen, then = append(seen, now), append(then, asJSON(t, now))
	})
	if err != nil || len(seen) != len(table.Cells) {
		t.Fatalf("%d tables of %d cells, %v", len(seen), len(table.Cells), err)
	}
	for i, now := range seen {
		if !bytes.Equal(asJSON(t, now), then[i]) {
			t.Errorf("table %d has changed", i)
		}
		known := 0
		for _, c := range now.Cells {
			if c.Known() {
				known++
			}
		}
		if known != i+1 || now.Done != known || now.Runs != 70*known || len(now.Cells) != len(now.Xs) {
			t.Errorf("table %d: %d cells are known, %d done, %d runs", i, known, now.Done, now.Runs)
		}
	}
	if !reflect.DeepEqual(seen[len(seen)-1], table) {
		t.Error("the last is not what Run returns")
	}
}

// A cell whose fields contradict each other, and one that takes too much, say why. The others
// are there.
func TestCellsThatFail(t *testing.T) {
	for query, want := range map[string]struct {
		known  int
		reason string
	}{
		"runs=2&strategies=full&outage=refuse&outage-to=3s&x=outage-from:500ms,1s,5s,10s&refine=0": {2, "outage-to=3s: Enter a time after the outage begins"},
		"runs=2&strategies=full&outage=refuse&x=outage-from:1s,5s&y=outage-to:2s,9s":               {3, "outage-to=2s"},
		"runs=2&strategies=full,equal&x=clients:10,50,1000000&refine=0":                            {2, "needs more than 1\u00a0million attempts"},
		"runs=2&strategies=full&rate=1&base=1ms&cap=1ms&attempts=1000&x=clients:5,9000&refine=0":   {1, "reached the limit of 1\u00a0million attempts"},
	} {
		table := swept(t, query, job.Local{})
		known := 0
		for _, c := range table.Cells {
			switch {
			case c.Known():
				known++
			case !strings.Contains(c.Failed, want.reason):
				t.Errorf("%s: %s failed: %s", query, c.Query, c.Failed)
			}
		}
		if known != want.known || table.Done != len(table.Cells) || table.Runs != 2*known {
			t.Errorf("%s: %d cells are known, want %d; %d of %d done, %d runs", query, known, want.known, table.Done, len(table.Cells), table.Runs)
		}
	}
}

// The error of the runner is that of the sweep, which has what is known so far.
func TestRunnerThatEnds(t *testing.T) {
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	table, err := sweepOf(t, small).Run(ctx, job.Local{Workers: 1}, most, func(now Table) {
		if now.Done == 2 {
			cancel(why)
		}
	})
	if !errors.Is(err, why) || table.Done < 2 || table.Done >= 5 {
		t.Errorf("%d cells, %v", table.Done, err)
	}
}

// A sweep that was built in Go is the one that its query says.
func TestSweepBuiltInGo(t *testing.T) {
	built := Sweep{Scenario: scenario.Default(), X: Axis{Field: "clients", Values: []string{"5", "10"}}, Y: Axis{Field: "base", Values: []string{"1s", "2s"}}, Refine: 5}
	table, err := built.Run(t.Context(), job.Local{}, most, ignore)
	if err != nil {
		t.Fatal(err)
	}
	if want := swept(t, built.Query(), job.Local{}); !bytes.Equal(asJSON(t, table), asJSON(t, want)) {
		t.Errorf("%s: %d cells of %d runs, want %d of %d", built.Query(), len(table.Cells), table.Runs, len(want.Cells), want.Runs)
	}
}
