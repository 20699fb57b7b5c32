package sim

import (
	"time"

	"backofflab/limit"
	"backofflab/scenario"
)

// levels is a limiter that writes down how much room it has.
type levels struct {
	limit.Limiter
	roomy limit.Roomy
	rate  float64       // at which a bucket refills, requests per second; 0: room comes in jumps
	edges time.Duration // at whose multiples it comes; 0: not so
	steps limit.Stepper // which knows when it comes; nil: it comes when one leaves
	most  float64
	all   []Level
}

func newLevels(r *scenario.Resolved, limiter limit.Limiter, roomy limit.Roomy) *levels {
	l := &levels{Limiter: limiter, roomy: roomy, most: roomy.Room(0)}
	l.steps, _ = limiter.(limit.Stepper)
	switch {
	case r.Limiter.Burst:
		l.rate = r.Rate
	case r.Limiter.Edges:
		l.edges = r.Window
	}
	return l
}

// Reset begins with all the room there is.
func (l *levels) Reset() {
	l.Limiter.Reset()
	l.all = append(l.all[:0], Level{0, l.most})
}

// AllowN notes the room before the verdict and after it.
func (l *levels) AllowN(now time.Duration, n int) bool {
	l.reach(now, l.roomy.Room(now))
	admitted := l.Limiter.AllowN(now, n)
	l.note(Level{now, l.roomy.Room(now)})
	return admitted
}

// reach notes how the room came to what it is before a verdict.
func (l *levels) reach(now time.Duration, room float64) {
	last := l.all[len(l.all)-1]
	switch full := last.At + time.Duration((l.most-last.Room)/l.rate*float64(time.Second)); {
	case room == last.Room:
	case l.rate > 0 && room >= l.most && full < now:
		l.note(Level{full, l.most})
	case l.rate > 0:
	case l.edges > 0: // the last edge: between it and the one after the last verdict nothing changed
		edge := (last.At/l.edges + 1) * l.edges
		l.note(Level{edge, last.Room})
		l.note(Level{edge, room})
	default:
		if l.steps != nil {
			l.steps.Steps(last.At, now, l.step)
		}
		l.step(now, room)
	}
	l.note(Level{now, room})
}

// step notes that the room is another from a time on.
func (l *levels) step(at time.Duration, room float64) {
	l.note(Level{at, l.all[len(l.all)-1].Room})
	l.note(Level{at, room})
}

// leaver is levels of a limiter that wants to know when a request has left.
type leaver struct{ *levels }

// Release notes the room that comes with it.
func (l leaver) Release(now time.Duration) {
	l.Limiter.(limit.Releaser).Release(now)
	l.step(now, l.roomy.Room(now))
}

// note leaves out what is on the line already, or would say the same again.
func (l *levels) note(level Level) {
	n := len(l.all)
	if l.all[n-1] == level {
		return
	}
	if n > 1 && l.all[n-1].Room == level.Room && l.all[n-2].Room == level.Room {
		l.all[n-1] = level
		return
	}
	l.all = append(l.all, level)
}
