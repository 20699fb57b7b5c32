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

// Door is a limit on the requests of each address: what comes faster is refused before
// anything is done for it. It is the lab's own token bucket.
type Door struct {
	rate  float64 // requests a second; 0: no limit
	burst int
	begun time.Time // limiters count from it

	mu      sync.Mutex
	buckets map[string]*limit.TokenBucket
	swept   int // buckets that the last sweep left
	refused int64
}

// Bounds of a door's rate and burst, within which its limiter counts exactly.
const (
	LeastRate = 0.001
	MostRate  = 1_000_000.0
	MostBurst = 1_000_000
)

// NewDoor lets in so many requests of an address a second, beyond a burst; a rate of 0 lets all
// in.
func NewDoor(rate float64, burst int) *Door {
	return &Door{rate: rate, burst: burst, begun: time.Now(), buckets: map[string]*limit.TokenBucket{}}
}

// admit lets a request of an address in, or says how long it takes until there is room.
func (d *Door) admit(address string) (wait time.Duration, ok bool) {
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
	d.refused++
	return bucket.RetryAfter(now, 1), false
}

// sweep forgets addresses whose buckets are full, which is as if they had never come. The lock
// is held.
func (d *Door) sweep(now time.Duration) {
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

// Refused is how many requests it has refused.
func (d *Door) Refused() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.refused
}

// Guard refuses requests that come too fast. Those for files and about health pass.
func (d *Door) Guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error { return d.pass(c, next) }
}

func (d *Door) pass(c echo.Context, next echo.HandlerFunc) error {
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
