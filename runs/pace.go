package runs

import (
	"math"
	"time"
)

// minElapsed: no ETA before a run is 250 ms old; earlier estimates jump.
const minElapsed = 250 * time.Millisecond

// pace estimates how long a run will still take, from an exponential moving average of its
// speed. The time constant is half of the time so far: a change of speed is noticed, and
// one slow bin hardly counts. The time is an argument.
type pace struct {
	begun time.Time // zero: not yet
	at    time.Time // of the last sample
	share float64   // of the work, done at that time
	speed float64   // shares a second
}

func (p *pace) begin(now time.Time) { p.begun, p.at = now, now }

// addSample records that a share of the run is done.
func (p *pace) addSample(now time.Time, share float64) {
	if !now.After(p.at) {
		return // the next sample covers both
	}
	seconds := now.Sub(p.at).Seconds()
	old := p.weight(now)
	p.speed = old*p.speed + (1-old)*(share-p.share)/seconds
	p.at, p.share = now, share
}

// weight is the weight of the samples so far at a later time.
func (p *pace) weight(now time.Time) float64 {
	if p.at.Equal(p.begun) {
		return 0
	}
	return math.Exp(-2 * now.Sub(p.at).Seconds() / now.Sub(p.begun).Seconds())
}

// left is how long the run will still take, false where there is no estimate yet. It grows
// while no work gets done.
func (p *pace) left(now time.Time) (time.Duration, bool) {
	const longest = float64(24 * time.Hour / time.Second)
	if p.begun.IsZero() || now.Sub(p.begun) < minElapsed || p.speed <= 0 {
		return 0, false
	}
	seconds := (1 - p.share) / (p.weight(now) * p.speed)
	return time.Duration(seconds * float64(time.Second)), seconds <= longest
}
