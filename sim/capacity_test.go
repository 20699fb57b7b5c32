package sim

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"backofflab/scenario/scenariotest"
)

// crowded is what a service is like in a scenario of its crowd: clients that hardly ever give up
// and begin anew at once. They come so often that a place is hardly ever free for long.
type crowded struct {
	name, query string
	clients     int
	every       time.Duration // a client's delay, which is drawn between a half of it and all
	served      float64       // in the long run, as Capacity should say; of the size of it is enough
	enough      int           // requests to be counted
}

// crowds draws services of every kind that bounds them.
func crowds(t *testing.T, r *rand.Rand) []crowded {
	var all []crowded
	add := func(name string, rate, polls float64, clients, enough int, query string, args ...any) {
		every := time.Duration(float64(clients) / (rate * polls) * 1e9).Round(time.Millisecond)
		all = append(all, crowded{name, fmt.Sprintf(query, args...), clients, max(every, time.Millisecond), rate, enough})
	}
	const always = "service-dist=constant&latency=1ms"
	rate := float64(500+r.IntN(20_000)) / 1000
	for _, limiter := range []string{"token-bucket", "leaky-bucket", "gcra"} {
		add(limiter, rate, 100, 20, 400, "limiter=%s&rate=%.3f&burst=%d&%s", limiter, rate, 1+r.IntN(30), always)
	}
	window := time.Duration(float64(1+r.IntN(9))/rate*1000+1+float64(r.IntN(400))) * time.Millisecond
	for _, limiter := range []string{"fixed-window", "sliding-log", "sliding-counter"} {
		add(limiter, rate, 200, 20, 400, "limiter=%s&rate=%.3f&window=%s&%s", limiter, rate, window, always)
	}
	places, service, slope := 1+r.IntN(12), time.Duration(20+r.IntN(500))*time.Millisecond, time.Duration(1+r.IntN(40))*time.Millisecond
	for _, dist := range []struct {
		query  string
		enough int
	}{{"service-dist=constant", 400}, {"service-dist=exponential", 10_000}, {"service-dist=lognormal&service-sd=50ms", 10_000}, {"service-dist=bimodal&slow=600ms&slow-share=0.3", 10_000}} {
		mean := float64(places) / scenariotest.Parse(t, fmt.Sprintf("service=%s&%s", service, dist.query)).MeanService().Seconds()
		add("concurrency", mean, 50, 40, dist.enough, "limiter=concurrency&concurrency=%d&service=%s&latency=0s&%s", places, service, dist.query)
		add("servers", mean, 50, 40, dist.enough, "limiter=none&servers=%d&queue=0&service=%s&latency=0s&%s", places, service, dist.query)
	}
	add("two limits, the places", float64(places)/service.Seconds(), 50, 40, 400, "limiter=token-bucket&rate=%.3f&burst=50&inside=%d&service=%s&latency=0s", 2*float64(places)/service.Seconds(), places, service)
	add("two limits, the rate", rate, 100, 40, 400, "limiter=gcra&rate=%.3f&burst=5&inside=%d&service=%s&latency=1ms", rate, 2+int(2*rate*service.Seconds()), service)
	cost := 2 + r.IntN(4)
	add("points", rate/float64(cost), 100, 20, 400, "limiter=token-bucket&rate=%.3f&burst=%d&cost=%d&%s", rate, cost+r.IntN(20), cost, always)
	pointed := time.Duration(float64(cost*(1+r.IntN(4)))/rate*1000+1) * time.Millisecond
	add("points of a window", float64(int(rate*pointed.Seconds())/cost)/pointed.Seconds(), 200, 20, 400, "limiter=sliding-log&rate=%.3f&window=%s&cost=%d&%s", rate, pointed, cost, always)
	add("adaptive, once it has grown", float64(places)/service.Seconds(), 50, 40, 600, "limiter=aimd&concurrency=1&aimd-most=%d&service=%s&latency=0s", places, service)
	per := float64(places) / (service.Seconds() + float64(places)*slope.Seconds())
	add("concurrency and slope", per, 100, 40, 400, "limiter=concurrency&concurrency=%d&service=%s&slope=%s&latency=0s", places, service, slope)
	add("servers and slope", per, 100, 40, 400, "limiter=none&servers=%d&queue=0&service=%s&slope=%s&latency=0s", places, service, slope)
	add("servers behind places", float64(places)/service.Seconds(), 100, 60, 400, "limiter=concurrency&concurrency=%d&servers=%d&queue=100&service=%s&latency=0s", places+r.IntN(20), places, service)
	add("slope alone", 1/slope.Seconds(), 1, 3000, 6000, "limiter=none&service=0s&slope=%s&latency=0s", slope)
	latency := time.Duration(5+r.IntN(100)) * time.Millisecond
	add("optimistic lock", 1/(2*latency.Seconds()), 100, 500, 300, "limiter=optimistic-lock&latency=%s", latency)
	perMinute, tokens := 5000+r.IntN(100_000), 200+r.IntN(5000)
	add("LLM", float64(perMinute)/60/float64(tokens), 100, 20, 400, "limiter=llm&rate=1000&burst=1000&rejected-count=no&tokens-per-minute=%d&tokens=%d&%s", perMinute, tokens, always)
	add("LLM, answers", float64(perMinute)/60/float64(tokens), 100, 20, 400, "limiter=llm&rate=1000&burst=1000&rejected-count=no&tokens-per-minute=1000000000&tokens=10&output-per-minute=%d&output-tokens=%d&%s", perMinute, tokens, always)
	add("LLM, requests", rate, 100, 20, 400, "limiter=llm&rate=%.3f&burst=%d&rejected-count=no&tokens-per-minute=1000000000&tokens=%d&%s", rate, 1+r.IntN(9), tokens, always)
	// One client alone: among several the small requests would go before the large.
	for _, drawn := range []struct{ perMinute, mean, enough int }{{600 + r.IntN(600), 1 + r.IntN(5), 20_000}, {perMinute, tokens, 15_000}, {perMinute, perMinute/2 + r.IntN(perMinute/2), 1000}} {
		add("LLM, drawn tokens", float64(drawn.perMinute)/60/float64(drawn.mean), 20, 1, drawn.enough,
			"limiter=llm&rate=1000000&burst=1000000&rejected-count=no&tokens-per-minute=%d&tokens=%d&tokens-dist=exponential&latency=0s", drawn.perMinute, drawn.mean)
	}
	return all
}

// noise is three standard errors where times or tokens are drawn: they deviate by about as
// much as their mean.
func (c crowded) noise() float64 {
	if strings.Contains(c.query, "exponential") || strings.Contains(c.query, "lognormal") || strings.Contains(c.query, "bimodal") {
		return 3 / math.Sqrt(float64(c.enough))
	}
	return 0
}

// measure is how many requests a second the service of a crowd serves once its bursts are
// over, and what its capacity is said to be.
func (c crowded) measure(t *testing.T) (served, capacity float64) {
	t.Helper()
	length := time.Duration(1.5 * float64(c.enough) / c.served * 1e9)
	if c.clients == 1 { // an LLM's burst is a minute's tokens
		length = min(max(5*time.Minute, length), 24*time.Hour)
	}
	bin := max(time.Millisecond, (length / 3000).Round(time.Millisecond))
	s := scenariotest.Parse(t, fmt.Sprintf("%s&clients=%d&population=closed&spread=0s&think=0s&think-dist=constant&duration=%s&horizon=%[3]s&bin=%s&strategies=equal&base=%s&cap=%[5]s&factor=1&attempts=1000",
		c.query, c.clients, length, bin, c.every))
	results, err := Simulate(context.Background(), s, 50_000_000)
	if err != nil {
		t.Fatalf("%s: %v", c.query, err)
	}
	done, n := results[0].Columns.Completed, 0
	for _, completed := range done[len(done)/3:] {
		n += completed
	}
	return float64(n) / (time.Duration(len(done)-len(done)/3) * bin).Seconds(), s.Capacity()
}

// Capacity is what a crowd gets through in the long run.
func TestCapacityIsWhatIsServed(t *testing.T) {
	for seed := range uint64(max(1, *scenarios/2000)) {
		for _, c := range crowds(t, rand.New(rand.NewPCG(seed, 7))) {
			served, capacity := c.measure(t)
			off := math.Abs(capacity/served - 1)
			if off > max(0.02, c.noise()) || math.IsNaN(off) {
				t.Errorf("%s: %s: %.4g/s are served, Capacity is %.4g", c.name, c.query, served, capacity)
			}
			t.Logf("%s: %.2f %% off", c.name, 100*off)
		}
	}
}
