package chart

import (
	"context"
	"math"
	"strconv"
	"strings"
)

// Axes are the axis fragments of all charts.
type Axes struct {
	Load       AxisFragment `json:"load"`
	Completion AxisFragment `json:"completion"`
}

// AxisFragment is what a panel needs when its scale changes: the viewBox of its
// marks, what goes into its axis group and into that of the time axis below all rows, and
// whether its bars may be thinner than a pixel.
type AxisFragment struct {
	View  string `json:"view"`
	HTML  string `json:"html"`
	Time  string `json:"time,omitempty"`
	Dense bool   `json:"dense,omitempty"`
}

// AxesOf renders the axes of a frame.
func AxesOf(ctx context.Context, f Frame) (Axes, error) {
	var load, times, completion strings.Builder
	if err := loadAxis(f).Render(ctx, &load); err != nil {
		return Axes{}, err
	}
	if err := timeLabels(f, f.X()).Render(ctx, &times); err != nil {
		return Axes{}, err
	}
	if err := completionAxis(f).Render(ctx, &completion); err != nil {
		return Axes{}, err
	}
	return Axes{
		Load:       AxisFragment{View: f.LoadView(), HTML: load.String(), Time: times.String(), Dense: f.Dense() != ""},
		Completion: AxisFragment{View: f.completionView(), HTML: completion.String()},
	}, nil
}

// mark is a tick on its way to an attribute.
type mark struct {
	at, text, anchor string
}

// labelRoom is the height that a tick's label needs, in pixels.
const labelRoom = 13

func shareTicks(f Frame) []mark { return rows(f.share()) }

func rows(s Scale) []mark {
	var marks []mark
	for _, t := range s.Ticks[1:] {
		marks = append(marks, mark{at: yAt(s.Share(t.At)), text: t.Text})
	}
	return marks
}

// timeMarks are the labels of the time axis, the outer ones flush with it.
func timeMarks(f Frame) []mark { return f.labels(f.X()) }

// labels are those of an axis that ends with the frame's or before, on that of the frame.
func (f Frame) labels(x Scale) []mark {
	var marks []mark
	for i, t := range x.Ticks {
		m := mark{at: percent(f.X().Share(t.At)), text: t.Text, anchor: "middle"}
		switch {
		case i == 0:
			m.anchor = "start"
		case x.Share(t.At) > 0.97:
			m.anchor = "end"
		}
		marks = append(marks, m)
	}
	return marks
}

// spanY is the row of the name of a time of trouble, above the plot: above those of others
// that begin close by.
func spanY(all []stretch, i int) string {
	row := 0
	for _, s := range all[:i] {
		if math.Abs(s.from-all[i].from) < nameShare {
			row++
		}
	}
	return Number(float64(-6 - labelRoom*row))
}

// nameShare is how much of the width such a name takes at most, on a phone.
const nameShare = 0.25

func baseY() string { return yAt(0) }

// yAt is the pixel row of a share of the plot's height, on the half pixel, where
// a hairline is sharp.
func yAt(share float64) string {
	return Number(math.Round(plotTop+(1-share)*plotHeight) + 0.5)
}

// lift is where a label stands that belongs to the line at y.
func lift(y string) string {
	v, err := strconv.ParseFloat(y, 64)
	if err != nil {
		return y
	}
	return Number(v - 5)
}

// stretch is a span on its way to a chart: shares of its width.
type stretch struct {
	name     string
	from, to float64
}

// stretches are the spans as far as the time scale reaches.
func (f Frame) stretches() []stretch {
	var seen []stretch
	for _, s := range f.Spans {
		from := f.X().Share(float64(s.From) / float64(f.Bin))
		to := min(1, f.X().Share(float64(s.To)/float64(f.Bin)))
		if s.Name != "" && from < 1 && to > from {
			seen = append(seen, stretch{s.Name, from, to})
		}
	}
	return seen
}
