package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// manyAttempts has nearly as many attempts as one answer may hold, and a seed to come.
const manyAttempts = "clients=390000&limiter=none&strategies=full&seed="

// measureSlow has readers of large answers who hardly read.
func measureSlow(ctx context.Context, b *bench) error {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	n := b.scaled(100)
	reading, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var readers sync.WaitGroup
	var mu sync.Mutex
	answered := map[string]int{}
	for i := range n {
		readers.Go(func() {
			said := "nothing yet"
			for reading.Err() == nil {
				status, _ := readSlowly(reading, s.address, addressOf(i), "/api/v1/attempts?"+manyAttempts+strconv.Itoa(i+1), 1000)
				if len(status) > 12 {
					said = status[9:12]
				}
				if said == "200" {
					break // it was read to the end, or the server or the time has ended it
				}
				select { // whoever is refused comes again
				case <-reading.Done():
				case <-time.After(500 * time.Millisecond):
				}
			}
			mu.Lock()
			defer mu.Unlock()
			answered[said]++
		})
	}
	readers.Wait()
	b.say(fmt.Sprintf("%d slow readers of attempts: peak memory", n), "300 MB", "%s; answered %v", bytesOf(s.usage().Peak), answered)
	return nil
}

// longestRuns are valid requests that take long: much that clients and service
// remember, and the most replications that a link may ask for.
var longestRuns = []struct{ name, query string }{
	{"shared budgets and breakers", dearest + "1"},
	{"replications after a crash", "clients=20000&rate=2000&discipline=lifo&servers=200&service=50ms&queue=20000&network=exponential&crash=2s&restart=2s&crash-state=lost&budget=ratio&breaker=ratio&process=10&strategies=full&runs=100"},
}

func measureLongest(ctx context.Context, b *bench) error {
	for i, long := range longestRuns {
		s, err := start(ctx, b.program, nil)
		if err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, 33*time.Second)
		got := get(limited, client(addressOf(i), 1), "http://"+s.address+"/api/v1/run?"+long.query)
		cancel()
		s.stop()
		said := fmt.Sprintf("status %d after %s", got.status, seconds(got.took))
		if got.status == 0 {
			said = fmt.Sprintf("cut without an answer after %s", seconds(got.took))
		}
		b.say("longest valid request: "+long.name, "answer in 20 s", "%s", said)
	}
	return nil
}

// measurePages tells what a page takes that nobody had, and one that somebody had.
func measurePages(ctx context.Context, b *bench) error {
	s, err := start(ctx, b.program, nil)
	if err != nil {
		return err
	}
	defer s.stop()
	web := client(neighbour, 1)
	pages := func(n int, seed func(i int) int) (time.Duration, error) {
		before := s.usage().CPU
		for i := range n {
			got := get(ctx, web, "http://"+s.address+"/?"+classic+strconv.Itoa(seed(i)))
			if got.status != http.StatusOK {
				return 0, fmt.Errorf("a page was answered %d: %w", got.status, got.err)
			}
		}
		return (s.usage().CPU - before) / time.Duration(n), nil
	}
	n := b.scaled(200)
	if _, err := pages(20, func(i int) int { return i + 1 }); err != nil { // until the process is warm
		return err
	}
	first, err := pages(n, func(i int) int { return 1000 + i })
	if err != nil {
		return err
	}
	again, err := pages(n, func(int) int { return 1000 + n - 1 })
	if err != nil {
		return err
	}
	b.say("CPU of a page, 1,000 clients and four strategies: first", "20 ms", "%s", milliseconds(first))
	b.say("CPU of a page, 1,000 clients and four strategies: again", "1 ms", "%s", milliseconds(again))
	b.say("start to listening: CPU", "0.1 s", "%.2f s, after %.2f s; in all %.2f s of CPU until it is calm", s.startCPU.Seconds(), s.startWall.Seconds(), s.calmCPU.Seconds())
	return nil
}
