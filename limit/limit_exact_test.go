package limit

import (
	"testing"
	"time"
)

// 100 a minute are 100 in any minute, and 50 a minute fill a window of one.
func TestRatesPerMinuteAreExact(t *testing.T) {
	for rate, want := range map[float64]int{100.0 / 60: 100, 50.0 / 60: 50, 1.667: 100, 0.833: 49, 5000.0 / 3600: 83, 7.0 / 86400: 0} {
		if got := WindowQuota(rate, time.Minute); got != want {
			t.Errorf("a minute at %v holds %d, want %d", rate, got, want)
		}
	}
	for _, l := range []Limiter{NewTokenBucket(100.0/60, 1), NewGCRA(100.0/60, 1), NewLeakyBucket(100.0/60, 1)} {
		admitted := 0
		for now := time.Duration(0); now < time.Hour; now += 100 * time.Millisecond {
			if l.AllowN(now, 1) {
				admitted++
			}
		}
		if admitted != 6000 {
			t.Errorf("%T admits %d in an hour at 100 a minute, want 6000", l, admitted)
		}
	}
}
