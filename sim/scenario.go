package sim

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"backofflab/retry"
	"backofflab/sim/limit"
)

// Scenario says what to simulate. It is a plain value; [Default] fills it,
// [Scenario.Validate] checks it, and its form in links is [Scenario.Query].
// Durations are virtual time. Units and ranges of the fields are in [Fields].
type Scenario struct {
	Clients    int           // clients, each with one request
	Spread     time.Duration // they start at a random time in [0, Spread); 0: all at once
	Limiter    string        // key of a limit.Kind
	Rate       float64       // capacity, requests per second
	Burst      int           // token bucket: requests that may come at once
	Window     time.Duration // fixed window: its length
	Latency    time.Duration // network, one way
	Fail       float64       // probability that an attempt meets a transient failure
	Permanent  float64       // share of the requests that fail for good
	Strategies []string      // keys of retry.Kinds, in their order
	Base       time.Duration // first rung of the backoff
	Factor     float64       // growth of the backoff
	Cap        time.Duration // upper bound of a backoff delay
	Attempts   int           // max attempts, the first included
	Deadline   time.Duration // no retry starts later than this after the first attempt; 0: none
	Seed       uint64        // of all random numbers
	Bin        time.Duration // width of a bin of the results
	Horizon    time.Duration // the run stops here; 0: when every client is done
}

// Default returns the scenario of the empty query. Links leave out what is as
// here, so these values are part of the link grammar: to change one is to change
// its version.
func Default() Scenario {
	return Scenario{
		Clients: 200,
		Spread:  time.Second,
		Limiter: "token-bucket",
		Rate:    20,
		Burst:   20,
		Window:  time.Second,
		Latency: 10 * time.Millisecond,
		Strategies: []string{
			"fixed", "linear", "exponential", "full", "equal", "decorrelated",
		},
		Base:     time.Second,
		Factor:   2,
		Cap:      8 * time.Second,
		Attempts: 20,
		Seed:     1,
		Bin:      250 * time.Millisecond,
	}
}

// MaxBins bounds the bins of a run. A run that is not over by then stops there,
// as at a horizon.
const MaxBins = 4000

// End returns the virtual time at which a run stops even if clients are still
// under way: the horizon, or the end of the last bin there may be.
func (s Scenario) End() time.Duration {
	end := MaxBins * s.Bin
	if s.Horizon > 0 {
		end = min(end, s.Horizon)
	}
	return end
}

// AtOnce returns how many requests the service admits at one moment at most: a
// full bucket, or what a window holds.
func (s Scenario) AtOnce() int {
	if s.Limiter == "fixed-window" {
		return limit.WindowQuota(s.Rate, s.Window)
	}
	return s.Burst
}

// Validate reports every field that is out of its range and every contradiction
// between fields, as FieldErrors.
func (s Scenario) Validate() error {
	var problems FieldErrors
	for _, f := range Fields() {
		// What a field writes it must be able to read: the same check for a
		// scenario built in Go as for one that came in a link.
		var again Scenario
		if err := f.set(&again, f.Format(s)); err != nil {
			problems = append(problems, FieldError{f.Name, clip(f.Format(s)), err.Error()})
		}
	}
	if len(problems) == 0 {
		problems = s.contradictions()
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// contradictions lists what is wrong between fields that are each in range.
func (s Scenario) contradictions() FieldErrors {
	var problems FieldErrors
	refuse := func(name, message string) {
		f, _ := fieldNamed(name)
		problems = append(problems, FieldError{name, f.Format(s), message})
	}
	if s.Cap < s.Base {
		refuse("cap", "must not be below base, which is "+formatDuration(s.Base))
	}
	if s.Limiter == "fixed-window" && limit.WindowQuota(s.Rate, s.Window) < 1 {
		refuse("window", "must hold at least one request at a rate of "+formatDecimal(s.Rate)+"/s")
	}
	firstArrival := s.Spread + s.Latency
	if s.Horizon > 0 && s.Horizon <= firstArrival {
		refuse("horizon", "must be after the last client's first attempt arrives (spread + latency), at "+formatDuration(firstArrival))
	}
	if MaxBins*s.Bin <= firstArrival {
		refuse("bin", "is too narrow: 4,000 bins must reach past the last client's first attempt (spread + latency), at "+formatDuration(firstArrival))
	}
	return problems
}

// MarshalJSON writes the fields by the names that links use, in their order:
// numbers as numbers, durations as links write them.
func (s Scenario) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range Fields() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + f.Name + `":`)
		value := f.Format(s)
		switch f.kind {
		case kindNumber:
			b.WriteString(value)
		case kindList:
			list, err := json.Marshal(s.Strategies)
			if err != nil {
				return nil, err
			}
			b.Write(list)
		default:
			text, err := json.Marshal(value)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// policy returns the retry policy of the clients that use a strategy.
func (s Scenario) policy(strategy string) retry.Policy {
	kind, _ := retry.Lookup(strategy)
	return retry.Policy{
		Strategy:    kind.New(retry.Params{Base: s.Base, Factor: s.Factor, Cap: s.Cap}),
		MaxAttempts: s.Attempts,
		Deadline:    s.Deadline,
	}
}

// limiter returns a fresh limiter of the service.
func (s Scenario) limiter() limit.Limiter {
	kind, _ := limit.Lookup(s.Limiter)
	return kind.New(limit.Params{Rate: s.Rate, Burst: s.Burst, Window: s.Window})
}

// sortStrategies puts known keys into the order of retry.Kinds, so that equal
// sets have equal links.
func sortStrategies(keys []string) {
	rank := map[string]int{}
	for i, kind := range retry.Kinds() {
		rank[kind.Key] = i
	}
	slices.SortFunc(keys, func(a, b string) int { return rank[a] - rank[b] })
}
