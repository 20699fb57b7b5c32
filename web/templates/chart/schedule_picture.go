package chart

import (
	"strconv"
	"strings"
	"time"
)

// How much of their colour pale marks keep on a picture.
const (
	boxShade     = 0.22
	whiskerShade = 0.55
	spanShade    = 0.07
)

// delayMark is a kind of mark of the chart of delays.
type delayMark uint8

const (
	whiskerMark delayMark = iota
	boxMark
	medianMark
	pointMark
)

func delaysPicture(r Run) picture {
	return picture{run: r, theme: Light(), y: r.Schedule.scale(), columns: pictureColumns(len(r.Series))}
}

// along is the pixel column of a share of the panel's width, "50%".
func (c cell) along(share string) float64 {
	v, _ := strconv.ParseFloat(strings.TrimSuffix(share, "%"), 64)
	return c.left + c.width*v/100
}

func (c cell) delayY(d time.Duration) float64 {
	return c.py(min(c.y.Max, float64(d)/float64(time.Millisecond)))
}

func (c cell) capY(s Schedule, i int) float64 { return c.delayY(s.Panels[i].Cap) }

// capLabelY is where the cap's label stands: above its line, or below it where the
// panel's caption is above.
func (c cell) capLabelY(s Schedule, i int) float64 {
	y := c.capY(s, i)
	if y < c.bottom-cellHeight+labelRoom {
		return y + labelRoom + 2
	}
	return y - 5
}

// delayMarks are the marks of one kind of a panel, in pixels.
func (c cell) delayMarks(s Schedule, panel int, kind delayMark) string {
	column := c.width / float64(max(1, s.Retries))
	var b strings.Builder
	for i, r := range s.within(s.Panels[panel]) {
		middle := c.left + (float64(i)+0.5)*column
		line := func(share float64, d time.Duration) {
			b.WriteString("M" + pixel(middle-column*share/2) + " " + pixel(c.delayY(d)) + "H" + pixel(middle+column*share/2))
		}
		switch {
		case kind == whiskerMark && r.Min < r.Max:
			b.WriteString("M" + pixel(middle) + " " + pixel(c.delayY(r.Min)) + "V" + pixel(c.delayY(r.Max)))
		case kind == boxMark && r.P5 < r.P95:
			b.WriteString("M" + pixel(middle-column*barShare/2) + " " + pixel(c.delayY(r.P5)) + "V" + pixel(c.delayY(r.P95)) +
				"H" + pixel(middle+column*barShare/2) + "V" + pixel(c.delayY(r.P5)) + "Z")
		case kind == medianMark && r.Median <= s.most():
			line(medianShare, r.Median)
		case kind == pointMark && r.Share >= minModeShare:
			line(r.Share, r.Mode)
		}
	}
	return b.String()
}
