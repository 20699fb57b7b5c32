package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// chunkBins is how many bins one path element holds. A stream appends to the
// last path only, so the browser never parses a long one again.
const chunkBins = 32

// A path is made of segments, one a bin. Bars return to the baseline after every
// bin, so any prefix of a path is a correct shape and any segment can be appended
// blindly. The path of many bins is the concatenation of its segments, byte for
// byte, with a move at the start of each chunk; there a new element begins.

// StartsChunk reports whether a move comes before the segment of that bin.
func StartsChunk(bin int) bool { return bin%chunkBins == 0 }

// AppendMove appends the move to where the segment of a bin begins: at the
// baseline for bars and ranges, at the total so far for steps.
func AppendMove(dst []byte, bin, total int) []byte {
	dst = appendNumber(dst, "M", bin)
	if total == 0 {
		return append(dst, " 0"...)
	}
	return appendNumber(dst, "-", total)
}

// AppendBar appends the segment of a load bar of so many attempts.
func AppendBar(dst []byte, count int) []byte {
	if count == 0 {
		return append(dst, "h1"...)
	}
	return append(appendNumber(dst, "v-", count), "h1V0"...)
}

// AppendStep appends the segment of a running total to which added comes at the
// end of the bin.
func AppendStep(dst []byte, added int) []byte {
	dst = append(dst, "h1"...)
	if added == 0 {
		return dst
	}
	return appendNumber(dst, "v-", added)
}

// AppendRange appends the segment of a bar from low to high.
func AppendRange(dst []byte, low, high int) []byte {
	if low == high {
		return append(dst, "m1 0"...)
	}
	dst = appendNumber(dst, "m0-", low)
	dst = appendNumber(dst, "v-", high-low)
	dst = appendNumber(dst, "h1v", high-low)
	return appendNumber(dst, "m0 ", low)
}

// Chunks splits a path at each M, as the browser does, into what the d
// attributes of its elements hold.
func Chunks(path string) []string {
	var chunks []string
	for path != "" {
		end := strings.IndexByte(path[1:], 'M') + 1
		if end == 0 {
			end = len(path)
		}
		chunks = append(chunks, path[:end])
		path = path[end:]
	}
	return chunks
}

// BarPath is the whole path of a load chart's series.
func BarPath(counts []int) string {
	var dst []byte
	for bin, n := range counts {
		if StartsChunk(bin) {
			dst = AppendMove(dst, bin, 0)
		}
		dst = AppendBar(dst, n)
	}
	return string(dst)
}

// rugPath is a stroke in the middle of every bin that has a count, one unit long downwards.
func rugPath(counts []int) string {
	var dst []byte
	for bin, n := range counts {
		if n > 0 {
			dst = append(appendNumber(dst, "M", bin), ".5 0v1"...)
		}
	}
	return string(dst)
}

// StepPath is the whole path of a running total.
func StepPath(added []int) string {
	var dst []byte
	total := 0
	for bin, n := range added {
		if StartsChunk(bin) {
			dst = AppendMove(dst, bin, total)
		}
		dst = AppendStep(dst, n)
		total += n
	}
	return string(dst)
}

// RangePath is the whole path of the range between the lowest and the highest
// running total of several series of the same length.
func RangePath(series [][]int) string {
	if len(series) == 0 {
		return ""
	}
	var dst []byte
	totals := make([]int, len(series))
	for bin := range series[0] {
		low, high := Spread(totals)
		if StartsChunk(bin) {
			dst = AppendMove(dst, bin, 0)
		}
		dst = AppendRange(dst, low, high)
		for i, added := range series {
			totals[i] += added[bin]
		}
	}
	return string(dst)
}

// Spread returns the lowest and the highest of some totals, which must not be
// empty.
func Spread(totals []int) (low, high int) {
	low, high = totals[0], totals[0]
	for _, n := range totals[1:] {
		low, high = min(low, n), max(high, n)
	}
	return low, high
}

func appendNumber(dst []byte, before string, n int) []byte {
	return strconv.AppendInt(append(dst, before...), int64(n), 10)
}

// The size of a Small chart: its columns, and how high one can be.
const (
	SmallColumns = 44
	SmallHeight  = 28
)

// SmallOf draws a series small, over the time in which it has any load. The third of the
// columns fills the height, or one that is a fortieth of the first: a burst at the start
// must not flatten the herds after it, nor a trickle look like one.
func SmallOf(s Series) Small {
	small := Small{Tone: s.Strategy.Tone}
	end := len(s.Attempts)
	for end > 0 && s.Attempts[end-1] == 0 {
		end--
	}
	if end == 0 {
		return small
	}
	means := make([]float64, SmallColumns)
	for i := range means {
		from := i * end / SmallColumns
		bins := s.Attempts[from:max(from+1, (i+1)*end/SmallColumns)]
		for _, n := range bins {
			means[i] += float64(n) / float64(len(bins))
		}
	}
	high := slices.Sorted(slices.Values(means))
	top := max(high[SmallColumns-3], high[SmallColumns-1]/40)
	for _, mean := range means {
		small.Columns = append(small.Columns, min(SmallHeight, int(math.Ceil(mean*SmallHeight/top))))
	}
	return small
}

// path is that of all columns.
func (s Small) path() string {
	dst := AppendMove(nil, 0, 0)
	for _, n := range s.Columns {
		dst = AppendBar(dst, n)
	}
	return string(dst)
}
