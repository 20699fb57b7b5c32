package calculator

import (
	"cmp"
	"slices"
	"time"

	"backofflab/scenario/schedule"
)

// Within is how many retries a client makes in some time after its first failure, if attempts
// were endless, every one fails, and none takes any time.
type Within struct {
	Time         time.Duration
	Mean, Median float64
	Unbounded    bool // it does not wait at all, so there is no number
	// Exact is true where the retries were counted, or follow from delays that are all the same;
	// else the later ones are an average.
	Exact bool
}

const (
	// counted is how many retries without jitter are counted one by one.
	counted = 20_000
	// drawnRetries is how many are of drawn clients at most, and fewDrawn at least. By then nearly
	// every policy is at its cap, and what is left of the time is divided by the mean delay.
	drawnRetries, fewDrawn = 200, 20
	// farRetry is one by which every delay that stops growing has.
	farRetry = 1 << 40
)

func (p policy) within(d time.Duration, drawn, remembers bool) Within {
	w := Within{Time: d, Exact: true}
	most := farRetry
	if p.list > 0 {
		most = p.list
	}
	if drawn {
		p.withinDrawn(&w, most, remembers)
	} else {
		p.withinSame(&w, most)
	}
	return w
}

// withinSame counts retries whose delays are the same for all clients.
func (p policy) withinSame(w *Within, most int) {
	var total time.Duration
	n := 0
	for ; n < min(counted, most); n++ {
		delay := p.delay(n+1, 0)
		if total+delay > w.Time {
			break
		}
		total += delay
	}
	if n == counted {
		left := w.Time - total
		last := p.delay(counted, 0)
		switch {
		case last != p.delay(farRetry, 0):
			n, w.Exact = n+int(p.growing(counted, left)(left)), false
		case last == 0:
			w.Unbounded = true
		default:
			n += int(left / last)
		}
	}
	w.Mean, w.Median = float64(n), float64(n)
}

// withinDrawn counts those of drawn clients, and divides what is left of the time.
//
// Source: the elementary renewal theorem and its second-order term: renewals of mean m and
// variance v within t are about t/m + (v/m^2 - 1)/2 (Feller, An Introduction to Probability
// Theory and Its Applications II, XI.3).
func (p policy) withinDrawn(w *Within, most int, remembers bool) {
	drawn := p.drawnFor(remembers)
	counts, left := make([]float64, schedule.Clients), make([]time.Duration, schedule.Clients)
	var late moments
	p.walk(min(drawn, most), func(at schedule.Waited) bool {
		going := false
		for i, total := range at.Totals {
			left[i] = w.Time - total
			if total <= w.Time {
				counts[i]++
				going = true
			}
		}
		if at.Retry > drawn/2 {
			late.add(at.Delays)
		}
		return going
	})
	if most > drawn && slices.Max(counts) == float64(drawn) {
		rest := p.rest(drawn, slices.Max(left), late, remembers)
		for i, n := range counts {
			if n == float64(drawn) {
				w.Exact = false
				counts[i] += rest(left[i])
			}
		}
	}
	w.Mean, w.Median = average(counts), middle(counts)
}

// drawnFor is how many retries are of drawn clients: as many as it takes until delays stay as they
// are.
func (p policy) drawnFor(remembers bool) int {
	n := fewDrawn
	for far := p.meanAt(farRetry); n < drawnRetries && (remembers || p.meanAt(n) != far); {
		n = min(2*n, drawnRetries)
	}
	return n
}

// rest says how many retries follow the drawn ones in some time, which is longest at most.
func (p policy) rest(drawn int, longest time.Duration, late moments, remembers bool) func(time.Duration) float64 {
	if !remembers {
		if p.meanAt(drawn) != p.meanAt(farRetry) {
			return p.growing(drawn, longest)
		}
		late = moments{}
		late.add(p.quantiles(drawn, nil))
	}
	return func(left time.Duration) float64 { return max(0, float64(left)/late.mean()+late.excess()) }
}

// meanAt is the mean delay before retry k, in nanoseconds.
func (p policy) meanAt(k int) float64 {
	const draws = 60
	sum := 0.0
	for i := range draws {
		sum += float64(p.delay(k, (float64(i)+0.5)/draws))
	}
	return sum / draws
}

// growing says how many retries after k some time has room for, which is longest at most, where
// delays still grow: their mean is looked at now and then, ever more seldom, and taken to be
// straight between.
func (p policy) growing(k int, longest time.Duration) func(time.Duration) float64 {
	type place struct{ n, waited float64 }
	places := []place{{}}
	here := p.meanAt(k + 1)
	for at := places[0]; at.waited <= float64(longest); {
		step := max(1, k/256)
		next := p.meanAt(k + 1 + step)
		at = place{at.n + float64(step), at.waited + float64(step)*(here+next)/2}
		places, here, k = append(places, at), next, k+step
	}
	return func(left time.Duration) float64 {
		i, _ := slices.BinarySearchFunc(places[1:], float64(left), func(p place, t float64) int { return cmp.Compare(p.waited, t) })
		from, to := places[i], places[i+1]
		return from.n + (to.n-from.n)*(float64(left)-from.waited)/(to.waited-from.waited)
	}
}

// moments are sums of delays and of their squares.
type moments struct{ n, sum, squares float64 }

func (m *moments) add(delays []time.Duration) {
	for _, d := range delays {
		x := float64(d)
		m.n++
		m.sum += x
		m.squares += float64(x * x)
	}
}

func (m moments) mean() float64 { return m.sum / m.n }

// excess is by how much retries are more than the time divided by the mean.
func (m moments) excess() float64 {
	mean := m.mean()
	return (m.squares/m.n/float64(mean*mean) - 2) / 2
}

func average(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func middle(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
