package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
)

// Marks are the attempts of a run, each with its place: what the chart of retries
// shows.
type Marks struct {
	Query   string // canonical, without the question mark
	Own     Words  // what the link says of itself
	Lead    string // what was simulated, in words
	Footer  string // seed and settings that make it reproducible
	Frame   Frame
	Panels  []MarkPanel
	TooMany string // why there are none, in words; "" where there are
}

// MarkPanel are the attempts of one strategy.
type MarkPanel struct {
	Strategy Strategy
	Rows     int    // clients, or requests
	Marks    []Mark // by row, then time
}

// Mark is one attempt that reached the service.
type Mark struct {
	Row int     // of its client; from 0
	At  float64 // when it did, in bins
	End MarkEnd
}

// MarkEnd is what a client learned of an attempt.
type MarkEnd uint8

// What a client learned, in the order in which marks are drawn.
const (
	TurnedAway MarkEnd = iota // rejected by the limiter
	Lost                      // failed, timed out, or not answered when the run stopped
	GotThrough
	markEnds
)

// Bounds of the chart. Above either, cells stand in for marks.
const (
	maxMarks = 50_000 // in all panels
	maxRows  = 2_000
)

// Geometry of a panel of marks. Its plot is higher than those of other charts: rows
// want room.
const (
	markHeight  = 240
	markShift   = markHeight - plotHeight
	markUnits   = 2000 // of the x axis, however long it is: a quarter of a pixel
	markLength  = 7    // of a mark, in these
	markChunk   = 800  // marks in a path element
	cellColumns = 125
	cellRows    = 60
	cellSteps   = 5
	cellUnits   = markUnits / cellColumns
)

var (
	endClass = [markEnds]string{"away", "lost", "through"}
	// What is left of a colour on the card: of marks, and of the steps of cells.
	endShare  = [markEnds]float64{0.36, 0.6, 1}
	cellShare = [markEnds][cellSteps]float64{{.12, .2, .28, .37, .46}, {.25, .4, .55, .75, 1}, {.6, .7, .8, .9, 1}}
)

// total is how many marks there are, and rows how many rows the longest panel has.
func (m Marks) total() (n int) {
	for _, p := range m.Panels {
		n += len(p.Marks)
	}
	return n
}

func (m Marks) rows() int {
	n := 1
	for _, p := range m.Panels {
		n = max(n, p.Rows)
	}
	return n
}

// dense reports whether cells stand in for marks.
func (m Marks) dense() bool { return m.total() > maxMarks || m.rows() > maxRows }

// has reports whether any attempt ended so.
func (m Marks) has(end MarkEnd) bool {
	return slices.ContainsFunc(m.Panels, func(p MarkPanel) bool { return p.count(end) > 0 })
}

func (p MarkPanel) count(end MarkEnd) (n int) {
	for _, mark := range p.Marks {
		if mark.End == end {
			n++
		}
	}
	return n
}

// scale is that of the rows, downwards; its labels count them. The last rows have none:
// there are the marks of who waited longest.
func (m Marks) scale() Scale {
	rows := float64(m.rows())
	s := ticks(rows, max(1, niceStep(rows)), 1, "")
	for len(s.Ticks) > 1 && s.Ticks[len(s.Ticks)-1].At > 0.92*rows {
		s.Ticks = s.Ticks[:len(s.Ticks)-1]
	}
	s.Max = rows // the rows fill the plot, wherever the last tick is
	return s
}

// order is the caption of the rows.
func (m Marks) order() string {
	return format.Count(m.rows()) + " " + m.noun(m.rows()) + ", by when they got through"
}

func (m Marks) noun(n int) string {
	if n == 1 {
		return m.Frame.one()
	}
	return m.Frame.many()
}

// grid are the lines under rows of marks, with the number of the row above.
func (m Marks) grid() []mark {
	var marks []mark
	for _, t := range m.scale().Ticks[1:] {
		y := math.Round(plotTop+markHeight*m.scale().Share(t.At)) + 0.5
		marks = append(marks, mark{at: Number(y), text: t.Text})
	}
	return marks
}

func (m Marks) view() string {
	if m.dense() {
		return "0 0 " + strconv.Itoa(markUnits) + " " + strconv.Itoa(cellRows)
	}
	return "0 0 " + strconv.Itoa(markUnits) + " " + strconv.Itoa(2*m.rows())
}

// stroke is how thick a mark is, in pixels, in a plot of that height.
func (m Marks) stroke(height float64) string {
	return Number(math.Round(10*min(5, max(1.5, 0.85*height/float64(m.rows())))) / 10)
}

// unit is where on the x axis a mark begins; all of it is left of the end.
func (m Marks) unit(at float64) int {
	return min(markUnits-markLength, int(at/m.Frame.X().Max*markUnits))
}

// lines are the marks of a panel that ended so: short lines, each from the end of the
// one before, a row two units high.
func (m Marks) lines(p MarkPanel, end MarkEnd) []string {
	var chunks []string
	var d []byte
	x, y, n := 0, 0, 0
	for _, mark := range p.Marks {
		if mark.End != end {
			continue
		}
		atX, atY := m.unit(mark.At), 2*mark.Row+1
		switch {
		case n == 0:
			d = appendPair(append(d, 'M'), atX, atY)
		default:
			d = appendPair(append(d, 'm'), atX-x, atY-y)
		}
		d = append(d, "h"+strconv.Itoa(markLength)...)
		x, y = atX+markLength, atY
		if n++; n == markChunk {
			chunks, d, n = append(chunks, string(d)), nil, 0
		}
	}
	if n > 0 {
		chunks = append(chunks, string(d))
	}
	return chunks
}

// appendPair appends two numbers, apart by no more than they need.
func appendPair(dst []byte, x, y int) []byte {
	dst = strconv.AppendInt(dst, int64(x), 10)
	if y >= 0 {
		dst = append(dst, ' ')
	}
	return strconv.AppendInt(dst, int64(y), 10)
}

// block is a run of cells beside each other that look alike.
type block struct{ x, row, width int }

// blocks are the cells of a panel in each shade. A cell is of those that got through
// where any did, else of what most attempts in it came to. most is the fullest cell of
// each end, of all panels.
func (m Marks) blocks(p MarkPanel, most [markEnds]int) (shades [markEnds][cellSteps][]block) {
	cells := m.cells(p)
	for row := range cellRows {
		for x := range cellColumns {
			end, n := cells[row][x].shows()
			if n == 0 {
				continue
			}
			step := int(math.Ceil(cellSteps*math.Sqrt(float64(n)/float64(most[end])))) - 1
			list := &shades[end][step]
			if last := len(*list) - 1; last >= 0 && (*list)[last].row == row && (*list)[last].x+(*list)[last].width == x {
				(*list)[last].width++
				continue
			}
			*list = append(*list, block{x, row, 1})
		}
	}
	return shades
}

// tally counts the attempts in a cell by their end.
type tally [markEnds]int

func (t tally) shows() (MarkEnd, int) {
	switch {
	case t[GotThrough] > 0:
		return GotThrough, t[GotThrough]
	case t[Lost] > t[TurnedAway]:
		return Lost, t[Lost]
	}
	return TurnedAway, t[TurnedAway]
}

func (m Marks) cells(p MarkPanel) *[cellRows][cellColumns]tally {
	cells, rows, width := new([cellRows][cellColumns]tally), m.rows(), m.Frame.X().Max
	for _, mark := range p.Marks {
		x := min(cellColumns-1, int(mark.At/width*cellColumns))
		cells[mark.Row*cellRows/rows][x][mark.End]++
	}
	return cells
}

// fullest is how many attempts the fullest cell of all panels shows, for each end.
func (m Marks) fullest() (most [markEnds]int) {
	for _, p := range m.Panels {
		for _, row := range m.cells(p) {
			for _, cell := range row {
				end, n := cell.shows()
				most[end] = max(most[end], n)
			}
		}
	}
	return most
}

// shade is the path of blocks, in units of the x axis and rows of cells.
func shade(blocks []block) string {
	var d []byte
	for _, b := range blocks {
		d = appendPair(append(d, 'M'), b.x*cellUnits, b.row)
		w := strconv.Itoa(b.width * cellUnits)
		d = append(d, "h"+w+"v1h-"+w+"z"...)
	}
	return string(d)
}

// caption is what stands over a panel at rest.
func (m Marks) caption(p MarkPanel) Caption {
	figure, noun, _ := strings.Cut(format.Plural(len(p.Marks), "attempt"), " ")
	return Caption{figure, " " + noun + " · " + format.Count(p.count(TurnedAway)) + " rejected"}
}

// sentence is the accessible name of a panel.
func (m Marks) sentence(p MarkPanel) string {
	away := p.count(TurnedAway)
	text := "With " + p.Strategy.Name + " " + format.Plural(len(p.Marks), "attempt") + " of " + format.Count(p.Rows) + " " + m.noun(p.Rows) +
		" reached the service: " + format.Count(p.count(GotThrough)) + " got through, " + format.Count(away) + " " + format.Verb(away, "was", "were") + " rejected"
	if n := p.count(Lost); n > 0 {
		text += ", " + format.Count(n) + " failed, timed out or had no answer yet"
	}
	return text + "."
}

// words say what a mark, a row and the tones are, as far as they occur.
func (m Marks) words() string {
	text := []string{"One mark per attempt that reaches the service, one row per " + m.Frame.one() + "."}
	if m.dense() {
		per := (m.rows() + cellRows - 1) / cellRows
		width := time.Duration(m.Frame.X().Max / cellColumns * float64(m.Frame.Bin))
		text = []string{"Too many for a mark each: a cell is " + format.Span(width) + " of up to " + format.Count(per) + " " + m.noun(per) + ", the stronger, the more attempts."}
	}
	if slices.ContainsFunc(m.Panels, func(p MarkPanel) bool { return p.count(GotThrough) < p.Rows }) {
		text = append(text, format.Capital(m.Frame.many())+" that never got through are last.")
	}
	return strings.Join(append(text, m.tones()), " ")
}

// tones say what the colours mean.
func (m Marks) tones() string {
	text := "Solid: accepted."
	if m.dense() {
		text = "Solid: some were accepted."
	}
	if m.has(TurnedAway) {
		text += " Faint: rejected."
	}
	if m.has(Lost) {
		text += " Grey: failed, timed out, or unanswered at the end."
	}
	return text
}

// marksForms are those of the chart, and of what it shows.
func marksForms() []takeaway {
	return append(chartForms("retries"),
		takeaway{"CSV", "/api/v1/attempts.csv", "backoff-lab-attempts.csv"},
		takeaway{"JSON", "/api/v1/attempts", "backoff-lab-attempts.json"})
}

// Stretch makes the time axis as long as one of so many bins, where that is one that
// there may be and longer than its own.
func (f *Frame) Stretch(span float64) {
	if !(span > f.X().Max && span < math.MaxInt32) {
		return
	}
	const rounded = 1e-3 // the axis that was drawn, at most
	// Minutes, and hours, begin where an axis in smaller units may have ended later.
	for _, bins := range []int{int(span + rounded), int(longSeconds * time.Second / f.Bin), int(2 * time.Hour / f.Bin)} {
		if math.Abs(timeScale(bins, f.Bin).Max-span) <= rounded {
			f.Reach = max(f.Reach, bins)
			return
		}
	}
}
