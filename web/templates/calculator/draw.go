package calculator

import (
	"strings"

	"backofflab/web/templates/chart"
)

const (
	axisUnits    = 1000 // of a bar, and of the time axis of the curve
	shareUnits   = 1000 // of the height of the curve
	densityUnits = 100  // of the height of a density
	curveTop     = 14   // pixels above the curve
	curveHeight  = 168  // pixels of the curve
	curveBelow   = 24   // pixels for the labels of the time axis
)

// rect is a rectangle of a bar, as a path.
func rect(from, to float64) string {
	x := chart.Number(from * axisUnits)
	return "M" + x + " 0H" + chart.Number(to*axisUnits) + "V10H" + x + "z"
}

// line is an upright line of a bar.
func line(at float64) string { return "M" + chart.Number(at*axisUnits) + " 0V10" }

// steps are the bins of a density.
func steps(shares []float64) string {
	if len(shares) == 1 {
		return "" // which is a line
	}
	var b strings.Builder
	b.WriteString("M0 0")
	for i, share := range shares {
		b.WriteString("V-" + chart.Number(share*densityUnits) + "H" + chart.Number(float64(i+1)))
	}
	b.WriteString("V0z")
	return strings.ReplaceAll(b.String(), "-0H", "0H")
}

// densityView is the viewBox of so many bins.
func densityView(shares []float64) string {
	return "0 -100 " + chart.Number(float64(len(shares))) + " 100"
}

// curve is who still waits: filled down to nobody, or the line alone.
func (w Waiting) curve(filled bool) string {
	var b strings.Builder
	for i, p := range w.Points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		b.WriteString(command + chart.Number(p.X*axisUnits) + " " + chart.Number((1-p.Share)*shareUnits))
	}
	if filled {
		b.WriteString("V1000H0z")
	}
	return b.String()
}

// percent is a share for an attribute.
func percent(share float64) string { return chart.Number(100*share) + "%" }

// row is the pixel row of a share, on the half pixel.
func row(share float64) string {
	return chart.Number(curveTop + float64(int((1-share)*curveHeight)) + 0.5)
}

// anchor keeps a label inside.
func anchor(x float64) string {
	switch {
	case x < 0.08:
		return "start"
	case x > 0.92:
		return "end"
	}
	return "middle"
}

// beside is on which side of the mark its label stands, where there is room.
func beside(x float64) (anchor, dx string) {
	if x > 0.6 {
		return "end", "-9"
	}
	return "start", "9"
}
