package main

import (
	"flag"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var clients = flag.Int("clients", 1000, "how many `clients` TestSynctest has")

// runSynctest has a goroutine a client that sleeps from one attempt to the next.
func runSynctest(t *testing.T, j *job) (attempts int) {
	synctest.Test(t, func(*testing.T) {
		start := time.Now()
		var all sync.WaitGroup
		var mu sync.Mutex // those of one moment run at once
		for client := range uint32(j.clients) {
			all.Go(func() {
				wait, again := j.first(client), true
				for attempt := uint32(1); again; attempt++ {
					time.Sleep(wait)
					mu.Lock()
					wait, again = j.arrive(client, attempt, time.Since(start))
					mu.Unlock()
				}
			})
		}
		all.Wait()
	})
	return j.attempts
}

// TestSynctest prints what [measureOutside] reads.
func TestSynctest(t *testing.T) {
	m := measureInside(func(j *job) int { return runSynctest(t, j) }, *clients)
	fmt.Printf("measured %d %d\n", m.attempts, m.cpu.Nanoseconds())
}
