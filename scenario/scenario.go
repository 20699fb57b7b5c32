package scenario

import (
	"bytes"
	"encoding/json"
	"time"
)

// Scenario says what to simulate. It is a plain value; [Default] fills it,
// [Scenario.Validate] checks it, and its form in links is [Scenario.Query].
// Durations are virtual time. Units and ranges of the fields are in [Fields].
type Scenario struct {
	// Clients.
	Clients    int           // clients; each has one request, unless the population says otherwise
	Population Population    // when requests begin
	Start      time.Duration // when the first clients start, or the requests of an open population; from 0 to Day
	Spread     time.Duration // once: they start at a random time in [0, Spread); 0: all at once
	Offered    float64       // open: requests per second that begin, all clients together
	Duration   time.Duration // open, closed: requests begin before this
	Ramp       float64       // open: the offered rate at the end of Duration, as a multiple of Offered
	Spike      float64       // open: the offered rate between SpikeFrom and SpikeTo, as a multiple
	SpikeFrom  time.Duration
	SpikeTo    time.Duration
	Think      time.Duration // closed: mean time from the end of a request to the client's next
	ThinkDist  string        // key of an rng.Kind
	Every      time.Duration // periodic: from the beginning of a client's request to that of its next
	Priority   int           // class of the clients' attempts at the service, 0 to MaxPriority: the lowest first
	Process    int           // clients that share a process, and with it budget, breaker and throttle

	// Crash.
	Crash      time.Duration // when clients crash; 0: never
	Restart    time.Duration // how long they are down
	CrashShare float64       // share of the clients that crash
	CrashState CrashState    // what they remember of their backoff

	// Network.
	Network   string        // key of an rng.Kind
	Latency   time.Duration // one way, mean
	LatencySD time.Duration // its standard deviation, where the distribution has one

	// Limiter.
	Limiter         string         // key of a limit.Kind
	Rate            float64        // requests per second
	Burst           int            // requests that may come at once
	Cost            int            // points that an attempt takes of rate and burst, or of a window, 1 to 1,000,000
	Window          time.Duration  // length of a window
	Concurrency     int            // requests in the service at a time
	AIMDLeast       int            // aimd: the least of it, 1 to 1,000,000
	AIMDMost        int            // aimd: the most, as many
	AIMDTarget      time.Duration  // aimd: a request that is in the service for longer makes it fewer
	AIMDFactor      float64        // aimd: to this share
	Inside          int            // the same beside a limiter that has a rate, 0 to 1,000,000; 0: any number
	TokensPerMinute int            // tokens per minute of an LLM's limit
	Tokens          int            // mean tokens of a request
	OutputPerMinute int            // tokens of answers per minute, where they have a limit of their own; 0: they have none
	OutputTokens    int            // mean tokens of an answer
	TokensDist      string         // key of an rng.Kind, of both
	RejectedCount   RejectedCount  // whether a rejected request counts towards the limit of requests
	RetryAfter      RetryAfterHint // what a rejection says
	RetryAfterTime  time.Duration  // constant: that
	// RetryAfterJitter is the share of a Retry-After, 0 to 1, by which the server lengthens
	// it at most, at random.
	RetryAfterJitter float64

	// Capacity.
	Servers      int           // requests served at a time; 0: any number
	Queue        int           // places to wait for a server
	Discipline   Discipline    // who of the queue is served next
	QueueTimeout time.Duration // longest wait for a server; 0: any
	RefusalCost  time.Duration // of a server, for each attempt that the limiter rejects; 0: none
	Service      time.Duration // mean service time
	ServiceDist  string        // key of an rng.Kind
	ServiceSD    time.Duration // its standard deviation, where the distribution has one
	Slow         time.Duration // bimodal: the slow service time
	SlowShare    float64       // bimodal: share of the attempts that are slow
	Slope        time.Duration // service time that is added for every request in the service
	Abandoned    Abandoned     // what happens to work whose caller stopped waiting

	// Faults.
	FailRun      time.Duration // mean length of a spell in which every attempt fails; 0: each fails by itself
	Fail         float64       // probability that an attempt meets a transient failure, 0 to 1
	FailFrom     time.Duration // attempts that arrive in [FailFrom, FailTo) may meet one, 0 to 24 h
	FailTo       time.Duration // after FailFrom, up to 24 h; both 0: in the whole run
	Permanent    float64       // share of the requests that fail for good
	Outage       Outage        // what an outage does
	OutageFrom   time.Duration
	OutageTo     time.Duration
	Brownout     float64 // speed of the service between BrownoutFrom and BrownoutTo; 1: no brownout
	BrownoutFrom time.Duration
	BrownoutTo   time.Duration

	// Retry policy.
	Strategies []string        // fleets to compare: keys of retry.Kinds, or mixes "exponential@20/full@80"
	Base       time.Duration   // first rung of the backoff
	Factor     float64         // growth of the backoff
	Cap        time.Duration   // upper bound of a backoff delay
	Offset     int             // exponent of the first retry
	Jitter     float64         // proportional: the share p that is added or taken away at most
	Extra      time.Duration   // additive: the longest that is added
	Floor      time.Duration   // full: the least that is drawn; 0: none
	Power      float64         // polynomial: its degree
	Delays     []time.Duration // list: the delays before retry 1, 2 and so on
	DelaysThen DelaysThen      // list: what follows its last
	FirstRetry FirstRetry      // when the first retry goes out
	Attempts   int             // max attempts, the first included
	Timeout    time.Duration   // of one attempt; 0: none
	Deadline   time.Duration   // no retry starts later than this after the first attempt; 0: none
	// TotalTimeout is how long a client waits for its request, all attempts and delays
	// together; then it hangs up. 0: any time.
	TotalTimeout time.Duration
	// Hedge is how long an attempt goes unanswered before a further copy of it is sent; 0:
	// none is. HedgePercentile is there in its place where it is above 0: that percentile,
	// 1 to 99.99, of how long attempts took that succeeded.
	Hedge           time.Duration
	HedgePercentile float64
	Hedges          int         // further copies of an attempt at most
	HedgeLosers     HedgeLosers // what becomes of copies that are out when one succeeds
	Propagate       Propagation // whether inner layers know when the outer ones stop waiting
	RetryOn         []string    // outcomes that are retried

	// Retry-After, as the client takes it.
	Honour       string        // key of a retry rule
	HonourJitter float64       // honour-jitter, max-jitter: the share p of the wait that is added at most
	HonourLimit  time.Duration // longest Retry-After that is obeyed; 0: any
	HonourOver   HonourOver    // what a longer one does

	// Budget, breaker, throttle.
	Budget            string
	BudgetTokens      float64
	BudgetRatio       float64
	BudgetFloor       float64
	BudgetMin         int
	Breaker           string
	BreakerRatio      float64
	BreakerWindow     time.Duration
	BreakerMin        int
	BreakerFailures   int
	BreakerCalls      int
	BreakerOpen       time.Duration
	BreakerOpenJitter float64
	BreakerProbes     int
	Throttle          string
	ThrottleK         float64
	ThrottleWindow    time.Duration
	ThrottleRate      float64
	ThrottleBurst     int
	InFlight          int // attempts that a process has under way at most, the others wait; 0: any number

	// Run.
	Seed    uint64        // of all random numbers
	Runs    int           // replications: the same scenario with other seeds
	Bin     time.Duration // width of a bin of the results; 0: as wide as the run needs
	Horizon time.Duration // the run stops here; 0: when every client is done
}

// Default returns the scenario of the empty query. Links leave out what is as
// here, so from version 0.1.0 on these values do not change;
// docs/decisions/a-default-never-changes.md says why they are these.
func Default() Scenario {
	return Scenario{
		Clients:    400,
		Population: PopulationOnce,
		Spread:     500 * time.Millisecond,
		Offered:    20,
		Duration:   time.Minute,
		Ramp:       1,
		Spike:      1,
		Think:      time.Second,
		ThinkDist:  "exponential",
		Every:      time.Minute,
		Process:    1,

		Restart:    5 * time.Second,
		CrashShare: 1,
		CrashState: CrashKept,

		Network: "constant",
		Latency: 10 * time.Millisecond,

		Limiter:         "token-bucket",
		Rate:            40,
		Burst:           10,
		Cost:            1,
		Window:          time.Second,
		Concurrency:     20,
		AIMDLeast:       1,
		AIMDMost:        200,
		AIMDTarget:      5 * time.Second,
		AIMDFactor:      0.9,
		TokensPerMinute: 60_000,
		Tokens:          1000,
		OutputTokens:    500,
		TokensDist:      "constant",
		RejectedCount:   RejectedCounted,
		RetryAfter:      AfterNone,
		RetryAfterTime:  5 * time.Second,

		Queue:       100,
		Discipline:  FIFO,
		ServiceDist: "constant",
		Slow:        time.Second,
		SlowShare:   0.05,
		Abandoned:   AbandonedServed,

		Outage:   OutageNone,
		Brownout: 1,

		Strategies: []string{"exponential", "full", "equal", "decorrelated"},
		Base:       100 * time.Millisecond,
		Factor:     2,
		Cap:        5 * time.Second,
		Jitter:     0.2,
		Extra:      time.Second,
		Power:      2,
		Delays:     []time.Duration{time.Second, 5 * time.Second, 30 * time.Second},
		Attempts:   20,
		Hedges:     1,
		RetryOn:    []string{"rejected", "unavailable", "timed-out", "not-sent"},

		Honour:       "ignore",
		HonourJitter: 0.2,
		HonourOver:   OverIgnored,

		Budget:          "none",
		BudgetTokens:    10,
		BudgetMin:       3,
		BudgetRatio:     0.1,
		Breaker:         "off",
		BreakerRatio:    0.5,
		BreakerWindow:   10 * time.Second,
		BreakerMin:      10,
		BreakerFailures: 5,
		BreakerCalls:    100,
		BreakerOpen:     5 * time.Second,
		BreakerProbes:   3,
		Throttle:        "none",
		ThrottleK:       2,
		ThrottleWindow:  2 * time.Minute,
		ThrottleRate:    10,
		ThrottleBurst:   100,

		Seed: 1,
		Runs: 1,
	}
}

// MaxBins bounds the bins of a run. A run with bins of a given width that is not over by
// then stops there, as at a horizon; otherwise its bins become wider.
const MaxBins = 4000

// autoWidths are the widths of bins that adapt to the run, each a multiple of the one
// before, so that bins can be added together.
var autoWidths = []time.Duration{
	250 * time.Millisecond, 500 * time.Millisecond, time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
	time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour,
}

// Widths returns the widths that bins may have, the first at the beginning: they are the
// narrowest of these with which the run has at most MaxBins.
func (s Scenario) Widths() []time.Duration {
	if s.Bin == 0 {
		return autoWidths
	}
	return []time.Duration{s.Bin}
}

// End returns the virtual time at which a run stops even if clients are still
// under way: the horizon, or the end of the last bin there may be.
func (s Scenario) End() time.Duration {
	widths := s.Widths()
	end := MaxBins * widths[len(widths)-1]
	if s.Horizon > 0 {
		end = min(end, s.Horizon)
	}
	return end
}

// Validate reports every field that is out of its range and every contradiction
// between fields, as FieldErrors.
func (s Scenario) Validate() error {
	var problems FieldErrors
	for _, f := range fields {
		if err := f.check(&s); err != nil {
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

// MarshalJSON writes the fields by the names that links use, in their order:
// numbers as numbers, durations as links write them.
func (s Scenario) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + f.Name + `":`)
		value := f.Format(s)
		switch f.kind {
		case kindNumber:
			b.WriteString(value)
		case kindList:
			list, err := json.Marshal(*f.list.at(&s))
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
