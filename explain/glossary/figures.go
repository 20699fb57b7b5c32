package glossary

func figures() []Entry {
	lost := "clients=200&rate=10&burst=10&spread=500ms&base=200ms&cap=2s&attempts=6&bin=250ms&strategies=full"
	return []Entry{
		{Key: "95-done", Name: "95 % done", Text: "The time until 95 of 100 requests have succeeded; the last few stragglers do not count.",
			Also: []string{"finishes", "95th percentile"}, Figures: []string{"done_95_ms"}, Picture: Picture{Draw: Done, Query: crowd, Fleet: "full", Mark: Mark95, Caption: "Where the curve reaches 95 %"}},
		{Key: "wasted", Name: "Wasted attempts", Text: "Attempts that served nobody: rejected, failed, or answered too late; shown for each client or request.",
			Also: []string{"wasted per client", "cost"}, Figures: []string{"wasted", "wasted_per_request"}, Picture: Picture{Draw: Answers, Query: crowd, Fleet: "full", Caption: "Everything pale was wasted"}},
		{Key: "trade-off", Name: "Trade-off", Text: "Time against waste: trying more often finishes sooner and wastes more, up to a point.",
			Also: []string{"Pareto", "cost and time"}, Picture: Picture{Draw: TradeOff, Query: crowd, Caption: "To the left is sooner, lower wastes less"}},
		{Key: "lost", Name: "Lost", Text: "Requests that found no success: given up, failed for good, or still open when the run stopped.",
			Also: []string{"unsuccessful", "errors", "unfinished"}, Figures: []string{"lost", "unfinished"}, Picture: Picture{Draw: Done, Query: lost, Fleet: "full", Caption: "What is missing below the dashed line"}},
		{Key: "gave-up", Name: "Gave up", Text: "A request that its client stops retrying: out of attempts, out of time, or not allowed to.",
			Also: []string{"exhausted retries", "given up"}, Figures: []string{"gave_up"}, Picture: Picture{Draw: Clients, Query: "clients=5&rate=0.3&burst=1&spread=1s&latency=50ms&base=300ms&attempts=4&strategies=full", Fleet: "full", Caption: "Lines that end without a full mark"}},
		{Key: "success", Name: "Success", Text: "The share of all requests that succeeded.",
			Also: []string{"success rate", "availability"}, Figures: []string{"success_percent", "successes"}, Picture: Picture{Draw: Done, Query: lost, Fleet: "full", Caption: "How far the curve rises towards all"}},
		{Key: "completion", Name: "Completion time", Text: "How long a request took from its first attempt until its client knew of the success.",
			Also:    []string{"latency", "median", "p50", "p90", "p99", "max", "tail latency"},
			Figures: []string{"completion_min_ms", "completion_p50_ms", "completion_p90_ms", "completion_p95_ms", "completion_p99_ms", "completion_max_ms", "last_success_ms"},
			Picture: Picture{Draw: Done, Query: crowd, Fleet: "equal", Caption: "How many have succeeded by when"}},
		{Key: "load", Name: "Load", Text: "How many attempts reach the service, bar by bar; what is above its limit is in full colour.",
			Also: []string{"traffic", "requests per second", "throughput"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "decorrelated", Caption: "A bar is a quarter of a second"}},
		{Key: "peak", Name: "Peak", Text: "The attempts in the busiest bar of a chart, as a rate, or as a multiple of the limit.",
			Also: []string{"over capacity", "maximum"}, Figures: []string{"peak_per_s", "peak_bin", "peak_over_rate"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "equal", Mark: MarkPeak, Caption: "The highest bar"}},
		{Key: "amplification", Name: "Amplification", Text: "How many attempts there are for each request: with 3, retries triple the load.",
			Also: []string{"attempts per request", "retry amplification", "work amplification"}, Figures: []string{"amplification"}, Picture: Picture{Draw: Clients, Query: few, Fleet: "full", Caption: "Marks for each line"}},
		{Key: "herd-index", Name: "Herd index", Text: "How bunched the retries are: about 1 when clients come back independently, about 30 when thirty come back together.",
			Also: []string{"burstiness", "index of dispersion"}, Figures: []string{"herd_index", "herd_width_ms"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "exponential", Caption: "The more bunched, the higher"}},
		{Key: "wave", Name: "Wave", Text: "The retries that reach the service within a tenth of a second; the largest are listed.",
			Also: []string{"worst wave", "later wave"}, Figures: []string{"largest_wave", "later_wave"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "exponential", Mark: MarkWave, Caption: "The largest after the first burst"}},
		{Key: "fairness", Name: "Fairness", Text: "Whether all clients waited about equally long (1) or a few much longer than the rest (towards 0).",
			Also: []string{"Jain's index"}, Figures: []string{"fairness"}, Picture: Picture{Draw: Done, Query: crowd, Fleet: "decorrelated", Caption: "The steeper, the more alike"}},
		{Key: "verdict", Name: "Verdict", Text: "Which strategy finishes first and what it costs, judged over many seeds: “no clear difference” where they disagree.",
			Also: []string{"winner", "best strategy"}, Picture: Picture{Draw: TradeOff, Query: crowd, Caption: "From time and waste of each strategy"}},
		{Key: "ideal", Name: "Ideal", Text: "The shortest time in which the service could serve all, if it were never idle.",
			Also: []string{"lower bound", "best case"}, Picture: Picture{Draw: Done, Query: crowd, Fleet: "full", Caption: "No curve can be steeper than the limit"}},
	}
}
