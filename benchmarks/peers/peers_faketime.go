package main

import (
	"math"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/faketime"
)

// runFaketime gives each client a timer of gVisor's manual clock, which calls back
// in the order of time on the goroutine that advances it.
func runFaketime(j *job) (attempts int) {
	clock := faketime.NewManualClock()
	var start tcpip.MonotonicTime
	for client := range uint32(j.clients) {
		attempt := uint32(1)
		var timer tcpip.Timer
		timer = clock.AfterFunc(j.first(client), func() {
			wait, again := j.arrive(client, attempt, clock.NowMonotonic().Sub(start))
			if again {
				attempt++
				timer.Reset(wait)
			}
		})
	}
	clock.Advance(math.MaxInt64)
	return j.attempts
}
