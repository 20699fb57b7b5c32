package chart

import (
	"math"
	"slices"
	"time"

	"backofflab/internal/format"
)

// Scale maps one dimension of the data to a chart: from 0 to Max, in data units,
// with labelled ticks.
type Scale struct {
	Max   float64
	Ticks []Tick
}

// Tick is a labelled value of a scale, in data units.
type Tick struct {
	At   float64
	Text string
}

// Share returns where v lies on the scale, 0 at its start and 1 at its end.
func (s Scale) Share(v float64) float64 { return v / s.Max }

// longSeconds is up to where an axis counts seconds.
const longSeconds = 120

// timeScale is the x scale for that many bins. Data units are bins, labels
// seconds, minutes or hours. It ends on a quarter of a step: so it snaps, and grows
// rarely while a run streams, but leaves little of the width empty.
func timeScale(bins int, bin time.Duration) Scale { return timeScaleTo(4, bins, bin) }

// timeScaleTo ends on a step, or the part of one.
func timeScaleTo(parts float64, bins int, bin time.Duration) Scale {
	seconds := float64(max(1, bins)) * bin.Seconds()
	unit, name := timeUnit(seconds)
	step := niceStep(seconds / unit)
	return ticksTo(seconds/unit, step, step/parts, unit/bin.Seconds(), name)
}

// timeUnit is in what an axis of so many seconds counts: how many seconds that has, and its
// name.
func timeUnit(seconds float64) (unit float64, name string) {
	switch {
	case seconds > 2*3600:
		return 3600, "\u00a0h"
	case seconds > longSeconds:
		return 60, "\u00a0min"
	}
	return 1, "\u00a0s"
}

// loadScale is the y scale for a busiest bin of that many attempts, and for a
// capacity of rate per second, which always fits; 0 is none. Data units are
// attempts per bin, labels attempts per second, or per minute or hour where all are
// below one a second. A row has room for one label, that of its top.
func loadScale(peak int, rate float64, bin time.Duration) Scale {
	top, unit, name := loadUnits(peak, rate, bin)
	top = niceTop(top)
	return ticks(top, top, unit, name)
}

// panelScale is the same with three or four labels.
func panelScale(peak int, rate float64, bin time.Duration) Scale {
	top, unit, name := loadUnits(peak, rate, bin)
	step := niceStep(top)
	return ticks(top, step, unit, name)
}

// keptTime is a time scale of that length, which a scale for fewer bins had.
func keptTime(parts float64, length, bin time.Duration) Scale {
	bins := float64(length) / float64(bin)
	s := timeScaleTo(parts, int(math.Ceil(bins-1e-6)), bin)
	s.Max = bins
	s.Ticks = slices.DeleteFunc(s.Ticks, func(t Tick) bool { return t.At > bins*(1+1e-9) })
	return s
}

// keptLoad is a load scale up to so many attempts per second.
func keptLoad(top float64, bin time.Duration) Scale {
	seconds, name := format.RateUnit(top)
	return ticks(top*seconds, top*seconds, bin.Seconds()/seconds, "/"+name)
}

// loadUnits is how high a load scale must reach at least, in what it is labelled in, how
// many attempts per bin one of these is, and their name.
func loadUnits(peak int, rate float64, bin time.Duration) (top, unit float64, name string) {
	perSecond := max(float64(peak)/bin.Seconds(), rate*1.25)
	if perSecond == 0 {
		perSecond = 1 / bin.Seconds()
	}
	seconds, name := format.RateUnit(perSecond)
	return perSecond * seconds, bin.Seconds() / seconds, "/" + name
}

// doneScale is the y scale of a running total of completions. Data units are
// requests. Labels are per cent of total; where that is 0, so unknown, they are
// requests, and the scale grows with done.
func doneScale(total, done int) Scale {
	if total > 0 {
		return ticks(100, 25, float64(total)/100, "\u00a0%")
	}
	top := float64(max(4, done))
	return ticks(top, niceStep(top), 1, "")
}

// ticks builds a scale that ends on the first multiple of step at or above top.
// unit is how many data units a labelled one is; the last label carries its name.
func ticks(top, step, unit float64, name string) Scale { return ticksTo(top, step, step, unit, name) }

// ticksTo is the same, but ends on the first multiple of part.
func ticksTo(top, step, part, unit float64, name string) Scale {
	end := part * math.Ceil(top/part-1e-9)
	n := int(end/step + 1e-9)
	s := Scale{Max: end * unit}
	for i := range n + 1 {
		label := format.Tick(step * float64(i))
		if i == n {
			label += name
		}
		s.Ticks = append(s.Ticks, Tick{At: step * float64(i) * unit, Text: label})
	}
	return s
}

// Upto is a scale from 0 to top at least, with three or four labels in units of so many data
// units; that of its end carries the name.
func Upto(top, unit float64, name string) Scale { return uptoPart(1, top, unit, name) }

// CloseTo is the same, but ends soon after top: on a quarter of the way from one label to the next.
func CloseTo(top, unit float64, name string) Scale { return uptoPart(4, top, unit, name) }

func uptoPart(parts, top, unit float64, name string) Scale {
	if !(top > 0) {
		top = unit
	}
	step := niceStep(top / unit)
	return ticksTo(top/unit, step, step/parts, unit, name)
}

// TimeUpto is such a scale of seconds.
func TimeUpto(seconds float64) Scale { return timeUptoPart(1, seconds) }

// TimeCloseTo is a scale of seconds as [CloseTo] makes it.
func TimeCloseTo(seconds float64) Scale { return timeUptoPart(4, seconds) }

func timeUptoPart(parts, seconds float64) Scale {
	if seconds > 0 && seconds < 1 {
		return uptoPart(parts, seconds, 1e-3, "\u00a0ms")
	}
	unit, name := timeUnit(seconds)
	return uptoPart(parts, seconds, unit, name)
}

// niceTop returns the lowest number with one digit, or one of 1.2, 1.5 and 2.5 of its kind,
// at or above top.
func niceTop(top float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(top)))
	for _, n := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9} {
		if top <= n*decade*(1+1e-9) {
			return n * decade
		}
	}
	return 10 * decade
}

// niceStep returns the 1-2-5 step that divides top into three or four parts, or
// five where neither fits.
func niceStep(top float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(top))-1)
	for _, step := range []float64{1, 2, 5, 10, 20, 50} {
		if top <= 4*step*decade*(1+1e-9) {
			return step * decade
		}
	}
	return 100 * decade
}

// The first burst is much alike whatever the strategy, and may be so high that beside it the
// herds after it, and the capacity, lie on the floor. Then the scale fits what comes after,
// and the burst leaves the chart through a double cut; its height is in the captions.

const (
	cutFrom  = 3   // times as high as what comes after is the burst at least
	cutRises = 2   // times the capacity is what comes after at least, or the burst is all there is to see
	cutShare = 0.2 // of the time axis is the burst at most
)

func (f Frame) cut() bool {
	if f.Kept.Top > 0 {
		return f.begins() && float64(f.Peak) > f.Load().Max
	}
	return f.towers() && (f.Baseline == nil || f.Baseline.towers())
}

// begins reports whether the first burst is no more than the beginning of the run.
func (f Frame) begins() bool { return f.Start > 0 && f.X().Share(float64(f.Start)) <= cutShare }

// towers reports whether the burst of this run alone may leave the chart.
func (f Frame) towers() bool {
	return f.begins() && f.Peak > cutFrom*f.Later && f.Later > 0 && float64(f.Later) >= cutRises*f.Capacity()
}

// high is the busiest bin that the scale holds, of this run or of its baseline.
func (f Frame) high(of Frame) int {
	if f.cut() {
		return of.Later
	}
	return of.Peak
}

// Count takes n attempts in a bin, by its number, into account.
func (f *Frame) Count(bin, n int) {
	f.Peak = max(f.Peak, n)
	if bin >= f.Start {
		f.Later = max(f.Later, n)
	}
}

// Whole is the frame of small charts, in which a cut could not be seen: it holds the burst.
func (f Frame) Whole() Frame {
	f.Start = 0
	return f
}

// cutLines are how far below the top the lines of the cut begin and end, in pixels.
var cutLines = [][2]float64{{15, 10}, {20, 15}}

// cutX is where the burst ends.
func (f Frame) cutX() string { return percent(f.X().Share(float64(f.Start))) }

// cutWords are for pictures, which nobody can point at.
const cutWords = "the first burst goes higher"

// delayScale is the y scale for delays up to top. Data units are milliseconds, labels
// milliseconds, seconds, minutes or hours.
func delayScale(top time.Duration) Scale {
	unit, name := 1.0, "\u00a0ms"
	switch {
	case top > 2*time.Hour:
		unit, name = 3.6e6, "\u00a0h"
	case format.Long(top):
		unit, name = 6e4, "\u00a0min"
	case top >= time.Second:
		unit, name = 1e3, "\u00a0s"
	}
	most := float64(max(top, time.Millisecond)) / float64(time.Millisecond) / unit
	return ticks(most, niceStep(most), unit, name)
}
