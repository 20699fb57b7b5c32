package limit

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestRoom(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		shows   string
		limiter Limiter
		admit   []time.Duration
		at      time.Duration
		want    float64
	}{
		{"a full bucket", NewTokenBucket(2, 5), nil, 0, 5},
		{"a bucket refills, with parts of a token", NewTokenBucket(2, 5), []time.Duration{0, 0, 0}, 600 * time.Millisecond, 3.2},
		{"and is full again", NewTokenBucket(2, 5), []time.Duration{0}, 10 * s, 5},
		{"GCRA is a bucket", NewGCRA(2, 5), []time.Duration{0, 0, 0}, 500 * time.Millisecond, 3},
		{"places of a leaky bucket drain", NewLeakyBucket(2, 5), []time.Duration{0, 0, 0}, 500 * time.Millisecond, 3},
		{"a window's quota", NewFixedWindow(4, s), []time.Duration{0, 0}, 900 * time.Millisecond, 2},
		{"is new at its edge", NewFixedWindow(4, s), []time.Duration{0, 0}, s, 4},
		{"a log forgets after a window's length", NewSlidingLog(4, s), []time.Duration{0, s / 2}, s, 3},
		{"a counter slides", NewSlidingCounter(4, s), []time.Duration{0, 0, 0, 0}, 3 * s / 2, 2},
		{"places inside", NewConcurrency(3), []time.Duration{0, 0}, 9 * s, 1},
	} {
		for _, at := range c.admit {
			if !c.limiter.AllowN(at, 1) {
				t.Fatalf("%s: not admitted at %v", c.shows, at)
			}
		}
		if got := c.limiter.(Roomy).Room(c.at); got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("%s: room %v, want %v", c.shows, got, c.want)
		}
	}
}

// There is room for one just when one is admitted, and to ask changes nothing.
func TestRoomIsWhatIsAdmitted(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	params := Params{Rate: 3, Burst: 4, Window: 2 * time.Second, Concurrency: 3}
	for _, kind := range Kinds() {
		limiter := kind.New(params)
		roomy, can := limiter.(Roomy)
		if !can {
			continue
		}
		now := time.Duration(0)
		for range 2000 {
			now += time.Duration(r.IntN(600)) * time.Millisecond
			room := roomy.Room(now)
			if again := roomy.Room(now); again != room {
				t.Fatalf("%s: room %v, then %v", kind.Key, room, again)
			}
			if admitted := limiter.AllowN(now, 1); admitted != (room >= 1-1e-9) {
				t.Fatalf("%s at %v: room %v, admitted %t", kind.Key, now, room, admitted)
			}
			if releaser, ok := limiter.(Releaser); ok && r.IntN(2) == 0 {
				releaser.Release(now)
			}
		}
	}
}

// Between the steps that it tells of, the room stays as it is.
func TestStepsAreTheRoom(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 3))
	for _, key := range []string{"sliding-log", "sliding-counter"} {
		kind, _ := Lookup(key)
		limiter := kind.New(Params{Rate: 3, Window: 2 * time.Second})
		roomy, stepper := limiter.(Roomy), limiter.(Stepper)
		now, steps := time.Duration(0), 0
		for range 2000 {
			limiter.AllowN(now, 1)
			next := now + time.Duration(1+r.Int64N(int64(pick(r, 10*time.Millisecond, time.Second, 5*time.Second))))
			last, since := roomy.Room(now), now
			stepper.Steps(now, next, func(at time.Duration, room float64) {
				steps++
				if at <= since || at >= next || room <= last {
					t.Fatalf("%s: from %v at %v to %v at %v, before %v", key, last, since, room, at, next)
				}
				if before, after := roomy.Room(at-1), roomy.Room(at); before != last || after != room {
					t.Fatalf("%s at %v: told of %v after %v, it is %v after %v", key, at, room, last, after, before)
				}
				last, since = room, at
			})
			if before := roomy.Room(next - 1); next-1 > since && before != last {
				t.Fatalf("%s: a step to %v between %v and %v was not told", key, before, since, next)
			}
			now = next
		}
		if steps < 100 {
			t.Errorf("%s: %d steps", key, steps)
		}
	}
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }
