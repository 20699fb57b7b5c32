package sim

import (
	"cmp"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"backofflab/scenario"
	"backofflab/sim/metrics"
)

// plainDiary is when everything happened.
type plainDiary struct {
	begun, ended, sentAt, answered      []time.Duration
	reached, accepted, rejected, failed []time.Duration
	completed, timedOut                 []time.Duration
	reachedOf                           map[int][]time.Duration // by part
	queued, dequeued                    []time.Duration
	retries                             []plainRetry
	made, brought                       []plainNumber // attempts that reached the service, those that brought success
}

// plainNumber is the number of an attempt, and whose it is.
type plainNumber struct {
	client uint32
	number int
}

type plainRetry struct {
	at     time.Duration
	client uint32
}

// report adds up, in bins of a width, as many as the fleet needs alone.
func (o *plainRun) report(width time.Duration) Result {
	r := &o.result
	o.width, r.Bin = width, width
	if o.last >= 0 {
		o.bins = int(o.last/width) + 1
	}
	r.Columns = metrics.Columns{
		Attempts: o.count(o.reached), Accepted: o.count(o.accepted), Rejected: o.count(o.rejected), Failed: o.count(o.failed),
		Completed: o.count(o.completed), TimedOut: o.count(o.timedOut), Begun: o.count(o.begun),
		InFlight: o.level(o.sentAt, o.answered), Queued: o.level(o.queued, o.dequeued), Open: o.level(o.begun, o.ended),
	}
	r.Rejected, r.Failed, r.TimedOut = len(o.rejected), len(o.failed), len(o.timedOut)
	for _, p := range o.parts {
		r.Requests += p.Requests
		r.Attempts += p.Attempts
		r.Successes += p.Successes
		r.Hedges += p.Hedges
		r.HedgesWon += p.HedgesWon
		r.GaveUp.add(p.GaveUp)
	}
	o.reportNumbers()
	r.Unfinished = r.Requests - r.Successes - r.GaveUp.Total()
	if len(o.parts) > 1 {
		r.Parts = o.parts
	} else {
		r.Layers = o.parts[0].Layers
	}
	for _, a := range o.jobs {
		if a.place != isNowhere { // still there when the run stops
			a.out = o.changed
		}
		r.ServiceArea += (a.out - a.entered).Seconds()
	}
	waves := wavesOf(o.retries)
	r.Waves, r.Later = waves[:min(len(waves), 3)], laterOf(o.retries, o.Scenario)
	r.HerdIndex, r.HerdWidth = herdIndexOf(o.retries)
	o.reportSuccesses()
	o.reportRecovery()
	o.reportPeak()
	for i := range o.parts {
		p := &o.parts[i]
		p.Peak, p.PeakSpan = busiestOf(o.reachedOf[i], r.PeakSpan), r.PeakSpan
	}
	resolved := scenario.Resolve(o.Scenario)
	r.summarise(&resolved)
	return *r
}

// reportNumbers counts attempts by their number, for all clients and for each part.
func (o *plainRun) reportNumbers() {
	count := func(has func(plainNumber) bool) (counts ByAttempt) {
		for i, list := range [][]plainNumber{o.made, o.brought} {
			for _, n := range list {
				count := plainCount(&counts, n.number)
				switch {
				case !has(n):
				case i == 0:
					count.Made++
				default:
					count.Succeeded++
				}
			}
		}
		for len(counts) > 0 && counts[len(counts)-1].Made == 0 {
			counts = counts[:len(counts)-1]
		}
		return counts
	}
	o.result.ByAttempt = count(func(plainNumber) bool { return true })
	for i := range o.parts {
		o.parts[i].ByAttempt = count(func(n plainNumber) bool { return scenario.ShareOf(o.fleet, n.client) == i })
	}
}

func plainCount(counts *ByAttempt, number int) *AttemptCount {
	for len(*counts) < number {
		*counts = append(*counts, AttemptCount{})
	}
	return &(*counts)[number-1]
}

// needs is the width of bins for the run alone: that which the scenario gives them, or the
// least round one with which 4,000 reach beyond the last moment.
func (o *plainRun) needs() time.Duration {
	if o.Bin > 0 {
		return o.Bin
	}
	for _, seconds := range []float64{0.25, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800} {
		width := time.Duration(seconds * float64(time.Second))
		if o.last < 4000*width {
			return width
		}
	}
	return time.Hour
}

// busiestOf is how many there are at most in a slice of a width.
func busiestOf(times []time.Duration, width time.Duration) (most int) {
	perSlice := map[time.Duration]int{}
	for _, at := range times {
		perSlice[at/width]++
		most = max(most, perSlice[at/width])
	}
	return most
}

// reportPeak counts attempts by slices as wide as bins are at the beginning.
func (o *plainRun) reportPeak() {
	r, perSlice := &o.result, map[time.Duration]int{}
	r.PeakSpan = o.Bin
	if o.Bin == 0 {
		r.PeakSpan = 250 * time.Millisecond
	}
	for _, at := range o.reached {
		perSlice[at/r.PeakSpan]++
	}
	for _, slice := range slices.Sorted(maps.Keys(perSlice)) {
		if perSlice[slice] > r.Peak {
			r.Peak, r.PeakBin = perSlice[slice], int(slice*r.PeakSpan/r.Bin)
		}
	}
}

func (o *plainRun) count(times []time.Duration) []int {
	column := make([]int, o.bins)
	for _, at := range times {
		if at < o.end {
			column[at/o.width]++
		}
	}
	return column
}

func (o *plainRun) level(in, out []time.Duration) []int {
	column, left := o.count(in), o.count(out)
	for i := range column {
		column[i] -= left[i]
		if i > 0 {
			column[i] += column[i-1]
		}
	}
	return column
}

// reportRecovery looks at each moment at which a request begins or ends.
func (o *plainRun) reportRecovery() {
	r, from, to := &o.result, time.Duration(math.MaxInt64), time.Duration(0)
	for _, d := range o.Disturbances() {
		r.HasTrigger, from, to = true, min(from, d.From), max(to, d.To)
	}
	if !r.HasTrigger {
		return
	}
	slices.Sort(o.begun)
	slices.Sort(o.ended)
	if o.Population == scenario.PopulationOnce {
		if r.Recovered = r.Successes+r.GaveUp.Permanent == r.Requests; r.Recovered && len(o.ended) > 0 {
			r.Recovery = max(0, o.ended[len(o.ended)-1]-to)
		}
		return
	}
	most := 0
	for _, at := range o.begun {
		if at < from {
			most = max(most, o.underWay(at))
		}
	}
	for _, at := range append([]time.Duration{to}, o.ended...) {
		if at < to || o.underWay(at) > most {
			continue
		}
		if at < min(o.end, o.Duration) || at == to && o.underWay(to) == 0 {
			r.Recovered, r.Recovery = true, at-to
		}
		return
	}
}

// underWay is how many requests have begun by a moment, that included, and not ended.
func (o *plainRun) underWay(at time.Duration) int {
	begun, _ := slices.BinarySearch(o.begun, at+1)
	ended, _ := slices.BinarySearch(o.ended, at+1)
	return begun - ended
}

// reportSuccesses sorts when requests succeeded, and counts all but each twentieth of them,
// and all but each hundredth.
func (o *plainRun) reportSuccesses() {
	r := &o.result
	slices.Sort(o.completed)
	if len(o.completed) > 0 {
		r.LastSuccess = o.completed[len(o.completed)-1]
	}
	r.Done95, r.HasDone95 = o.doneBut(20)
	r.Done99, r.HasDone99 = o.doneBut(100)
}

// doneBut is when all requests but each nth had succeeded.
func (o *plainRun) doneBut(nth int) (time.Duration, bool) {
	r := &o.result
	needed := r.Requests - r.Requests/nth
	if r.Requests == 0 || len(o.completed) < needed {
		return 0, false
	}
	if o.Population == scenario.PopulationOnce {
		return o.completed[needed-1], true
	}
	// The quantile whose rank is just that.
	return r.Completion.Quantile((float64(needed) - 0.5) / float64(r.Successes)), true
}

// herdIndexOf counts the retries in cells of about a millisecond, twice as wide as often
// as it takes for 2,048 to be enough, and in all windows of so many cells.
func herdIndexOf(retries []plainRetry) (index float64, width time.Duration) {
	if len(retries) < 2 {
		return 0, 0
	}
	first, last := retries[0].at, retries[len(retries)-1].at
	crowd := retries[len(retries)-1-len(retries)/20].at // by then all but each twentieth have come
	cell := time.Duration(1 << 20)
	for (last-first)/cell >= 2048 {
		cell *= 2
	}
	all := int64((last-first)/cell) + 1
	many := max(32, int64((crowd-first)/cell)+1)
	for _, w := range []int64{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64} {
		if all < 32 || many < 32*w {
			break
		}
		slide := time.Duration(1) // in cells: half or a third of the window, of the wide ones
		for ; slide*4 <= time.Duration(w); slide *= 2 {
		}
		if h := plainUnevenness(retries, slide*cell, int(w/int64(slide))); h > index || width == 0 {
			index, width = h, time.Duration(w)*cell
		}
	}
	return index, width
}

// plainUnevenness is sum(d²) / sum(x0 + 9 x1 + 9 x2 + x3) of windows of so many steps that
// begin at each step, with x the retries in a window and d the third differences.
func plainUnevenness(retries []plainRetry, step time.Duration, w int) float64 {
	first := retries[0].at
	steps := make([]int64, int((retries[len(retries)-1].at-first)/step)+1)
	for _, r := range retries {
		steps[(r.at-first)/step]++
	}
	x := make([]int64, len(steps)-w+1)
	for i := range x {
		for _, n := range steps[i : i+w] {
			x[i] += n
		}
	}
	squares, variance := new(big.Int), int64(0)
	for i := 0; i+3*w < len(x); i++ {
		d := big.NewInt(x[i] - 3*x[i+w] + 3*x[i+2*w] - x[i+3*w])
		squares.Add(squares, d.Mul(d, d))
		variance += x[i] + 9*x[i+w] + 9*x[i+2*w] + x[i+3*w]
	}
	sum, _ := new(big.Float).SetInt(squares).Float64()
	return sum / float64(variance)
}

// laterOf is the fullest window that begins after the first burst: the spread, a round trip
// and one way more, and the cap, or 32 times the base if that is less; at least the base. The
// fullest window of some retries is the largest of their waves.
func laterOf(retries []plainRetry, s scenario.Scenario) metrics.Wave {
	over := time.Duration(0)
	if !s.Arrives() {
		wait := min(32*s.Base, s.Cap)
		last := s.Start
		for _, own := range regexp.MustCompile(`[( ]start=([^ )]+)`).FindAllStringSubmatch(strings.Join(s.Strategies, "/"), -1) {
			start, _ := time.ParseDuration(own[1])
			last = max(last, start)
		}
		over = last + s.Spread + s.Latency + s.Latency + s.Latency + max(wait, s.Base)
	}
	for i, r := range retries {
		if r.at >= over {
			return wavesOf(retries[i:])[0]
		}
	}
	return metrics.Wave{}
}

// wavesOf finds the waves, the largest first: windows that end with a retry, of which no
// window that shares a moment has more retries, and none before it as many.
func wavesOf(retries []plainRetry) []metrics.Wave {
	var windows, waves []metrics.Wave
	for i, last := range retries {
		if i+1 < len(retries) && retries[i+1].at == last.at {
			continue
		}
		w, clients := metrics.Wave{From: last.at, To: last.at}, map[uint32]bool{}
		for j := i; j >= 0 && retries[j].at > last.at-HerdWindow; j-- {
			w.From, w.Retries, clients[retries[j].client] = retries[j].at, w.Retries+1, true
		}
		w.Clients = len(clients)
		windows = append(windows, w)
	}
	for i, w := range windows {
		highest := true
		for j := i - 1; j >= 0 && windows[j].To >= w.From; j-- {
			highest = highest && windows[j].Retries < w.Retries
		}
		for j := i + 1; j < len(windows) && windows[j].From <= w.To; j++ {
			highest = highest && windows[j].Retries <= w.Retries
		}
		if highest {
			waves = append(waves, w)
		}
	}
	slices.SortStableFunc(waves, func(a, b metrics.Wave) int { return cmp.Compare(b.Retries, a.Retries) })
	return waves
}
