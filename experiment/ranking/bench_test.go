package ranking

import (
	"context"
	"fmt"
	"testing"
)

// remembered answers from what was drawn before, so that the benchmark is about the selection.
type remembered struct{ drawn []Observations }

func remember(p problem, runs int) remembered {
	var all []Observations
	for i := range p.systems {
		one, _ := p.source(1).Observe(context.Background(), []Request{{System: i, Runs: runs}})
		all = append(all, one[0])
	}
	return remembered{all}
}

func (m remembered) Observe(_ context.Context, wanted []Request) ([]Observations, error) {
	all := make([]Observations, len(wanted))
	for i, asked := range wanted {
		from, to := asked.From, asked.From+asked.Runs
		all[i].Goal = m.drawn[asked.System].Goal[from:to]
		for _, values := range m.drawn[asked.System].Limits {
			all[i].Limits = append(all[i].Limits, values[from:to])
		}
	}
	return all, nil
}

// What a selection takes beside the runs: where most go soon, and where nobody goes in the
// first stage, which compares all pairs.
func BenchmarkSelect(b *testing.B) {
	for _, of := range []struct {
		name string
		mean func(int) float64
		rho  float64
	}{{"policies", policies, 0.97}, {"all within the indifference", same(100), 0}} {
		for _, systems := range []int{24, 1000} {
			kept := breaking(systems, 0, 0, -3)
			p := problem{systems: systems, mean: of.mean, sd: same(20), rho: of.rho, shape: normal, limits: [][]float64{kept, kept}}
			c := p.settings()
			c.Budget = systems * c.First
			source := remember(p, c.First)
			b.Run(fmt.Sprintf("%s, systems=%d", of.name, systems), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Select(context.Background(), source, systems, c, nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkFront(b *testing.B) {
	p := problem{systems: 1000, mean: same(100), sd: same(20), shape: normal, limits: [][]float64{breaking(1000, 0, 0, 0), breaking(1000, 0, 0, 0)}}
	var points [][][]float64
	for _, o := range remember(p, 10).drawn {
		points = append(points, [][]float64{o.Goal, o.Limits[0], o.Limits[1]})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Front(points, 0.95); err != nil {
			b.Fatal(err)
		}
	}
}
