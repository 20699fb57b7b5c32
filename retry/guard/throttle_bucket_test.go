package guard_test

import (
	"math"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/retry/guard"
)

// bucketStep asks a bucket, or tells it that an attempt was not sent.
type bucketStep struct {
	shows string
	at    time.Duration
	back  bool // gives a token back
	wait  time.Duration
}

func TestBucketThrottle(t *testing.T) {
	for _, tt := range []struct {
		shows string
		rate  float64
		burst int
		steps []bucketStep
	}{
		{"a full bucket, then one every 100 ms", 10, 2, []bucketStep{
			{"the first", 0, false, 0}, {"the second", 0, false, 0},
			{"its token comes at 100 ms", 0, false, 100 * ms}, {"at 200 ms", 0, false, 200 * ms},
			{"at 300 ms, of which 50 are over", 50 * ms, false, 250 * ms},
			{"all owed have come at 300 ms, and half of one more", 350 * ms, false, 50 * ms},
			{"no more than two are kept", time.Hour, false, 0}, {"two", time.Hour, false, 0}, {"no third", time.Hour, false, 100 * ms},
		}},
		{"a token given back is for who asks next", 10, 1, []bucketStep{
			{"the first", 0, false, 0}, {"at 100 ms", 0, false, 100 * ms}, {"at 200 ms", 0, false, 200 * ms},
			{"one of them is not sent", 0, true, 0}, {"at 200 ms, too", 0, false, 200 * ms}, {"at 300 ms", 0, false, 300 * ms},
		}},
		{"a full bucket takes none back", 1, 1, []bucketStep{
			{"not sent", 0, true, 0}, {"one", 0, false, 0}, {"no second", 0, false, time.Second},
		}},
		{"a third of a second is rounded up", 3, 1, []bucketStep{
			{"the first", 0, false, 0}, {"a third of a second", 0, false, 333_333_334}, {"two thirds", 0, false, 666_666_667}, {"a whole one", 0, false, time.Second},
		}},
		{"time does not go back", 1, 1, []bucketStep{
			{"the first", 5 * sec, false, 0}, {"a second later, not five", 0, false, sec},
		}},
		{"a thousandth a second", 0.001, 1, []bucketStep{
			{"the first", 0, false, 0}, {"1,000 s", 0, false, 1000 * sec}, {"full after a long time", math.MaxInt64, false, 0},
		}},
	} {
		b := guard.NewBucketThrottle(guard.Params{ThrottleRate: tt.rate, ThrottleBurst: tt.burst})
		for i, s := range tt.steps {
			if s.back {
				b.Done(s.at, first, retry.NotSent)
			} else if wait, ok := b.Admit(s.at, first, 0); wait != s.wait || !ok {
				t.Errorf("%s: step %d, %s: %v, %v, want %v", tt.shows, i+1, s.shows, wait, ok, s.wait)
			}
		}
	}
}

// What came of an attempt that was sent costs nothing, and gives nothing back.
func TestBucketThrottleLooksAtNoOutcome(t *testing.T) {
	for _, o := range []retry.Outcome{retry.Success, retry.Rejected, retry.Unavailable, retry.TimedOut, retry.Failed} {
		b := guard.NewBucketThrottle(published())
		for range 100 {
			b.Admit(0, first, 0)
			b.Done(0, first, o)
		}
		if wait, _ := b.Admit(0, first, 0); wait != 100*ms {
			t.Errorf("after outcome %d the wait is %v", o, wait)
		}
	}
}

// client-go's 10 a second and 100: of 1,000 at once the last is sent after 90 s.
func TestBucketThrottleOfAThousand(t *testing.T) {
	b, last := guard.NewBucketThrottle(published()), time.Duration(0)
	for range 1000 {
		last, _ = b.Admit(0, again(retry.Unavailable), 0)
	}
	if last != 90*sec {
		t.Errorf("the last waits %v", last)
	}
}

// However many are owed, waits neither overflow nor fall.
func TestBucketThrottleOwesALot(t *testing.T) {
	b, last := guard.NewBucketThrottle(guard.Params{ThrottleRate: 0.001, ThrottleBurst: 1}), time.Duration(0)
	for range 10_000_000 {
		wait, _ := b.Admit(0, first, 0)
		if wait < last {
			t.Fatalf("a wait of %v after one of %v", wait, last)
		}
		last = wait
	}
}
