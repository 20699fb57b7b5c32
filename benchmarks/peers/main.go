package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// sizes are the columns of the table. The steps between them show how an engine's
// time grows before it is trusted with more.
var (
	sizes = []int{1_000, 100_000, 1_000_000}
	steps = []int{200, 1_000, 10_000, 100_000, 1_000_000}
)

func main() {
	log.SetFlags(0)
	bound := flag.Duration("bound", 10*time.Second, "CPU time that a run may take; what needs more is measured at the smaller sizes")
	runs := flag.Int("runs", 3, "how many runs the median is of")
	markdown := flag.Bool("markdown", false, "print a table in markdown")
	var with tools
	flag.StringVar(&with.python, "python", "python3", "the Python to run")
	flag.StringVar(&with.cxx, "cxx", "g++", "the compiler of C++ to build with")
	flag.StringVar(&with.node, "node", "node", "the node to run")
	flag.Parse()
	if *runs < 1 {
		log.Fatalf("-runs is %d; it must be at least 1", *runs)
	}
	if err := run(os.Stdout, *bound, *runs, *markdown, with); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, bound time.Duration, runs int, markdown bool, with tools) error {
	built, err := os.MkdirTemp("", "peers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(built)
	engines, notes, err := roster(with, built)
	if err != nil {
		return err
	}
	times := func(clients int) int {
		if slices.Contains(sizes, clients) {
			return runs
		}
		return 1
	}
	err = compare(engines, steps, times, bound, func(clients int) {
		fmt.Fprintf(os.Stderr, "%s clients\n", thousands(clients))
	})
	if err != nil {
		return err
	}
	write := writeText
	if markdown {
		write = writeMarkdown
	}
	if err := write(w, table(engines, sizes)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\nThe median of each cell's %d runs; — would take more than %v, or too much memory. %s.\n", runs, bound, strings.Join(notes, ", "))
	return err
}

// roster lists the engines, the lab's first, and what they ran on, or what of it is not here. It
// builds in a directory.
func roster(with tools, directory string) (engines []*engine, notes []string, err error) {
	engines = []*engine{
		inside("the lab", runLab),
		labAgain(),
		inside("a heap of 16-byte events, ours", runHeap),
		inside("container/heap of pointers, ours", runContainer),
		inside("gVisor's faketime", runFaketime),
		inside("quartz", runQuartz),
		outside("goroutines under testing/synctest", 100_000, synctestCommand),
	}
	notes = append(notes, fmt.Sprintf("%s on %s/%s with %d CPUs", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU()))
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if m.Path == "gvisor.dev/gvisor" || m.Path == "github.com/coder/quartz" {
				notes = append(notes, m.Path+" "+m.Version)
			}
		}
	}
	// add takes an engine in that there is a version of.
	add := func(version, missing string, some bool, e *engine) {
		if !some {
			notes = append(notes, missing)
			return
		}
		engines, notes = append(engines, e), append(notes, version)
	}
	version, some := printed(with.cxx, cxxVersion)
	var queue *engine
	if some {
		command, err := priorityQueue(with.cxx, directory)
		if err != nil {
			return nil, nil, err
		}
		queue = outside("std::priority_queue in C++, ours", 0, command)
	}
	add(with.cxx+" "+version, "no "+with.cxx+" at hand", some, queue)
	version, some = printed(with.node, nodeVersion)
	add("node "+version, "no "+with.node+" at hand", some, outside("a heap in typed arrays under node, ours", 0, nodeCommand(with.node)))
	version, some = ask(with.python, pythonVersion)
	add("Python "+version, "no "+with.python+" at hand", some, outside("heapq in Python, ours", 0, heapqCommand(with.python)))
	if some {
		version, some = ask(with.python, simpyVersion)
		add("SimPy "+version, "no SimPy there", some, outside("SimPy", 0, simpyCommand(with.python)))
	}
	return engines, notes, nil
}
