package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// All engines count the same attempts in the same bins. With so few clients no two
// attempts arrive in the same nanosecond, so an engine without an order of its own
// for these has no say.
func TestPeersAgree(t *testing.T) {
	for _, n := range []int{200, 1000} {
		lab := newJob(n)
		want := runLab(lab)
		if perClient := float64(want) / float64(n); perClient < 7 || perClient > 10 {
			t.Errorf("%d clients: %.1f attempts a client, want about 8", n, perClient)
		}
		if again, err := labAgain().measure(n); err != nil || again.attempts != want {
			t.Errorf("%d clients: %d attempts in the memory of a run before, want %d; %v", n, again.attempts, want, err)
		}
		for _, peer := range []struct {
			name string
			run  func(*job) int
		}{
			{"heap", runHeap},
			{"container/heap", runContainer},
			{"faketime", runFaketime},
			{"quartz", runQuartz},
			{"synctest", func(j *job) int { return runSynctest(t, j) }},
		} {
			j := newJob(n)
			if got := peer.run(j); got != want {
				t.Errorf("%s counts %d attempts of %d clients, the lab %d", peer.name, got, n, want)
			}
			if !slices.Equal(trim(j.bins), trim(lab.bins)) {
				t.Errorf("%s has other attempts per bin of %d clients than the lab", peer.name, n)
			}
		}
	}
}

// trim drops empty bins at the end: the lab has one for the last answer.
func trim(bins []int) []int {
	for len(bins) > 0 && bins[len(bins)-1] == 0 {
		bins = bins[:len(bins)-1]
	}
	return bins
}

func TestPythonAgrees(t *testing.T) {
	want := runLab(newJob(1000))
	for _, script := range []struct {
		name, version string
		command       func(clients int) *exec.Cmd
	}{
		{"heapq", pythonVersion, heapqCommand("python3")},
		{"SimPy", simpyVersion, simpyCommand("python3")},
	} {
		if _, some := ask("python3", script.version); !some {
			t.Logf("%s is not at hand: there is nothing to compare", script.name)
			continue
		}
		t.Run(script.name, func(t *testing.T) {
			m, err := measureOutside(script.command(1000))
			if err != nil || m.attempts != want || m.cpu <= 0 {
				t.Errorf("%+v, %v; the lab counts %d attempts", m, err, want)
			}
		})
	}
}

// The loops in C++ and JavaScript have the lab's draws, and of attempts that arrive in the same
// nanosecond, as some of 100,000 clients do, the order of the heap in Go: they count what it does.
func TestOtherLanguagesAgree(t *testing.T) {
	commands := map[string]func(clients int) *exec.Cmd{}
	if _, some := printed("g++", cxxVersion); some {
		command, err := priorityQueue("g++", t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		commands["C++"] = command
	}
	if _, some := printed("node", nodeVersion); some {
		commands["node"] = nodeCommand("node")
	}
	for _, name := range []string{"C++", "node"} {
		if commands[name] == nil {
			t.Logf("%s is not at hand: there is nothing to compare", name)
			continue
		}
		for _, n := range []int{200, 1000, 100_000} {
			want := runHeap(newJob(n))
			if m, err := measureOutside(commands[name](n)); err != nil || m.attempts != want || m.cpu <= 0 {
				t.Errorf("%s with %d clients: %+v, %v; the heap in Go counts %d attempts", name, n, m, err, want)
			}
		}
	}
}

// What is not at hand is said below the table, and what is there has its version.
func TestRosterSaysWhatIsMissing(t *testing.T) {
	none, notes, err := roster(tools{python: "no-python", cxx: "no-g++", node: "no-node"}, t.TempDir())
	said := strings.Join(notes, ", ")
	if err != nil || len(none) != 7 || !strings.HasSuffix(said, "no no-g++ at hand, no no-node at hand, no no-python at hand") {
		t.Errorf("%d engines, and of the rest: %s, %v", len(none), said, err)
	}
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho 1.2\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	some, notes, err := roster(tools{python: "no-python", cxx: program, node: program}, t.TempDir())
	said = strings.Join(notes, ", ")
	if err != nil || len(some) != 9 || !strings.HasSuffix(said, program+" 1.2, node 1.2, no no-python at hand") {
		t.Errorf("%d engines: %s, %v", len(some), said, err)
	}
	if _, err := priorityQueue("false", t.TempDir()); err == nil {
		t.Error("a compiler that fails is no error")
	}
}

// Where attempts do arrive in the same nanosecond, an engine that has the lab's
// order for these still counts the same, and another one within 0.1 %.
func TestPeersAgreeWithTies(t *testing.T) {
	const n = 100_000
	want := runLab(newJob(n))
	for _, run := range []func(*job) int{runHeap, runContainer} {
		if got := run(newJob(n)); got != want {
			t.Errorf("a heap counts %d attempts, the lab %d", got, want)
		}
	}
	if got := runFaketime(newJob(n)); math.Abs(float64(got-want)) > float64(want)/1000 {
		t.Errorf("faketime counts %d attempts, the lab %d", got, want)
	}
}

// An engine that takes time with the square of the clients is stopped before a run
// that would be too long, and stays out; a linear one goes on.
func TestBound(t *testing.T) {
	asked := map[string][]int{}
	stub := func(name string, cpu func(clients int) time.Duration) *engine {
		return &engine{name: name, measure: func(clients int) (measurement, error) {
			asked[name] = append(asked[name], clients)
			return measurement{8 * clients, cpu(clients)}, nil
		}}
	}
	engines := []*engine{
		stub("linear", func(n int) time.Duration { return time.Duration(n) * time.Microsecond }),
		stub("square", func(n int) time.Duration { return time.Duration(n) * time.Duration(n) * 100 }),
		stub("few", func(int) time.Duration { return time.Microsecond }),
	}
	engines[2].most = 1000
	once := func(int) int { return 1 }
	if err := compare(engines, steps, once, 2*time.Second, func(int) {}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]int{"linear": steps, "square": {200, 1000}, "few": {200, 1000}} {
		if !slices.Equal(asked[name], want) {
			t.Errorf("%s is measured with %v clients, want %v", name, asked[name], want)
		}
	}
}

func TestTable(t *testing.T) {
	engines := []*engine{
		{name: "the lab", taken: []cell{{1000, []measurement{{8000, 3e6}, {8000, 8e5}, {8000, 1e6}}}, {100000, []measurement{{810000, 81e6}}}}},
		{name: "other", taken: []cell{{1000, []measurement{{8001, 12_001_500}}}}},
	}
	var text strings.Builder
	if err := writeMarkdown(&text, table(engines, []int{1000, 100000})); err != nil {
		t.Fatal(err)
	}
	want := `| ns of CPU time an attempt (× the lab's) | N = 1,000 | N = 100,000 |
|---|---:|---:|
| the lab | 125 (1.00) | 100 (1.00) |
| other | 1,500 (12.00), 8,001 attempts | — |
| attempts | 8,000 | 810,000 |
`
	if text.String() != want {
		t.Errorf("the table is\n%swant\n%s", text.String(), want)
	}
}
