package metrics

import "time"

// maxWaves is how many waves a herd remembers.
const maxWaves = 3

// Wave is a window of a [Herd] at its fullest.
type Wave struct {
	From, To time.Duration // when its first and its last retry reached the service
	Retries  int           // in the window
	Clients  int           // distinct clients among them
}

// insert puts a wave, later than all others, at its place among the worst. One
// without retries has none.
func insert(worst *[maxWaves]Wave, w Wave) {
	for i := range worst {
		if w.Retries > worst[i].Retries {
			copy(worst[i+1:], worst[i:])
			worst[i] = w
			return
		}
	}
}
