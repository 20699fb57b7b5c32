package sim

import (
	"time"

	"backofflab/retry"
	"backofflab/sim/limit"
)

// MaxSeed is the largest seed: the largest whole number that JSON and the
// browser carry exactly.
const MaxSeed = 1<<53 - 1

// Titles of the groups of controls.
const (
	groupClients = "Clients"
	groupService = "Service"
	groupPolicy  = "Retry policy"
	groupRun     = "Run"
)

// Fields returns the fields of a scenario in the order in which links write
// them. It is the one table behind links, JSON, forms and their errors. The
// caller owns the slice.
func Fields() []Field { return append([]Field(nil), fields...) }

func fieldNamed(name string) (Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

var fields = []Field{
	wholeField(text{"clients", "Clients", groupClients, "How many clients there are. Each wants one request served."},
		"clients", 1, 1_000_000, func(s *Scenario) *int { return &s.Clients },
		"1", "2", "5", "10", "20", "30", "50", "75", "100", "150", "200", "300", "400", "500", "750", "1000", "1500", "2000", "3000", "5000", "7500", "10000"),
	durationField(text{"spread", "Start spread", groupClients, "Clients start at random times within this span. At 0s all start at once."},
		0, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Spread },
		"0s", "50ms", "100ms", "200ms", "500ms", "1s", "2s", "5s", "10s", "20s", "30s", "1m"),
	choiceField(text{"limiter", "Limiter", groupService, "How the service decides which requests to reject with 429."},
		limiterKeys(), func(s *Scenario) *string { return &s.Limiter }),
	decimalField(text{"rate", "Rate", groupService, "Requests per second that the service admits in the long run: its capacity."},
		"requests/s", 0.001, 1_000_000, 3, func(s *Scenario) *float64 { return &s.Rate },
		"1", "2", "5", "10", "15", "20", "30", "40", "50", "75", "100", "150", "200", "300", "500", "750", "1000"),
	wholeField(text{"burst", "Burst", groupService, "Token bucket: how many requests may come at once. The bucket starts full."},
		"requests", 1, 1_000_000, func(s *Scenario) *int { return &s.Burst },
		"1", "2", "5", "10", "20", "50", "100", "200", "500", "1000"),
	durationField(text{"window", "Window", groupService, "Fixed window: its length. It admits rate × window requests, rounded down, then none until the next begins."},
		time.Millisecond, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Window },
		"100ms", "200ms", "500ms", "1s", "2s", "5s", "10s", "30s", "1m"),
	durationField(text{"latency", "Network latency", groupService, "How long a request, or its answer, travels: one way."},
		0, time.Minute, "", func(s *Scenario) *time.Duration { return &s.Latency },
		"0s", "1ms", "2ms", "5ms", "10ms", "20ms", "50ms", "100ms", "200ms", "500ms", "1s"),
	decimalField(text{"fail", "Transient failures", groupService, "Probability that an attempt fails with 503 before it reaches the limiter."},
		"probability", 0, 1, 6, func(s *Scenario) *float64 { return &s.Fail },
		"0", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"),
	decimalField(text{"permanent", "Permanent failures", groupService, "Share of the requests that fail for good. They are not retried."},
		"share", 0, 1, 6, func(s *Scenario) *float64 { return &s.Permanent },
		"0", "0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.5"),
	listField(text{"strategies", "Strategies", groupPolicy, "The strategies to compare. Each runs against the same clients, service and faults."},
		strategyKeys(), func(s *Scenario) *[]string { return &s.Strategies }),
	durationField(text{"base", "Base delay", groupPolicy, "The first backoff delay."},
		time.Millisecond, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Base },
		"10ms", "20ms", "50ms", "100ms", "150ms", "200ms", "300ms", "500ms", "750ms", "1s", "1.5s", "2s", "3s", "5s", "10s"),
	decimalField(text{"factor", "Factor", groupPolicy, "How much the exponential delay grows from one retry to the next."},
		"times", 1, 100, 3, func(s *Scenario) *float64 { return &s.Factor },
		"1", "1.25", "1.5", "1.75", "2", "2.5", "3", "4", "5"),
	durationField(text{"cap", "Cap", groupPolicy, "The longest backoff delay."},
		time.Millisecond, 24*time.Hour, "", func(s *Scenario) *time.Duration { return &s.Cap },
		"100ms", "200ms", "500ms", "1s", "2s", "3s", "5s", "8s", "10s", "15s", "20s", "30s", "45s", "1m", "2m", "5m"),
	wholeField(text{"attempts", "Max attempts", groupPolicy, "Attempts per request, the first included: 3 attempts are 2 retries."},
		"attempts", 1, 1000, func(s *Scenario) *int { return &s.Attempts },
		"1", "2", "3", "4", "5", "6", "8", "10", "15", "20", "30", "50", "100"),
	durationField(text{"deadline", "Deadline", groupPolicy, "No retry starts later than this after the request's first attempt."},
		time.Millisecond, 24*time.Hour, "none", func(s *Scenario) *time.Duration { return &s.Deadline },
		"0s", "500ms", "1s", "2s", "5s", "10s", "15s", "20s", "30s", "1m", "2m", "5m"),
	wholeField(text{"seed", "Seed", groupRun, "The source of all random numbers. The same seed gives the same run."},
		"", 0, MaxSeed, func(s *Scenario) *uint64 { return &s.Seed }),
	durationField(text{"bin", "Bin", groupRun, "Width of a bar in the charts. A run has at most 4,000 bins and stops there."},
		time.Millisecond, time.Hour, "", func(s *Scenario) *time.Duration { return &s.Bin },
		"50ms", "100ms", "200ms", "250ms", "500ms", "1s", "2s", "5s"),
	durationField(text{"horizon", "Horizon", groupRun, "When the run stops. Clients that are not done by then are counted apart."},
		time.Millisecond, 24*time.Hour, "when every client is done", func(s *Scenario) *time.Duration { return &s.Horizon },
		"0s", "5s", "10s", "20s", "30s", "1m", "2m", "5m"),
}

func limiterKeys() []string {
	var keys []string
	for _, kind := range limit.Kinds() {
		keys = append(keys, kind.Key)
	}
	return keys
}

func strategyKeys() []string {
	var keys []string
	for _, kind := range retry.Kinds() {
		keys = append(keys, kind.Key)
	}
	return keys
}
