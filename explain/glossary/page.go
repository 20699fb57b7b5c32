package glossary

import "strings"

func page() []Entry {
	other := "clients=200&rate=20&burst=10&spread=500ms&base=200ms&cap=5s&attempts=20&bin=250ms&strategies=full&seed="
	faster := "clients=200&rate=40&burst=10&spread=500ms&base=200ms&cap=5s&attempts=20&bin=250ms&strategies=full&seed=1"
	obeyed := "clients=5&rate=1&burst=1&spread=1s&latency=50ms&base=500ms&cap=4s&attempts=6&strategies=full&retry-after=exact&honour=ignore"
	return []Entry{
		{Key: "scenario", Name: "Scenario", Text: "Everything that is simulated: the clients, their policy, the service and what goes wrong; its link holds all of it.",
			Also: []string{"preset", "example"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "full", Caption: "One scenario, one strategy"}},
		{Key: "run", Name: "Run", Text: "One simulation of a scenario for each of its strategies; the same link always gives the same run.",
			Also: []string{"simulation"}, Fields: []string{"horizon"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "equal", Caption: "A run from its beginning to its end"}},
		{Key: "testbed", Name: "Testbed", Text: "The service of a scenario behind real HTTP, at an address of its own, for the clients that you have.",
			Also: []string{"mock", "fake server", "sandbox", "stub"}, Picture: Picture{Draw: Answers, Query: crowd, Fleet: "full", Caption: "What the service answers, whoever calls it"}},
		{Key: "forecast", Name: "Forecast", Text: "The run that is expected of real clients: that of the testbed’s scenario with one strategy, over 20 seeds.",
			Also: []string{"expected", "prediction", "simulated"}, Picture: Picture{Draw: Load, Query: other + "5", Fleet: "full", Against: other + "6", Caption: "A forecast; behind it one with another seed"}},
		{Key: "early-call", Name: "Early call", Text: "An attempt that reaches a testbed before the time that the answer before it asked for in Retry-After.",
			Also: []string{"too early", "ignored Retry-After", "violation"}, Picture: Picture{Draw: Clients, Query: obeyed, Fleet: "full", Mark: MarkAttempt, Caption: "Clients that do not read Retry-After"}},
		{Key: "script", Name: "First answers", Text: "Answers that a testbed gives first, one an attempt and in their order, before its service answers.",
			Also: []string{"script", "scripted answers", "503, 503, 200"}, Picture: Picture{Draw: Clients, Query: few, Fleet: "exponential", Mark: MarkRow, Caption: "The first attempts of a client fail"}},
		{Key: "seed", Name: "Seed", Text: "The number from which all chance is drawn: the same seed gives the same run, another seed another one.",
			Also: []string{"random", "dice"}, Fields: []string{"seed"}, Picture: Picture{Draw: Load, Query: other + "1", Fleet: "full", Against: other + "2", Caption: "One seed; behind it another"}},
		{Key: "replication", Name: "Replications", Text: "The same scenario with other seeds, to see which differences are real and which are luck.",
			Also: []string{"runs", "repetitions", "runs agree"}, Fields: []string{"runs"}, Picture: Picture{Draw: Done, Query: other + "3", Fleet: "full", Against: other + "4", Caption: "Two seeds, two curves"}},
		{Key: "interval", Name: "95 % interval", Text: "Two values that have the true one between them in 95 of 100 measurements like this one; the more runs, the closer they are.",
			Also: []string{"confidence interval", "confidence", "error bar", "in brackets"}, Picture: Picture{Draw: Done, Query: other + "1", Fleet: "full", Against: other + "6", Caption: "Two seeds differ; an interval says by how much a mean may"}},
		{Key: "worst-seed", Name: "Worst seed", Text: "Of many seeds the one under which a run comes out worst: how bad luck alone can make it.",
			Also: []string{"worst case", "tail", "extreme", "bad luck"}, Picture: Picture{Draw: Done, Query: other + "7157972917582658", Fleet: "full", Against: other + "7761808969064249", Caption: "The worst of 200 seeds; behind it the one in the middle"}},
		{Key: "same-seeds", Name: "Same seeds", Text: "All policies that are compared meet the same chance in a run, so that what is between them is theirs, and not luck.",
			Also: []string{"common random numbers", "paired", "blocking"}, Picture: Picture{Draw: Load, Query: other + "3", Fleet: "full", Against: strings.ReplaceAll(other, "cap=5s", "cap=20s") + "3", Caption: "Two caps under the same luck"}},
		{Key: "candidate", Name: "Candidate", Text: "A policy that a search tries: a strategy with settings of its own, on the scenario that is asked about.",
			Also: []string{"search", "find", "optimise", "tune"}, Picture: Picture{Draw: TradeOff, Query: crowd, Caption: "Each mark is a policy to choose from"}},
		{Key: "indifference", Name: "Indifference", Text: "A difference of the goal below which you do not care which of two policies you get: the smaller it is, the more runs a search takes.",
			Also: []string{"indifference zone", "I do not care below", "tolerance", "good enough"}, Picture: Picture{Draw: Done, Query: other + "3", Fleet: "full", Against: other + "4", Caption: "Two curves too close to matter"}},
		{Key: "front", Name: "Front", Text: "The policies that no other beats in everything at once: whoever wants less of one figure takes more of another.",
			Also: []string{"Pareto front", "Pareto frontier", "non-dominated", "efficient"}, Picture: Picture{Draw: TradeOff, Query: crowd, Caption: "The line joins those that none beats in both"}},
		{Key: "sweep", Name: "Sweep", Text: "The same scenario at many values of one or two of its settings, a cell each, to see which strategy does better where.",
			Also: []string{"cell", "parameter study", "grid", "sweeps"}, Picture: Picture{Draw: Done, Query: faster, Fleet: "full", Against: other + "1", Caption: "Two limits; a sweep has many"}},
		{Key: "replication-band", Name: "Replication band", Text: "Where 90 % of the runs of a cell are: the pale stripe around a curve of a sweep.",
			Also: []string{"band", "5 to 95\u00a0%", "spread of runs"}, Picture: Picture{Draw: Done, Query: other + "3", Fleet: "full", Against: other + "5", Caption: "Two runs; the band holds most of them"}},
		{Key: "heat-map", Name: "Heat map", Text: "A table of a sweep of two settings, whose cells are the darker the more there is of what they count; at night the lighter.",
			Also: []string{"heatmap", "map"}, Picture: Picture{Draw: Load, Query: other + "1", Fleet: "full", Mark: MarkPeak, Caption: "One such run is one cell"}},
		{Key: "bin", Name: "Bin", Text: "A slice of time: the width of one bar in the charts.",
			Also: []string{"bar width", "bucket", "resolution"}, Fields: []string{"bin"}, Picture: Picture{Draw: Load, Query: "clients=60&rate=10&burst=5&spread=500ms&cap=2s&bin=1s&strategies=full", Fleet: "full", Mark: MarkPeak, Caption: "One bar is one bin"}},
		{Key: "baseline", Name: "Baseline", Text: "A run that is kept behind the present one, to see what a change of the settings does.",
			Also: []string{"baseline", "compare", "before and after"}, Picture: Picture{Draw: Done, Query: faster, Fleet: "full", Against: other + "1", Caption: "Twice the limit; behind it the baseline"}},
		{Key: "virtual-time", Name: "Virtual time", Text: "The clock of the simulation: a run of a minute is computed in a moment, and played as fast as you like.",
			Also: []string{"simulated time"}, Picture: Picture{Draw: Done, Query: crowd, Fleet: "full", Caption: "From left to right"}},
		{Key: "engine", Name: "Engine", Text: "The version of the simulator's rules: runs with the same engine and link are the same, byte for byte.",
			Also: []string{"engine version", "version"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "decorrelated", Caption: "The same on every machine"}},
	}
}
