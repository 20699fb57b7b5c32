package chart

import (
	"math"
	"strconv"
)

// Geometry of a panel, in pixels. Only x is in per cent, so text keeps its size
// at every width.
const (
	panelHeight = 172
	plotTop     = 16
	plotHeight  = 136
	plotBottom  = plotTop + plotHeight
)

// lightShare is how much of its colour a bar keeps below the capacity.
const lightShare = 0.2

// denseBins is from how many bins on a bar may be thinner than a pixel, so that
// it needs an outline to be seen.
const denseBins = 240

func (f Frame) X() Scale {
	if f.Kept.Time > 0 {
		return keptTime(4, f.Kept.Time, f.Bin)
	}
	return timeScale(f.extent(), f.Bin)
}

func (f Frame) share() Scale { return doneScale(f.Total, f.most()) }

// Load is the y scale of the rows, panelLoad that of pictures.
func (f Frame) Load() Scale {
	if f.Kept.Top > 0 {
		return keptLoad(f.Kept.Top, f.Bin)
	}
	peak, rate := f.top()
	return loadScale(peak, rate, f.Bin)
}

func (f Frame) panelLoad() Scale {
	peak, rate := f.top()
	return panelScale(peak, rate, f.Bin)
}

// Capacity is how many attempts the service can serve in a bin; 0 when nothing
// bounds it.
func (f Frame) Capacity() float64 { return f.Rate * f.Bin.Seconds() }

// Scales are those of a frame. Frames of one run that have equal scales have equal axes.
type Scales struct {
	load, completion string
	cut              bool
}

// Scales returns the scales of a frame.
func (f Frame) Scales() Scales { return Scales{f.LoadView(), f.completionView(), f.cut()} }

func (f Frame) LoadView() string { return view(f.X(), f.Load()) }

func (f Frame) completionView() string { return view(f.X(), f.share()) }

// view is the viewBox that shows all of both scales, y upwards.
func view(x, y Scale) string {
	return "0 " + Number(-y.Max) + " " + Number(x.Max) + " " + Number(y.Max)
}

// fastest is the path of the completions that the capacity allows at best: the
// burst at once, then rate, until all are done; "" where there is no bound or no
// end, or something else bounds them. It does not depend on the scales; what lies beyond them is clipped.
func (f Frame) fastest() string {
	total := float64(f.Total)
	start := math.Min(total, float64(f.Burst))
	if f.Capacity() <= 0 || f.Total == 0 || f.Loose {
		return ""
	}
	return "M0 " + Number(-start) + "L" + Number((total-start)/f.Capacity()) + " " + Number(-total)
}

// Dense is the class of charts with bars that may be thinner than a pixel.
func (f Frame) Dense() string {
	if f.X().Max > denseBins {
		return "dense"
	}
	return ""
}

// Number writes v for an attribute: at most three decimals, none that are noise.
func Number(v float64) string {
	v = math.Round(v*1000) / 1000
	if v == 0 {
		return "0" // not "-0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// percent writes a share for an attribute, 0.5 as "50%".
func percent(share float64) string { return Number(share*100) + "%" }
