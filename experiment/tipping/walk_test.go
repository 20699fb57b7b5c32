package tipping

import (
	"context"
	"math"
	"time"

	"backofflab/sim"
	"backofflab/sim/rng"
)

// walk is a random walk with two moods, whose probabilities are known.
type walk struct {
	up       [2]float64 // probability of a step up, else it is down, by mood
	turns    float64    // probability that the mood changes with a step
	least    int        // there is no lower level
	ends     bool       // it ends at 0 and at the top
	top      int
	steps    int // at most
	overload int // level from which on a walk that is over has collapsed
}

// busyPeriod is the calls in an M/M/1 queue from one that comes to an idle server on: the walk
// ends when it is idle again, or when there are top of them, which is a collapse.
func busyPeriod(load float64, top int) walk {
	p := load / (1 + load)
	return walk{up: [2]float64{p, p}, ends: true, top: top, steps: 1 << 20, overload: top}
}

// overflows is the probability of that: the gambler's ruin (Feller, An Introduction to Probability
// Theory and Its Applications, XIV.2).
func overflows(load float64, top int) float64 {
	return (1/load - 1) / (math.Pow(1/load, float64(top)) - 1)
}

const stepOfWalk = time.Millisecond

func (w walk) system() System {
	return System{stepOfWalk, func() Simulator {
		var levels []int
		return func(_ context.Context, seeds []sim.Seeded) (Trajectory, error) {
			levels = levels[:0]
			level, mood, draw := 1, 0, rng.New(seeds[0].Seed, rng.Jitter)
			for i := range w.steps {
				for len(seeds) > 1 && seeds[1].From <= time.Duration(i)*stepOfWalk {
					seeds = seeds[1:]
					draw = rng.New(seeds[0].Seed, rng.Jitter)
				}
				if draw.Float64(uint32(i), 0) < w.up[mood] {
					level++
				} else {
					level = max(w.least, level-1)
				}
				if w.turns > 0 && draw.Float64(uint32(i), 1) < w.turns {
					mood = 1 - mood
				}
				levels = append(levels, level)
				if w.ends && (level == 0 || level == w.top) {
					break
				}
			}
			return Trajectory{levels, level >= w.overload, int64(len(levels))}, nil
		}
	}}
}

// collapses is the probability that a walk of fixed length has collapsed at its end: it passes
// the probabilities of all moods and levels on from step to step.
func (w walk) collapses() float64 {
	width := w.steps + 2
	now := make([]float64, 2*width)
	now[1] = 1
	for range w.steps {
		next := make([]float64, 2*width)
		for mood := range 2 {
			for level := range width - 1 {
				p := now[mood*width+level]
				for _, to := range []struct {
					level int
					p     float64
				}{{level + 1, w.up[mood]}, {max(w.least, level-1), 1 - w.up[mood]}} {
					next[mood*width+to.level] += p * to.p * (1 - w.turns)
					next[(1-mood)*width+to.level] += p * to.p * w.turns
				}
			}
		}
		now = next
	}
	sum := 0.0
	for mood := range 2 {
		for level := w.overload; level < width; level++ {
			sum += now[mood*width+level]
		}
	}
	return sum
}
