package tipping

import (
	"context"
	"slices"
	"time"

	"backofflab/sim"
	"backofflab/sim/rng"
)

// splitter simulates runs in stages.
type splitter struct {
	simulate Simulator
	step     time.Duration
	seed     uint64
	stage    int
	runs     int   // so far
	work     int64 // of these
}

// repetition is one estimate, of all stages.
type repetition struct {
	splitter
	p     float64
	plain int64 // work of the first stage, which is not split
}

// entrance is a run at the moment at which it came to a level: seeds take turns until then.
type entrance struct {
	seeds []sim.Seeded
	at    int // the step at whose end it was there
}

// start is where runs of the first stage begin.
var start = entrance{at: -1}

// run simulates all stages. Of a level that nobody comes to the later ones stay empty.
func (r *repetition) run(ctx context.Context, levels []int, runs int) error {
	weight, from := 1.0, []entrance{start}
	for k := range len(levels) + 1 {
		var next []entrance
		collapsed := 0
		err := r.each(ctx, from, runs, func(seeds []sim.Seeded, t Trajectory) {
			if k < len(levels) {
				if reached := firstAt(t.Levels, levels[k]); reached >= 0 {
					next = append(next, entrance{seeds, reached})
					return
				}
			}
			if t.Collapsed {
				collapsed++
			}
		})
		if err != nil {
			return err
		}
		if k == 0 {
			r.plain = r.work
		}
		r.p += weight * float64(collapsed) / float64(runs)
		weight *= float64(len(next)) / float64(runs)
		if from = next; len(from) == 0 {
			return nil
		}
	}
	return nil
}

// each simulates the runs of a stage, which go on from where others were. All entrances are
// taken equally often, but for a rest, which is theirs in an order that is drawn: so each is
// as likely as any other. take is told the seeds and the trajectory.
func (s *splitter) each(ctx context.Context, from []entrance, runs int, take func(seeds []sim.Seeded, t Trajectory)) error {
	s.shuffle(from, runs)
	for i := range runs {
		of := from[i%len(from)]
		seeds := append(slices.Clone(of.seeds), sim.Seeded{From: time.Duration(of.at+1) * s.step, Seed: rng.Branch(s.seed, s.stage, i)})
		t, err := s.simulate(ctx, seeds)
		if err != nil {
			return err
		}
		s.runs++
		s.work += t.Work
		take(seeds, t)
	}
	s.stage++
	return nil
}

// shuffle is that of Fisher and Yates. Its draws are branches, too, that no run has.
func (s *splitter) shuffle(all []entrance, runs int) {
	for i := len(all) - 1; i > 0; i-- {
		j := int(rng.Branch(s.seed, s.stage, runs+i) % uint64(i+1))
		all[i], all[j] = all[j], all[i]
	}
}

// firstAt is the first step at whose end a level is reached; -1 where none is.
func firstAt(levels []int, level int) int {
	return slices.IndexFunc(levels, func(n int) bool { return n >= level })
}
