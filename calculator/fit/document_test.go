package fit

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/retry/library"
)

const documentPath = "../../docs/backoff-fit.md"

// sizes are the numbers of delays that the document is about.
var sizes = []int{5, 20, 200}

// The document is what the tests measure. All of it takes minutes, so -update alone writes it;
// else some of its rows are measured again, which are the same wherever they are: with -short, as
// in make test, fewer than in make check.
func TestDocumentOfFits(t *testing.T) {
	if *update {
		if err := os.WriteFile(documentPath, []byte(document(t)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(documentPath)
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{matrixRow(ownTruth("linear", reference), 5), measuredRow(measuredTruths(t)[0]), groupsText()}
	if !testing.Short() {
		rows = append(rows, matrixRow(ownTruth("equal", reference), 5), matrixRow(ownTruth("full", reference), 20))
	}
	for _, row := range rows {
		if !strings.Contains(string(written), row) {
			t.Errorf("%s is not what is measured: run go test ./calculator/fit -run DocumentOfFits -update; it lacks\n%s", documentPath, row)
		}
	}
}

func document(t *testing.T) string {
	var b strings.Builder
	b.WriteString("<!-- Written by `go test ./calculator/fit -run DocumentOfFits -update`; edits are lost. -->\n")
	b.WriteString(introduction)
	for _, section := range []func(*testing.T) string{alarmsText, matrixText, librariesText, measuredText, strangersText} {
		b.WriteString(section(t))
		t.Logf("%d bytes so far", b.Len())
	}
	b.WriteString("\n## What cannot be told apart\n\n" + apart + groupsText())
	return b.String()
}

const introduction = `# Which strategies observed delays fit

The lab takes delays that somebody saw and says which strategies they can come from. A strategy
turns a draw u from [0, 1) into a delay, so its inverse turns a delay into the draw that made
it. If it is the right strategy these draws are even and independent, and that is what is
tested. A delay that was rounded, cut off, cut short or computed of two times is a range, and
gets one of the draws that lead into its range; that draw is even again if the strategy is
right (Rosenblatt 1952; Brockwell 2007). Where a strategy remembers the delay before, and a
rounded value does not say exactly what that was, up to 64 possible pasts are carried along (a
particle filter: Gordon, Salmond, Smith 1993).

The test is Anderson and Darling's, with the p-values of Marsaglia and Marsaglia (2004): on all
draws together, on those of each retry (combined by Fisher's method), and on how far each is
from the one before. The three share 5 % of false alarms, of which the first has three fifths. A
delay that a strategy cannot make rules it out alone. A strategy *fits* where p is at least
0.05.

Parameters of the lab's own strategies are searched: round values, and what the delays suggest;
those of libraries are the libraries' own. A strategy fits if it does so with any parameters
that were found, under any way to round. So right strategies are ruled out less often than in 5
of 100 cases, and few delays rule out little.

All figures below are drawn with fixed seeds. Delays are those of clients that make eight
retries, 100 ms × 2^(k−1) up to 10 s, ± 20 %, up to 20 % or up to 100 ms more where a strategy
has such jitter; a delay list has 1 s, 5 s and 30 s.

`

// parallel does n jobs, two at a time, and returns what they say in their order.
func parallel(n int, job func(i int) string) []string {
	all := make([]string, n)
	var group sync.WaitGroup
	for worker := range 2 {
		group.Go(func() {
			for i := worker; i < n; i += 2 {
				all[i] = job(i)
			}
		})
	}
	group.Wait()
	return all
}

// rate is a share of counts with the range in which it lies with 95 % confidence (Wilson, 1927).
func rate(n, of int) string {
	p, size, z := float64(n)/float64(of), float64(of), 1.96
	middle := (p + z*z/(2*size)) / (1 + z*z/size)
	half := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return fmt.Sprintf("%.1f %% (%.1f–%.1f)", 100*p, 100*max(0, middle-half), 100*(middle+half))
}

func alarmsText(*testing.T) string {
	var b strings.Builder
	b.WriteString(`## False alarms

How often the strategy that made the delays is said not to have made them, over all of the lab's
own strategies, and in brackets the range in which that rate lies with 95 % confidence. Where
delays are whole seconds, all times are ten times as long.

| as they are seen | 5 delays | 20 delays | 200 delays |
|---|---|---|---|
`)
	times := map[int]int{5: 60, 20: 60, 200: 30}
	rows := parallel(len(measurements), func(i int) string {
		m, row := measurements[i], "| "+measurements[i].name
		for _, n := range sizes {
			alarms, tests := 0, 0
			for _, kind := range retry.Kinds() {
				a, _ := ownTruth(kind.Key, m.params()).alarms(n, m.measurement, times[n])
				alarms, tests = alarms+a, tests+times[n]
			}
			row += " | " + rate(alarms, tests)
		}
		return row + " |\n"
	})
	b.WriteString(strings.Join(rows, ""))
	return b.String()
}

// looks are how often each row of a matrix is drawn.
const looks = 40

func matrixText(*testing.T) string {
	var b strings.Builder
	b.WriteString("\n## The lab's own strategies\n\n" + fmt.Sprintf(`A row is the strategy that made the delays, in whole milliseconds; a column is how often, of %d
times in percent, that strategy fits. A dot is never. The diagonal should be at 95 or above, and
all else empty but for what cannot be told apart. *First* is how often the right one, or one that
makes the same delays, comes first of all, libraries included; *fit* is how many fit on average,
of %d in all.
`, looks, candidates()))
	for _, n := range sizes {
		fmt.Fprintf(&b, "\n### %s\n\n| true |", format.Plural(n, "delay"))
		for i := range retry.Kinds() {
			fmt.Fprintf(&b, " %s |", letter(i))
		}
		b.WriteString(" first | fit |\n|---|" + strings.Repeat("---:|", len(retry.Kinds())+2) + "\n")
		b.WriteString(strings.Join(parallel(len(retry.Kinds()), func(i int) string {
			return matrixRow(ownTruth(retry.Kinds()[i].Key, reference), n)
		}), ""))
	}
	return b.String()
}

// letter stands for a kind in the head of a matrix.
func letter(i int) string { return string(rune('a' + i)) }

func candidates() (n int) {
	n = len(retry.Kinds())
	for _, kind := range library.Kinds() {
		if n++; kind.Rejected != nil {
			n++
		}
	}
	return n
}

func matrixRow(of truth, n int) string {
	fits, first, fitting := map[string]int{}, 0, 0
	for i := range looks {
		r := All(drawn(of.strategy, n, of.retries, precise, seedOf(of, n, 1000+i)), Options{})
		for _, c := range r.Candidates[:r.Fitting] {
			fits[c.Key]++
		}
		fitting += r.Fitting
		if r.Fitting > 0 && (r.Candidates[0].Key == of.key || slices.Contains(r.Candidates[0].Same, of.key)) {
			first++
		}
	}
	row, name := "", ""
	for i, kind := range retry.Kinds() {
		cell := "·"
		if hits := fits[kind.Key]; hits > 0 {
			cell = fmt.Sprint(100 * hits / looks)
		}
		if kind.Key == of.key {
			cell, name = "**"+cell+"**", letter(i)+" "+kind.Name
		}
		row += " " + cell + " |"
	}
	return fmt.Sprintf("| %s |%s %d | %.1f |\n", name, row, 100*first/looks, float64(fitting)/looks)
}

func librariesText(*testing.T) string {
	var b strings.Builder
	b.WriteString(`
## Libraries

Delays drawn from the lab's models of libraries, each with its own parameters. *Ruled out* is how
often the right one is, of 100 times; the last column has what else fits at least half of 8 times
at 200 delays, the lab's own strategies by their keys, libraries by how many.

| library | ruled out at 5 | at 20 | at 200 | what else fits 200 delays |
|---|---:|---:|---:|---|
`)
	truths := libraryTruths()
	var alarms [3]int
	var mutex sync.Mutex
	rows := parallel(len(truths), func(i int) string {
		of, row := truths[i], "| "+truths[i].key
		if of.rejected {
			row += " after a rejection"
		}
		for j, n := range sizes {
			a, _ := of.alarms(n, precise, 100)
			mutex.Lock()
			alarms[j] += a
			mutex.Unlock()
			row += fmt.Sprintf(" | %d", a)
		}
		return row + " | " + others(of) + " |\n"
	})
	b.WriteString(strings.Join(rows, ""))
	fmt.Fprintf(&b, "| all | %s | %s | %s | |\n", rate(alarms[0], 100*len(truths)), rate(alarms[1], 100*len(truths)), rate(alarms[2], 100*len(truths)))
	return b.String()
}

// others are what else fits 200 delays of a strategy, half of the time or more.
func others(of truth) string {
	const times = 8
	fits := map[string]int{}
	for i := range times {
		r := All(drawn(of.strategy, 200, of.retries, precise, seedOf(of, 200, 2000+i)), Options{})
		once := map[string]bool{}
		for _, c := range r.Candidates[:r.Fitting] {
			once[c.Key] = true
		}
		for key := range once {
			fits[key]++
		}
	}
	var own []string
	libraries := 0
	for key, n := range fits {
		switch _, mine := retry.Lookup(key); {
		case 2*n < times || key == of.key:
		case mine:
			own = append(own, "`"+key+"`")
		default:
			libraries++
		}
	}
	slices.Sort(own)
	if libraries > 0 {
		own = append(own, format.Plural(libraries, "library"))
	}
	return strings.Join(own, ", ")
}

func measuredText(t *testing.T) string {
	truths := measuredTruths(t)
	var b strings.Builder
	fmt.Fprintf(&b, `
## Libraries as they were measured

The same with delays that do not come of the lab's models: 10,000 delays of the library's own code,
known by five quantiles for each retry, between which delays are drawn evenly. Of the %d libraries
whose extremes are known, those are left out whose delays depend on the one before or step from
value to value, since quantiles do not say how. Of 50 times each:

| library | ruled out at 5 | at 20 | at 200 |
|---|---:|---:|---:|
`, len(truths)+measuredLeftOut(t))
	var alarms [3]int
	for _, of := range truths {
		b.WriteString(measuredRow(of))
		for j, n := range sizes {
			alarms[j] += measuredAlarms(of, n)
		}
	}
	of := measuredTimes * len(truths)
	fmt.Fprintf(&b, "| all | %s | %s | %s |\n", rate(alarms[0], of), rate(alarms[1], of), rate(alarms[2], of))
	return b.String()
}

const measuredTimes = 50

func measuredRow(of truth) string {
	row := "| " + of.key
	for _, n := range sizes {
		row += fmt.Sprintf(" | %d", measuredAlarms(of, n))
	}
	return row + " |\n"
}

func measuredAlarms(of truth, n int) (alarms int) {
	for i := range measuredTimes {
		if !lookMeasured(of, n, seedOf(of, n, 3000+i)).Fits {
			alarms++
		}
	}
	return alarms
}

// measuredLeftOut is how many libraries of the file are not drawn from.
func measuredLeftOut(t *testing.T) (n int) {
	text, err := os.ReadFile("testdata/measured.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range append(slices.Clone(walkers), stepping...) {
		if strings.Contains(string(text), "\n"+key+",1,") {
			n++
		}
	}
	return n
}

const apart = `Some strategies make the same delays, so that nothing can tell them apart:

- Equal jitter with base b is ± jitter with base ¾ b and a share of a third, and upward jitter
  with base ½ b and a share of 1. Any ± jitter is upward jitter of another base and share. Round
  numbers come first.
- Full jitter with a floor but no growth is additive jitter with a factor of 1.
- A delay list is whatever one client without jitter waited: it is tested only where half of the
  retries were seen twice.
- Linear, polynomial and exponential backoff begin alike: linear 1, 2 and exponential 1, 2 part at
  retry 3, and a cap may hide that.
- The two forms of decorrelated jitter differ at the cap alone.
- Jitter that is finer than the step to which values are rounded is none.

These libraries wait the same before each of ten retries, to a millisecond or two:

`

// groupsText are the libraries whose delays are the same, found by their quantiles.
func groupsText() string {
	var groups [][]retry.Kind
	for _, kind := range library.Kinds() {
		i := slices.IndexFunc(groups, func(g []retry.Kind) bool { return sameQuantiles(g[0], kind) })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], kind)
	}
	slices.SortStableFunc(groups, func(a, b []retry.Kind) int { return cmp.Compare(len(b), len(a)) })
	var b strings.Builder
	for _, g := range groups {
		if len(g) < 2 {
			break
		}
		var keys []string
		for _, kind := range g {
			keys = append(keys, "`"+kind.Key+"`")
		}
		fmt.Fprintf(&b, "- %s: %s\n", g[0].Formula, strings.Join(keys, ", "))
	}
	return b.String()
}

// sameQuantiles says whether two libraries wait the same at the same draws, to two milliseconds.
func sameQuantiles(a, b retry.Kind) bool {
	one, other := a.New(retry.Params{}), b.New(retry.Params{})
	for i := range 100 {
		u := (float64(i) + 0.5) / 100
		var m, n time.Duration
		for k := 1; k <= 10; k++ {
			var d, e time.Duration
			d, m = one.Delay(k, m, u)
			e, n = other.Delay(k, n, u)
			if (d - e).Abs() > 2*time.Millisecond {
				return false
			}
		}
	}
	return true
}
