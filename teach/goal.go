package teach

import (
	"fmt"
	"strings"

	"backofflab/scenario"
)

// Met is what an attempt at an exercise comes to.
type Met struct {
	Run   Run
	Wants []Want
}

// Want is one condition of an exercise: what the run came to, the bound, and whether it is
// met.
type Want struct {
	Condition
	Now, Bound Value
	Met        bool
}

// All reports whether the goal is reached.
func (m Met) All() bool { return m.Count() == len(m.Wants) }

// Count is how many conditions are met.
func (m Met) Count() int {
	n := 0
	for _, w := range m.Wants {
		if w.Met {
			n++
		}
	}
	return n
}

// String lists the conditions that are not met.
func (m Met) String() string {
	var missed []string
	for _, w := range m.Wants {
		if !w.Met {
			missed = append(missed, fmt.Sprintf("%s is %s", w.Text, w.Now))
		}
	}
	return strings.Join(missed, "; ")
}

// missing is how far a run is from the goal: of each condition that is not met the share by
// which it is missed, at most 1.
func (m Met) missing() float64 {
	sum := 0.0
	for _, w := range m.Wants {
		switch {
		case w.Met:
		case !w.Now.Ok || w.Now.X == 0:
			sum++
		default:
			sum += min(1, abs(w.Now.X-w.Bound.X)/max(abs(w.Now.X), abs(w.Bound.X)))
		}
	}
	return sum
}

func abs(x float64) float64 { return max(x, -x) }

// Judge compares a run with the goal.
func (g Goal) Judge(run Run) Met {
	m := Met{Run: run}
	runs := Runs{g.Name: run}
	for _, c := range g.Want {
		m.Wants = append(m.Wants, Want{c, c.Left.Of(runs), c.Right.Of(runs), c.True(runs)})
	}
	return m
}

// Try simulates an exercise with its levers set so.
func (g Goal) Try(set map[string]string, simulate Simulate) (Met, error) {
	s, err := g.With(set)
	if err != nil {
		return Met{}, err
	}
	run, err := simulate(s)
	if err != nil {
		return Met{}, err
	}
	return g.Judge(run), nil
}

// Hint is what one more turn of one lever would do: it was simulated.
type Hint struct {
	Lever Lever
	Value string // that it is set to, as links write it
	From  string // what it is set to now
	Met   Met    // what comes of it
	Now   Met    // what there is now
}

// Helps reports whether it brings the goal nearer.
func (h Hint) Helps() bool { return h.Met.Count() > h.Now.Count() || h.Met.missing() < h.Now.missing() }

// Hint simulates every value of every lever, one at a time, and returns the one that comes
// nearest to the goal: by the number of conditions that are met, then by how far the others
// are.
func (g Goal) Hint(set map[string]string, simulate Simulate) (Hint, error) {
	now, err := g.Try(set, simulate)
	if err != nil {
		return Hint{}, err
	}
	best := Hint{Met: now, Now: now}
	for _, lever := range g.Levers {
		from := valueOf(lever.Field, now.Run.Scenario)
		for _, value := range lever.Values {
			if value == from {
				continue
			}
			with := map[string]string{lever.Field: value}
			for name, other := range set {
				if name != lever.Field {
					with[name] = other
				}
			}
			met, err := g.Try(with, simulate)
			if err != nil {
				continue // these two do not go together
			}
			if h := (Hint{lever, value, from, met, now}); best.Met.nearer(met) {
				best = h
			}
		}
	}
	return best, nil
}

// nearer reports whether other is nearer to the goal.
func (m Met) nearer(other Met) bool {
	if a, b := m.Count(), other.Count(); a != b {
		return b > a
	}
	return other.missing() < m.missing()
}

// valueOf is what a field of a scenario is set to, as links write it.
func valueOf(name string, s scenario.Scenario) string {
	f, _ := scenario.FieldNamed(name)
	return f.Format(s)
}
