package sweep

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"backofflab/experiment/job"
	"backofflab/scenario"
)

// Run simulates the cells, coarse first: the ends of the axes, then the middle, then what
// lies between. Each replication may make so many attempts, all fleets together; a cell that
// needs more is a failed one. At the end of each cell watch gets the table so far, never two
// at a time. The error is that of the runner.
func (s Sweep) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(Table)) (Table, error) {
	if s.Scenario.Runs = runsOf(s.Scenario); !s.refinable() {
		s.Refine = 0
	}
	if len(s.Figures) == 0 {
		s.Figures = usualFigures
	}
	g := newGrid(s, attempts, watch)
	if err := g.simulate(ctx, runner, coarseFirst(len(s.X.Values), max(1, len(s.Y.Values)))); err != nil {
		return g.table, err
	}
	for left := s.Refine; left > 0; {
		some := refinements(s, g.table, min(left, max(1, atOnce/min(len(g.table.Xs), len(g.table.Ys)))))
		if len(some) == 0 || g.cellsWith(some) > MostCells {
			break
		}
		left -= len(some)
		if err := g.simulate(ctx, runner, g.add(some)); err != nil {
			return g.table, err
		}
	}
	return g.table, nil
}

// atOnce is how many values are added at a time: enough to keep several workers busy, few
// enough that the next ones know of them.
const atOnce = 4

// grid is a table that is being filled.
type grid struct {
	sweep    Sweep
	attempts int64
	table    Table
	watch    func(Table)
}

func newGrid(s Sweep, attempts int64, watch func(Table)) *grid {
	g := &grid{sweep: s, attempts: attempts, watch: watch, table: Table{Query: s.Query(), Xs: spots(s.X), Ys: spots(s.Y)}}
	g.table.Cells = make([]Cell, len(g.table.Xs)*len(g.table.Ys))
	return g
}

// Empty is the table before anything is known.
func (s Sweep) Empty() Table { return newGrid(s, 0, nil).table }

func spots(a Axis) []Spot {
	if a.Field == "" {
		return []Spot{{}}
	}
	all := make([]Spot, len(a.Values))
	for i, value := range a.Values {
		all[i] = Spot{Value: value, At: a.At(value)}
	}
	return all
}

// coarseFirst are the numbers of the cells of a grid, those first that tell most of the
// whole: by how often an axis must be halved to come to them.
func coarseFirst(width, height int) []int {
	order := make([]int, width*height)
	for i := range order {
		order[i] = i
	}
	depth := func(i int) int { return max(depthOf(i%width, width), depthOf(i/width, height)) }
	slices.SortStableFunc(order, func(a, b int) int { return depth(a) - depth(b) })
	return order
}

// depthOf is how often n places must be halved to come to place i; the ends are there at once.
func depthOf(i, n int) int {
	if i == 0 || i == n-1 {
		return 0
	}
	size := bits.Len(uint(n - 2))
	return size - bits.TrailingZeros(uint(i))
}

// simulate fills in cells, by their numbers and in that order.
func (g *grid) simulate(ctx context.Context, runner job.Runner, order []int) error {
	var tasks []job.Task
	var parts []*part
	for _, i := range order {
		s, err := g.scenarioOf(i)
		if err != nil {
			g.put(i, Cell{Query: s.Query(), Failed: err.Error()})
			continue
		}
		of := job.Tasks(s, 0, g.sweep.Scenario.Runs, g.attempts)
		p := &part{cell: i, first: len(tasks), samples: make([]job.Sample, len(of)), left: len(of)}
		for range of {
			parts = append(parts, p)
		}
		tasks = append(tasks, of...)
	}
	return runner.Run(ctx, tasks, func(i int, sample job.Sample) {
		p := parts[i]
		p.samples[i-p.first] = sample
		if p.left--; p.left == 0 {
			g.put(p.cell, cellOf(tasks[i].Query, job.Joined(p.samples)))
		}
	})
}

// part is a cell whose tasks are under way.
type part struct {
	cell, first, left int
	samples           []job.Sample
}

// scenarioOf is the scenario of a cell. The error says what contradicts what in it.
func (g *grid) scenarioOf(i int) (scenario.Scenario, error) {
	width := len(g.table.Xs)
	return g.sweep.cell(g.table.Xs[i%width].Value, g.table.Ys[i/width].Value)
}

// put fills in a cell in a table of its own, for others look at the one before.
func (g *grid) put(i int, c Cell) {
	g.table.Cells = slices.Clone(g.table.Cells)
	g.table.Cells[i] = c
	g.table.Done++
	if c.Known() {
		g.table.Runs += g.sweep.Scenario.Runs
	}
	g.watch(g.table)
}

// cellsWith is how many cells there will be with some additions.
func (g *grid) cellsWith(some []addition) int {
	width, height := len(g.table.Xs), len(g.table.Ys)
	for _, a := range some {
		if a.toY {
			height++
		} else {
			width++
		}
	}
	return width * height
}

// add puts values between those of the axes, and returns the numbers of their cells.
func (g *grid) add(some []addition) (empty []int) {
	before := g.table
	xs, ys := slices.Clone(before.Xs), slices.Clone(before.Ys)
	for _, a := range some {
		if a.toY {
			ys = append(ys, Spot{a.value, g.sweep.Y.At(a.value), true})
		} else {
			xs = append(xs, Spot{a.value, g.sweep.X.At(a.value), true})
		}
	}
	rising := func(a, b Spot) int { return cmp.Compare(a.At, b.At) }
	slices.SortStableFunc(xs, rising)
	slices.SortStableFunc(ys, rising)
	g.table.Xs, g.table.Ys, g.table.Cells = xs, ys, make([]Cell, len(xs)*len(ys))
	for i := range g.table.Cells {
		x, y := slices.Index(before.Xs, xs[i%len(xs)]), slices.Index(before.Ys, ys[i/len(xs)])
		if x < 0 || y < 0 {
			empty = append(empty, i)
		} else {
			g.table.Cells[i] = before.Cells[y*len(before.Xs)+x]
		}
	}
	return empty
}
