package tipping

import (
	"context"
	"slices"

	"backofflab/sim"
	"backofflab/sim/rng"
)

// Of the runs of a stage about one in going comes to the next level. Of efforts in proportion to
// the stages about one in seven would cost least, and little more at one in five, which has more
// entrances to go on from. A pilot has at most so many stages: 5^-30 is below any probability that
// a run can show.
const (
	going     = 5
	maxStages = 30
)

// pilots is the replication whose seed a pilot has: more than there are repetitions.
const pilots = 1 << 20

// findLevels finds levels for Split by a pilot, adaptive multilevel splitting (Cérou and Guyader,
// "Adaptive multilevel splitting for rare event analysis", 2007): the next level is one that a
// fifth of the runs come to, until a fifth collapse, or no run comes higher. It also returns what
// the pilot took. Levels so found are not for an estimate of the same runs, which would be biased.
func findLevels(ctx context.Context, s System, runs int, seed uint64) ([]int, splitter, error) {
	p := splitter{simulate: s.New(), step: s.Step, seed: rng.Replication(seed, pilots)}
	var levels []int
	from, level := []entrance{start}, 0
	for range maxStages {
		collapsed := 0
		var all []sounding
		err := p.each(ctx, from, runs, func(seeds []sim.Seeded, t Trajectory) {
			if t.Collapsed {
				collapsed++
			}
			all = append(all, soundingOf(seeds, t.Levels))
		})
		if err != nil {
			return nil, p, err
		}
		level = max(level+1, nextLevel(all))
		from = entrancesTo(all, level)
		if going*collapsed >= runs || len(from) == 0 {
			break
		}
		levels = append(levels, level)
	}
	return levels, p, nil
}

// sounding is how high a run came, and when it first came to each height: rises are the steps at
// whose end it was higher than ever before.
type sounding struct {
	seeds []sim.Seeded
	rises []rise
}

type rise struct{ at, level int }

func soundingOf(seeds []sim.Seeded, levels []int) sounding {
	s, highest := sounding{seeds: seeds}, -1
	for i, level := range levels {
		if level > highest {
			highest = level
			s.rises = append(s.rises, rise{i, level})
		}
	}
	return s
}

// highest is how high the run came; -1 where it has no steps.
func (s sounding) highest() int {
	if len(s.rises) == 0 {
		return -1
	}
	return s.rises[len(s.rises)-1].level
}

// nextLevel is the highest that at least one in going of some runs come to.
func nextLevel(all []sounding) int {
	slices.SortStableFunc(all, func(a, b sounding) int { return b.highest() - a.highest() })
	return all[(len(all)-1)/going].highest()
}

// entrancesTo are where runs first come to a level.
func entrancesTo(all []sounding, level int) []entrance {
	var found []entrance
	for _, s := range all {
		for _, r := range s.rises {
			if r.level >= level {
				found = append(found, entrance{s.seeds, r.at})
				break
			}
		}
	}
	return found
}
