package chart

// The first burst is much alike whatever the strategy, and may be so high that beside it the
// herds after it, and the capacity, lie on the floor. Then the scale fits what comes after,
// and the burst leaves the chart through a double cut; its height is in the captions.

const (
	cutFrom  = 3   // times as high as what comes after is the burst at least
	cutRises = 2   // times the capacity is what comes after at least, or the burst is all there is to see
	cutShare = 0.2 // of the time axis is the burst at most
)

func (f Frame) cut() bool { return f.towers() && (f.Baseline == nil || f.Baseline.towers()) }

// towers reports whether the burst of this run alone may leave the chart.
func (f Frame) towers() bool {
	return f.Start > 0 && f.X().Share(float64(f.Start)) <= cutShare &&
		f.Peak > cutFrom*f.Later && f.Later > 0 && float64(f.Later) >= cutRises*f.Capacity()
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
var cutLines = [][2]float64{{8, 3}, {13, 8}}

// cutX is where the burst ends, and cutY the row of the words beside it, below the names of
// times of trouble.
func (f Frame) cutX() string { return percent(f.X().Share(float64(f.Start))) }

func (f Frame) cutY() string { return Number(float64(plotTop + 11 + 13*len(f.stretches()))) }

const cutWords = "the first burst goes higher"
