package service

import (
	"time"

	"backofflab/limit"
)

// Level is how much a limiter would still admit at a moment. Between two of them it is
// on the straight line; where two have one moment it jumps.
type Level struct {
	At   time.Duration
	Room float64 // requests
}

// Levels records how much room a limiter has.
type Levels struct {
	roomy limit.Roomy
	rate  float64       // at which a bucket refills, requests per second; 0: room comes in jumps
	edges time.Duration // at whose multiples it comes; 0: not so
	steps limit.Stepper // which knows when it comes; nil: it comes when one leaves
	most  float64
	all   []Level
}

// WriteLevels makes the service record the levels of its limiter from the next Reset on. It
// returns false where the limiter has no level.
func (s *Service) WriteLevels() (*Levels, bool) {
	roomy, ok := s.limiter.(limit.Roomy)
	if !ok || s.lock != nil {
		return nil, false
	}
	l := &Levels{roomy: roomy, most: roomy.Room(0)}
	l.steps, _ = s.limiter.(limit.Stepper)
	switch kind := s.config.Limiter; {
	case kind.Burst:
		points := s.config.Limits
		points.Cost = 1 // the room is of these
		l.rate = kind.LongRun(points)
	case kind.Edges:
		l.edges = s.config.Limits.Window
	}
	s.levels, s.alone, s.plain = l, false, false
	return l, true
}

// All returns the levels, in the order of time.
func (l *Levels) All() []Level { return l.all }

// Most returns the most requests that the limiter has room for, at any time.
func (l *Levels) Most() int {
	most := l.most
	for _, level := range l.all {
		most = max(most, level.Room)
	}
	return int(most)
}

// reset begins with all the room there is.
func (l *Levels) reset() { l.all = append(l.all[:0], Level{0, l.most}) }

// watch calls AllowN of the limiter, and records the room before and after the verdict.
func (l *Levels) watch(now time.Duration, n int, limiter limit.Limiter) bool {
	l.reach(now, l.roomy.Room(now))
	admitted := limiter.AllowN(now, n)
	l.note(Level{now, l.roomy.Room(now)})
	return admitted
}

// released notes the room that comes with one that has left.
func (l *Levels) released(now time.Duration) { l.step(now, l.roomy.Room(now)) }

// reach notes how the room came to what it is before a verdict.
func (l *Levels) reach(now time.Duration, room float64) {
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
func (l *Levels) step(at time.Duration, room float64) {
	l.note(Level{at, l.all[len(l.all)-1].Room})
	l.note(Level{at, room})
}

// note appends a level. It drops one that repeats the last, and extends a horizontal line.
func (l *Levels) note(level Level) {
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
