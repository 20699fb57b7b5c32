package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/coder/quartz"
)

// runQuartz gives each client a timer of a mock clock, and advances from one to the
// next as a test does.
func runQuartz(j *job) (attempts int) {
	clock := quartz.NewMock(noTest{}).WithLogger(quartz.NoOpLogger)
	start := clock.Now()
	var mu sync.Mutex // timers of one moment run at once
	for client := range uint32(j.clients) {
		attempt := uint32(1)
		var timer *quartz.Timer
		timer = clock.AfterFunc(j.first(client), func() {
			mu.Lock()
			defer mu.Unlock()
			wait, again := j.arrive(client, attempt, clock.Since(start))
			if again {
				attempt++
				timer.Reset(wait)
			}
		})
	}
	for {
		if _, some := clock.Peek(); !some {
			return j.attempts
		}
		_, waiter := clock.AdvanceNext()
		if err := waiter.Wait(context.Background()); err != nil {
			panic(err)
		}
	}
}

// noTest stands in for the test that the clock wants to tell of misuse.
type noTest struct{}

func (noTest) Helper()                        {}
func (noTest) Log(...any)                     {}
func (noTest) Logf(string, ...any)            {}
func (noTest) Cleanup(func())                 {}
func (noTest) Error(args ...any)              { panic(fmt.Sprint(args...)) }
func (noTest) Fatal(args ...any)              { panic(fmt.Sprint(args...)) }
func (noTest) Errorf(format string, a ...any) { panic(fmt.Sprintf(format, a...)) }
func (noTest) Fatalf(format string, a ...any) { panic(fmt.Sprintf(format, a...)) }
