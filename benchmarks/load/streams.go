package main

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// watched is a run that takes some ten seconds by itself: few attempts, each of which costs
// the engine much, for its processes share budgets and breakers.
const watched = "clients=1000000&rate=20000&budget=ratio&breaker=ratio&process=10&strategies=full"

// shared is a run of the same kind that takes some four seconds by itself.
const shared = "clients=400000&rate=20000&budget=ratio&breaker=ratio&process=10&strategies=full"

func same(query string) func(int) string { return func(int) string { return query } }

// own is the default scenario, with a seed for each viewer.
func own(i int) string { return "seed=" + strconv.Itoa(1_000+i) }

func measureViewers(ctx context.Context, b *bench) error {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	n := b.scaled(5_000)
	before, mine := s.usage(), ownCPU()
	limited, cancel := context.WithTimeout(ctx, 80*time.Second)
	defer cancel()
	c := gather(limited, s.address, plan{viewers: n, query: same(shared), ready: true})
	c.wait()
	t, after := c.tally(), s.usage()
	var lags []time.Duration
	for _, done := range t.done {
		lags = append(lags, done-t.done[0])
	}
	name := count(n) + " viewers of one run"
	b.say(name+": served", "99 %", "%s, %d thrown out", percent(t.served()), t.thrown+t.refused)
	b.say(name+": 99th percentile behind the first", "250 ms", "%s", whenAny(lags, milliseconds(quantile(lags, 0.99))))
	b.say(name+": what it took", "", "%s of CPU, %d messages, %s each, peak memory %s; generator %s of CPU",
		seconds(after.CPU-before.CPU), t.messages, bytesOf(t.bytes/max(t.messages, 1)), bytesOf(after.Peak), seconds(time.Duration(ownCPU()-mine)))
	return nil
}

// whenAny is what is said of times, where there are any.
func whenAny(times []time.Duration, said string) string {
	if len(times) == 0 {
		return "nobody"
	}
	return said
}

func measureOwn(ctx context.Context, b *bench) error {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	n := b.scaled(5_000)
	limited, cancel := context.WithTimeout(ctx, 35*time.Second)
	defer cancel()
	c := gather(limited, s.address, plan{viewers: n, query: own, ready: true})
	c.wait()
	t := c.tally()
	inTime := 0
	for _, done := range t.done {
		if done <= 30*time.Second {
			inTime++
		}
	}
	name := count(n) + " viewers, each a run of its own"
	b.say(name+": served within 30 s", "100 %", "%s, %d thrown out", percent(100*float64(inTime)/float64(n)), t.thrown+t.refused)
	b.say(name+": the last that was served", "30 s", "%s", whenAny(t.done, seconds(quantile(t.done, 1))))
	b.say(name+": peak memory", "500 MB", "%s", bytesOf(s.usage().Peak))
	return nil
}

func measureRush(ctx context.Context, b *bench) error {
	cost, err := costOfViewer(ctx, b.program)
	if err != nil {
		return err
	}
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	n := b.scaled(3_000)
	limited, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	c := gather(limited, s.address, plan{viewers: n, query: own, returns: true})
	c.wait()
	t := c.tally()
	all := "not in a minute: " + percent(t.served())
	if len(t.done) == n {
		all = seconds(quantile(t.done, 1))
	}
	name := count(n) + " at once, who return with jitter"
	b.say(name+": all done", "20 s", "%s", all)
	b.say(name+": thrown out", "0", "%d, and %d refused", t.thrown, t.refused)
	b.say(name+": peak memory", "", "%s", bytesOf(s.usage().Peak))
	b.record.Rush, err = forecast(ctx, n, cost, b.patience, t)
	return err
}

// measureStuck has viewers that never read among others, of a run that lasts.
func measureStuck(ctx context.Context, b *bench) error {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	n := b.scaled(1_000)
	never := func(i int) bool { return i%20 == 0 }
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	before := s.usage().Files
	c := gather(limited, s.address, plan{viewers: n, query: same(watched), ready: true, stays: true, stuck: never})
	stuck := (n + 19) / 20
	gone := "not in 45 s"
	lost := 0
	for begin := time.Now(); time.Since(begin) < 45*time.Second; time.Sleep(50 * time.Millisecond) {
		if c.tally().thrown > lost {
			lost = c.tally().thrown
		}
		if s.usage().Files <= before+n-stuck-lost {
			gone = "after " + seconds(time.Since(begin))
			break
		}
	}
	for begin := time.Now(); time.Since(begin) < 20*time.Second && len(c.tally().done) < n-stuck; {
		time.Sleep(100 * time.Millisecond)
	}
	t := c.tally()
	name := fmt.Sprintf("%s viewers of a long run, of which %d never read", count(n), stuck)
	b.say(name+": others that were thrown out", "0", "%d; %d done so far", t.thrown+t.refused, len(t.done))
	b.say(name+": these are gone", "14.5 s", "%s", gone)
	cancel()
	c.wait()
	return nil
}

// measureMemory tells what a viewer takes, who does nothing and who watches.
func measureMemory(ctx context.Context, b *bench) error {
	for _, kind := range []struct {
		name, asked string
		query       func(int) string
	}{
		{"idle", "12 KB", nil},
		{"watching", "30 KB", same(watched)},
	} {
		s, err := start(ctx, b.program, nil)
		if err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, 14*time.Second)
		var alone int64
		if kind.query != nil {
			// The run itself takes memory, however many watch it.
			first := gather(limited, s.address, plan{viewers: 1, query: kind.query, ready: true, stays: true})
			time.Sleep(2 * time.Second)
			defer first.wait()
		}
		alone = s.usage().RSS
		n := b.scaled(2_000)
		c := gather(limited, s.address, plan{viewers: n, query: kind.query, ready: true, stays: true})
		time.Sleep(5 * time.Second)
		grown := s.usage().RSS - alone
		b.say("memory of a viewer, "+kind.name, kind.asked, "%s", bytesOf(grown/int64(n)))
		cancel()
		c.wait()
		s.stop()
	}
	return nil
}

// measureMessage tells what a message costs the server: what many viewers take more than one.
func measureMessage(ctx context.Context, b *bench) error {
	var cpu [2]time.Duration
	var messages [2]int64
	for i, n := range []int{1, b.scaled(300)} {
		s, err := start(ctx, b.program, nil)
		if err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, 25*time.Second)
		before := s.usage().CPU
		c := gather(limited, s.address, plan{viewers: n, query: same(shared), ready: true})
		c.wait()
		cancel()
		cpu[i], messages[i] = s.usage().CPU-before, c.tally().messages
		s.stop()
	}
	more := messages[1] - messages[0]
	if more <= 0 {
		b.say("CPU of a message", "15 µs", "nothing came")
		return nil
	}
	b.say("CPU of a message", "15 µs", "%.0f µs, of %d", float64((cpu[1]-cpu[0]).Microseconds())/float64(more), more)
	return nil
}
