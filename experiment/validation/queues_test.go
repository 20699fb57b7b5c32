package validation

import (
	"fmt"
	"math"
	"time"

	"backofflab/sim"
	"backofflab/sim/metrics"
	"backofflab/sim/rng"
)

// queue is one queueing system: Poisson arrivals, a mean service time of 100 ms.
type queue struct {
	name     string
	servers  int
	places   int // to wait; 0: none
	rate     float64
	shape    string // of service times, as links write it
	blocking bool   // what is compared: the share that is turned away, or the mean wait
	want     float64
	seed     int // of its own, lest all figures be off together
	classes  bool
	class    int // whose wait is compared, where there are some
}

// classes are the shares of three priorities, the first before the others.
var classes = []float64{0.2, 0.3, 0.5}

const byClass = "immediate@20/fixed(priority=1)@30/full(priority=2)@50"

// endless is a queue that nobody fills.
const endless = 1_000_000

const serviceTime = 0.1

func queues(l lab) Claim {
	const exponential = "&service-dist=exponential"
	wait := func(name string, servers int, rate float64, shape string, want float64) queue {
		return queue{name: name, servers: servers, places: endless, rate: rate, shape: shape, want: want}
	}
	mmc := func(servers int, rate float64) queue {
		return wait(fmt.Sprintf("M/M/%d", servers), servers, rate, exponential, waitMMc(servers, rate, serviceTime))
	}
	lossy := func(servers int, rate float64) queue {
		return queue{name: fmt.Sprintf("M/M/%d/%d", servers, servers), servers: servers, rate: rate, shape: exponential, blocking: true, want: erlangB(servers, rate*serviceTime)}
	}
	systems := []queue{
		mmc(1, 5), mmc(1, 8), mmc(1, 9), mmc(2, 16), mmc(5, 40), mmc(20, 180),
		wait("M/M/1, last in first out", 1, 8, exponential+"&discipline=lifo", waitMMc(1, 8, serviceTime)),
		wait("M/D/1", 1, 8, "", waitMG1(8, serviceTime, 0)),
		wait("M/G/1, lognormal", 1, 7, "&service-dist=lognormal&service-sd=150ms", waitMG1(7, serviceTime, 2.25)),
		lossy(1, 10), lossy(5, 40), lossy(10, 120), lossy(50, 450),
	}
	for _, k := range []struct{ servers, places int }{{1, 4}, {3, 7}} {
		rate := 9 * float64(k.servers)
		blocked, waits := finite(k.servers, k.servers+k.places, rate, serviceTime)
		name := fmt.Sprintf("M/M/%d/%d", k.servers, k.servers+k.places)
		systems = append(systems,
			queue{name: name, servers: k.servers, places: k.places, rate: rate, shape: exponential, blocking: true, want: blocked},
			queue{name: name, servers: k.servers, places: k.places, rate: rate, shape: exponential, want: waits})
	}

	for class := range classes {
		systems = append(systems, prioritised("M/M/1", 1, 9, exponential, waitMMc(1, 9, serviceTime), class),
			prioritised("M/D/1", 1, 9, "", waitMG1(9, serviceTime, 0), class),
			prioritised("M/M/3", 3, 27, exponential, waitMMc(3, 27, serviceTime), class))
	}

	c := Claim{
		ID: "V7", Title: "The laws of queues",
		Source: "Erlang 1917; Pollaczek 1930, Khinchine 1932; Cobham 1954; Little 1961", SourceURL: "https://en.wikipedia.org/wiki/M/M/c_queue",
		Says:      "Mean wait and share turned away of M/M/c, M/G/1, M/M/c/c and M/M/c/K in the steady state, and the mean wait of each class where who waits is served by priority. In every run the area under the number in the system is the sum of the times spent there.",
		Tolerance: "4 standard errors of ours; theirs are exact. Little's law: to one part in a billion.",
		Note:      "Arrivals are Poisson, service times 100 ms on average, nobody tries twice. A run begins empty; what that takes off a mean is, in the full form, below a tenth of its standard error. Each row has a seed of its own, lest all be off together.",
		Query:     systems[1].query(l, 10*time.Minute),
	}
	farthest, checked := 0.0, 0
	compare := func(q queue) (estimate, float64) {
		ours, off, runs := q.measure(l)
		farthest, checked = math.Max(farthest, off), checked+runs
		return ours, apart(ours, estimate{mean: q.want})
	}
	for i, q := range systems {
		q.seed = i + 1
		ours, off := compare(q)
		c.Rows = append(c.Rows, Row{
			What:   fmt.Sprintf("%s, %g/s: %s", q.name, q.rate, q.figure()),
			Theirs: q.write(q.want), Ours: q.write(ours.mean), Off: inErrors(off), Pass: within(off, four),
			Query: q.query(l, 10*time.Minute),
		})
	}
	random := l.pick(4, 40)
	worst := 0.0
	for i := range random {
		_, off := compare(randomQueue(uint32(i)))
		worst = math.Max(worst, math.Abs(off))
	}
	for i := range random {
		off := simulate(l, randomService(uint32(i)), 1, func(r []sim.Result) float64 { return little(r[0]) })[0]
		farthest, checked = math.Max(farthest, off), checked+1
	}
	c.Rows = append(c.Rows, Row{
		What:   fmt.Sprintf("%d M/M/c/K with random servers, places and rates: the farthest figure", random),
		Theirs: "the formula", Ours: "simulated", Off: fmt.Sprintf("%.1f s.e.", worst), Pass: worst <= four,
	}, Row{
		What:   fmt.Sprintf("Little's law in %s runs, some with timeouts, retries and a brownout: the farthest", number(float64(checked), 0)),
		Theirs: "equal", Ours: "equal", Off: fmt.Sprintf("%.0e", farthest), Pass: farthest < littleTolerance,
	})
	return verdict(c)
}

// prioritised is a queue that is served by priority, of which the wait of one class is compared.
func prioritised(name string, servers int, rate float64, shape string, alike float64, class int) queue {
	loads := make([]float64, len(classes))
	for i, share := range classes {
		loads[i] = share * rate * serviceTime / float64(servers)
	}
	return queue{
		name: fmt.Sprintf("%s by priority, %d of 3", name, class+1), servers: servers, places: endless, rate: rate,
		shape: shape + "&discipline=priority", want: waitByClass(alike, loads, class), classes: true, class: class,
	}
}

// randomQueue is M/M/c/K with 1 to 8 servers, up to 12 places to wait and a load
// from 0.3 to 1.5 of what the servers can do. Either figure is compared.
func randomQueue(i uint32) queue {
	draw := func(n uint32) float64 { return rng.New(7, rng.Callers).Float64(i, n) }
	servers, places := 1+int(8*draw(0)), int(13*draw(1))
	rate := math.Round(10*float64(servers)*(0.3+1.2*draw(2))*100) / 100
	blocked, wait := finite(servers, servers+places, rate, serviceTime)
	q := queue{servers: servers, places: places, rate: rate, shape: "&service-dist=exponential", blocking: true, want: blocked, seed: 100 + int(i)}
	if places > 0 && draw(3) < 0.5 {
		q.blocking, q.want = false, wait
	}
	return q
}

// randomService is a service with all that makes requests leave early, late or
// more than once.
func randomService(i uint32) string {
	draw := func(n uint32) float64 { return rng.New(8, rng.Callers).Float64(i, n) }
	choose := func(n uint32, choices ...string) string { return choices[int(draw(n)*float64(len(choices)))] }
	return fmt.Sprintf("clients=100&population=open&offered=%.0f&duration=1m&limiter=none&servers=%d&queue=%d&service=%dms%s%s%s%s%s&strategies=%s&base=100ms&cap=2s&attempts=%d",
		5+95*draw(0), 1+int(8*draw(1)), int(40*draw(2)), 10+int(190*draw(3)),
		choose(4, "&service-dist=exponential", "&service-dist=lognormal&service-sd=100ms", "&slope=5ms"),
		choose(5, "", "&discipline=lifo"), choose(6, "", "&queue-timeout=300ms"),
		choose(7, "", "&timeout=400ms", "&timeout=400ms&abandoned=noticed"),
		choose(8, "", "&brownout=0.2&brownout-from=10s&brownout-to=20s"),
		choose(9, "immediate", "full"), 1+int(4*draw(10)))
}

func (q queue) figure() string {
	if q.blocking {
		return "share turned away"
	}
	return "mean wait"
}

func (q queue) write(x float64) string {
	if q.blocking {
		return fmt.Sprintf("%.5f", x)
	}
	return number(1000*x, 3) + " ms"
}

// query is the scenario of the system over a span of time.
func (q queue) query(l lab, span time.Duration) string {
	strategies := "immediate"
	if q.classes {
		strategies = byClass
	}
	return l.canonical(fmt.Sprintf("population=open&offered=%g&duration=%s&latency=0s&limiter=none&servers=%d&queue=%d&service=100ms%s&strategies=%s&attempts=1&seed=%d&bin=%s",
		q.rate, span, q.servers, q.places, q.shape, strategies, q.seed, span/1000))
}

// waits are those that are compared: of all, or of one class.
func (q queue) waits(r sim.Result) *metrics.Histogram {
	if q.classes {
		return r.Parts[q.class].QueueWait
	}
	return r.QueueWait
}

// measure returns the figure, and how far Little's law was off at most.
func (q queue) measure(l lab) (ours estimate, farthest float64, runs int) {
	requests := float64(l.pick(3_000, 200_000))
	runs = 16
	span := time.Duration(requests/q.rate) * time.Second
	figures := simulate(l, q.query(l, span), runs, func(r []sim.Result) [2]float64 {
		f := [2]float64{float64(r[0].Failed) / float64(r[0].Attempts), little(r[0])}
		if !q.blocking {
			f[0] = q.waits(r[0]).Mean().Seconds()
		}
		return f
	})
	for _, f := range figures {
		farthest = math.Max(farthest, f[1])
	}
	return meanOf(figures, func(f [2]float64) float64 { return f[0] }), farthest, runs
}
