package sim

import (
	"time"

	"backofflab/sim/limit"
)

// levels is a limiter that writes down how much room it has.
type levels struct {
	limit.Limiter
	roomy limit.Roomy
	rate  float64       // at which a bucket refills, requests per second; 0: room comes in jumps
	edges time.Duration // at whose multiples it comes; 0: nobody knows when
	most  float64
	all   []Level
}

func newLevels(s Scenario, limiter limit.Limiter, roomy limit.Roomy) *levels {
	kind, _ := s.limits()
	l := &levels{Limiter: limiter, roomy: roomy, most: roomy.Room(0)}
	switch {
	case kind.Burst:
		l.rate = s.Rate
	case s.Limiter == "fixed-window":
		l.edges = s.Window
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
		l.note(Level{now, last.Room})
	}
	l.note(Level{now, room})
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
