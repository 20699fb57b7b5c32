package scenario

import (
	"time"

	"backofflab/limit"
)

func limiterFields() []Field {
	return []Field{
		choiceField(text{"limiter", "Limiter", groupLimiter, "How the service decides which requests to reject with 429. The leaky bucket is the queue that lets requests go on one at a time; the meter that Shopify calls a leaky bucket is the token bucket."},
			limitersWith(func(limit.Kind) bool { return true }), func(s *Scenario) *string { return &s.Limiter }),
		decimalField(text{"rate", "Rate", groupLimiter, "Requests per second that the limiter admits in the long run. A window admits whole requests: 1 a second at 1.9/s."},
			"requests/s", 0.001, 1_000_000, 3, func(s *Scenario) *float64 { return &s.Rate },
			"1", "2", "5", "10", "15", "20", "30", "40", "50", "75", "100", "150", "200", "300", "500", "750", "1000").rate(time.Second, 3, "requests a second").
			exact(0.001, 1_000_000, func(s *Scenario) *float64 { return &s.Rate }).
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Rate })...),
		wholeField(text{"burst", "Burst", groupLimiter, "How many requests may come at once: the size of the bucket, or of the leaky bucket's queue."},
			"requests", 1, 1_000_000, func(s *Scenario) *int { return &s.Burst },
			"1", "2", "5", "10", "20", "50", "100", "200", "500", "1000").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Burst })...),
		wholeField(text{"cost", "Cost of an attempt", groupLimiter, "Points that an attempt takes, where rate, burst and windows count points: at GitHub five for one that writes, of 900 a minute."},
			"points", 1, 1_000_000, func(s *Scenario) *int { return &s.Cost },
			"1", "2", "3", "5", "10", "20", "50", "100").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Rate && !k.Tokens })...),
		durationField(text{"window", "Window", groupLimiter, "Length of a window. It admits rate × window requests, rounded down."},
			time.Millisecond, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Window },
			"100ms", "200ms", "500ms", "1s", "2s", "5s", "10s", "30s", "1m").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Window })...),
		wholeField(text{"concurrency", "Concurrency limit", groupLimiter, "How many requests may be in the service at a time; of an adaptive limit, at first."},
			"requests", 1, 1_000_000, func(s *Scenario) *int { return &s.Concurrency },
			"1", "2", "5", "10", "20", "50", "100", "200", "500", "1000").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Concurrency })...),
		wholeField(text{"aimd-least", "Least limit", groupLimiter, "How far an adaptive limit shrinks."},
			"requests", 1, 1_000_000, func(s *Scenario) *int { return &s.AIMDLeast },
			"1", "2", "5", "10", "20", "50", "100").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Measures })...),
		wholeField(text{"aimd-most", "Largest limit", groupLimiter, "How far an adaptive limit grows."},
			"requests", 1, 1_000_000, func(s *Scenario) *int { return &s.AIMDMost },
			"10", "20", "50", "100", "200", "500", "1000").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Measures })...),
		durationField(text{"aimd-target", "Too slow from", groupLimiter, "A request that is in the service for longer than this, or is dropped there, shrinks an adaptive limit. Any other makes it one more while half of it is taken."},
			time.Millisecond, time.Hour, "", func(s *Scenario) *time.Duration { return &s.AIMDTarget }, shortSteps[1:]...).
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Measures })...),
		decimalField(text{"aimd-factor", "Shrinks to", groupLimiter, "The share of an adaptive limit that a slow or dropped request leaves, rounded down."},
			"share", 0.01, 0.99, 2, func(s *Scenario) *float64 { return &s.AIMDFactor },
			"0.5", "0.6", "0.7", "0.8", "0.9", "0.95", "0.99").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Measures })...),
		wholeField(text{"inside", "At most in the service", groupLimiter, "A second limit beside the rate: how many requests may be in the service at a time. Who finds as many there is answered 429, and takes nothing of the rate."},
			"requests", 0, 1_000_000, func(s *Scenario) *int { return &s.Inside },
			"0", "1", "2", "5", "10", "20", "50", "100", "200", "500", "1000").zero("unlimited").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Rate })...),
		wholeField(text{"tokens-per-minute", "Tokens per minute", groupLimiter, "Tokens that the service of an LLM admits per minute."},
			"tokens", 1, 1_000_000_000, func(s *Scenario) *int { return &s.TokensPerMinute },
			"1000", "2000", "5000", "10000", "20000", "50000", "60000", "100000", "200000", "500000", "1000000").rate(time.Minute, 0, "tokens a minute").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Tokens })...),
		wholeField(text{"tokens", "Tokens per request", groupLimiter, "Tokens that a request is charged, on average. One that draws more than the tokens per minute is charged those, which makes the average lower."},
			"tokens", 1, 1_000_000, func(s *Scenario) *int { return &s.Tokens },
			"10", "20", "50", "100", "200", "500", "1000", "2000", "5000", "10000").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Tokens })...),
		wholeField(text{"output-per-minute", "Output tokens per minute", groupLimiter, "Tokens of answers that the service of an LLM admits per minute, where they have a limit of their own. The other tokens are then those of what is asked."},
			"tokens", 0, 1_000_000_000, func(s *Scenario) *int { return &s.OutputPerMinute },
			"0", "1000", "2000", "5000", "8000", "10000", "20000", "50000", "100000", "200000").rate(time.Minute, 0, "tokens a minute").zero("unlimited").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Tokens })...),
		wholeField(text{"output-tokens", "Tokens per answer", groupLimiter, "Tokens that an answer is charged, on average, when its request arrives. Where a service reckons with max_tokens, these are max_tokens."},
			"tokens", 1, 1_000_000, func(s *Scenario) *int { return &s.OutputTokens },
			"10", "20", "50", "100", "200", "500", "1000", "2000", "5000", "10000").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Tokens })...).positive("output-per-minute"),
		choiceField(text{"tokens-dist", "Tokens, shape", groupLimiter, "How the tokens of requests, and of answers, are distributed."},
			[]string{"constant", "exponential"}, func(s *Scenario) *string { return &s.TokensDist }).
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Tokens })...),
		wordField(text{"rejected-count", "Rejected requests count toward the limit", groupLimiter, "Whether a rejected request counts towards the requests per minute, as it does at OpenAI."},
			rejectedCounts, func(s *Scenario) *RejectedCount { return &s.RejectedCount }).
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Tokens })...),
		wordField(text{"retry-after", "Server sends Retry-After", groupLimiter, "What a rejection tells its client: nothing; when the limiter would admit it; the same rounded up to whole seconds; the end of the window; a constant, which answers 503 tell too."},
			retryAfterHints, func(s *Scenario) *RetryAfterHint { return &s.RetryAfter }),
		durationField(text{"retry-after-time", "Retry-After, constant", groupLimiter, "What every 429 says, and every 503: of an outage, a transient failure, a full queue, a wait that was too long."},
			time.Millisecond, Day, "", func(s *Scenario) *time.Duration { return &s.RetryAfterTime }, timeSteps[1:]...).
			needs("retry-after", AfterConstant.String()),
		decimalField(text{"retry-after-jitter", "Retry-After, server's jitter", groupLimiter, "The share by which the server lengthens each Retry-After at most, at random. What is told in whole seconds is rounded up after it."},
			"share", 0, 1, 6, func(s *Scenario) *float64 { return &s.RetryAfterJitter }, shareSteps...).zero("none").
			needs("retry-after", retryAfterHints[1:]...),
	}
}

func capacityFields() []Field {
	served := []string{"constant", "exponential", "lognormal", "bimodal"}
	return []Field{
		wholeField(text{"servers", "Servers", groupCapacity, "How many requests the service works on at a time. 0: any number."},
			"servers", 0, 1_000_000, func(s *Scenario) *int { return &s.Servers },
			"0", "1", "2", "3", "5", "10", "20", "50", "100", "200").zero("unlimited"),
		wholeField(text{"queue", "Queue", groupCapacity, "Places to wait for a server. Who finds none is answered 503."},
			"places", 0, 1_000_000, func(s *Scenario) *int { return &s.Queue },
			"0", "1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "10000", "100000", "1000000").zero("none"),
		wordField(text{"discipline", "Discipline", groupCapacity, "Who is served next: first in, first out; last in, first out; or whoever waits of the first priority, and who of it came first. By priority a full queue makes room for who comes before others: the newest of the last priority is answered 503."},
			disciplines, func(s *Scenario) *Discipline { return &s.Discipline }),
		wholeField(text{"priority", "Priority", groupCapacity, "Whose attempts are served before others': 0 comes first. It is for a part of a mix, as in fixed(priority=1)@50/full@50."},
			"", 0, MaxPriority, func(s *Scenario) *int { return &s.Priority },
			"0", "1", "2", "3").needs("discipline", ByPriority.String()),
		durationField(text{"queue-timeout", "Queue timeout", groupCapacity, "Who has waited this long for a server is answered 503."},
			time.Millisecond, Day, "none", func(s *Scenario) *time.Duration { return &s.QueueTimeout }, shortSteps...),
		durationField(text{"refusal-cost", "Cost of a rejection", groupCapacity, "How long a server is busy with an attempt that the limiter rejects, before it answers 429: a TLS handshake is not free."},
			0, time.Minute, "", func(s *Scenario) *time.Duration { return &s.RefusalCost }, shortSteps...).in("ms", time.Millisecond).zero("none").
			needs("limiter", limitersWith(func(k limit.Kind) bool { return k.Key != "none" })...).positive("servers"),
		durationField(text{"service", "Service time", groupCapacity, "How long the service works on a request, on average."},
			0, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Service }, shortSteps...).in("ms", time.Millisecond).zero("none"),
		choiceField(text{"service-dist", "Service time, shape", groupCapacity, "How service times are distributed."},
			served, func(s *Scenario) *string { return &s.ServiceDist }),
		durationField(text{"service-sd", "Service time, deviation", groupCapacity, "Standard deviation of a lognormal service time."},
			0, time.Hour, "", func(s *Scenario) *time.Duration { return &s.ServiceSD }, shortSteps...).in("ms", time.Millisecond).zero("none").needs("service-dist", "lognormal"),
		durationField(text{"slow", "Slow service time", groupCapacity, "Bimodal: how long the slow attempts take."},
			0, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Slow }, shortSteps...).in("ms", time.Millisecond).needs("service-dist", "bimodal"),
		decimalField(text{"slow-share", "Share that is slow", groupCapacity, "Bimodal: share of the attempts that are slow."},
			"share", 0, 1, 6, func(s *Scenario) *float64 { return &s.SlowShare }, shareSteps...).zero("none").needs("service-dist", "bimodal"),
		durationField(text{"slope", "Slope", groupCapacity, "What every request in the service, itself included, adds to a service time: latency that grows with concurrency."},
			0, time.Minute, "", func(s *Scenario) *time.Duration { return &s.Slope }, shortSteps...).in("ms", time.Millisecond).zero("none"),
		wordField(text{"abandoned", "If the caller has gone", groupCapacity, "Whether the service keeps working for a caller that stopped waiting, or stops."},
			abandonedWork, func(s *Scenario) *Abandoned { return &s.Abandoned }),
	}
}

func faultFields() []Field {
	return []Field{
		decimalField(text{"fail", "Transient failures", groupFaults, "Probability that an attempt fails with 503 before it reaches the limiter."},
			"probability", 0, 1, 6, func(s *Scenario) *float64 { return &s.Fail },
			"0", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9").zero("none"),
		durationField(text{"fail-run", "Mean spell of failures", groupFaults, "Failures with a memory: how long a spell lasts on average in which every attempt fails. The probability is then the share of the time that is in such spells. With none each attempt fails or passes by itself."},
			time.Millisecond, Day, "none", func(s *Scenario) *time.Duration { return &s.FailRun }, "0s", "100ms", "500ms", "1s", "2s", "5s", "10s", "30s", "1m"),
		durationField(text{"fail-from", "Failures begin", groupFaults, "When the transient failures begin."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.FailFrom }, timeSteps...),
		durationField(text{"fail-to", "Failures end", groupFaults, "When the transient failures end. 0 for both times: they last for the whole run."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.FailTo }, timeSteps...).above("fail-from"),
		decimalField(text{"permanent", "Permanent failures", groupFaults, "Share of the requests that fail for good. They are not retried unless the policy retries everything."},
			"share", 0, 1, 6, func(s *Scenario) *float64 { return &s.Permanent },
			"0", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.5").zero("none"),
		wordField(text{"outage", "Outage", groupFaults, "Refuse: while it lasts every attempt is answered 503 at once. Hang: no attempt is answered."},
			outages, func(s *Scenario) *Outage { return &s.Outage }),
		durationField(text{"outage-from", "Outage begins", groupFaults, "When the outage begins."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.OutageFrom }, timeSteps...).needs("outage", OutageRefuse.String(), OutageHang.String()),
		durationField(text{"outage-to", "Outage ends", groupFaults, "When the outage ends."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.OutageTo }, timeSteps...).above("outage-from").needs("outage", OutageRefuse.String(), OutageHang.String()),
		decimalField(text{"brownout", "Brownout", groupFaults, "Speed at which the service works while the brownout lasts. 1: no brownout."},
			"of its speed", 0.001, 1, 3, func(s *Scenario) *float64 { return &s.Brownout },
			"0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"),
		durationField(text{"brownout-from", "Brownout begins", groupFaults, "When the brownout begins."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.BrownoutFrom }, timeSteps...),
		durationField(text{"brownout-to", "Brownout ends", groupFaults, "When the brownout ends."},
			0, Day, "", func(s *Scenario) *time.Duration { return &s.BrownoutTo }, timeSteps...).above("brownout-from"),
	}
}

func limitersWith(matters func(limit.Kind) bool) []string {
	var keys []string
	for _, kind := range limit.Kinds() {
		if matters(kind) {
			keys = append(keys, kind.Key)
		}
	}
	return keys
}
