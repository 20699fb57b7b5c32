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
	python := flag.String("python", "python3", "the Python to run")
	flag.Parse()
	if *runs < 1 {
		log.Fatalf("-runs is %d; it must be at least 1", *runs)
	}
	if err := run(os.Stdout, *bound, *runs, *markdown, *python); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, bound time.Duration, runs int, markdown bool, python string) error {
	engines, notes := roster(python)
	times := func(clients int) int {
		if slices.Contains(sizes, clients) {
			return runs
		}
		return 1
	}
	err := compare(engines, steps, times, bound, func(clients int) {
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

// roster lists the engines, the lab's first, and what they ran on.
func roster(python string) (engines []*engine, notes []string) {
	engines = []*engine{
		inside("the lab", runLab),
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
	version, some := ask(python, pythonVersion)
	if !some {
		return engines, append(notes, "no "+python+" at hand")
	}
	engines = append(engines, outside("heapq in Python, ours", 0, heapqCommand(python)))
	notes = append(notes, "Python "+version)
	if version, some = ask(python, simpyVersion); !some {
		return engines, append(notes, "no SimPy there")
	}
	engines = append(engines, outside("SimPy", 0, simpyCommand(python)))
	return engines, append(notes, "SimPy "+version)
}
