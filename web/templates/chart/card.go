package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Card is the preview picture of a posted link.
type Card struct {
	Title string // title of the link, or the finding
	Line  string // what is compared, in one line; or the finding, under a title of its own
	Foot  string // what else there is to know; "" mostly
	Run   *Run   // nil: words alone
}

// Size of a card, in pixels: what sites that show previews expect.
const (
	CardWidth  = 1200
	CardHeight = 630
)

const (
	cardMargin = 60
	cardGap    = 32
	cardRoom   = CardWidth - 2*cardMargin
	cardFloor  = 572 // the row that the panels end on
)

// cardShare is how much of its colour a bar keeps below the capacity, on the dark.
const cardShare = 0.34

// mostPanels is how many panels are large enough to be seen in a chat.
const mostPanels = 8

// titleSize is how large the title is set: in one line where that is possible, else
// in two, and smaller still before words are left out.
func (c Card) titleSize() float64 {
	if textWidth(c.Title, 54) <= cardRoom {
		return 54
	}
	for _, size := range []float64{44, 38, 33} {
		if !strings.HasSuffix(strings.Join(lines(c.Title, size, cardRoom), ""), "…") {
			return size
		}
	}
	return 28
}

func (c Card) titleLines() []string { return lines(c.Title, c.titleSize(), cardRoom) }

func (c Card) titleY(line int) int { return 98 + 50*line - 8*(len(c.titleLines())-1) }

func (c Card) lineY() int { return c.titleY(len(c.titleLines())-1) + 46 }

// cells are the panels of a card: the load charts of its run, in a shape that
// suits their number.
func (c Card) cells() []cell {
	run := *c.Run
	run.Series = run.Series[:min(len(run.Series), mostPanels)]
	n := len(run.Series)
	columns := cardColumns(n)
	rows := (n + columns - 1) / columns
	// No axis has to end on a tick here: the busiest bin is as high as there is room.
	peak, _ := run.Frame.top()
	highest := Scale{Max: math.Max(1, math.Max(float64(peak), 1.25*run.Frame.Capacity()))}
	if run.Frame.cut() { // which is above what comes after
		highest.Max *= 1.15
	}
	p := picture{run: run, theme: Dark(), y: highest, columns: columns}
	top, head := float64(c.lineY()+22), 46.0
	if columns == 4 {
		head = 64
	}
	width := (cardRoom - float64(columns-1)*cardGap) / float64(columns)
	pitch := (cardFloor - top) / float64(max(1, rows))
	var cells []cell
	for i, s := range run.Series {
		corner := top + float64(i/columns)*pitch
		cells = append(cells, cell{
			picture: p, series: s, first: i == 0, width: width, height: pitch - head - 16,
			left: cardMargin + float64(i%columns)*(width+cardGap), top: corner, bottom: corner + pitch - 8,
		})
	}
	return cells
}

func cardColumns(panels int) int {
	switch {
	case panels <= 3:
		return max(1, panels)
	case panels == 4:
		return 2
	case panels <= 6:
		return 3
	}
	return 4
}

// outcome is what stands beside a panel's name, or below it where panels are narrow: the
// figure alone where a short name of the card leaves no room for what it means.
func (c cell) outcome() string {
	crowded := func(s Series) bool {
		return textWidth(s.Strategy.Brief(), c.nameSize())+textWidth(s.Caption.Figure+s.outcome(), 20) > c.width-36
	}
	words := c.series.outcome()
	if !c.narrow() && slices.ContainsFunc(c.run.Series, crowded) {
		words, _, _ = strings.Cut(words, " to ")
	}
	return c.series.Caption.Figure + words
}

// outcome are the words behind the figure, without what else the caption has.
func (s Series) outcome() string {
	words, _, _ := strings.Cut(s.Caption.Words, " · ")
	return words
}

func (c cell) narrow() bool { return c.columns == 4 }

// cardName is the name, or the short one where that does not fit beside the outcome.
func (c cell) cardName() string {
	if textWidth(c.series.Strategy.Name, c.nameSize()) > c.nameRoom() {
		return c.series.Strategy.Brief()
	}
	return c.series.Strategy.Name
}

func (c cell) nameSize() float64 {
	if c.narrow() {
		return 19
	}
	return 22
}

func (c cell) nameRoom() float64 {
	if c.narrow() {
		return c.width - 24
	}
	return c.width - 24 - textWidth(c.outcome(), 20) - 12
}

func pixels(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
