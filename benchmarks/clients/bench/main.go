// Command bench measures what a call costs that retries, with the lab's own packages and
// with those that others have built, all in one run and in turns, and writes
// docs/retry-benchmarks.md. It runs from the folder above.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
)

// job is what is measured: the same for all.
type job struct {
	title, says string
	nanoseconds float64 // asked of ours over the job alone; of a delay, in all
	allocations int64
	rows        []row
}

func jobs() []job {
	return []job{
		{"Success at once", "A call that succeeds at once. What can be made beforehand, is.", 25, 0, atOnce()},
		{"Two failures, then success", "Two failures, then success, with delays of zero.", 1000, 2, twoFailures()},
		{"One delay", "One delay with its jitter.", 20, 0, oneDelay()},
		{"A GET over a stub", "An interceptor: a GET by `http.Client` over a transport that answers at once.", 400, 3, interceptors()},
	}
}

// cost is what an operation takes.
type cost struct {
	nanoseconds float64
	allocations int64
	bytes       int64
}

func main() {
	log.SetFlags(0)
	testing.Init()
	rounds := flag.Int("rounds", 7, "how often each is measured; the lowest figure counts")
	page := flag.String("o", "../../docs/retry-benchmarks.md", "the `file` to write")
	flag.Parse()
	if err := flag.Set("test.benchtime", "150ms"); err != nil {
		log.Fatal(err)
	}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		log.Fatal("this binary was built without its modules' versions")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, head, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), *rounds)
	for _, j := range jobs() {
		j.write(&b, measure(j.rows, *rounds), build)
	}
	if err := os.WriteFile(*page, b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(b.Bytes())
}

// measure measures the rows in turns, so that whatever else the machine does meets all of
// them, and takes the lowest figure of each, which is the least disturbed.
func measure(rows []row, rounds int) []cost {
	costs := make([]cost, len(rows))
	for i := range costs {
		costs[i].nanoseconds = math.Inf(1)
	}
	for range rounds {
		for i := range rows {
			r := testing.Benchmark(rows[i].bench)
			if ns := float64(r.T.Nanoseconds()) / float64(r.N); ns < costs[i].nanoseconds {
				costs[i] = cost{ns, r.AllocsPerOp(), r.AllocedBytesPerOp()}
			}
		}
	}
	return costs
}
