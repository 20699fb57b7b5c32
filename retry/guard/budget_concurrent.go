package guard

import (
	"time"

	"backofflab/retry"
)

var concurrentBudgetKind = Kind{
	Key: "concurrent", Name: "Concurrent retries",
	Rule:    "A retry is allowed while those under way are fewer than a share of the attempts under way, or than a least number.",
	Source:  "Envoy's retry_budget",
	New:     func(p Params) retry.Guard { return NewConcurrentBudget(p) },
	GivesUp: true, Verdict: retry.GiveUpBudget,
}

// ConcurrentBudget lets a retry through while the retries of the process are fewer than
// max(BudgetMin, BudgetRatio * active), cut to a whole number.
//
// A retry counts from when it is decided until it has ended, so while its backoff lasts, too.
// Active are the attempts under way, first tries and retries, from when they are let go until
// they end; one in its backoff is not. So where many fail at once, each retry that
// is allowed leaves fewer active for the next: of 1,000 that fail together at 0.2 it lets
// 166 retry, not 200, and the other 834 give up.
//
// Source: Envoy, source/common/upstream/resource_manager_impl.h at 01c2c1f (RetryBudgetImpl:
// active are requests and pending requests, by default a fifth of them and 3) and
// source/common/router/retry_state_impl.cc at e78906c (shouldRetry takes a retry's place
// before the backoff, resetRetry returns it at the next answer); issue 30205. There a
// stream whose answer is still arriving is active, too, and over HTTP/1 (http1/conn_pool.cc
// at 00dcf3f) the one that has just failed. With BudgetRatio 0 it is Envoy's max_retries.
type ConcurrentBudget struct {
	ratio, least    int64 // thousandths; retries
	active, retries int64
}

// NewConcurrentBudget returns a budget with nothing under way.
func NewConcurrentBudget(p Params) *ConcurrentBudget {
	return &ConcurrentBudget{ratio: steps(p.BudgetRatio, 1000), least: int64(p.BudgetMin)}
}

// Admit lets every first try through, and a retry while there are few.
func (b *ConcurrentBudget) Admit(_ time.Duration, t retry.Try, _ float64) (time.Duration, bool) {
	switch {
	case t.Attempt == 1:
	case b.retries < max(b.least, b.ratio*b.active/1000):
		b.retries++
	default:
		return 0, false
	}
	return 0, true
}

// Done counts a retry off.
func (b *ConcurrentBudget) Done(_ time.Duration, t retry.Try, _ retry.Outcome) {
	if t.Attempt > 1 {
		b.retries--
	}
}

// Reset forgets what is under way.
func (b *ConcurrentBudget) Reset() { b.active, b.retries = 0, 0 }

// UnderWay returns what counts the attempts under way. It is asked about each when that is
// sent, refuses none, and is told when it ended.
func (b *ConcurrentBudget) UnderWay() retry.Guard { return underWay{b} }

type underWay struct{ of *ConcurrentBudget }

func (u underWay) Admit(time.Duration, retry.Try, float64) (time.Duration, bool) {
	u.of.active++
	return 0, true
}

func (u underWay) Done(time.Duration, retry.Try, retry.Outcome) { u.of.active-- }

func (u underWay) Reset() { u.of.Reset() }
