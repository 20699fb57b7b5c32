package runs

import (
	"math"
	"time"
)

// untold is how long a run must have been under way before it is said how long it
// will still take.
const untold = 250 * time.Millisecond

// pace tells from how a run went so far how long it will still take. Half of the
// time so far is the memory of its moving average: a run that gets slower or faster
// is noticed, a bin that took long is not taken for the rest. The moments are
// arguments.
type pace struct {
	begun time.Time // zero: the run has not
	at    time.Time // of the last sample
	share float64   // that was done by then
	speed float64   // shares a second
}

func (p *pace) begin(now time.Time) { p.begun, p.at = now, now }

// note takes in that a share of the run is done.
func (p *pace) note(now time.Time, share float64) {
	if !now.After(p.at) {
		return // the next sample counts for both
	}
	seconds := now.Sub(p.at).Seconds()
	kept := p.kept(now)
	p.speed = kept*p.speed + (1-kept)*(share-p.share)/seconds
	p.at, p.share = now, share
}

// kept is the weight that the samples so far have at a later moment.
func (p *pace) kept(now time.Time) float64 {
	if p.at.Equal(p.begun) {
		return 0
	}
	return math.Exp(-2 * now.Sub(p.at).Seconds() / now.Sub(p.begun).Seconds())
}

// left is how long the run will still take, false where nobody can tell yet. It
// grows while nothing gets done.
func (p *pace) left(now time.Time) (time.Duration, bool) {
	const longest = float64(24 * time.Hour / time.Second)
	if p.begun.IsZero() || now.Sub(p.begun) < untold || p.speed <= 0 {
		return 0, false
	}
	seconds := (1 - p.share) / (p.kept(now) * p.speed)
	return time.Duration(seconds * float64(time.Second)), seconds <= longest
}
