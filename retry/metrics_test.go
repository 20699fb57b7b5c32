package retry_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// ledger is Metrics that write down what they are told.
type ledger struct {
	mu    sync.Mutex
	lines []string
}

func (l *ledger) note(format string, values ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, values...))
}
func (l *ledger) Attempted(name string, n int, o retry.Outcome, took time.Duration) {
	l.note("%s: attempt %d %v after %v", name, n, o, took)
}
func (l *ledger) Waited(name string, d time.Duration) { l.note("%s: waits %v", name, d) }
func (l *ledger) Ended(name string, attempts int, err *retry.Error) {
	if err == nil {
		l.note("%s: success after %d", name, attempts)
		return
	}
	l.note("%s: %v after %d", name, err.Verdict, attempts)
}
func (l *ledger) Stands(name string, s retry.State) { l.note("%s: %v", name, s) }

func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := new(ledger)
		c := retry.Client{Name: "shop", Metrics: l, Breaker: breaks(), Policy: retry.Policy{Strategy: tenth, MaxAttempts: 5, On: retry.Outcomes(0).With(retry.Unavailable)}}
		_, _ = retry.Call(bg, &c, (&answers{after: 30 * ms}).call)
		_, _ = retry.Call(bg, &c, (&answers{after: 30 * ms, list: fails(9)}).call)
		want := []string{
			"shop: closed", "shop: attempt 1 success after 30ms", "shop: success after 1",
			"shop: attempt 1 unavailable after 30ms", "shop: waits 100ms",
			"shop: attempt 2 unavailable after 30ms", "shop: waits 200ms",
			"shop: open", "shop: attempt 3 unavailable after 30ms", "shop: waits 400ms",
			"shop: attempt 4 not sent after 0s", "shop: breaker after 4",
		}
		if !slices.Equal(l.lines, want) {
			t.Errorf("told\n%s", strings.Join(l.lines, "\n"))
		}
	})
}

// A client with two names has one budget, and metrics have both.
func TestNamed(t *testing.T) {
	l := new(ledger)
	shop := &retry.Client{Name: "shop", Metrics: l, Budget: retry.NewBudget(2, 0, 0), Policy: retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 2}}
	search := shop.Named("search")
	_, _ = retry.Call(bg, search, failing)
	_, err := retry.Call(bg, shop, failing)
	l.lines = slices.DeleteFunc(l.lines, func(line string) bool { return strings.Contains(line, "waits") })
	ended := slices.DeleteFunc(l.lines, func(line string) bool { return strings.Contains(line, "attempt ") })
	if verdictOf(t, err) != retry.GiveUpBudget || !slices.Equal(ended, []string{"search: max attempts after 2", "shop: budget after 1"}) {
		t.Errorf("%v, told %q", err, ended)
	}
}
