package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"

	"github.com/a-h/templ"
)

// Geometry of a panel of delays, in pixels: as that of a load panel, but lower.
const (
	waitHeight = 132
	waitPlot   = 96
)

// Shares of a retry's column that its marks take.
const (
	barShare    = 0.56
	medianShare = 0.72
)

// across is how many data units wide a column is.
const across = 100

// atColumn is a horizontal position in data units, from one in columns.
func atColumn(columns float64) string { return Number(math.Round(columns * across)) }

// worthMarking is the share from which clients that wait exactly alike get a mark.
const worthMarking = 0.05

// top is the scale of the delays, in milliseconds: from 0 to a tick above the largest
// 95th percentile.
func (w Waits) top() Scale {
	top := time.Duration(0)
	for _, p := range w.Panels {
		for _, r := range p.Retries {
			top = max(top, r.P95)
		}
	}
	return waitScale(top)
}

// waitScale is the y scale for delays up to top. Data units are milliseconds, labels
// milliseconds, seconds, minutes or hours.
func waitScale(top time.Duration) Scale {
	unit, name := 1.0, " ms"
	switch {
	case top > 2*time.Hour:
		unit, name = 3.6e6, " h"
	case top > 5*time.Minute:
		unit, name = 6e4, " min"
	case top >= time.Second:
		unit, name = 1e3, " s"
	}
	most := float64(max(top, time.Millisecond)) / float64(time.Millisecond) / unit
	return ticks(most, niceStep(most), unit, name)
}

func (w Waits) view() string {
	return "0 " + Number(-w.top().Max) + " " + strconv.Itoa(across*max(1, w.Retries)) + " " + Number(w.top().Max)
}

// fine is a delay in data units, as exact as the panel shows it; coarse is for the small
// picture.
func (w Waits) fine(d time.Duration) string { return w.nearly(d, 300) }

func (w Waits) coarse(d time.Duration) string { return w.nearly(d, waitPlot-10) }

// nearly rounds a delay so that the scale has at least so many positions.
func (w Waits) nearly(d time.Duration, positions float64) string {
	step := math.Pow(10, math.Floor(math.Log10(w.top().Max/positions)))
	return Number(math.Round(float64(d)/float64(time.Millisecond)/step) * step)
}

// column is the rectangle of retry k from low to high, as a path; a part of the column
// wide, in its middle.
func (w Waits) column(k int, share float64, low, high time.Duration) string {
	from := "M" + atColumn(float64(k)-0.5-share/2) + " -" + w.fine(low)
	return from + "V-" + w.fine(high) + "h" + atColumn(share) + "V-" + w.fine(low) + "z"
}

// bars are the columns from the 5th to the 95th percentile.
func (w Waits) bars(p WaitPanel) string {
	return w.each(p, func(k int, r Wait) string {
		if r.P5 == r.P95 {
			return ""
		}
		return w.column(k, barShare, r.P5, r.P95)
	})
}

// whiskers reach from the shortest to the longest delay, as far as the scale does.
func (w Waits) whiskers(p WaitPanel) string {
	most := time.Duration(w.top().Max * float64(time.Millisecond))
	return w.each(p, func(k int, r Wait) string {
		if r.Min == r.Max {
			return ""
		}
		return "M" + atColumn(float64(k)-0.5) + " -" + w.fine(r.Min) + "V-" + w.fine(min(r.Max, most))
	})
}

func (w Waits) medians(p WaitPanel) string {
	return w.each(p, func(k int, r Wait) string {
		return "M" + atColumn(float64(k)-0.5-medianShare/2) + " -" + w.fine(r.Median) + "h" + atColumn(medianShare)
	})
}

// points are the delays that many clients have in common, each as wide a part of the
// column as their share.
func (w Waits) points(p WaitPanel) string {
	return w.each(p, func(k int, r Wait) string {
		if r.Share < worthMarking {
			return ""
		}
		return "M" + atColumn(float64(k)-0.5-r.Share/2) + " -" + w.fine(r.Mode) + "h" + atColumn(r.Share)
	})
}

func (w Waits) each(p WaitPanel, mark func(k int, r Wait) string) string {
	var b strings.Builder
	for i, r := range p.Retries {
		b.WriteString(mark(i+1, r))
	}
	return b.String()
}

// band and line are what the small picture beside the settings shows: the same, but
// from retry to retry.
func (w Waits) band(p WaitPanel) string {
	there, back := "", ""
	for i, r := range p.Retries {
		x := atColumn(float64(i) + 0.5)
		there += "L" + x + " -" + w.coarse(r.P95)
		back = "L" + x + " -" + w.coarse(r.P5) + back
	}
	if there == "" {
		return ""
	}
	return "M" + there[1:] + back + "z"
}

func (w Waits) line(p WaitPanel) string {
	d := ""
	for i, r := range p.Retries {
		d += "L" + atColumn(float64(i)+0.5) + " -" + w.coarse(r.Median)
	}
	return strings.Replace(d, "L", "M", 1)
}

// marks are the labelled gridlines, and the numbers of retries under the baseline.
func (w Waits) marks() []mark {
	scale := w.top()
	var marks []mark
	for _, t := range scale.Ticks[1:] {
		marks = append(marks, mark{at: waitRow(scale.Share(t.At)), text: t.Text})
	}
	return marks
}

func (w Waits) numbers() []mark {
	step := 1
	if w.Retries > 6 {
		step = 2
	}
	var marks []mark
	for k := w.Retries; k > 0; k -= step {
		m := mark{at: percent((float64(k) - 0.5) / float64(w.Retries)), text: format.Name(k), anchor: "middle"}
		if k == w.Retries {
			m.at, m.text, m.anchor = "100%", "retry "+m.text, "end"
		}
		marks = append(marks, m)
	}
	return marks
}

// waitRow is the pixel row of a share of the plot's height, as yAt.
func waitRow(share float64) string {
	return Number(math.Round(plotTop+(1-share)*waitPlot) + 0.5)
}

// capRow is the row of a panel's cap, "" where the scale does not reach it.
func (w Waits) capRow(p WaitPanel) string {
	share := w.top().Share(float64(p.Cap) / float64(time.Millisecond))
	if p.Cap == 0 || share > 1 {
		return ""
	}
	return waitRow(share)
}

// capWords label the cap: the scenario's once, a library's own where it is.
func (w Waits) capWords(i int) string {
	p := w.Panels[i]
	if p.OwnCap {
		return "its cap " + format.Span(p.Cap)
	}
	if i != w.firstCapped() {
		return ""
	}
	return "cap " + format.Span(p.Cap)
}

// apart is where the label of a line stands: above it, or below where the caption is
// above.
func apart(row string) string {
	if y, err := strconv.ParseFloat(row, 64); err == nil && y < plotTop+labelRoom {
		return Number(y + labelRoom)
	}
	return lift(row)
}

// firstCapped is the first panel with the scenario's cap, -1 without one.
func (w Waits) firstCapped() int {
	for i, p := range w.Panels {
		if p.Cap > 0 && !p.OwnCap {
			return i
		}
	}
	return -1
}

// capData tells a script which panels the scenario's cap bounds.
func capData(p WaitPanel) templ.Attributes {
	if p.Cap == 0 || p.OwnCap {
		return nil
	}
	return templ.Attributes{"data-capped": true}
}

func (w Waits) cutX(p WaitPanel) string { return percent(float64(p.CutAt-1) / float64(w.Retries)) }

// cutAnchor keeps the label of a late cut inside the panel.
func (w Waits) cutAnchor(p WaitPanel) string {
	if 2*p.CutAt > w.Retries+1 {
		return "end"
	}
	return "start"
}

// sub says what the chart shows, and what it leaves out.
func (w Waits) sub() string {
	text := "The policy alone: the backoff delay of " + format.Count(w.Clients) + " drawn clients before each retry."
	if w.Retries == 0 {
		return "With one attempt, or a deadline before the first retry, there is no delay to show."
	}
	return text + " Line: the median; bar: 5\u00a0% to 95\u00a0%; hairline: all. A thick line is one exact value, as wide as the share of the clients on it."
}

// rest says what else must be known.
func (w Waits) rest() string {
	text := w.Note
	if w.Deadline {
		text += " Dashed upright: the deadline, counting two network latencies for an attempt, and the share of the clients that do not make that retry."
	}
	if w.Asked {
		text += " A Retry-After that a client honours comes in the place of these delays, or on top."
	}
	return strings.TrimSpace(text)
}

// sentence is the name of a panel for those who do not see it.
func (p WaitPanel) sentence() string {
	if len(p.Retries) == 0 {
		return "Under " + p.Strategy.Name + " no client makes a retry"
	}
	last := p.Retries[len(p.Retries)-1]
	return fmt.Sprintf("Delays under %s: median %s before retry 1, %s before retry %s",
		p.Strategy.Name, format.Elapsed(p.Retries[0].Median), format.Elapsed(last.Median), format.Name(len(p.Retries)))
}

// unitOf is what the table counts in, and with how many decimals: seconds, or
// milliseconds where all is short.
func (w Waits) unitOf() (unit time.Duration, name string, decimals int) {
	switch top := w.top().Max; {
	case top < 20:
		return time.Millisecond, "ms", 1
	case top < 2000:
		return time.Millisecond, "ms", 0
	case top <= 20_000:
		return time.Second, "s", 2
	}
	return time.Second, "s", 1
}

// cell is what the table says of one retry, in parts: median, range, total, share.
func (w Waits) cell(p WaitPanel, i int) []string {
	if i >= len(p.Retries) {
		return []string{Never}
	}
	unit, _, decimals := w.unitOf()
	r := p.Retries[i]
	of := func(d time.Duration) string { return format.Fixed(float64(d)/float64(unit), decimals) }
	parts := []string{of(r.Median), "", "Σ\u00a0" + of(r.Total)}
	if r.P5 != r.P95 {
		parts[1] = format.Range(of(r.P5), of(r.P95))
	}
	switch {
	case r.Share == 1:
		parts = append(parts, "all alike")
	case r.Share >= worthMarking:
		parts = append(parts, format.WholePercent(r.Share)+" on "+of(r.Mode))
	}
	return parts
}

// rows are the numbers of the retries that the table has lines for.
func (w Waits) rows() []int {
	rows := make([]int, w.Retries)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

func unitName(w Waits) string {
	_, name, _ := w.unitOf()
	return name
}

// topWords is the label at the end of the scale.
func (w Waits) topWords() string {
	all := w.top().Ticks
	return all[len(all)-1].Text
}
