package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"

	"github.com/a-h/templ"
)

// Geometry of a panel of delays, in pixels: as that of a load panel, but lower.
const (
	scheduleHeight = 132
	schedulePlot   = 96
)

// Shares of a retry's column that its marks take.
const (
	barShare    = 0.56
	medianShare = 0.72
)

// columnUnits is how many data units wide a column is.
const columnUnits = 100

// atColumn is a horizontal position in data units, from one in columns.
func atColumn(columns float64) string { return Number(math.Round(columns * columnUnits)) }

// minModeShare is the share from which clients that wait exactly alike get a mark.
const minModeShare = 0.05

func (s Schedule) view() string {
	return "0 " + Number(-s.scale().Max) + " " + strconv.Itoa(columnUnits*max(1, s.Retries)) + " " + Number(s.scale().Max)
}

// fine is a delay in data units, as exact as the panel shows it.
func (s Schedule) fine(d time.Duration) string {
	step := math.Pow(10, math.Floor(math.Log10(s.scale().Max/300)))
	return Number(math.Round(float64(d)/float64(time.Millisecond)/step) * step)
}

// column is the rectangle of retry k from low to high, as a path; a part of the column
// wide, in its middle.
func (s Schedule) column(k int, share float64, low, high time.Duration) string {
	from := "M" + atColumn(float64(k)-0.5-share/2) + " -" + s.fine(low)
	return from + "V-" + s.fine(high) + "h" + atColumn(share) + "V-" + s.fine(low) + "z"
}

// bars are the columns from the 5th to the 95th percentile.
func (s Schedule) bars(p SchedulePanel) string {
	return s.each(p, func(k int, r Delay) string {
		if r.P5 == r.P95 {
			return ""
		}
		return s.column(k, barShare, r.P5, r.P95)
	})
}

// whiskers reach from the shortest to the longest delay, as far as the scale does.
func (s Schedule) whiskers(p SchedulePanel) string {
	return s.each(p, func(k int, r Delay) string {
		if r.Min == r.Max {
			return ""
		}
		return "M" + atColumn(float64(k)-0.5) + " -" + s.fine(r.Min) + "V-" + s.fine(r.Max)
	})
}

func (s Schedule) medians(p SchedulePanel) string {
	return s.each(p, func(k int, r Delay) string {
		if r.Median > s.most() {
			return ""
		}
		return "M" + atColumn(float64(k)-0.5-medianShare/2) + " -" + s.fine(r.Median) + "h" + atColumn(medianShare)
	})
}

// points are the delays that many clients have in common, each as wide a part of the
// column as their share.
func (s Schedule) points(p SchedulePanel) string {
	return s.each(p, func(k int, r Delay) string {
		if r.Share < minModeShare {
			return ""
		}
		return "M" + atColumn(float64(k)-0.5-r.Share/2) + " -" + s.fine(r.Mode) + "h" + atColumn(r.Share)
	})
}

func (s Schedule) each(p SchedulePanel, mark func(k int, r Delay) string) string {
	var b strings.Builder
	for i, r := range s.within(p) {
		b.WriteString(mark(i+1, r))
	}
	return b.String()
}

// marks are the labelled gridlines, and the numbers of retries under the baseline.
func (s Schedule) marks() []mark {
	scale := s.scale()
	var marks []mark
	for _, t := range scale.Ticks[1:] {
		marks = append(marks, mark{at: delayRow(scale.Share(t.At)), text: t.Text})
	}
	return marks
}

func (s Schedule) numbers() []mark {
	step := 1
	if s.Retries > 6 {
		step = 2
	}
	var marks []mark
	for k := s.Retries; k > 0; k -= step {
		m := mark{at: percent((float64(k) - 0.5) / float64(s.Retries)), text: format.Name(k), anchor: "middle"}
		if k == s.Retries {
			m.at, m.text, m.anchor = "100%", "retry "+m.text, "end"
		}
		marks = append(marks, m)
	}
	return marks
}

// delayRow is the pixel row of a share of the plot's height, as yAt.
func delayRow(share float64) string {
	return Number(math.Round(plotTop+(1-share)*schedulePlot) + 0.5)
}

// capRow is the row of a panel's cap, "" where the scale does not reach it.
func (s Schedule) capRow(p SchedulePanel) string {
	share := s.scale().Share(float64(p.Cap) / float64(time.Millisecond))
	if p.Cap == 0 || share > 1 {
		return ""
	}
	return delayRow(share)
}

// capWords label the cap: the scenario's once, a library's own where it is.
func (s Schedule) capWords(i int) string {
	p := s.Panels[i]
	if p.OwnCap {
		return "its cap " + format.Span(p.Cap)
	}
	if i != s.firstCapped() {
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
func (s Schedule) firstCapped() int {
	for i, p := range s.Panels {
		if p.Cap > 0 && !p.OwnCap {
			return i
		}
	}
	return -1
}

// capData tells a script which panels the scenario's cap bounds.
func capData(p SchedulePanel) templ.Attributes {
	if p.Cap == 0 || p.OwnCap {
		return nil
	}
	return templ.Attributes{"data-capped": true}
}

func (s Schedule) cutX(p SchedulePanel) string {
	return percent(float64(p.CutAt-1) / float64(s.Retries))
}

// cutAnchor keeps the label of a late cut inside the panel.
func (s Schedule) cutAnchor(p SchedulePanel) string {
	if 2*p.CutAt > s.Retries+1 {
		return "end"
	}
	return "start"
}

// sub says what the chart shows, and what it leaves out.
func (s Schedule) sub() string {
	text := "The policy alone: the backoff delay of " + format.Count(s.Clients) + " drawn clients before each retry."
	if s.Retries == 0 {
		return "With one attempt, or a deadline before the first retry, there is no delay to show."
	}
	return text + " Line: the median; bar: 5\u00a0% to 95\u00a0%; hairline: all. A thick line is one exact value, as wide as the share of the clients on it."
}

// rest says what else must be known.
func (s Schedule) rest() string {
	text := s.Note
	if s.Deadline {
		text += " Dashed upright: the deadline, counting two network latencies for an attempt, and the share of the clients that do not make that retry."
	}
	if s.RetryAfter {
		text += " A Retry-After that a client honours comes in the place of these delays, or on top."
	}
	return strings.TrimSpace(text)
}

// sentence is the accessible name of a panel.
func (p SchedulePanel) sentence() string {
	if len(p.Retries) == 0 {
		return "With " + p.Strategy.Name + " no client makes a retry"
	}
	last := p.Retries[len(p.Retries)-1]
	return fmt.Sprintf("Delays with %s: median %s before retry 1, %s before retry %s",
		p.Strategy.Name, format.Elapsed(p.Retries[0].Median), format.Elapsed(last.Median), format.Name(len(p.Retries)))
}

// unitOf is what the table counts in, and with how many decimals: seconds, or
// milliseconds where all is short.
func (s Schedule) unitOf() (unit time.Duration, name string, decimals int) {
	switch top := s.scale().Max; {
	case top < 20:
		return time.Millisecond, "ms", 1
	case top < 2000:
		return time.Millisecond, "ms", 0
	case top <= 20_000:
		return time.Second, "s", 2
	case format.Long(time.Duration(top * float64(time.Millisecond))):
		return time.Second, "", 0 // each with its own
	}
	return time.Second, "s", 1
}

// cell is what the table says of one retry, in parts: median, range, total, share.
func (s Schedule) cell(p SchedulePanel, i int) []string {
	if i >= len(p.Retries) {
		return []string{Never}
	}
	unit, name, decimals := s.unitOf()
	return p.Retries[i].parts(func(d time.Duration) string {
		if name == "" {
			return format.Elapsed(d)
		}
		return format.Fixed(float64(d)/float64(unit), decimals)
	})
}

// parts are the figures of a retry as the table has them, its times written by of.
func (r Delay) parts(of func(time.Duration) string) []string {
	parts := []string{of(r.Median), "", "Σ\u00a0" + of(r.Total)}
	if r.P5 != r.P95 {
		parts[1] = format.Range(of(r.P5), of(r.P95))
	}
	switch {
	case r.Share == 1:
		parts = append(parts, "all alike")
	case r.Share >= minModeShare:
		parts = append(parts, format.WholePercent(r.Share)+" on "+of(r.Mode))
	}
	return parts
}

// later are the retries after those that are drawn that the table has lines for.
func (s Schedule) later() []int {
	var rows []int
	for _, p := range s.Panels {
		for _, r := range p.Later {
			rows = append(rows, r.Retry)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// laterCell is what the table says of retry k after those that are drawn. Delays without a
// cap soon leave the unit of the others behind: each time has its own.
func (p SchedulePanel) laterCell(k int) []string {
	i := slices.IndexFunc(p.Later, func(r Delay) bool { return r.Retry == k })
	if i < 0 {
		return []string{Never}
	}
	return p.Later[i].parts(withUnit)
}

// endless is from where on delays are not told apart.
const endless = 10_000 * time.Hour

func withUnit(d time.Duration) string {
	if d >= endless {
		return "over " + format.Span(endless)
	}
	return format.Elapsed(d)
}

// parts are what the table says of all retries together.
func (t InAll) parts() []string {
	if t.Retries == 0 {
		return []string{Never}
	}
	parts := []string{format.Plural(t.Retries, "retry"), "mean " + withUnit(t.Mean)}
	if t.Min != t.Max {
		parts = append(parts, format.Range(withUnit(t.Min), withUnit(t.Max)))
	}
	return parts
}

// rows are the numbers of the retries that the table has lines for.
func (s Schedule) rows() []int {
	rows := make([]int, s.Retries)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

func unitName(s Schedule) string {
	_, name, _ := s.unitOf()
	return name
}

// tableWords say what stands in the table.
func tableWords(s Schedule) string {
	text := "the median delay, 5\u00a0% to 95\u00a0%, Σ the median of all delays so far, and the share of the clients on one value."
	if name := unitName(s); name != "" {
		text = "In " + name + ": " + text
	} else {
		text = format.Capital(text)
	}
	if len(s.later()) > 0 {
		text += " After retry " + format.Name(s.Retries) + ", which is the last that is drawn, only some have a row."
	}
	return text + " Last, all retries together: the mean, and from the luckiest client to the unluckiest."
}
