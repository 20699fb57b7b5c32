package validation

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/rng"
)

// lab measures at one of two depths. What it measures depends on the depth, never
// on the number of its workers.
type lab struct {
	t    testing.TB
	full bool
}

// pick returns one of two sample sizes.
func (l lab) pick(quick, full int) int {
	if l.full {
		return full
	}
	return quick
}

// attempts bounds a run: far more than any scenario of the proof needs.
const attempts = 100_000_000

// canonical is the form of a query in links.
func (l lab) canonical(query string) string {
	l.t.Helper()
	s, err := scenario.ParseQuery(query)
	if err != nil {
		l.t.Fatalf("%s: %v", query, err)
	}
	return s.Query()
}

// simulate runs the scenario of a query under the seeds of so many replications
// and returns what of makes of each, in their order. Where everybody has left,
// Little's law must hold.
func simulate[T any](l lab, query string, runs int, of func([]sim.Result) T) []T {
	l.t.Helper()
	scenario, err := scenario.ParseQuery(query)
	if err != nil {
		l.t.Fatalf("%s: %v", query, err)
	}
	return parallel(runs, func(r int) T {
		s := scenario
		s.Seed = rng.Replication(scenario.Seed, r)
		results, err := sim.Simulate(context.Background(), s, attempts)
		if err != nil {
			l.t.Errorf("%s, replication %d: %v", query, r, err)
			return *new(T)
		}
		for _, result := range results {
			if off := little(result); off > littleTolerance {
				l.t.Errorf("%s, replication %d: Little's law is off by %g", query, r, off)
			}
		}
		return of(results)
	})
}

// littleTolerance is what the rounding of sums of many times comes to.
const littleTolerance = 1e-9

// little is how far a run is from Little's law, as a share: the area under the
// number in the service is the sum of the times spent there. It holds once all
// have left, and every run here goes on until they have.
func little(r sim.Result) float64 {
	if r.ServiceSojourn == r.ServiceArea {
		return 0
	}
	return math.Abs(r.ServiceArea/r.ServiceSojourn - 1)
}

// parallel returns f(0) to f(n-1), computed by a worker per core.
func parallel[T any](n int, f func(int) T) []T {
	values := make([]T, n)
	turns := make(chan int)
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range turns {
				values[i] = f(i)
			}
		})
	}
	for i := range n {
		turns <- i
	}
	close(turns)
	workers.Wait()
	return values
}

// estimate is a mean and its standard error.
type estimate struct{ mean, err float64 }

// mean estimates the mean of independent values.
func mean(values []float64) estimate {
	n := float64(len(values))
	sum, squares := 0.0, 0.0
	for _, v := range values {
		sum += v
	}
	for _, v := range values {
		squares += (v - sum/n) * (v - sum/n)
	}
	if n < 2 {
		return estimate{sum / n, 0}
	}
	return estimate{sum / n, math.Sqrt(squares / (n - 1) / n)}
}

// meanOf estimates the mean of one figure.
func meanOf[T any](runs []T, figure func(T) float64) estimate {
	values := make([]float64, len(runs))
	for i, r := range runs {
		values[i] = figure(r)
	}
	return mean(values)
}

// apart is how far two estimates are from each other, in standard errors of their
// difference. Two that are equal are 0 apart, whatever their errors.
func apart(ours, theirs estimate) float64 {
	if ours.mean == theirs.mean {
		return 0
	}
	return (ours.mean - theirs.mean) / math.Hypot(ours.err, theirs.err)
}

// four is the tolerance in standard errors of most claims.
const four = 4.0

func within(x, tolerance float64) bool { return math.Abs(x) <= tolerance }

// inErrors writes a distance in standard errors.
func inErrors(x float64) string {
	if math.Abs(x) < 0.05 {
		x = 0
	}
	return fmt.Sprintf("%+.1f s.e.", x)
}

// percent writes how far ours is from theirs, as a share of theirs.
func percent(ours, theirs float64) string {
	return fmt.Sprintf("%+.1f %%", 100*(ours/theirs-1))
}

// number writes x with so many decimals and commas between thousands.
func number(x float64, decimals int) string {
	s := fmt.Sprintf("%.*f", decimals, x)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, part, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		part = "." + part
	}
	return sign + whole + part
}

// verdict sets whether a claim passes: when all of its rows do.
func verdict(c Claim) Claim {
	c.Pass = len(c.Rows) > 0
	for _, r := range c.Rows {
		c.Pass = c.Pass && r.Pass
	}
	return c
}

// table reads the rows of a file of comma-separated values, without its comments
// and its header.
func (l lab) table(path string) [][]string {
	l.t.Helper()
	file, err := os.Open(path)
	if err != nil {
		l.t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		l.t.Fatal(err)
	}
	return rows[1:]
}

// number reads a figure of a table.
func (l lab) number(text string) float64 {
	l.t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		l.t.Fatal(err)
	}
	return x
}
