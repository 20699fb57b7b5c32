package experiment

import (
	"cmp"
	"slices"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
	"backofflab/sim/metrics"
)

// Kind says what a figure counts in, and so how it is written. Each kind has one rule of
// decimals, in the room that writes.
type Kind uint8

// The kinds of figures.
const (
	Count   Kind = iota // whole: attempts, requests, clients
	PerS                // attempts per second
	Times               // a multiple
	Ratio               // how many for each
	Index               // the herd index, or that of fairness
	Percent             // 0 to 100
	Time                // nanoseconds of virtual time
)

// Figure is a number that is reported of a fleet's run, wherever it is: one line of
// [Figures]. Where its name is "" or its place 0 it is not reported.
type Figure struct {
	JSON string // key in results; times have milliseconds there
	Name string // in replications and comparisons; times have seconds there
	Unit string // of Name, as JSON writes it; "" for a count or a ratio
	CSV  string // column of the table as CSV; times have seconds there

	Kind   Kind
	Better int // which direction is the better one: -1 lower, +1 higher, 0 neither
	Flags  Flags
	At     Places

	Title, Of string // head of its column, "Median" and "s"; "" where only the CSV has it
	Help      Help

	Where func(scenario.Scenario) bool // scenarios whose screens show it; nil: all
	Read  func(sim.Result) (x float64, ok bool)
}

// Flags are properties of a figure.
type Flags uint8

// Properties of figures.
const (
	OfParts   Flags = 1 << iota // the parts of a mixed fleet have it as well
	Nullable                    // JSON says null where a run has none; of the others 0
	LeftOut                     // a run that has none is left out of bands; else it counts with what Read says
	Compared                    // fleets are compared in it over replications: the lower, the better
	OfStudies                   // told by Name in studies of many runs alone, not of replications
	Relative                    // a difference between two runs is in per cent of it, not in its unit
)

// Has reports whether a figure has a flag.
func (f Figure) Has(flag Flags) bool { return f.Flags&flag != 0 }

// In reads the figure of a result where it has one, times in seconds: as it is told over
// several runs.
func (f Figure) In(r sim.Result) (x float64, ok bool) {
	x, ok = f.Read(r)
	if f.Kind == Time {
		x = time.Duration(x).Seconds()
	}
	return x, ok
}

// Shown reports whether the screens of a scenario show it.
func (f Figure) Shown(s scenario.Scenario) bool {
	return f.Title != "" && (f.Where == nil || f.Where(s))
}

// Places order the figures in what shows them, the lowest first: parts of a mixed fleet
// and replications, both in JSON; the columns of the table, on screen and as CSV; those of the comparison of two runs;
// those over several runs. They go by tens, so that there is room between.
type Places struct{ Parts, Bands, Table, Baseline, Runs int }

// Help explains a column in one sentence, in which {one} and {many} stand for what
// completes: in the table, in the comparison of two runs, and over several. Those of the
// latter two are that of the table where they are "".
type Help struct{ Table, Baseline, Runs string }

// Figures returns all of them, in the order of results in JSON.
func Figures() []Figure { return slices.Clone(figures) }

// Sampled returns the figures that samples of runs hold, those with a Name, in the order of
// the table. It is fixed for an engine version: samples have no names.
func Sampled() []Figure {
	return slices.DeleteFunc(Figures(), func(f Figure) bool { return f.Name == "" })
}

// FiguresBy returns those that have a place, in its order.
func FiguresBy(place func(Places) int) []Figure {
	some := slices.DeleteFunc(Figures(), func(f Figure) bool { return place(f.At) == 0 })
	slices.SortStableFunc(some, func(a, b Figure) int { return cmp.Compare(place(a.At), place(b.At)) })
	return some
}

// PartAsResult is what is known of a part of a mixed fleet, as a result. Only figures
// that have OfParts say something of it.
func PartAsResult(p sim.Part) sim.Result {
	r := sim.Result{
		Strategy: p.Strategy, Clients: p.Clients, Requests: p.Requests, Attempts: p.Attempts,
		Successes: p.Successes, Hedges: p.Hedges, HedgesWon: p.HedgesWon, GaveUp: p.GaveUp, Completion: p.Completion, QueueWait: p.QueueWait,
	}
	if r.Requests > 0 {
		r.Amplification = float64(r.Attempts) / float64(r.Requests)
	}
	if p.PeakSpan > 0 {
		r.PeakPerS = float64(p.Peak) / p.PeakSpan.Seconds()
	}
	return r
}

// figures is the table. A new figure is a line of it; CONTRIBUTING.md shows one.
var figures = []Figure{
	{JSON: "attempts", Name: "attempts", CSV: "attempts", Better: -1, Flags: OfParts | Compared | Relative, At: Places{Parts: 20, Bands: 10, Table: 30, Baseline: 30, Runs: 10}, Title: "Attempts", Of: "total",
		Help: Help{Table: "Attempts that were made, first tries included", Runs: "Attempts that reached the service"},
		Read: count(func(r sim.Result) int { return r.Attempts })},
	{JSON: "requests", Name: "requests", CSV: "requests", Flags: OfParts, At: Places{Parts: 10, Bands: 20, Table: 60}, Read: count(func(r sim.Result) int { return r.Requests })},
	{JSON: "successes", Name: "successes", Flags: OfParts, At: Places{Parts: 30, Bands: 30}, Read: count(func(r sim.Result) int { return r.Successes })},
	{Name: "success_percent", Unit: "percent", CSV: "success_percent", Kind: Percent, Better: +1, Flags: OfParts | OfStudies, At: Places{Table: 70, Baseline: 70}, Title: "Success", Of: "%",
		Help: Help{Table: "Share of the requests that succeeded", Baseline: "Share of the requests that succeeded; the difference is in percentage points"},
		Read: func(r sim.Result) (float64, bool) {
			return 100 * float64(r.Successes) / float64(max(1, r.Requests)), r.Requests > 0
		}},
	{JSON: "rejected", Name: "rejected", At: Places{Bands: 50}, Read: count(func(r sim.Result) int { return r.Rejected })},
	{JSON: "failed", Name: "failed", At: Places{Bands: 60}, Read: count(func(r sim.Result) int { return r.Failed })},
	{JSON: "timed_out", Name: "timed_out", At: Places{Bands: 70}, Read: count(func(r sim.Result) int { return r.TimedOut })},
	{JSON: "not_sent", Name: "not_sent", At: Places{Bands: 80}, Read: count(func(r sim.Result) int { return r.NotSent })},
	{JSON: "abandoned", Read: count(func(r sim.Result) int { return r.Abandoned })},
	{JSON: "dropped", Read: count(func(r sim.Result) int { return r.Dropped })},
	{JSON: "hedges", Name: "hedges", CSV: "hedges", Flags: OfParts, At: Places{Parts: 22, Bands: 102, Table: 35}, Title: "Hedges", Of: "total",
		Help:  Help{Table: "Attempts that were further copies of one that had not been answered"},
		Where: func(s scenario.Scenario) bool { return len(s.Hedged()) > 0 },
		Read:  count(func(r sim.Result) int { return r.Hedges })},
	{JSON: "hedges_won", Name: "hedges_won", CSV: "hedges_won", Flags: OfParts, At: Places{Parts: 23, Bands: 103, Table: 36},
		Read: count(func(r sim.Result) int { return r.HedgesWon })},
	{JSON: "gave_up", Name: "gave_up", CSV: "gave_up", Better: -1, Flags: OfParts, At: Places{Parts: 40, Bands: 40, Table: 79}, Read: count(func(r sim.Result) int { return r.GaveUp.Total() })},
	{JSON: "unfinished", Name: "unfinished", At: Places{Bands: 90}, Read: count(func(r sim.Result) int { return r.Unfinished })},
	{JSON: "lost", Name: "lost", CSV: "lost", Better: -1, Flags: OfParts | Compared, At: Places{Parts: 45, Bands: 95, Table: 80, Baseline: 80, Runs: 50}, Title: "Lost", Of: "{many}",
		Help: Help{"{Many} that found no success: given up, failed for good, or still under way when the run stopped", "Those that found no success: given up, failed for good, or still under way when the run stopped", "Requests that found no success"},
		Read: count(sim.Result.Lost)},
	{JSON: "wasted", Name: "wasted", At: Places{Bands: 110}, Read: count(func(r sim.Result) int { return r.Wasted })},
	{JSON: "wasted_per_request", Name: "wasted_per_request", CSV: "wasted_per_request", Kind: Ratio, Better: -1, Flags: OfParts | Compared, At: Places{Parts: 25, Bands: 115, Table: 45, Baseline: 45, Runs: 15}, Title: "Wasted", Of: "per {one}",
		Help: Help{Table: "Attempts that served nobody, for each request: rejected, failed, or served too late"},
		Read: func(r sim.Result) (float64, bool) {
			return float64(r.Attempts-r.Successes) / float64(max(1, r.Requests)), r.Requests > 0
		}},
	{JSON: "amplification", Name: "amplification", CSV: "attempts_per_request", Kind: Ratio, Better: -1, Flags: OfParts, At: Places{Bands: 100, Table: 40}, Title: "Amplif.", Of: "per {one}",
		Help: Help{Table: "Amplification: attempts for each request"},
		Read: func(r sim.Result) (float64, bool) { return r.Amplification, r.Requests > 0 }},
	{JSON: "peak_bin", Read: count(func(r sim.Result) int { return r.PeakBin })},
	{JSON: "peak_per_s", Name: "peak", Unit: "per_s", CSV: "peak_per_s", Kind: PerS, Better: -1, Flags: OfParts | Compared | Relative, At: Places{Parts: 48, Bands: 120, Table: 10, Baseline: 10, Runs: 20}, Title: "Peak", Of: "/s",
		Help: Help{Table: "Attempts in the busiest bin, as a rate"},
		Read: func(r sim.Result) (float64, bool) { return r.PeakPerS, true }},
	{JSON: "peak_over_rate", Name: "peak_over_capacity", CSV: "peak_over_capacity", Kind: Times, Better: -1, Flags: Nullable, At: Places{Bands: 130, Table: 20}, Title: "Over", Of: "capacity",
		Help:  Help{Table: "The peak as a multiple of the capacity"},
		Where: func(s scenario.Scenario) bool { return s.Capacity() > 0 },
		Read:  func(r sim.Result) (float64, bool) { return r.PeakOverRate, r.PeakOverRate > 0 }},
	{JSON: "herd_index", Name: "herd_index", CSV: "herd_index", Kind: Index, Flags: Nullable | LeftOut, At: Places{Bands: 140, Table: 50, Baseline: 50, Runs: 30}, Title: "Herd", Of: "index",
		Help: Help{Table: "How many times as uneven the retries are as those of independent clients: these have about 1, clients that come back together about as many as are in a herd. Read it to one digit"},
		Read: func(r sim.Result) (float64, bool) { return r.HerdIndex, r.HerdWidth > 0 }},
	{JSON: "herd_width_ms", Name: "herd_width", Unit: "s", Kind: Time, Flags: Nullable | LeftOut, At: Places{Bands: 145},
		Read: func(r sim.Result) (float64, bool) { return float64(r.HerdWidth), r.HerdWidth > 0 }},
	{Name: "largest_wave", Unit: "retries", Better: -1, At: Places{Bands: 150},
		Read: count(func(r sim.Result) int {
			if len(r.Waves) == 0 {
				return 0
			}
			return r.Waves[0].Retries
		})},
	{Name: "later_wave", Unit: "retries", Better: -1, Flags: Compared, At: Places{Bands: 155, Runs: 45}, Title: "Later wave", Of: "retries",
		Help: Help{Runs: "Retries of the largest wave that begins after the first burst"},
		Read: count(func(r sim.Result) int { return r.Later.Retries })},
	{JSON: "recovery_ms", Name: "recovery", Unit: "s", Kind: Time, Better: -1, Flags: Nullable | LeftOut | Compared, At: Places{Bands: 230, Runs: 90}, Title: "Recovery", Of: "s",
		Help:  Help{Runs: "Time from the end of the last trigger until no more requests are under way than before it"},
		Where: func(s scenario.Scenario) bool { return len(s.Disturbances()) > 0 },
		Read:  func(r sim.Result) (float64, bool) { return float64(r.Recovery), r.HasTrigger && r.Recovered }},
	{JSON: "done_95_ms", Name: "done_95", Unit: "s", CSV: "done_95_s", Kind: Time, Better: -1, Flags: Nullable | LeftOut | Compared, At: Places{Bands: 157, Table: 85, Baseline: 85, Runs: 55}, Title: "95 % done", Of: "s",
		Help: Help{Table: "Time until 95 % of all {many} have succeeded: since the start where each client has one request, else since the start of each. Without a time, fewer than 95 % ever did", Runs: "Time until 95 % of all requests have succeeded"},
		Read: func(r sim.Result) (float64, bool) { return float64(r.Done95), r.HasDone95 }},
	{Name: "done_99", Unit: "s", Kind: Time, Better: -1, Flags: LeftOut | OfStudies,
		Read: func(r sim.Result) (float64, bool) { return float64(r.Done99), r.HasDone99 }},
	{Name: "late_offered", Unit: "per_s", Kind: PerS, Flags: LeftOut | OfStudies, Read: late(func(c metrics.Columns) []int { return c.Begun })},
	{Name: "late_goodput", Unit: "per_s", Kind: PerS, Better: +1, Flags: LeftOut | OfStudies, Read: late(func(c metrics.Columns) []int { return c.Completed })},
	{Name: "late_attempts", Unit: "per_s", Kind: PerS, Better: -1, Flags: LeftOut | OfStudies, Read: late(func(c metrics.Columns) []int { return c.Attempts })},
	{JSON: "last_success_ms", Name: "last_success", Unit: "s", Kind: Time, Better: -1, Flags: Nullable | LeftOut, At: Places{Bands: 158},
		Read: func(r sim.Result) (float64, bool) { return float64(r.LastSuccess), r.Successes > 0 }},
	{JSON: "fairness", Name: "fairness", Kind: Index, Better: +1, Flags: Nullable, At: Places{Bands: 220},
		Read: func(r sim.Result) (float64, bool) { return r.Completion.Jain(), r.Completion.Count() > 0 }},
	{JSON: "completion_min_ms", Name: "completion_min", Unit: "s", Kind: Time, Better: -1, Flags: Nullable | OfParts, At: Places{Parts: 50, Bands: 160}, Read: completion((*metrics.Histogram).Min)},
	{JSON: "completion_p50_ms", Name: "completion_p50", Unit: "s", CSV: "completion_p50_s", Kind: Time, Better: -1, Flags: Nullable | OfParts | Compared, At: Places{Parts: 60, Bands: 170, Table: 90, Baseline: 90, Runs: 60}, Title: "Median", Of: "s",
		Help: completionHelp("Completion time, median"), Read: completion(quantile(0.50))},
	{JSON: "completion_p90_ms", Name: "completion_p90", Unit: "s", CSV: "completion_p90_s", Kind: Time, Better: -1, Flags: Nullable | OfParts, At: Places{Parts: 70, Bands: 180, Table: 100}, Read: completion(quantile(0.90))},
	{JSON: "completion_p95_ms", Name: "completion_p95", Unit: "s", Kind: Time, Better: -1, Flags: Nullable | OfParts, At: Places{Parts: 80, Bands: 190}, Read: completion(quantile(0.95))},
	{JSON: "completion_p99_ms", Name: "completion_p99", Unit: "s", CSV: "completion_p99_s", Kind: Time, Better: -1, Flags: Nullable | OfParts | Compared, At: Places{Parts: 90, Bands: 200, Table: 110, Baseline: 110, Runs: 70}, Title: "99 %", Of: "s",
		Help: completionHelp("Completion time, 99th percentile"), Read: completion(quantile(0.99))},
	{JSON: "completion_max_ms", Name: "completion_max", Unit: "s", CSV: "completion_max_s", Kind: Time, Better: -1, Flags: Nullable | OfParts | Compared, At: Places{Parts: 100, Bands: 210, Table: 120, Baseline: 120, Runs: 80}, Title: "Max", Of: "s",
		Help: completionHelp("Longest completion time"), Read: completion((*metrics.Histogram).Max)},
	{JSON: "queue_wait_p50_ms", Kind: Time, Flags: Nullable | OfParts, At: Places{Parts: 110}, Read: queueWait(quantile(0.50))},
	{JSON: "queue_wait_p99_ms", CSV: "queue_wait_p99_s", Kind: Time, Better: -1, Flags: Nullable | OfParts, At: Places{Parts: 120, Table: 130}, Title: "Queued", Of: "s",
		Help:  Help{Table: "Wait for a server, 99th percentile of the attempts that got one"},
		Where: func(s scenario.Scenario) bool { return s.Discipline == scenario.ByPriority && s.Servers > 0 },
		Read:  queueWait(quantile(0.99))},
	{JSON: "queue_wait_max_ms", Kind: Time, Flags: Nullable | OfParts, At: Places{Parts: 130}, Read: queueWait((*metrics.Histogram).Max)},
}

// count reads a whole number, which every run has.
func count(of func(sim.Result) int) func(sim.Result) (float64, bool) {
	return func(r sim.Result) (float64, bool) { return float64(of(r)), true }
}

// late reads how many a second there are in the last tenth of the time in which requests begin,
// in whole bins: the last of all may be cut short. A run with less than two bins has none.
func late(of func(metrics.Columns) []int) func(sim.Result) (float64, bool) {
	return func(r sim.Result) (float64, bool) {
		end := len(r.Columns.Begun)
		for end > 0 && r.Columns.Begun[end-1] == 0 {
			end--
		}
		end-- // the bin that may be cut short
		if end < 1 {
			return 0, false
		}
		bins, n := max(1, end/10), 0
		for _, count := range of(r.Columns)[end-bins : end] {
			n += count
		}
		return float64(n) / (time.Duration(bins) * r.Bin).Seconds(), true
	}
}

// completion reads completion times; a run without a success has none.
func completion(of func(*metrics.Histogram) time.Duration) func(sim.Result) (float64, bool) {
	return func(r sim.Result) (float64, bool) { return float64(of(r.Completion)), r.Completion.Count() > 0 }
}

// queueWait reads waits for a server; without servers there are none.
func queueWait(of func(*metrics.Histogram) time.Duration) func(sim.Result) (float64, bool) {
	return func(r sim.Result) (float64, bool) {
		if r.QueueWait == nil || r.QueueWait.Count() == 0 {
			return 0, false
		}
		return float64(of(r.QueueWait)), true
	}
}

func quantile(share float64) func(*metrics.Histogram) time.Duration {
	return func(h *metrics.Histogram) time.Duration { return h.Quantile(share) }
}

func completionHelp(what string) Help {
	return Help{what + " of the {many} that succeeded", what + " of those that succeeded", what}
}
