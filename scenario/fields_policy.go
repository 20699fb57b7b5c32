package scenario

import (
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/retry/guard"
)

func policyFields() []Field {
	return []Field{
		fleetsField(text{"strategies", "Strategies", groupPolicy, "The fleets to compare: a strategy, a library's own delays (lib:NAME), a library's whole client with its own attempts and rules (client:NAME), a mix with shares in per cent (exponential@20/full@80), or layers with the outermost first (exponential>client:openai-python). Any of them may have settings of its own: full(attempts=4 base=1s), and a library what its callers can set: lib:envoy(base=100ms). Each runs against the same clients, service and faults."},
			func(s *Scenario) *[]string { return &s.Strategies }),
		durationField(text{"base", "Base delay", groupPolicy, "The first backoff delay. Libraries have their own, and take another in brackets: lib:envoy(base=100ms cap=1s)."},
			time.Millisecond, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Base }, delaySteps...).
			without("lib:", "client:", "immediate", "list").or("honour", "honour-full"),
		decimalField(text{"factor", "Growth factor", groupPolicy, "How much the exponential delay grows from one retry to the next."},
			"times", 1, 100, 3, func(s *Scenario) *float64 { return &s.Factor },
			"1", "1.25", "1.5", "1.75", "2", "2.5", "3", "4", "5").
			without("lib:", "client:", "immediate", "list", "fixed", "linear", "polynomial", "decorrelated").or("honour", "honour-full"),
		durationField(text{"cap", "Cap", groupPolicy, "The longest backoff delay, also the first where base is above it. Immediate and fixed do without it; libraries have their own, as with base."},
			time.Millisecond, Day, "", func(s *Scenario) *time.Duration { return &s.Cap },
			"100ms", "200ms", "500ms", "1s", "2s", "3s", "5s", "8s", "10s", "15s", "20s", "30s", "45s", "1m", "2m", "5m").
			without("lib:", "client:", "immediate", "list", "fixed").or("honour", "honour-full"),
		wholeField(text{"offset", "Starting exponent", groupPolicy, "Exponent of the growth factor at the first retry. With 1 the first delay is base × factor, as in the AWS simulator and several SDKs."},
			"", 0, 1, func(s *Scenario) *int { return &s.Offset }).
			without("lib:", "client:", "immediate", "list", "fixed", "linear", "polynomial", "decorrelated").or("honour", "honour-full"),
		decimalField(text{"jitter", "± jitter", groupPolicy, "The share of the delay that ± jitter adds or takes away at most, and that upward jitter adds."},
			"share", 0, 1, 6, func(s *Scenario) *float64 { return &s.Jitter }, shareSteps...).zero("none").needs("strategies", "proportional", "upward"),
		durationField(text{"extra", "Additive jitter", groupPolicy, "The longest time that additive jitter adds."},
			0, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Extra }, shortSteps...).zero("none").needs("strategies", "additive"),
		durationField(text{"floor", "Floor", groupPolicy, "The least that full jitter draws. A retry whose exponential delay is shorter waits exactly this."},
			0, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Floor }, shortSteps...).zero("none").needs("strategies", "full"),
		decimalField(text{"power", "Power", groupPolicy, "The degree of the polynomial: retry k waits base × k to this power."},
			"", 0, 10, 3, func(s *Scenario) *float64 { return &s.Power }, "0.5", "1", "1.5", "2", "3", "4").needs("strategies", "polynomial"),
		delaysField(text{"delays", "Delays", groupPolicy, "What the delay list waits before retry 1, 2 and so on."},
			time.Millisecond, Day, func(s *Scenario) *[]time.Duration { return &s.Delays }).needs("strategies", "list"),
		wordField(text{"delays-then", "After the list", groupPolicy, "What follows the last delay of the list: the same again, or the end of the request."},
			delaysThens, func(s *Scenario) *DelaysThen { return &s.DelaysThen }).needs("strategies", "list"),
		wordField(text{"first-retry", "First retry", groupPolicy, "Whether the first retry waits a backoff, or goes out at once. Then the second waits what the first would have, and so on."},
			firstRetries, func(s *Scenario) *FirstRetry { return &s.FirstRetry }),
		wholeField(text{"attempts", "Max attempts", groupPolicy, "Attempts per request, the first included: 3 attempts are 2 retries."},
			"attempts", 1, 1000, func(s *Scenario) *int { return &s.Attempts },
			"1", "2", "3", "4", "5", "6", "8", "10", "15", "20", "30", "50", "100").endless().ruled(),
		durationField(text{"timeout", "Timeout", groupPolicy, "How long a client waits for the answer to one attempt."},
			time.Millisecond, Day, "any time", func(s *Scenario) *time.Duration { return &s.Timeout },
			"0s", "50ms", "100ms", "200ms", "500ms", "1s", "2s", "3s", "5s", "10s", "30s"),
		durationField(text{"deadline", "Deadline", groupPolicy, "No retry starts later than this after the request's first attempt."},
			time.Millisecond, Day, "none", func(s *Scenario) *time.Duration { return &s.Deadline },
			"0s", "500ms", "1s", "2s", "5s", "10s", "15s", "20s", "30s", "1m", "2m", "5m").ruled(),
		durationField(text{"total-timeout", "Total timeout", groupPolicy, "How long a client waits for its whole request, attempts and delays together. Then it hangs up, also on an attempt under way; the deadline only forbids the next retry."},
			time.Millisecond, Day, "any time", func(s *Scenario) *time.Duration { return &s.TotalTimeout },
			"0s", "500ms", "1s", "2s", "5s", "10s", "15s", "20s", "30s", "1m", "2m", "5m"),
		hedgeField(),
		wholeField(text{"hedges", "Hedges, at most", groupPolicy, "Further copies of one attempt, each as long after the one before."},
			"copies", 1, MaxHedges, func(s *Scenario) *int { return &s.Hedges }, "1", "2", "3", "4", "5").positive("hedge"),
		wordField(text{"hedge-losers", "Hedges that lost", groupPolicy, "What a client does with the other copies once one has succeeded: it hangs up on them, or lets them run."},
			hedgeLosers, func(s *Scenario) *HedgeLosers { return &s.HedgeLosers }).positive("hedge").needs("abandoned", AbandonedNoticed.String()),
		wordField(text{"propagate-deadline", "Deadline propagation", groupPolicy, "Whether a layer tells the next how long it waits, as gRPC does. With yes an inner layer starts no retry that an outer one would not wait for."},
			propagations, func(s *Scenario) *Propagation { return &s.Propagate }),
		listField(text{"retry-on", "Retry on", groupPolicy, "After which outcomes another attempt is made. With failed the policy retries everything."},
			OutcomeWords(), func(s *Scenario) *[]string { return &s.RetryOn }).ruled(),
	}
}

// MaxHedges is how many further copies of one attempt there may be.
const MaxHedges = 5

// hedgeField is a duration, or a percentile.
func hedgeField() Field {
	f := durationField(text{"hedge", "Hedge after", groupPolicy, "How long an attempt goes unanswered before its client sends a further copy and takes the first success; p95: as long as 95 % of the attempts that succeeded took until then."},
		time.Millisecond, Day, "no hedges", func(s *Scenario) *time.Duration { return &s.Hedge },
		"0s", "10ms", "20ms", "50ms", "100ms", "200ms", "500ms", "1s", "2s")
	f.Range += ", or a percentile from p1 to p99.99"
	f = f.asks(time.Millisecond, Day, ", p95 for a percentile")
	format, set, typed := f.format, f.set, f.typed
	f.format = func(s *Scenario) string {
		if s.HedgePercentile > 0 {
			return "p" + formatDecimal(s.HedgePercentile)
		}
		return format(s)
	}
	f.set = func(s *Scenario, value string) bool {
		percentile, is := strings.CutPrefix(value, "p")
		if !is {
			ok := set(s, value)
			if ok {
				s.HedgePercentile = 0
			}
			return ok
		}
		x, ok := parseDecimal(percentile, 1, 99.99, 2)
		if ok {
			s.Hedge, s.HedgePercentile = 0, x
		}
		return ok
	}
	f.typed = func(value string) (string, bool) {
		if value := strings.ToLower(strings.TrimSpace(value)); strings.HasPrefix(value, "p") {
			return value, true
		}
		return typed(value)
	}
	return f
}

// fleetsField is a set of fleets: strategies, libraries and mixes.
func fleetsField(t text, at func(*Scenario) *[]string) Field {
	return setField(t, StrategyKeys(), "Select at least one strategy.", list{
		at: at, most: MaxStrategies, over: "You can compare up to " + format.Count(MaxStrategies) + " strategies. Remove one first.",
		read: readFleet, typed: typedFleets, compare: CompareFleets,
	})
}

func retryAfterFields() []Field {
	var keys, obeyed, jittered []string
	for _, kind := range retry.RetryAfterKinds() {
		keys = append(keys, kind.Key)
		if !kind.Ignores {
			obeyed = append(obeyed, kind.Key)
		}
		if kind.Share {
			jittered = append(jittered, kind.Key)
		}
	}
	return []Field{
		choiceField(text{"honour", "Rule", groupAfter, "What a client does with a Retry-After: ignore it; wait exactly that; that and a share of it more; the longer of it and its own delay; that and its own full-jitter delay; the longer of both and a share of that more; the longer of both, but at most 5 s more than its own delay; a random time up to it."},
			keys, func(s *Scenario) *string { return &s.Honour }).ruled(),
		decimalField(text{"honour-jitter", "Jitter on it", groupAfter, "The share of the Retry-After that is added at most. For max-jitter: of the longer of it and the own delay."},
			"share", 0, 10, 6, func(s *Scenario) *float64 { return &s.HonourJitter }, shareSteps...).zero("none").needs("honour", jittered...).ruled(),
		durationField(text{"honour-limit", "Limit", groupAfter, "The longest Retry-After that is obeyed."},
			time.Millisecond, Day, "any", func(s *Scenario) *time.Duration { return &s.HonourLimit }, timeSteps...).zero("none").needs("honour", obeyed...).ruled(),
		wordField(text{"honour-over", "Above the limit", groupAfter, "What a longer Retry-After does: the client ignores it, gives up, or obeys it as far as the limit."},
			honourOver, func(s *Scenario) *HonourOver { return &s.HonourOver }).needs("honour", obeyed...).ruled(),
	}
}

func guardFields() []Field {
	budgets, breakers, throttles := guardKeys(guard.Budgets()), guardKeys(guard.Breakers()), guardKeys(guard.Throttles())
	opening := []string{"ratio", "consecutive", "count"} // breakers that send nothing for a time
	return []Field{
		choiceField(text{"budget", "Retry budget", groupGuards, "A process that has used up its budget makes no retries: the request is given up."},
			budgets, func(s *Scenario) *string { return &s.Budget }),
		decimalField(text{"budget-tokens", "Budget, tokens", groupGuards, "Tokens that the budget holds at most, and at the start. With ratio a retry needs more than one: N tokens are N − 1 retries, one token is none."},
			"tokens", 1, 1000, 3, func(s *Scenario) *float64 { return &s.BudgetTokens },
			"1", "2", "5", "10", "20", "50", "100", "500", "1000").needs("budget", "ratio", "grpc"),
		decimalField(text{"budget-ratio", "Budget, ratio", groupGuards, "Tokens that a first try (ratio) or a success (grpc) puts in. For concurrent: retries that may be under way for each attempt under way; 0.2 in Envoy."},
			"tokens", 0, 1000, 3, func(s *Scenario) *float64 { return &s.BudgetRatio },
			"0", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.5", "1").zero("none").needs("budget", "ratio", "grpc", "concurrent"),
		decimalField(text{"budget-floor", "Budget, floor", groupGuards, "Tokens that time puts in, whatever happens."},
			"tokens/s", 0, 1000, 3, func(s *Scenario) *float64 { return &s.BudgetFloor },
			"0", "0.1", "0.2", "0.5", "1", "2", "5", "10").rate(time.Second, 3, "tokens a second").zero("none").needs("budget", "ratio"),
		wholeField(text{"budget-min", "Budget, least", groupGuards, "Retries that may be under way in any case, however few attempts are."},
			"retries", 0, 1_000_000, func(s *Scenario) *int { return &s.BudgetMin },
			"0", "1", "3", "5", "10", "20", "50", "100").needs("budget", "concurrent"),
		choiceField(text{"breaker", "Circuit breaker", groupGuards, "Ratio: sends nothing for a time once too many attempts failed; consecutive: once so many failed in a row; count: once too many of the last ones failed. Retries: makes no retries while too many attempts failed."},
			breakers, func(s *Scenario) *string { return &s.Breaker }),
		decimalField(text{"breaker-ratio", "Breaker, failure ratio", groupGuards, "The share of failures above which it opens; for count, at which it opens. For retries: the failures for each first try, counted since the start, above which it refuses retries."},
			"share", 0, 1, 6, func(s *Scenario) *float64 { return &s.BreakerRatio }, shareSteps...).needs("breaker", "ratio", "count", "retries"),
		wholeField(text{"breaker-failures", "Breaker, failures in a row", groupGuards, "Failures in a row that open it; a success or a permanent failure begins anew."},
			"attempts", 1, 1000, func(s *Scenario) *int { return &s.BreakerFailures },
			"1", "2", "3", "5", "10", "20").needs("breaker", "consecutive"),
		wholeField(text{"breaker-calls", "Breaker, last calls", groupGuards, "How many attempts back it counts, however long ago they were."},
			"attempts", 1, 10_000, func(s *Scenario) *int { return &s.BreakerCalls },
			"5", "10", "20", "50", "100", "200", "500").needs("breaker", "count"),
		durationField(text{"breaker-window", "Breaker, window", groupGuards, "How far back it counts, for ratio; retries counts all that was."},
			time.Millisecond, Day, "all that was", func(s *Scenario) *time.Duration { return &s.BreakerWindow }, timeSteps...).zero("unlimited").needs("breaker", "ratio"),
		wholeField(text{"breaker-min", "Breaker, least calls", groupGuards, "With fewer attempts than this it does not open. For count, at most as many as it counts; retries has no such floor."},
			"attempts", 1, 1_000_000, func(s *Scenario) *int { return &s.BreakerMin },
			"1", "2", "5", "10", "20", "50", "100").needs("breaker", "ratio", "count"),
		durationField(text{"breaker-open", "Breaker, open for", groupGuards, "How long it sends nothing before it lets probes through."},
			time.Millisecond, Day, "", func(s *Scenario) *time.Duration { return &s.BreakerOpen }, timeSteps[1:]...).needs("breaker", opening...),
		decimalField(text{"breaker-open-jitter", "Breaker, jitter", groupGuards, "The share of that time that is added at most."},
			"share", 0, 10, 6, func(s *Scenario) *float64 { return &s.BreakerOpenJitter }, shareSteps...).zero("none").needs("breaker", opening...),
		wholeField(text{"breaker-probes", "Breaker, probes", groupGuards, "How many attempts it lets through to see whether the service is back."},
			"attempts", 1, 1000, func(s *Scenario) *int { return &s.BreakerProbes },
			"1", "2", "3", "5", "10").needs("breaker", opening...),
		choiceField(text{"throttle", "Throttle", groupGuards, "SRE: refuses attempts by itself, the more the service rejects. AWS adaptive: slows down its sending. Bucket: sends so many a second, whatever the service says."},
			throttles, func(s *Scenario) *string { return &s.Throttle }),
		decimalField(text{"throttle-k", "Throttle, K", groupGuards, "Requests that are sent for every one accepted before the throttle refuses some."},
			"times", 1, 100, 3, func(s *Scenario) *float64 { return &s.ThrottleK },
			"1", "1.1", "1.25", "1.5", "2", "3", "5").needs("throttle", "sre"),
		durationField(text{"throttle-window", "Throttle, window", groupGuards, "How far back it counts."},
			time.Millisecond, Day, "", func(s *Scenario) *time.Duration { return &s.ThrottleWindow }, timeSteps[1:]...).needs("throttle", "sre"),
		decimalField(text{"throttle-rate", "Throttle, rate", groupGuards, "Attempts that a process sends at most, in the long run; the others wait their turn."},
			"attempts/s", 0.001, 1_000_000, 3, func(s *Scenario) *float64 { return &s.ThrottleRate },
			"0.1", "0.5", "1", "2", "5", "10", "20", "50", "100", "500", "1000").rate(time.Second, 3, "attempts a second").needs("throttle", "bucket"),
		wholeField(text{"throttle-burst", "Throttle, burst", groupGuards, "Attempts that a process may send at once after a rest."},
			"attempts", 1, 1_000_000, func(s *Scenario) *int { return &s.ThrottleBurst },
			"1", "2", "5", "10", "20", "50", "100", "500", "1000").needs("throttle", "bucket"),
		wholeField(text{"in-flight", "Attempts in flight", groupGuards, "Attempts that a process has under way at most, as a pool of connections or a semaphore bounds them. The others wait until one ends, in the order in which they came."},
			"attempts", 0, 1_000_000, func(s *Scenario) *int { return &s.InFlight },
			"0", "1", "2", "5", "10", "20", "50", "100", "500", "1000").zero("any"),
	}
}

func guardKeys(kinds []guard.Kind) []string {
	var keys []string
	for _, kind := range kinds {
		keys = append(keys, kind.Key)
	}
	return keys
}

func StrategyKeys() []string {
	var keys []string
	for _, kind := range retry.Kinds() {
		keys = append(keys, kind.Key)
	}
	return keys
}
