package metrics

import "time"

// The herd index of docs/model.md counts retries in windows of many widths, from a grid
// of cells.
const (
	indexCells = 2048 // of the grid at most
	indexShift = 20   // cells are 2^20 ns wide, about a millisecond, or doublings of that
	minWindows = 32   // of which a width must have so many
)

// indexWidths are the widths of windows in cells of the grid, and indexWider those in
// cells of twice the width, of four times, and so on.
var (
	indexWidths = []int{1, 2, 3}
	indexWider  = []int{2, 3}
)

// grid counts retries in cells of equal width, from the first retry on. When the last
// does not fit, pairs of cells become one.
type grid struct {
	cells [indexCells]uint32
	first time.Duration
	shift uint // cells are 2^shift ns wide
	used  int  // cells up to that of the last retry
	count int

	sums [indexCells + 1]int64 // buffer of index
}

func (g *grid) reset() {
	clear(g.cells[:g.used])
	g.shift, g.used, g.count = indexShift, 0, 0
}

// add counts the retries [from, to) of a block, none earlier than those before. Where
// many share a cell it looks for its last, and else looks at each.
func (g *grid) add(b *block, from, to int) {
	if g.count == 0 {
		g.first = b.at(from)
	}
	g.count += to - from
	start := uint64(b.base - g.first)
	for g.cell(b.at(to-1)) >= indexCells {
		g.widen()
	}
	last := g.cell(b.at(to - 1))
	g.used = last + 1
	if last-g.cell(b.at(from)) < (to-from)/16 {
		for from < to {
			c, next := g.cell(b.at(from)), to
			if c < last {
				next = b.after(from, g.first+time.Duration(c+1)<<g.shift-1)
			}
			g.cells[c] += uint32(next - from)
			from = next
		}
		return
	}
	cells, shift := &g.cells, g.shift&63
	for _, r := range b.retries[from:to] {
		cells[(start+uint64(r.Since()))>>shift&(indexCells-1)]++
	}
}

func (g *grid) cell(at time.Duration) int { return int((at - g.first) >> (g.shift & 63)) }

func (g *grid) widen() {
	half := (g.used + 1) / 2
	for i := range min(half, indexCells/2) { // half, and the compiler sees that all exist
		g.cells[i] = g.cells[2*i] + g.cells[2*i+1]
	}
	clear(g.cells[half:g.used])
	g.shift++
	g.used = half
}

// index returns the herd index and the width of its windows, both 0 where there is none.
func (g *grid) index() (index float64, width time.Duration) {
	if g.count < 2 || g.used < minWindows {
		return 0, 0
	}
	sums, sum := g.sums[:g.used+1], int64(0)
	for i, n := range g.cells[:g.used] {
		sum += int64(n)
		g.sums[i+1] = sum
	}
	index, most := -1.0, crowded(sums)/minWindows
	for scale, widths := 0, indexWidths; widths[0]<<scale <= most; scale, widths = scale+1, indexWider {
		for _, w := range widths {
			if w<<scale > most {
				break
			}
			if h := uneven(sums, w); h > index {
				index, width = h, time.Duration(w)<<(g.shift+uint(scale))
			}
		}
		sums = everySecond(sums)
	}
	return index, width
}

// crowded is how many cells there are until 95 % of the retries have come; no fewer than
// that windows of one cell are enough.
func crowded(sums []int64) int {
	needed, cells := (95*sums[len(sums)-1]+99)/100, 1
	for sums[cells] < needed {
		cells++
	}
	return max(cells, minWindows)
}

// uneven is the sum of the squares of the third differences d = x0 - 3 x1 + 3 x2 - x3 of
// windows that slide by a cell, over what it is in the mean of independent clients: the
// sum of x0 + 9 x1 + 9 x2 + x3. sums has the retries before each cell, so a window is a
// difference of two of them. Of n retries no d exceeds 3n, and all together 24n: up to 2^28
// of them the sum is exact.
func uneven(sums []int64, w int) float64 {
	s0, s1, s2, s3, s4 := sums, sums[w:], sums[2*w:], sums[3*w:], sums[4*w:]
	n := len(s4)
	s0, s1, s2, s3 = s0[:n], s1[:n], s2[:n], s3[:n]
	squares := uint64(0)
	for i := range s4 {
		d := s4[i] + s0[i] - 4*(s3[i]+s1[i]) + 6*s2[i]
		squares += uint64(d * d)
	}
	mean := int64(0) // in the sums of x0 and x3 all cancels but the ends, and of x1 and x2
	for i := range 4 * w {
		mean += sums[n+i] - sums[i]
	}
	for i := w; i < 3*w; i++ {
		mean += 8 * (sums[n+i] - sums[i])
	}
	return float64(squares) / float64(mean)
}

// everySecond is the sums of cells twice as wide. The last may be half empty.
func everySecond(sums []int64) []int64 {
	cells := len(sums) / 2
	for i := range cells - 1 {
		sums[i+1] = sums[2*i+2]
	}
	sums[cells] = sums[len(sums)-1]
	return sums[:cells+1]
}
