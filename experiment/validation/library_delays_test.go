package validation

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"backofflab/retry"
	"backofflab/retry/library"
	"backofflab/sim/rng"
)

// samples is how many delays of a library were measured for each retry, and how
// many are drawn here.
const samples = 10_000

func libraryDelays(l lab) Claim {
	c := Claim{
		ID: "V10", Title: "The delays of every library",
		Source: "Delays of each library, drawn by its own code",
		Says:   "Mean, three quantiles and the share of clients on one value, for the first ten retries of each library. What jitter is worth shows at the tenth, where many have none left.",
		Tolerance: "Means: 5 standard errors, those of both samples added in squares, or half a millisecond, to which some are published. " +
			"Quantiles: 5 standard deviations of their rank in the sample. Share on one value: 0.02.",
		Note:  "Theirs are 10,000 samples of each delay, ours as many. Shown are mean and share on one value at the first and the last measured retry, and how far the farthest of all figures is off. Of 20 libraries only the mean and the share were published, at the first and the tenth retry. Besides, packages were run as their users call them, as each row says: for retries 1 to 10 they wait what the presets do. Two presets were mended for it. The reference had called the function of stripe-node with 1 to 10, and the package calls it with 0 first: its measurements are held against one retry later. The Kubernetes reflector begins anew every two minutes: it was measured again, and so were the two SDKs of AWS after a rejection. Libraries without a measurement have no row; they were read: Anthropic's and OpenAI's SDKs for Python, Envoy, Polly.",
		Query: l.canonical(delaysOf("lib:aws-sdk-go-v2-2026,lib:aws-sdk-go-v2-standard,lib:cenkalti,lib:p-retry")),
	}
	measured := map[string][]measurement{}
	for _, row := range l.table("../../retry/library/testdata/library_delays.csv") {
		measured[row[0]] = append(measured[row[0]], l.measurement(row))
	}
	kinds := library.Kinds()
	rows := parallel(len(kinds), func(i int) []Row {
		of := measured[strings.TrimPrefix(kinds[i].Key, "lib:")]
		if len(of) == 0 {
			return nil
		}
		row := l.library(kinds[i], kinds[i].New, of)
		row.Note = kinds[i].Checked
		if kinds[i].Rejected == nil {
			return []Row{row}
		}
		after := l.library(kinds[i], kinds[i].Rejected, measured[strings.TrimPrefix(kinds[i].Key, "lib:")+"@429"])
		after.What += ", after a rejection"
		after.Query = l.canonical("clients=1000&spread=0s&rate=0.001&burst=1&attempts=11&strategies=" + kinds[i].Key)
		return []Row{row, after}
	})
	c.Rows = slices.Concat(rows...)
	return verdict(c)
}

// measurement is what was measured of one delay of a library, in milliseconds; NaN
// where something was not.
type measurement struct {
	retry     int
	mean      float64
	quantiles [3]float64 // 5, 50, 95 %
	share     float64    // on the most common value
}

var ranks = [3]float64{0.05, 0.5, 0.95}

func (l lab) measurement(row []string) measurement {
	var figures [5]float64
	for i := range figures {
		if figures[i] = math.NaN(); row[2+i] != "" {
			figures[i] = l.number(row[2+i])
		}
	}
	return measurement{int(l.number(row[1])), figures[0], [3]float64(figures[1:4]), figures[4]}
}

// library compares a library with what was measured of it.
func (l lab) library(kind retry.Kind, of func(retry.Params) retry.Strategy, measured []measurement) Row {
	strategy, draws := of(retry.Params{}), rng.New(1, rng.Jitter)
	memory, delays := make([]time.Duration, samples), make([]float64, samples)
	far := distances{}
	var ours, theirs []string
	for k := 1; k <= 10; k++ {
		for i := range samples {
			var d time.Duration
			d, memory[i] = strategy.Delay(k, memory[i], draws.Float64(uint32(i), uint32(k)))
			delays[i] = float64(d) / float64(time.Millisecond)
		}
		at := slices.IndexFunc(measured, func(m measurement) bool { return m.retry == k })
		if at < 0 {
			continue
		}
		slices.Sort(delays)
		m := measured[at]
		average, share := mean(delays), mostCommon(delays)
		far.add(m, delays, average, share)
		if at == 0 || at == len(measured)-1 {
			ours = append(ours, fmt.Sprintf("%s ms, %.1f %%", number(average.mean, 0), 100*share))
			theirs = append(theirs, fmt.Sprintf("%s ms, %.1f %%", number(m.mean, 0), 100*m.share))
		}
	}
	return Row{
		What:   fmt.Sprintf("%s (%s)", kind.Name, kind.Version),
		Theirs: strings.Join(theirs, "; "), Ours: strings.Join(ours, "; "),
		Off: far.String(), Pass: far.pass(), Query: l.canonical(delaysOf(kind.Key)),
	}
}

// distances are the farthest figures of a library.
type distances struct{ mean, quantile, share float64 }

// add takes in the comparison of one retry's delays, which are sorted.
func (d *distances) add(m measurement, sorted []float64, average estimate, share float64) {
	const n = float64(samples)
	deviation := average.err * math.Sqrt2 // as many of theirs, with the same deviation
	if off := math.Abs(average.mean - m.mean); off > 0.5 {
		d.mean = math.Max(d.mean, off/deviation)
	}
	d.share = math.Max(d.share, math.Abs(share-m.share))
	for i, p := range ranks {
		// How many standard deviations of its rank the quantile is away from where the
		// sample has it.
		low, _ := slices.BinarySearch(sorted, m.quantiles[i]-0.001)
		high, _ := slices.BinarySearch(sorted, m.quantiles[i]+0.001)
		off := math.Max(float64(low)/n-p, p-float64(high)/n)
		if !math.IsNaN(m.quantiles[i]) && off > 0 {
			d.quantile = math.Max(d.quantile, off/math.Sqrt(2*p*(1-p)/n))
		}
	}
}

func (d distances) pass() bool { return d.mean <= 5 && d.quantile <= 5 && d.share <= 0.02 }

func (d distances) String() string {
	return fmt.Sprintf("mean %.1f s.e., quantile %.1f s.d., share %.3f", d.mean, d.quantile, d.share)
}

// mostCommon is the share of sorted values that are one and the same.
func mostCommon(sorted []float64) float64 {
	run, longest := 0, 0
	for i, v := range sorted {
		if i > 0 && v != sorted[i-1] {
			run = 0
		}
		run++
		longest = max(longest, run)
	}
	return float64(longest) / float64(len(sorted))
}
