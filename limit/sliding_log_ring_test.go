package limit

import (
	"testing"
	"time"
)

// The log is no longer than its quota, nor than the number of moments at which
// it admitted something.
func TestSlidingLogKeepsItsRingSmall(t *testing.T) {
	l := NewSlidingLog(21, time.Second)
	for now := range time.Duration(100) {
		l.AllowN(now, 1)
	}
	if len(l.ring) != 21 || l.count != 21 {
		t.Errorf("a quota of 21 is kept in %d of %d places", l.count, len(l.ring))
	}
	crowd := NewSlidingLog(1_000_000, time.Second)
	for i := range 3000 {
		crowd.AllowN(time.Duration(i/1000), 1)
	}
	if crowd.count != 3 || crowd.held != 3000 {
		t.Errorf("3,000 requests at 3 moments: %d requests in %d entries", crowd.held, crowd.count)
	}
}
