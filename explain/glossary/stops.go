package glossary

func stops() []Entry {
	guarded := "clients=100&population=open&offered=30&duration=20s&limiter=none&outage=refuse&outage-from=5s&outage-to=12s&base=100ms&cap=1s&attempts=6&process=100&bin=250ms&strategies=full"
	return []Entry{
		{Key: "max-attempts", Name: "Max attempts", Text: "How many attempts a request may have, the first included: 3 attempts are 2 retries.",
			Also: []string{"max retries", "stop_after_attempt", "retry limit", "attempts"}, Fields: []string{"attempts"}, Picture: Picture{Draw: Clients, Query: few, Fleet: "exponential", Caption: "No line has more marks than the maximum"}},
		{Key: "timeout", Name: "Timeout", Text: "How long a client waits for the answer to one attempt before it counts the attempt as failed.",
			Also: []string{"per-try timeout", "attempt timeout", "request timeout"}, Fields: []string{"timeout"}, Figures: []string{"timed_out"},
			Picture: Picture{Draw: Clients, Query: "clients=5&limiter=none&servers=1&service=600ms&queue=100&spread=1s&timeout=1s&base=500ms&attempts=5&strategies=full", Fleet: "full", Caption: "A bar is the time of one attempt; pale ones were too slow"}},
		{Key: "deadline", Name: "Deadline", Text: "How long after its first attempt a request may still be retried; after that it is given up.",
			Also: []string{"max elapsed time", "stop_after_delay"}, Fields: []string{"deadline"}, Picture: Picture{Draw: Clients, Query: few + "&deadline=3s", Fleet: "exponential", Caption: "No attempt starts later than the deadline"}},
		{Key: "total-timeout", Name: "Total timeout", Text: "How long a client waits for its whole request, all attempts and delays together; then it hangs up, also on an attempt that is under way.",
			Also: []string{"scheduleToCloseTimeout", "overall timeout", "context deadline"}, Fields: []string{"total-timeout"}, Picture: Picture{Draw: Clients, Query: few + "&total-timeout=3s", Fleet: "exponential", Caption: "Everything is over after 3 s"}},
		{Key: "layers", Name: "Layers", Text: "Retries inside retries: an attempt of one layer, such as an app, is a request of the next, such as its SDK, so their attempts multiply.",
			Also: []string{"nested retries", "retry amplification"}, Fields: []string{"propagate-deadline"}, Picture: Picture{Draw: Clients, Query: "clients=5&rate=1&burst=1&spread=1s&latency=50ms&base=500ms&cap=4s&strategies=exponential(attempts=2)>full(attempts=3)", Fleet: "exponential(attempts=2)>full(attempts=3)", Caption: "2 attempts of 3 calls each"}},
		{Key: "hedge", Name: "Hedge", Text: "A further copy of an attempt that has not been answered for a while; the client takes whichever copy succeeds first.",
			Also: []string{"hedged request", "backup request", "speculative retry", "tail at scale"}, Fields: []string{"hedge", "hedges", "hedge-losers"}, Figures: []string{"hedges", "hedges_won"},
			Picture: Picture{Draw: Clients, Query: "clients=5&limiter=none&service=200ms&service-dist=bimodal&slow=3s&slow-share=0.5&spread=1s&hedge=500ms&seed=3&strategies=full", Fleet: "full", Caption: "A second bar where the first try was slow"}},
		{Key: "retry-on", Name: "Retry on", Text: "After which outcomes a client tries again; after any other it gives the request up.",
			Also: []string{"retryable errors", "status codes", "retry if"}, Fields: []string{"retry-on"}, Picture: Picture{Draw: Answers, Query: steady, Fleet: "full", Caption: "Pale: answers after which clients may retry"}},
		{Key: "retry-budget", Name: "Retry budget", Text: "A process may make only so many retries for its requests; beyond that a request that fails is given up.",
			Also: []string{"retry quota", "token bucket", "retry throttling"}, Fields: []string{"budget", "budget-tokens", "budget-ratio", "budget-floor", "budget-min"}, Picture: Picture{Draw: Load, Query: guarded + "&budget=ratio", Fleet: "full", Against: guarded, Mark: MarkTime, Caption: "An outage with a budget; behind it without"}},
		{Key: "circuit-breaker", Name: "Circuit breaker", Text: "Once too many attempts have failed, a process sends nothing for a while, then tries a few to see.",
			Also: []string{"breaker", "open, half-open"}, Fields: []string{"breaker", "breaker-ratio", "breaker-window", "breaker-min", "breaker-failures", "breaker-calls", "breaker-open", "breaker-open-jitter", "breaker-probes"},
			Picture: Picture{Draw: Load, Query: guarded + "&breaker=ratio", Fleet: "full", Against: guarded, Mark: MarkTime, Caption: "An outage with a breaker; behind it without"}},
		{Key: "throttle", Name: "Throttle", Text: "A process sends less on its own, before the service has to reject it: the less the more often it is rejected, or never more than so many a second.",
			Also: []string{"adaptive throttle", "client-side throttling", "adaptive retry", "SRE", "client-side rate limit"}, Fields: []string{"throttle", "throttle-k", "throttle-window", "throttle-rate", "throttle-burst"}, Figures: []string{"not_sent"},
			Picture: Picture{Draw: Load, Query: guarded + "&throttle=sre", Fleet: "full", Against: guarded, Mark: MarkTime, Caption: "An outage with a throttle; behind it without"}},
		{Key: "attempts-in-flight", Name: "Bound on attempts in flight", Text: "A process has only so many attempts under way; the next waits until one of them ends.",
			Also: []string{"connection pool", "semaphore", "max sockets", "client-side concurrency", "bulkhead of the client"}, Fields: []string{"in-flight"},
			Picture: Picture{Draw: Load, Query: "clients=100&spread=0s&process=100&limiter=none&service=500ms&bin=100ms&strategies=full&in-flight=10", Fleet: "full", Caption: "Ten at a time, however many wait"}},
		{Key: "honour", Name: "Rule for Retry-After", Text: "What a client does when the service says when to come back: ignore it, wait exactly so long, longer, or a random part of it.",
			Also: []string{"honor", "obey", "respect"}, Fields: []string{"honour", "honour-jitter", "honour-limit", "honour-over"},
			Picture: Picture{Draw: Load, Query: "clients=200&spread=0s&limiter=fixed-window&rate=10&window=4s&retry-after=seconds&honour=honour&attempts=50&bin=250ms&strategies=full", Fleet: "full", Caption: "All who obey come back at the same moment"}},
	}
}
