package glossary

// limited is the picture of a limiter: what it serves of more than it allows.
func limited(limiter, caption string) Picture {
	return Picture{Draw: Answers, Fleet: "full", Caption: caption,
		Query: "clients=100&population=open&offered=400&duration=5s&attempts=1&rate=200&burst=200&bin=100ms&strategies=full&limiter=" + limiter}
}

func service() []Entry {
	served := "clients=60&population=open&offered=30&duration=15s&limiter=none&servers=2&service=80ms&queue=20&attempts=3&bin=250ms&strategies=full"
	return []Entry{
		{Key: "limiter", Name: "Limiter", Text: "The rule by which the service decides which attempts to serve and which to reject with a 429.",
			Also: []string{"rate limiter", "throttling", "quota"}, Fields: []string{"limiter"}, Picture: limited("token-bucket", "Full: served; pale: rejected")},
		{Key: "capacity", Name: "Limit, capacity", Text: "How many requests a second the service can serve in the long run; a dashed line in the charts.",
			Also: []string{"rate limit", "RPS", "RPM", "requests per minute", "QPS", "TPS"}, Fields: []string{"rate"}, Picture: Picture{Draw: Load, Query: crowd, Fleet: "full", Mark: MarkLimit, Caption: "The dashed line; bars are full above it"}},
		{Key: "burst", Name: "Burst", Text: "How many requests a limiter lets through at once after a quiet time, on top of its rate.",
			Also: []string{"bucket size", "burst capacity"}, Fields: []string{"burst"}, Picture: limited("token-bucket", "At first more is served than the rate")},
		{Key: "window", Name: "Window", Text: "The stretch of time in which some limiters count: so many requests in each, or in any.",
			Also: []string{"period", "interval"}, Fields: []string{"window"}, Picture: limited("fixed-window", "One window a second")},
		{Key: "none", Name: "No limiter", Text: "Nothing is rejected for coming too often.",
			Also: []string{"unlimited"}, Picture: limited("none", "Everything is served")},
		{Key: "token-bucket", Name: "Token bucket", Text: "Tokens drip into a bucket at the rate; each attempt takes one, or is rejected when there is none.",
			Also: []string{"nginx burst", "AWS API Gateway", "leaky bucket as a meter", "Shopify"}, Picture: limited("token-bucket", "A full bucket first, then the rate")},
		{Key: "leaky-bucket", Name: "Leaky bucket", Text: "Attempts wait in a short queue that passes one on at a time, evenly; who finds it full is rejected; the meter that others call so is the token bucket.",
			Also: []string{"shaping", "leaky bucket as a queue", "nginx limit_req"}, Picture: limited("leaky-bucket", "The queue fills first, then as much as leaves")},
		{Key: "gcra", Name: "GCRA", Text: "The token bucket as a schedule: an attempt is rejected that comes too early for the rate and the burst.",
			Also: []string{"generic cell rate algorithm", "virtual scheduling"}, Picture: limited("gcra", "The burst first, then the rate")},
		{Key: "fixed-window", Name: "Fixed window", Text: "So many attempts are served in each window of the clock; the rest are rejected until the next begins.",
			Also: []string{"fixed window counter"}, Picture: limited("fixed-window", "Full at the start of each window, then nothing")},
		{Key: "sliding-log", Name: "Sliding window log", Text: "So many attempts are served in any window of time, however it lies; the limiter remembers each of them.",
			Also: []string{"rolling window"}, Picture: limited("sliding-log", "What was served comes free one window later")},
		{Key: "sliding-counter", Name: "Sliding window counter", Text: "Nearly a sliding log, but it estimates the past window from one count instead of remembering each attempt.",
			Also: []string{"approximate sliding window", "Cloudflare"}, Picture: limited("sliding-counter", "Smoother than fixed windows")},
		{Key: "concurrency", Name: "Concurrency limit", Text: "So many attempts may be in the service at a time; the rest are rejected.",
			Also: []string{"bulkhead", "max connections", "parallel requests"}, Fields: []string{"concurrency"}, Picture: limited("concurrency&concurrency=60&service=300ms", "Served as others leave")},
		{Key: "llm", Name: "LLM requests and tokens", Text: "Two limits at once, as services for language models have: requests, and tokens, a minute.",
			Also: []string{"RPM", "TPM", "OpenAI", "Anthropic", "tokens per minute"}, Fields: []string{"tokens-per-minute", "tokens", "tokens-dist", "rejected-count"}, Picture: limited("llm&tokens=1000&tokens-per-minute=9000000", "Whichever limit is reached first rejects")},
		{Key: "optimistic-lock", Name: "Optimistic lock", Text: "Everybody may try to write, and of those that read the same version only the first write succeeds.",
			Also: []string{"conditional write", "ETag", "compare and swap", "409"}, Picture: Picture{Draw: Answers, Query: "clients=60&spread=0s&limiter=optimistic-lock&network=normal&latency-sd=2ms&base=20ms&cap=1s&attempts=100&bin=50ms&strategies=full", Fleet: "full", Caption: "Full: writes that won; pale: that lost"}},
		{Key: "429", Name: "429", Text: "The answer “too many requests”: the limiter rejected the attempt.",
			Also: []string{"rejected", "Too Many Requests", "rate limited", "throttled", "RESOURCE_EXHAUSTED"}, Figures: []string{"rejected"}, Picture: limited("token-bucket", "Pale: answered 429")},
		{Key: "503", Name: "503", Text: "The answer “service unavailable”: a fault, an outage or a full queue, whatever the limiter says.",
			Also: []string{"unavailable", "failed", "Service Unavailable", "5xx"}, Figures: []string{"failed", "dropped"}, Picture: Picture{Draw: Answers, Query: "clients=100&population=open&offered=300&duration=5s&limiter=none&fail=0.3&attempts=1&bin=100ms&strategies=full", Fleet: "full", Caption: "Pale: answered 503"}},
		{Key: "retry-after", Name: "Retry-After", Text: "What a rejecting service may tell its client: how long to wait before the next attempt.",
			Also: []string{"retry-after header", "x-ratelimit-reset", "RetryInfo"}, Fields: []string{"retry-after", "retry-after-time", "retry-after-jitter"}, Picture: Picture{Draw: Clients, Query: "clients=5&spread=1s&limiter=fixed-window&rate=0.5&window=2s&latency=50ms&retry-after=window&honour=honour&attempts=8&strategies=full", Fleet: "full", Caption: "Clients that obey come back as a window opens"}},
		{Key: "server", Name: "Servers", Text: "How many requests the service works on at the same time; without any number given, on all.",
			Also: []string{"workers", "threads", "replicas"}, Fields: []string{"servers"}, Picture: Picture{Draw: Answers, Query: served, Fleet: "full", Caption: "Full: served; pale: found no place"}},
		{Key: "queue", Name: "Queue", Text: "The places in which attempts wait for a free server; who finds none, or waits too long, gets a 503.",
			Also: []string{"backlog", "waiting room", "buffer", "FIFO", "LIFO"}, Fields: []string{"queue", "discipline", "queue-timeout"}, Figures: []string{"queue_wait_p50_ms", "queue_wait_p99_ms", "queue_wait_max_ms"},
			Picture: Picture{Draw: Queued, Query: served, Fleet: "full", Caption: "Attempts that wait for a server"}},
		{Key: "priority", Name: "Priority", Text: "Who is served before others that wait; where the queue is full, the newest of those that come last makes room.",
			Also: []string{"criticality", "QoS", "load shedding by class", "batch and interactive"}, Fields: []string{"priority"}, Picture: Picture{Draw: Queued, Query: "clients=60&spread=2s&limiter=none&servers=1&service=100ms&queue=100&discipline=priority&attempts=1&bin=100ms&strategies=full@30/fixed(priority=1)@70", Fleet: "full@30/fixed(priority=1)@70", Caption: "Who waits here longest is of priority 1"}},
		{Key: "refusal-cost", Name: "Cost of a rejection", Text: "What a server spends on an attempt that the limiter rejects, such as a TLS handshake, before it can answer 429.",
			Also: []string{"TLS handshake", "connection cost", "refused connection"}, Fields: []string{"refusal-cost"}, Picture: Picture{Draw: Queued, Query: "clients=200&spread=0s&rate=20&burst=20&servers=2&service=20ms&refusal-cost=20ms&queue=500&base=500ms&attempts=10&bin=100ms&strategies=fixed", Fleet: "fixed", Caption: "Most of those that wait will be rejected"}},
		{Key: "service-time", Name: "Service time", Text: "How long the service works on a request, without the time that it waited for a server.",
			Also: []string{"processing time", "response time"}, Fields: []string{"service", "service-dist", "service-sd", "slow", "slow-share"}, Picture: Picture{Draw: Clients, Query: "clients=5&limiter=none&spread=3s&service=800ms&service-dist=lognormal&service-sd=500ms&attempts=1&strategies=full", Fleet: "full", Caption: "The length of each bar"}},
		{Key: "slope", Name: "Slope", Text: "How much slower each request makes the service for all that are in it, as a busy database does.",
			Also: []string{"contention", "latency under load"}, Fields: []string{"slope"}, Picture: Picture{Draw: Clients, Query: "clients=5&limiter=none&spread=2s&service=200ms&slope=300ms&attempts=1&strategies=full", Fleet: "full", Caption: "The more at a time, the longer each bar"}},
		{Key: "latency", Name: "Network latency", Text: "How long a request, or its answer, travels one way.",
			Also: []string{"round trip", "RTT", "ping"}, Fields: []string{"network", "latency", "latency-sd"}, Picture: Picture{Draw: Clients, Query: "clients=5&limiter=none&spread=2s&latency=300ms&attempts=1&strategies=full", Fleet: "full", Caption: "Each bar is there and back"}},
		{Key: "abandoned", Name: "Abandoned work", Text: "What the service does for a client that stopped waiting: it works on in vain, or it stops.",
			Also: []string{"cancellation", "orphaned work"}, Fields: []string{"abandoned"}, Figures: []string{"abandoned"}, Picture: Picture{Draw: Answers, Query: "clients=60&population=open&offered=30&duration=15s&limiter=none&servers=2&service=80ms&queue=200&timeout=1s&attempts=3&bin=250ms&strategies=full", Fleet: "full", Caption: "Full: served, many of them too late"}},
	}
}
