package limit_test

import (
	"testing"
	"time"

	"backofflab/limit"
)

func TestFixedWindowSteps(t *testing.T) {
	walk(t, "a quota per aligned window", limit.NewFixedWindow(2, 10*s), []step{
		{3 * s, 1, true}, {9 * s, 1, true}, {10*s - 1, 1, false},
		{10 * s, 1, true}, {10 * s, 1, true}, {10 * s, 1, false}, {19 * s, 1, false},
		{45 * s, 2, true}, {49 * s, 1, false},
	})
	walk(t, "all or none", limit.NewFixedWindow(5, s), []step{{0, 3, true}, {0, 3, false}, {0, 2, true}})
	walk(t, "time does not run backwards", limit.NewFixedWindow(1, s), []step{{2 * s, 1, true}, {s, 1, false}})
	walk(t, "twice the quota around an edge", limit.NewFixedWindow(3, s), []step{{s - 1, 3, true}, {s, 3, true}})
}

func TestFixedWindowRetryAfter(t *testing.T) {
	w := limit.NewFixedWindow(2, 10*s)
	walk(t, "one left", w, []step{{13 * s, 1, true}})
	ask(t, "one left", w, []asked{{13 * s, 0}})
	walk(t, "none left", w, []step{{13 * s, 1, true}})
	ask(t, "to the end of the window", w, []asked{{13 * s, 7 * s}, {20*s - 1, 1}, {20 * s, 0}, {99 * s, 0}})
	ask(t, "an earlier time counts as the latest", w, []asked{{0, 7 * s}})
}

func TestWindowQuota(t *testing.T) {
	for _, tt := range []struct {
		rate   float64
		window time.Duration
		want   int
	}{
		{10, 10 * time.Second, 100},
		{20, 250 * time.Millisecond, 5},
		{0.3, 10 * time.Second, 3},
		{0.3, 9 * time.Second, 2},
		{0.001, 999 * time.Second, 0},
		{0.001, 1000 * time.Second, 1},
		{1e6, time.Hour, 3_600_000_000},
	} {
		if got := limit.WindowQuota(tt.rate, tt.window); got != tt.want {
			t.Errorf("WindowQuota(%v, %v) = %d, want %d", tt.rate, tt.window, got, tt.want)
		}
	}
}
