package study

import (
	"math"
	"strings"

	"backofflab/web/templates/chart"
)

const (
	units      = 1000 // of the width and the height of a plot
	plotTop    = 12   // pixels above a plot
	PlotHeight = 232  // pixels of one
	plotBelow  = 24   // pixels for the labels of its axis
	labelRoom  = 15   // pixels that a label needs
)

func (c SweepChart) height() string { return chart.Number(plotTop + PlotHeight + plotBelow) }

// x and y are a place in data units.
func (c SweepChart) x(share float64) string { return chart.Number(math.Round(share * units)) }
func (c SweepChart) y(v float64) string {
	return chart.Number(math.Round(units * (1 - min(1.5, c.Y.Share(v)))))
}

// path is a line through the means.
func (c SweepChart) path(l SweepLine) string {
	var b strings.Builder
	for i, p := range l.Points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		b.WriteString(command + c.x(p.Share) + " " + c.y(p.Mean))
	}
	return b.String()
}

// band is where most runs are: along the upper ends, and back along the lower ones.
func (c SweepChart) band(l SweepLine) string {
	if len(l.Points) == 0 {
		return ""
	}
	var there, back string
	for i, p := range l.Points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		there += command + c.x(p.Share) + " " + c.y(p.High)
		back = "L" + c.x(p.Share) + " " + c.y(p.Low) + back
	}
	return there + back + "z"
}

// dots are very short lines at the means; those of added values are a path of their own.
func (c SweepChart) dots(l SweepLine, added bool) string {
	var b strings.Builder
	for _, p := range l.Points {
		if p.Added == added {
			b.WriteString("M" + c.x(p.Share) + " " + c.y(p.Mean) + "h1")
		}
	}
	return b.String()
}

// PlaceLabels puts the labels of lines beside their ends, the rows of pixels in which those
// are, apart from each other.
func (c *SweepChart) PlaceLabels() {
	var order []*SweepLine
	for i := range c.Lines {
		l := &c.Lines[i]
		if len(l.Points) == 0 {
			continue
		}
		l.Label = plotTop + PlotHeight*(1-c.Y.Share(l.Points[len(l.Points)-1].Mean))
		at := len(order)
		for at > 0 && order[at-1].Label > l.Label {
			at--
		}
		order = append(order[:at], append([]*SweepLine{l}, order[at:]...)...)
	}
	for i := 1; i < len(order); i++ {
		order[i].Label = max(order[i].Label, order[i-1].Label+labelRoom)
	}
	most := float64(plotTop + PlotHeight)
	for i := len(order) - 1; i >= 0; i-- {
		order[i].Label = min(order[i].Label, most)
		most = order[i].Label - labelRoom
	}
}

// lead leads from the end of a line to its label, in pixels.
func (c SweepChart) lead(l SweepLine) string {
	end := c.row(l.Points[len(l.Points)-1].Mean)
	return "M5 " + end + "L11 " + chart.Number(l.Label) + "H16"
}

// row is the pixel row of a value, on the half pixel.
func (c SweepChart) row(v float64) string {
	return chart.Number(plotTop + math.Round(PlotHeight*(1-c.Y.Share(v))) + 0.5)
}

func percent(share float64) string { return chart.Number(100*share) + "%" }

// shares are the places of the rows, for a script.
func (c SweepChart) shares() string {
	all := make([]string, len(c.Rows))
	for i, r := range c.Rows {
		all[i] = chart.Number(r.Share)
	}
	return strings.Join(all, " ")
}
