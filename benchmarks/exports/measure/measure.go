// Package measure holds what code really waits against what a scenario says. Each text is run
// thousands of times within testing/synctest, whose clock is virtual: libraries sleep on it,
// so no time goes by.
//
// The figures are those of V10 of docs/validation.md, against a sample of the policy's own
// law that is so large that its chance does not count: means may be 5 standard errors off,
// quantiles 5 standard deviations of their rank, and the number of attempts must be the same.
package measure

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
	"backofflab/retry/config"
	"backofflab/scenario"
)

// Bounds of what is measured.
const (
	Most    = 12 // attempts of a call, after which it is ended
	Retries = 8  // whose delays are compared

	drawn = 20_000 // calls of the law

	taken = time.Millisecond // by an attempt: none at all would never be more than a limit
)

// Samples is how many calls of a text are made.
var Samples = 1_000

// Case is a text as a function.
type Case struct {
	Name    string
	Own     string // the policy that the text reads back to, as an entry of strategies
	Meant   string // the policy that it was written from, where both are the same; else ""
	Hangs   bool   // attempts are not answered, so that a timeout of the text ends them
	Slow    bool   // it is run a tenth as often
	Rejects bool   // attempts are rejected: the policy does not retry what is unavailable
	Shorter bool   // the library shortens the wait that would pass the deadline, and tries once more at its end
	Run     func(ctx context.Context, attempt func(context.Context) error) error
}

// Figure is what came of a case.
type Figure struct {
	Name     string  `json:"name"`
	Attempts int     `json:"attempts"`       // most of a call
	First    float64 `json:"first_ms"`       // mean of the first delay
	Last     float64 `json:"last_ms"`        // mean of the last that was compared
	Mean     float64 `json:"mean_se"`        // how far the farthest mean is off, in standard errors
	Quantile float64 `json:"quantile_sd"`    // and the farthest quantile, in standard deviations of its rank
	Retries  int     `json:"retries"`        // whose delays were compared
	Wrong    string  `json:"wrong,omitzero"` // what failed
}

// How attempts fail.
var (
	ErrUnavailable = errors.New("unavailable")
	ErrRejected    = errors.New("rejected")
)

// Run measures cases, and prints a Figure for each, in a line of JSON. What libraries draw has
// no seed, and of so many figures one is far off now and then: a case fails if it does twice.
func Run(t *testing.T, cases []Case) {
	for _, c := range cases {
		f := c.measured(t)
		if f.Wrong != "" {
			f = c.measured(t)
		}
		line, _ := json.Marshal(f)
		fmt.Printf("figure %s\n", line)
		if f.Wrong != "" {
			t.Errorf("%s: %s", c.Name, f.Wrong)
		}
	}
}

func (c Case) measured(t *testing.T) Figure {
	f := Figure{Name: c.Name}
	var calls [][]step
	synctest.Test(t, func(t *testing.T) { calls = c.calls() })
	for _, key := range []string{c.Own, c.Meant} {
		if key != "" && f.Wrong == "" {
			f.compare(c, calls, key)
		}
	}
	return f
}

// step is one attempt of a call.
type step struct {
	delay time.Duration // since the end of the one before; of the first 0
	at    time.Duration // when it ended, since the start of the call
}

// calls runs the text.
func (c Case) calls() [][]step {
	n := Samples
	if c.Slow {
		n = max(n/10, 100)
	}
	all := make([][]step, n)
	for i := range all {
		time.Sleep(time.Duration(rand.Int64N(int64(time.Second)))) // some libraries draw from the clock
		all[i] = c.one()
	}
	return all
}

func (c Case) one() (steps []step) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	start := time.Now()
	end := start
	_ = c.Run(ctx, func(attempt context.Context) error { // it fails, as all of its attempts do
		delay := time.Since(end)
		if len(steps) == 0 {
			delay = 0
		}
		time.Sleep(taken)
		err := ErrUnavailable
		if c.Rejects {
			err = ErrRejected
		}
		if c.Hangs {
			<-attempt.Done()
			err = attempt.Err()
		}
		end = time.Now()
		if steps = append(steps, step{delay, end.Sub(start)}); len(steps) == Most {
			cancel()
		}
		return err
	})
	return steps
}

// laws are those that were drawn: many texts read back to one policy.
var laws = map[string][][]step{}

func cachedLaw(key string, hangs bool) ([][]step, error) {
	name := fmt.Sprint(key, hangs)
	if drawn, ok := laws[name]; ok {
		return drawn, nil
	}
	calls, err := law(key, hangs, drawn)
	laws[name] = calls
	return calls, err
}

// law draws calls of a policy.
func law(key string, hangs bool, n int) ([][]step, error) {
	s := scenario.Default()
	s.Strategies = []string{key}
	settings, err := config.Of(s, key)
	if err != nil {
		return nil, err
	}
	p := settings.Policy()
	all := make([][]step, n)
	for i := range all {
		all[i] = draw(p, hangs)
	}
	return all, nil
}

func draw(p retry.Policy, hangs bool) (steps []step) {
	answer := retry.Answer{Outcome: retry.Unavailable, RetryAfter: retry.NotAsked}
	if !p.On.Has(retry.Unavailable) && p.On.Has(retry.Rejected) {
		answer.Outcome = retry.Rejected
	}
	var now, memory, delay time.Duration
	for n := 1; n <= Most; n++ {
		now += taken
		if hangs {
			answer.Outcome = retry.TimedOut
			now += p.Timeout - taken
			if p.Total > 0 && now >= p.Total {
				return append(steps, step{delay, p.Total})
			}
		}
		steps = append(steps, step{delay, now})
		next := p.Next(n, answer, now, memory, retry.Draws{Jitter: rand.Float64(), RetryAfter: rand.Float64()})
		if next.Verdict != retry.Retry || p.Total > 0 && now+next.Delay >= p.Total {
			break
		}
		delay, memory = next.Delay, next.Memory
		now += delay
	}
	return steps
}

// compare holds calls against the law of a policy.
func (f *Figure) compare(c Case, calls [][]step, key string) {
	expected, err := cachedLaw(key, c.Hangs)
	if err != nil {
		f.Wrong = err.Error()
		return
	}
	if c.Shorter {
		s := scenario.Default()
		calls = withoutLast(calls, s.For(key).Deadline)
	}
	f.attempts(calls, expected)
	for k := 1; k <= Retries; k++ {
		ours, theirs := delaysOf(calls, k), delaysOf(expected, k)
		if len(ours) < len(calls)/10 || len(theirs) < drawn/10 {
			continue // a deadline has left few of them
		}
		f.delay(k, ours, theirs)
	}
}

// withoutLast drops an attempt at the very end of a deadline.
func withoutLast(calls [][]step, deadline time.Duration) [][]step {
	cut := make([][]step, len(calls))
	for i, steps := range calls {
		if n := len(steps); n > 1 && deadline > 0 && steps[n-1].at == deadline+taken {
			steps = steps[:n-1]
		}
		cut[i] = steps
	}
	return cut
}

// attempts compares how many attempts calls have: the mean, and where the law has one number
// alone exactly that.
func (f *Figure) attempts(calls, expected [][]step) {
	ours, theirs := lengths(calls), lengths(expected)
	f.Attempts = int(slices.Max(ours))
	a, b := estimate(ours), estimate(theirs)
	if off := math.Abs(a.mean - b.mean); off > 1e-9 && off > 5*math.Hypot(a.err, b.err) {
		f.Wrong = fmt.Sprintf("%.2f attempts, and the policy makes %.2f", a.mean, b.mean)
	}
}

func lengths(calls [][]step) []float64 {
	n := make([]float64, len(calls))
	for i, steps := range calls {
		n[i] = float64(len(steps))
	}
	return n
}

// delaysOf are the delays before a retry, in milliseconds, sorted.
func delaysOf(calls [][]step, k int) (delays []float64) {
	for _, steps := range calls {
		if len(steps) > k {
			delays = append(delays, float64(steps[k].delay)/float64(time.Millisecond))
		}
	}
	slices.Sort(delays)
	return delays
}

func (f *Figure) delay(k int, ours, theirs []float64) {
	a, b := estimate(ours), estimate(theirs)
	f.Retries = max(f.Retries, k)
	if k == 1 {
		f.First = a.mean
	}
	f.Last = a.mean
	if off := math.Abs(a.mean - b.mean); off > 0.001+1e-6*b.mean {
		f.Mean = math.Max(f.Mean, off/math.Max(1e-9, math.Hypot(a.err, b.err)))
	}
	n, m := float64(len(ours)), float64(len(theirs))
	for _, p := range []float64{0.05, 0.5, 0.95} {
		want := theirs[int(p*m)]
		slack := 0.001 + 1e-6*want
		low, _ := slices.BinarySearch(ours, want-slack)
		high, _ := slices.BinarySearch(ours, want+slack)
		if off := math.Max(float64(low)/n-p, p-float64(high)/n); off > 0 {
			f.Quantile = math.Max(f.Quantile, off/math.Sqrt(p*(1-p)*(1/n+1/m)))
		}
	}
	if f.Wrong == "" && (f.Mean > 5 || f.Quantile > 5) {
		f.Wrong = fmt.Sprintf("retry %d waits %.3f ms on average (5, 50, 95 %%: %.3f, %.3f, %.3f), and the policy %.3f ms (%.3f, %.3f, %.3f)", k,
			a.mean, at(ours, 0.05), at(ours, 0.5), at(ours, 0.95), b.mean, at(theirs, 0.05), at(theirs, 0.5), at(theirs, 0.95))
	}
}

func at(sorted []float64, p float64) float64 { return sorted[int(p*float64(len(sorted)))] }

// average is a mean with its standard error.
type average struct{ mean, err float64 }

func estimate(values []float64) average {
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	mean := sum / float64(len(values))
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return average{mean, math.Sqrt(squares / float64(len(values)-1) / float64(len(values)))}
}
