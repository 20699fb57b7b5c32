package retry_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backofflab/retry"
)

// watched is a guard that writes down what it is asked and told, in a list that guards
// share. It refuses the attempt of that number.
type watched struct {
	name    string
	refuses int
	quiet   bool
	list    *[]string
}

func (w *watched) Admit(_ time.Duration, t retry.Try, _ float64) (time.Duration, bool) {
	*w.list = append(*w.list, fmt.Sprintf("%s? %d", w.name, t.Attempt))
	return 0, t.Attempt != w.refuses
}

func (w *watched) Done(now time.Duration, t retry.Try, o retry.Outcome) {
	*w.list = append(*w.list, fmt.Sprintf("%s! %d %v after %v", w.name, t.Attempt, o, now-t.At))
}

func (w *watched) Quiet() bool { return w.quiet }
func (w *watched) Reset()      {}

// Guards are asked and told at the moments at which the engine does, each of every attempt
// once.
func TestWhatGuardsAreAsked(t *testing.T) {
	for _, tt := range []struct {
		shows                     string
		breaker, throttle, budget *watched
		list                      []error
		cancel                    time.Duration
		want                      []string
	}{
		{shows: "quiet guards hear of a success nothing", budget: &watched{quiet: true}},
		{shows: "others of each try", breaker: &watched{}, budget: &watched{},
			want: []string{"breaker? 1", "budget? 1", "breaker! 1 success after 10ms", "budget! 1 success after 10ms"}},
		{shows: "a retry is paid before the wait, and asked about after it", breaker: &watched{}, budget: &watched{quiet: true}, list: fails(1),
			want: []string{"breaker? 1", "budget? 1", "breaker! 1 unavailable after 10ms", "budget! 1 unavailable after 10ms",
				"budget? 2", "breaker? 2", "breaker! 2 success after 10ms", "budget! 2 success after 110ms"}},
		{shows: "a quiet guard hears of a failure", budget: &watched{quiet: true}, list: fails(1),
			want: []string{"budget! 1 unavailable after 0s", "budget? 2", "budget! 2 success after 110ms"}},
		{shows: "who refuses has taken nothing, and what others took goes back", breaker: &watched{}, throttle: &watched{refuses: 1}, budget: &watched{quiet: true},
			want: []string{"breaker? 1", "throttle? 1", "breaker! 1 not sent after 0s", "budget? 2", "breaker? 2", "throttle? 2",
				"breaker! 2 success after 10ms", "throttle! 2 success after 10ms", "budget! 2 success after 110ms"}},
		{shows: "so does a retry's token", breaker: &watched{refuses: 2}, budget: &watched{quiet: true}, list: fails(1),
			want: []string{"breaker? 1", "budget? 1", "breaker! 1 unavailable after 10ms", "budget! 1 unavailable after 10ms",
				"budget? 2", "breaker? 2", "budget! 2 not sent after 100ms", "budget? 3", "breaker? 3", "breaker! 3 success after 10ms", "budget! 3 success after 210ms"}},
		{shows: "also where the caller ends in the wait", budget: &watched{quiet: true}, list: fails(1), cancel: 50 * ms,
			want: []string{"budget! 1 unavailable after 0s", "budget? 2", "budget! 2 not sent after 40ms"}},
		{shows: "a budget's refusal ends it", breaker: &watched{}, budget: &watched{refuses: 2}, list: fails(1),
			want: []string{"breaker? 1", "budget? 1", "breaker! 1 unavailable after 10ms", "budget! 1 unavailable after 10ms", "budget? 2"}},
	} {
		t.Run(tt.shows, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got []string
				c := retry.Client{Budget: retry.NoBudget, Policy: retry.Policy{Strategy: tenth, Timeout: time.Second}}
				for name, g := range map[string]*watched{"breaker": tt.breaker, "throttle": tt.throttle, "budget": tt.budget} {
					if g == nil {
						continue
					}
					g.name, g.list = name, &got
					*map[string]*retry.Guard{"breaker": &c.Breaker, "throttle": &c.Throttle, "budget": &c.Budget}[name] = g
				}
				ctx, cancel := context.WithCancel(bg)
				defer cancel()
				if tt.cancel > 0 {
					time.AfterFunc(tt.cancel, cancel)
				}
				_, _ = retry.Call(ctx, &c, (&answers{begin: time.Now(), after: 10 * ms, list: tt.list}).call)
				if !slices.Equal(got, tt.want) {
					t.Errorf("asked\n%q\nwant\n%q", got, tt.want)
				}
			})
		})
	}
}

// A guard that another call stirred while a quiet first try was under way hears of its end.
func TestGuardsStirredInTheMeantime(t *testing.T) {
	var got []string
	b := &watched{name: "budget", quiet: true, list: &got}
	c := retry.Client{Budget: b, Policy: retry.Policy{Strategy: retry.Immediate{}, MaxAttempts: 2}}
	_, _ = retry.Call(bg, &c, func(context.Context) (int, error) {
		b.quiet = false
		_, _ = retry.Call(bg, &c, failing)
		got = got[:0]
		return 1, nil
	})
	if want := []string{"budget! 1 success after 0s"}; !slices.Equal(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
}
