package sim

var presets = []Preset{
	{
		Key:  "baseline",
		Name: "Baseline",
		Lead: "A handful of clients, a service that could serve twice as many, and two attempts in five fail. Which strategies space the retries out, and what does it cost a client that is alone with its failure?",
		Query: "clients=40&spread=20s&rate=5&burst=10&fail=0.4&permanent=0.05&strategies=immediate,fixed,exponential,full,equal,decorrelated" +
			"&base=500ms&cap=5s&attempts=5&seed=7&bin=500ms",
	},
	{
		Key:   "stress",
		Name:  "Stress",
		Lead:  "A thousand clients call at once; the service admits fifty a second. How high is the second wave, and how late is the last client?",
		Query: "clients=1000&spread=0s&rate=50&burst=100&strategies=fixed,exponential,full,equal,decorrelated,decorrelated-aws&attempts=30&seed=42&bin=500ms",
	},
	{
		Key:   "window-edge",
		Name:  "Window edge",
		Lead:  "The limit is counted in windows of ten seconds. Everything passes at an edge and nothing behind it: who is there when the next window opens, and how often did they ask in between?",
		Query: "clients=400&limiter=fixed-window&rate=10&window=10s&strategies=fixed,exponential,full,equal,decorrelated,decorrelated-aws&attempts=50&seed=11",
	},
	{
		Key:   "few-attempts",
		Name:  "Three attempts",
		Lead:  "Many libraries stop after three attempts. Against a crowd that needs half a minute, who is left without an answer, and does the strategy change how many?",
		Query: "clients=300&strategies=immediate,fixed,exponential,full,equal,decorrelated&attempts=3&seed=3&bin=100ms",
	},
	{
		Key:  "low-cap",
		Name: "A low cap",
		Lead: "The cap is two seconds, so backoff soon stops backing off. Watch two ways to put a cap on the same jitter: one cuts the range before the draw, one the delay after it.",
		Query: "clients=600&rate=15&burst=15&strategies=linear,exponential,full,equal,decorrelated,decorrelated-aws" +
			"&base=200ms&cap=2s&attempts=100&seed=5",
	},
}
