package main

import (
	"context"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
)

// costOfViewer is the CPU that a viewer of a run of its own takes where there is no
// crowd, of server and generator together, for they share the cores.
func costOfViewer(ctx context.Context, program string) (time.Duration, error) {
	s, err := start(ctx, program, nil)
	if err != nil {
		return 0, err
	}
	defer s.stop()
	const atOnce, rounds, warm = 8, 30, 5
	var before time.Duration
	total := func() time.Duration { return s.usage().CPU + time.Duration(ownCPU()) }
	for round := range warm + rounds {
		if round == warm {
			before = total()
		}
		c := gather(ctx, s.address, plan{viewers: atOnce, query: func(i int) string {
			return "seed=" + strconv.Itoa(100_000+round*atOnce+i)
		}})
		c.wait()
		if t := c.tally(); len(t.done) != atOnce {
			return 0, fmt.Errorf("a viewer without a crowd was not served: %w", t.why)
		}
	}
	return (total() - before) / (atOnce * rounds), nil
}

// The rush as a scenario of the lab. Its service is a queue before as many servers as there
// are cores, each busy with a viewer for the CPU that one takes; whoever is thrown out comes
// back as the page does. What it leaves out: that cores share their time among all who are
// there, and that a crowd costs each of them more.
func rushScenario(viewers int, cost, patience time.Duration) string {
	values := url.Values{}
	set := func(name, value string) { values.Set(name, value) }
	set("clients", strconv.Itoa(viewers))
	set("spread", "0s")
	set("limiter", "none")
	set("latency", "0s")
	set("servers", strconv.Itoa(runtime.NumCPU()))
	set("queue", "1000000")
	set("service", cost.Round(10*time.Microsecond).String())
	set("strategies", "full")
	set("base", returnBase.String())
	set("cap", returnCap.String())
	set("attempts", "1000")
	if patience > 0 {
		set("timeout", patience.String())
		set("abandoned", "noticed") // a socket that ends takes its viewer out of the queue
	}
	return values.Encode()
}

// shares are the points of a curve: when so many percent were done.
const shares = 100

// forecast simulates a rush, and puts what was measured beside it.
func forecast(ctx context.Context, viewers int, cost, patience time.Duration, t tally) (*rush, error) {
	s, err := scenario.ParseQuery(rushScenario(viewers, cost, patience))
	if err != nil {
		return nil, err
	}
	results, err := sim.Simulate(ctx, s, 5_000_000)
	if err != nil {
		return nil, err
	}
	result := results[0]
	r := &rush{
		Viewers: viewers, CostMS: float64(cost.Microseconds()) / 1000, Patience: float64(patience.Milliseconds()), Query: s.Query(),
		Thrown: t.thrown, TimedOut: result.TimedOut,
	}
	r.Measured = curve(viewers, len(t.done), func(n int) time.Duration { return t.done[n-1] })
	r.Forecast = curve(viewers, result.Successes, result.Completion.Nth)
	return r, nil
}

// curve has the times, in ms, at which each percent of the viewers was done, as far as they
// were. nth is the time of the n-th, from 1.
func curve(viewers, done int, nth func(n int) time.Duration) []int {
	var times []int
	for share := range shares + 1 {
		n := max(viewers*share/shares, 1)
		if n > done {
			break
		}
		times = append(times, int(nth(n).Milliseconds()))
	}
	return times
}
