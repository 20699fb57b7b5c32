package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"backofflab/cmd/backofflab/screen"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/scenario"
)

// load is what there is to draw: attempts per bin of each strategy.
type load struct {
	names []string
	bins  [][]int
	width time.Duration // of a bin
	limit float64       // a second; 0: nothing bounds the service
	bound string        // what that is called
}

func loadOf(a answer, s scenario.Scenario) load {
	l := newLoad(s)
	for _, r := range a.Results {
		l.bins, l.width = append(l.bins, r.attempts), r.bin
	}
	return l
}

func newLoad(s scenario.Scenario) load {
	return load{names: scenario.FleetShorts(s.Strategies), limit: s.Capacity(), bound: explain.Bound(s)}
}

// The drawing of a run that nobody watches in a terminal.
const (
	plainWidth  = 80
	plainHeight = 4
)

// blocks are the parts of a cell that can be filled, an eighth each.
var blocks = []rune(" ▁▂▃▄▅▆▇█")

const (
	above  = "\x1b[31m" // colour of what is above the limit
	below  = "\x1b[36m"
	dimmed = "\x1b[2m"
	reset  = "\x1b[0m"
)

// drawLoad draws the attempts a second of each strategy, on one scale. It returns how many
// lines that took. A bar of several bins is as high as the busiest of them.
func (p *program) drawLoad(w io.Writer, l load) int {
	width, lines := plainWidth, plainHeight
	if p.width > 0 {
		width = p.width
		lines = max(1, min(6, (p.height-4)/max(1, len(l.names))-1))
	}
	label := len(format.Rate(l.peak())) + 1
	label = max(label, len(format.Rate(l.limit))+1)
	most := max(8, width-label-1)
	each, bars := l.bars(most)
	span := l.width * time.Duration(each)
	n := p.legend(w, l, span, width)
	longest := 1
	for _, b := range bars {
		longest = max(longest, len(b))
	}
	wide := max(1, min(most/longest, 8)) // characters of a bar
	for i, name := range l.names {
		n += p.panel(w, l, name, bars[i], wide, lines, label, width)
	}
	end := format.Span(span * time.Duration(longest))
	gap := max(1, longest*wide-len("0 s")-utf8.RuneCountInString(end))
	fmt.Fprintln(w, screen.Plain(strings.Repeat(" ", label+1)+"0 s"+strings.Repeat(" ", gap)+end))
	return n + 1
}

// legend says what is drawn.
func (p *program) legend(w io.Writer, l load, span time.Duration, width int) int {
	says := "Attempts a second; a bar is " + format.Span(span)
	if span > l.width {
		says += ", as high as its busiest " + format.Span(l.width)
	}
	if l.limit > 0 {
		says += fmt.Sprintf("; the line is the %s, %s", l.bound, format.SetRate(l.limit))
	}
	says = screen.Fold(says+".", width)
	fmt.Fprintln(w, says)
	return 1 + strings.Count(says, "\n")
}

// peak is the top of the scale, in attempts a second.
func (l load) peak() float64 {
	peak := l.limit
	for _, bins := range l.bins {
		for _, n := range bins {
			peak = max(peak, l.perS(n))
		}
	}
	return peak
}

func (l load) perS(n int) float64 {
	if l.width <= 0 {
		return 0
	}
	return float64(n) / l.width.Seconds()
}

// bars puts bins together so that they fit: so many to each bar.
func (l load) bars(most int) (each int, bars [][]float64) {
	longest := 0
	for _, bins := range l.bins {
		longest = max(longest, len(bins))
	}
	each = max(1, (longest+most-1)/most)
	for _, bins := range l.bins {
		var heights []float64
		for from := 0; from < len(bins); from += each {
			top := 0.0
			for _, n := range bins[from:min(from+each, len(bins))] {
				top = max(top, l.perS(n))
			}
			heights = append(heights, top)
		}
		bars = append(bars, heights)
	}
	return each, bars
}

// panel draws one strategy below its name.
func (p *program) panel(w io.Writer, l load, name string, heights []float64, wide, lines, label, width int) int {
	peak := l.peak()
	top, over := 0.0, 0
	for _, h := range heights {
		top = max(top, h)
		if l.limit > 0 && h > l.limit {
			over++
		}
	}
	says := fmt.Sprintf("%s: at most %s/s", name, format.Rate(top))
	if l.limit > 0 {
		says += fmt.Sprintf(", %s above the %s", format.Of(over, len(heights), "bar"), l.bound)
	}
	says = screen.Fold(says, width)
	fmt.Fprintln(w, says)
	at := -1 // the line of the limit
	if l.limit > 0 && peak > 0 {
		at = min(lines-1, int(l.limit/peak*float64(lines)))
	}
	for row := lines - 1; row >= 0; row-- {
		mark := ""
		switch {
		case row == lines-1:
			mark = format.Rate(peak)
		case row == at:
			mark = format.Rate(l.limit)
		}
		gap := strings.Repeat(" ", max(0, label-utf8.RuneCountInString(screen.Plain(mark))))
		fmt.Fprintln(w, strings.TrimRight(gap+screen.Plain(mark)+" "+p.cells(heights, wide, row, lines, peak, l.limit, row == at), " "))
	}
	return lines + 1 + strings.Count(says, "\n")
}

// cells is one line of a panel, of so many, in which a bar is so wide.
func (p *program) cells(heights []float64, wide, row, lines int, peak, limit float64, isLimit bool) string {
	var b strings.Builder
	colour := ""
	paint := func(c string) {
		if p.colour && c != colour {
			if colour != "" {
				b.WriteString(reset)
			}
			b.WriteString(c)
			colour = c
		}
	}
	blank := 0 // cells that nothing follows are not written
	for _, h := range heights {
		eighths := 0
		if peak > 0 {
			eighths = int(math.Ceil(h/peak*float64(8*lines))) - 8*row
		}
		cell := blocks[max(0, min(8, eighths))]
		if cell == ' ' && !isLimit {
			blank += wide
			continue
		}
		b.WriteString(strings.Repeat(" ", blank))
		blank = 0
		switch {
		case cell == ' ':
			paint(dimmed)
			cell = '┄'
		case limit > 0 && h > limit:
			paint(above)
		default:
			paint(below)
		}
		b.WriteString(strings.Repeat(string(cell), wide))
	}
	if colour != "" {
		b.WriteString(reset)
	}
	return b.String()
}

// frame is the time between two drawings, and between two looks at the progress.
const frame = 100 * time.Millisecond

// animate draws a run over and over while it goes on, and takes the last drawing away at
// its end, where what is written next draws all of it.
func (p *program) animate(log *runs.Log, s scenario.Scenario) (stop func()) {
	l, drawn := newLoad(s), 0
	clear := func() {
		if drawn > 0 {
			fmt.Fprintf(p.out, "\x1b[%dA\x1b[J", drawn)
		}
		drawn = 0
	}
	return every(frame, clear, func() {
		var now runs.Progress
		log.Read(&now)
		if now.Bins == 0 {
			return
		}
		l.bins, l.width = now.Attempts, now.Width
		var b strings.Builder
		lines := p.drawLoad(&b, l)
		clear()
		fmt.Fprint(p.out, b.String())
		drawn = lines
	})
}

// progress tells in one line of a terminal how far a run is.
func (p *program) progress(log *runs.Log) (stop func()) {
	clear := func() { fmt.Fprint(p.err, "\r\x1b[K") }
	return every(frame, clear, func() {
		share, left, known := log.Estimate()
		says := fmt.Sprintf("%3.0f %%", 100*share)
		if known {
			says += ", " + format.About(left) + " left"
		}
		fmt.Fprint(p.err, "\r\x1b[K"+screen.Plain(says))
	})
}

// every does something over and over until it is stopped, and then a last thing.
func every(gap time.Duration, last, do func()) (stop func()) {
	end, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		ticks := time.NewTicker(gap)
		defer ticks.Stop()
		for {
			select {
			case <-ticks.C:
				do()
			case <-end:
				last()
				return
			}
		}
	}()
	return func() {
		close(end)
		<-over
	}
}
