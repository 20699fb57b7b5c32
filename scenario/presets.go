package scenario

// presets are in the order in which they tell a story: a crowd before a limit, what a cap and
// a window do to it, what Retry-After, few attempts and other limits do, then failures
// without a crowd, and services that go away, slow down, or fall over.
var presets = []Preset{
	{
		Key:   "stress",
		Name:  "Stress",
		Lead:  "A thousand clients call at the same moment; the service admits fifty a second. How high are the waves after the first, and how late is the last client? Look at the time and at the attempts it takes: the soonest need not be the cheapest, nor the calmest.",
		Query: "clients=1000&spread=0s&rate=50&burst=100&strategies=fixed,exponential,full,equal,decorrelated,decorrelated-aws&base=1s&cap=8s&attempts=30&seed=42&bin=500ms",
	},
	{
		Key:  "low-cap",
		Name: "A low cap",
		Lead: "The cap is two seconds, so backoff soon stops backing off. Watch two ways to put a cap on the same jitter: one cuts the range before the draw, one the delay after it.",
		Query: "clients=600&spread=1s&rate=15&burst=15&strategies=linear,exponential,full,equal,decorrelated,decorrelated-aws" +
			"&base=200ms&cap=2s&attempts=100&seed=5",
	},
	{
		Key:  "at-the-cap",
		Name: "At the cap",
		Lead: "The service is away for two minutes: long enough for every backoff to reach its cap. Some libraries draw their jitter and cut at the cap afterwards, so in the end all of their clients wait exactly as long. Who comes back as one wave when the outage is over, who as a stream, and what does it cost to get in?",
		Query: "clients=500&spread=200ms&rate=50&burst=50&outage=refuse&outage-to=2m" +
			"&strategies=exponential,full,decorrelated-aws,lib:aws-sdk-go-v2-standard,lib:p-retry-ref,lib:tenacity-exponential-jitter&base=100ms&cap=10s&attempts=200&seed=4&bin=1s",
	},
	{
		Key:   "window-edge",
		Name:  "Window edge",
		Lead:  "The limit is counted in windows of ten seconds. Everything passes at an edge and nothing behind it: who is there when the next window opens, and how often did they ask in between?",
		Query: "clients=400&spread=1s&limiter=fixed-window&rate=10&window=10s&strategies=fixed,exponential,full,equal,decorrelated,decorrelated-aws&base=1s&cap=8s&attempts=50&seed=11",
	},
	{
		Key:  "retry-after",
		Name: "Retry-After",
		Lead: "The limit is a hundred in each window of ten seconds, and every 429 says when the next window opens. Here nobody listens: compare no jitter with full jitter. Then set the rule to honour, and to honour-jitter, and watch the width of the wave at the edge. Set the limiter to optimistic-lock and the two strategies change places.",
		Query: "clients=1000&spread=0s&limiter=fixed-window&rate=10&window=10s&network=normal&latency-sd=2ms&retry-after=seconds" +
			"&strategies=exponential,full&base=500ms&cap=8s&attempts=1000&seed=1&bin=500ms",
	},
	{
		Key:   "few-attempts",
		Name:  "Three attempts",
		Lead:  "Many libraries stop after three attempts. Against a crowd that needs a quarter of a minute, who is left without an answer, and does the strategy change how many?",
		Query: "clients=300&spread=1s&rate=20&burst=20&strategies=immediate,fixed,exponential,full,equal,decorrelated&base=1s&cap=8s&attempts=3&seed=3&bin=100ms",
	},
	{
		Key:  "llm-rate-limit",
		Name: "LLM rate limit",
		Lead: "Sixty requests and sixty thousand tokens a minute; a batch of eighty prompts of different lengths is sent at the same moment. Rejected requests count against the limit as well, so whoever asks too often keeps the bucket empty. Compare what SDKs do by default with a patient policy, then let rejected requests be free.",
		Query: "clients=80&spread=0s&limiter=llm&rate=1&burst=10&tokens-per-minute=60000&tokens=900&tokens-dist=exponential&retry-after=seconds&service=2s&service-dist=lognormal&service-sd=1s" +
			"&strategies=exponential,full,lib:openai-python,lib:tenacity-random-exponential&base=1s&cap=1m&attempts=40&seed=2&bin=1s",
	},
	{
		Key:  "aws-contention",
		Name: "One row, many writers",
		Lead: "A hundred clients update one row under an optimistic lock, as in the simulator behind the AWS post on jitter of 2015. There is no limit but the lock itself. How many calls does each strategy spend, and how long does it take? The post shows calls and time; look at both before you choose.",
		Query: "clients=100&spread=0s&limiter=optimistic-lock&network=normal&latency-sd=2ms&strategies=immediate,exponential,full,equal,decorrelated-aws" +
			"&base=5ms&cap=2s&offset=1&attempts=1000&seed=1&bin=250ms",
	},
	{
		Key:  "baseline",
		Name: "Baseline",
		Lead: "A handful of clients, a service that could serve twice as many, and two attempts in five fail, each for itself. Does the strategy matter where nobody is in anybody's way? One request in twenty fails for good: nobody retries it, and it shows among those that were lost.",
		Query: "clients=40&spread=20s&rate=5&burst=10&fail=0.4&permanent=0.05&strategies=immediate,fixed,exponential,full,equal,decorrelated" +
			"&base=500ms&attempts=5&seed=7&bin=500ms",
	},
	{
		Key:  "recovery",
		Name: "Recovery",
		Lead: "The service is down for half a minute, and while it is, half of the clients crash and forget how far their backoff had come. After the end of the outage, who comes back how, and how long until all are through? Set the backoff state to kept and compare the first seconds after the restart.",
		Query: "clients=240&spread=5s&rate=24&burst=24&outage=refuse&outage-from=0s&outage-to=30s&crash=25s&restart=8s&crash-share=0.5&crash-state=lost" +
			"&strategies=fixed,exponential,full,equal,decorrelated&base=500ms&cap=15s&attempts=100&seed=3&bin=500ms",
	},
	{
		Key:  "retry-storm",
		Name: "Retry storm",
		Lead: "The service has fifty requests a second to give and is offered thirty-three. Ten seconds at a third of its speed, and then the trigger is gone. Is the overload gone with it? A client waits one second, and abandoned work is served all the same. Set the retry budget to ratio and look again.",
		Query: "clients=16&population=open&offered=33&duration=1m30s&limiter=none&servers=5&service=100ms&queue=1000000&timeout=1s" +
			"&brownout=0.3&brownout-from=15s&brownout-to=25s&strategies=immediate,exponential,full&cap=1s&attempts=3&seed=1&bin=500ms&horizon=1m30s",
	},
	{
		Key:  "budget-vs-crowd",
		Name: "Budget against crowd",
		Lead: "Half of all attempts fail, and every client has a retry budget of one retry for ten requests. A thousand clients send a hundred requests a second all together: each bucket starts full and is hardly ever used. What is the amplification? Lower the number of clients to ten, at the same offered rate, and see what a budget does when it has something to count.",
		Query: "clients=1000&population=open&offered=100&duration=30s&limiter=none&network=exponential&fail=0.5&budget=ratio&budget-tokens=5" +
			"&strategies=immediate,full&cap=8s&attempts=4&seed=1&bin=500ms",
	},
	{
		Key:  "chaos",
		Name: "Chaos",
		Lead: "Everything goes wrong in turn: one attempt in twenty fails, an outage of ten seconds answers nobody, then a brownout halves the speed. A fifth of the fleet still runs a client without jitter. Look at the moment the outage ends, and at the rows of the mixed fleet: who pays for the old client?",
		Query: "clients=110&population=closed&think=2s&duration=1m30s&spread=2s&limiter=none&servers=3&service=50ms&service-dist=exponential&queue=30" +
			"&fail=0.05&outage=hang&outage-from=20s&outage-to=30s&brownout=0.5&brownout-from=50s&brownout-to=1m5s&timeout=1s" +
			"&strategies=exponential,full,decorrelated,exponential@20/full@80&base=200ms&cap=10s&attempts=8&seed=5&bin=500ms",
	},
}
