package middleware

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"backofflab/api/problem"
	"backofflab/limit"
)

// door is a limit on the requests of each address: what comes faster is refused before
// anything is done for it. It is the lab's own token bucket.
type door struct {
	rate  float64 // requests a second; 0: no limit
	burst int
	begun time.Time // limiters count from it

	mu      sync.Mutex
	buckets map[string]*limit.TokenBucket
	swept   int // buckets that the last sweep left
}

func newDoor(rate float64, burst int) *door {
	return &door{rate: rate, burst: burst, begun: time.Now(), buckets: map[string]*limit.TokenBucket{}}
}

// admit lets a request of an address in, or says how long it takes until there is room.
func (d *door) admit(address string) (wait time.Duration, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Since(d.begun)
	bucket := d.buckets[address]
	if bucket == nil {
		d.sweep(now)
		bucket = limit.NewTokenBucket(d.rate, d.burst)
		d.buckets[address] = bucket
	}
	if bucket.AllowN(now, 1) {
		return 0, true
	}
	return bucket.RetryAfter(now, 1), false
}

// sweep forgets addresses whose buckets are full, which is as if they had never come. The lock
// is held.
func (d *door) sweep(now time.Duration) {
	if len(d.buckets) < 2*d.swept+1024 {
		return
	}
	for address, bucket := range d.buckets {
		if bucket.RetryAfter(now, d.burst) == 0 {
			delete(d.buckets, address)
		}
	}
	d.swept = len(d.buckets)
}

// leastReturn is the least time after which one is asked to return who was refused.
const leastReturn = time.Second

// Door refuses the requests of an address that come faster than so many a second, but for a
// burst; those for files and about health pass. A rate of 0 lets all in.
func Door(rate float64, burst int) echo.MiddlewareFunc {
	d := newDoor(rate, burst)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return d.pass(c, next) }
	}
}

func (d *door) pass(c echo.Context, next echo.HandlerFunc) error {
	path := c.Request().URL.Path
	if d.rate == 0 || strings.HasPrefix(path, "/static/") || path == "/healthz" || path == "/readyz" {
		return next(c)
	}
	wait, ok := d.admit(ClientPrefix(c.RealIP()))
	if ok {
		return next(c)
	}
	least := max(wait, leastReturn)
	return &problem.Problem{
		Status: http.StatusTooManyRequests, Title: "Too many requests",
		Detail: "This address asks faster than the lab lets one.", RetryAfter: least + rand.N(least), // equal jitter
	}
}
