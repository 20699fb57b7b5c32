package fit

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
)

// stranger is what no strategy of the lab does.
type stranger struct {
	name  string
	delay func(k int, u float64) float64 // ms
}

var strangers = []stranger{
	{"an exponential distribution, mean 1 s", func(_ int, u float64) float64 { return -1000 * math.Log(1-u) }},
	{"exponential backoff times a lognormal noise of 30 %", func(k int, u float64) float64 {
		return 100 * math.Pow(2, float64(k-1)) * math.Exp(0.3*math.Sqrt2*math.Erfinv(2*u-1))
	}},
	{"full jitter that draws a square root", func(k int, u float64) float64 { return 100 * math.Pow(2, float64(k-1)) * math.Sqrt(u) }},
	{"either 100 ms or 3 s", func(_ int, u float64) float64 {
		if u < 0.5 {
			return 100
		}
		return 3000
	}},
	{"backoff that shrinks: 5 s / k, ± 20 %", func(k int, u float64) float64 { return 5000 / float64(k) * (0.8 + 0.4*u) }},
	{"triangular around e(k), ± 50 %", func(k int, u float64) float64 {
		return 100 * math.Pow(2, float64(k-1)) * (0.5 + triangular(u))
	}},
}

func triangular(u float64) float64 {
	if u < 0.5 {
		return math.Sqrt(u / 2)
	}
	return 1 - math.Sqrt((1-u)/2)
}

// Delay is that of retry k.
func (s stranger) Delay(k int, _ time.Duration, u float64) (delay, next time.Duration) {
	return retry.Nanoseconds(s.delay(k, u) * 1e6), 0
}

// unknown is how often nothing fits delays of a stranger.
func (s stranger) unknown(n, times int) (unknown int) {
	of := truth{key: s.name, strategy: s, retries: 8}
	for i := range times {
		if All(drawn(s, n, 8, precise, seedOf(of, n, i)), Options{}).Verdict == Unknown {
			unknown++
		}
	}
	return unknown
}

func strangersText(*testing.T) string {
	var b strings.Builder
	b.WriteString(`
## No known strategy

What is said of delays that none of the strategies makes: in percent of 20 times, that no known
strategy does. The rest of the times something fits.

| true | 5 delays | 20 delays | 200 delays |
|---|---:|---:|---:|
`)
	b.WriteString(strings.Join(parallel(len(strangers), func(i int) string {
		row := "| " + strangers[i].name
		for _, n := range sizes {
			row += fmt.Sprintf(" | %d", 5*strangers[i].unknown(n, 20))
		}
		return row + " |\n"
	}), ""))
	return b.String()
}

// 200 delays that nobody makes fit nothing, or nearly nothing.
func TestStrangersAreUnknown(t *testing.T) {
	for _, s := range strangers {
		if got := s.unknown(200, 3); got < 2 {
			t.Errorf("%s: 200 delays of it fit something %d of 3 times", s.name, 3-got)
		}
	}
}
