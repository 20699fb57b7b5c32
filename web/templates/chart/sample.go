package chart

import (
	"slices"
	"time"
)

// Sample is a small run: a herd that halves, and a steady trickle. One name has
// to be escaped.
func Sample() Run {
	herd := Series{
		Strategy: Strategy{Key: "exponential@20/lib:a.b@80", Name: "20 % No jitter, 80 % <&>", Tone: "gold"},
		Caption:  Caption{"9.5", "\u00a0s to 95\u00a0% done · 2.0 wasted per client"},
		Finish:   Caption{"9.5", "\u00a0s to 95\u00a0% done · longest 10.0\u00a0s"},
		Time:     Figure{Text: "9.8", Unit: "s"}, Waste: Figure{Text: "3.1"}, Done95: 39.2,
	}
	calm := Series{
		Strategy: Strategy{Key: "full", Name: "Full jitter", Tone: "green"},
		Caption:  Caption{"4.8", "\u00a0s to 95\u00a0% done · 0.8 wasted per client"},
		Finish:   Caption{"4.8", "\u00a0s to 95\u00a0% done · longest 5.0\u00a0s"},
		Time:     Figure{Text: "4.8", Unit: "s", Best: true}, Waste: Figure{Text: "1.0", Best: true}, Done95: 19.2,
	}
	for bin := range 40 {
		attempts := 0
		if bin&(bin-1) == 0 {
			attempts = 40 / max(1, bin)
		}
		herd.Attempts = append(herd.Attempts, attempts)
		herd.Completed = append(herd.Completed, min(attempts, 5))
		calm.Attempts = append(calm.Attempts, max(0, 10-bin/2))
		calm.Completed = append(calm.Completed, min(2, max(0, 10-bin/2)))
	}
	frame := Frame{Bins: 40, Bin: 250 * time.Millisecond, Rate: 20, Burst: 5, Total: 40, Noun: "clients", Peak: 40}
	return Run{
		Title: "What happens when 40 clients hit a rate limit?",
		Lead:  "40 clients call at once.", LoadTitle: "No jitter peaks at 160/s & full jitter at 40/s",
		DoneTitle: "Everyone got through", Footer: "Seed 1", SimulatedS: "10.0 s",
		CostTitle: "No jitter makes most attempts", HerdTitle: "No jitter comes back in one wave", Note: "The run stopped early.",
		Frame:   frame,
		Series:  []Series{herd, calm},
		Columns: sampleColumns,
		Rows: []Row{
			{Strategy: herd.Strategy, Attempts: herd.Attempts, Cells: make([]string, len(sampleColumns))},
			{Strategy: Strategy{Key: "exponential", Name: "No jitter", Tone: "gold"}, Part: true, Cells: make([]string, len(sampleColumns))},
			{Strategy: calm.Strategy, Attempts: calm.Attempts, Cells: make([]string, len(sampleColumns))},
		},
		Herds: []Herd{
			{Strategy: herd.Strategy, Waves: []Wave{{When: "1.0 s", Retries: "30", Clients: "28"}, {When: "3.0 s", Retries: "9", Clients: "9"}}},
			{Strategy: calm.Strategy},
		},
		Spread: &Replications{
			Title: "Over 50 runs", Sub: "Median and range.", Columns: []Column{{Title: "Peak", Unit: "/s"}},
			Rows: []SpreadRow{{Strategy: herd.Strategy, Cells: []SpreadCell{{"160", "150–170"}}}, {Strategy: calm.Strategy, Cells: []SpreadCell{{"40", "38–44"}}}},
		},
	}
}

// sampleColumns are the heads of the table.
var sampleColumns = []Column{
	{"Peak", "/s", "Attempts in the busiest bin, as a rate", "peak"},
	{"Over", "capacity", "The peak as a multiple of the capacity", "peak"},
	{"Attempts", "total", "Attempts that were made, first tries included", "attempt"},
	{"Amplif.", "per client", "Amplification: attempts for each request", "amplification"},
	{"Wasted", "per client", "Attempts that served nobody, for each request", "wasted"},
	{"Herd", "index", "How many times as uneven the retries are as those of independent clients", "herd-index"},
	{"Success", "%", "Share of the requests that succeeded", "success"},
	{"Lost", "clients", "Clients that found no success", "lost"},
	{"95 % done", "s", "Time until 95 % of all clients have succeeded", "95-done"},
	{"Median", "s", "Completion time, median of the clients that succeeded", "completion"},
	{"99 %", "s", "Completion time, 99th percentile of the clients that succeeded", "completion"},
	{"Max", "s", "Longest completion time of the clients that succeeded", "completion"},
}

// Unbounded is the sample without a capacity and without an end that is known
// beforehand.
func Unbounded() Run {
	r := Sample()
	r.Frame.Rate, r.Frame.Burst, r.Frame.Total, r.Frame.Done, r.Frame.Noun = 0, 0, 0, 45, "requests"
	r.Series[1].Caption = Caption{"40", " gave up · 0.8 wasted per client"}
	r.Columns = slices.Delete(slices.Clone(sampleColumns), 1, 2) // there is none to be over
	return r
}

// Storied is the sample with a story, advice, and what comes with replications.
func Storied() Run {
	r := Sample()
	r.Findings = []Finding{
		{Text: "The worst wave: 40 retries <at once>.", Chart: "load", Fleets: []string{r.Series[0].Strategy.Key, "full"}, From: 4.25, To: 4.65,
			Guide: "jitter#herds", About: "retries that arrive together"},
		{Text: "Full jitter is done first.", Chart: "completion", Fleets: []string{"full"}, From: 10, To: 20},
	}
	r.Advice = &Advice{Changes: []Change{{Short: "With cap 8 s, full jitter wastes 44 % less.", Text: "If the cap is 8 s, full jitter makes 5 & not 9.", Query: "cap=8s&strategies=full"}}}
	r.Frame.Runs, r.Frame.Reach = 50, 44
	for i := range r.Series {
		b := &r.Series[i].Bands
		for bin := range 44 {
			b.Attempts = append(b.Attempts, Band{bin % 3, 2 + bin%3, 5 + bin/2%4})
			b.Completed = append(b.Completed, Band{bin / 2, bin / 2, bin})
		}
	}
	r.Spread.Compared = &Comparison{
		Title: "Is the difference real?", Sub: "Seed by seed.", Columns: []Column{{Title: "Attempts", Unit: "total"}, {Title: "Recovery", Unit: "s"}},
		Rows: []ComparisonRow{
			{Strategy: r.Series[0].Strategy, Cells: []ComparisonCell{{"+120", "95 to 145", "worse"}, {"no clear difference", "(−10 to 16), 12 of 50 runs", "unsure"}}},
			{Strategy: r.Series[1].Strategy, Cells: []ComparisonCell{{"best", "mean 40", "best"}, {"—", "1 of 50 runs", "never"}}},
		},
	}
	return r
}

// Compared is the sample against a baseline with other bins and another capacity, in
// which one strategy is missing.
func Compared() Run {
	r, baseline := Sample(), Sample()
	baseline.Frame.Bin, baseline.Frame.Rate, baseline.Frame.Total = 500*time.Millisecond, 10, 80
	baseline.Series = baseline.Series[1:]
	r.Baseline, r.Frame.Baseline, r.Series[1].Baseline = &baseline, &baseline.Frame, &baseline.Series[0]
	r.BaselineBar = &BaselineBar{
		Value: "rate=10", Words: "40 clients, 10/s",
		Differences:  []Difference{{Label: "Rate", Baseline: "10/s", Now: "20/s"}, {Label: "Window", Baseline: "1 s", Now: "<2 s>", Idle: true}},
		Swapped:      Place{"/compare?rate=10&with=rate=20", "rate=10&with=rate=20"},
		BaselineOnly: Place{"/?rate=10", "rate=10"}, RunOnly: Place{"/?rate=20", "rate=20"},
	}
	r.Compared = &BaselineComparison{
		Title: "Full jitter needs 36 % fewer attempts", Differences: r.BaselineBar.Differences, OnlyNow: "No jitter",
		Columns: []Column{{Title: "Attempts", Unit: "total"}, {Title: "Max", Unit: "s"}, {Title: "Herd", Unit: "index"}},
		Rows: []BaselineRow{{Strategy: r.Series[1].Strategy, Cells: []BaselineCell{
			{"64", "100", "−36.0 %", "better"}, {"9.2", "5.0", "+4.2", "worse"}, {"1.0", "1.0", Same, ""},
		}}},
	}
	return r
}

// SampleSchedule are two strategies over three retries: one without jitter that a deadline
// cuts, and one with, a fifth of it on one value. One name has to be escaped.
func SampleSchedule() Schedule {
	alike := func(d, total time.Duration) Delay {
		return Delay{Min: d, P5: d, Median: d, P95: d, Max: d, Mode: d, Share: 1, Total: total}
	}
	const second = time.Second
	return Schedule{
		Title: "Under <&> all clients wait alike", Note: "All clients wait exactly 2 s at retry 2.",
		Retries: 3, Clients: 1000, Deadline: true, RetryAfter: true,
		Panels: []SchedulePanel{
			{
				Strategy: Strategy{Key: "exponential", Name: "<&>", Tone: "gold"}, Caption: Caption{"3.0 s", " in all by retry 2"},
				Cap: 4 * second, CutAt: 3, Cut: "100 % too late", Retries: []Delay{alike(second, second), alike(2*second, 3*second)},
			},
			{
				Strategy: Strategy{Key: "lib:a.b", Name: "A", Tone: "green"}, Caption: Caption{"about 3.5 s", " in all"},
				Cap: 20 * second, OwnCap: true,
				Retries: []Delay{
					{Min: 0, P5: 50 * time.Millisecond, Median: 500 * time.Millisecond, P95: 950 * time.Millisecond, Max: second, Total: 500 * time.Millisecond},
					{Min: 0, P5: 100 * time.Millisecond, Median: second, P95: 1900 * time.Millisecond, Max: 2 * second, Total: 1500 * time.Millisecond},
					{Min: 0, P5: 200 * time.Millisecond, Median: 2 * second, P95: 3800 * time.Millisecond, Max: 9 * second, Mode: 3 * second, Share: 0.2, Total: 3500 * time.Millisecond},
				},
			},
		},
	}
}
