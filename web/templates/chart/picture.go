package chart

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A picture is a chart that stands alone: pixel coordinates and resolved
// colours, because renderers outside a browser know neither viewBoxes without
// proportions nor style sheets. It projects the scales of the page's charts.
type picture struct {
	run     Run
	theme   Theme
	y       Scale
	columns int
}

// Geometry of a picture, in pixels.
const (
	pictureWidth  = 1200
	pictureMargin = 56
	pictureHead   = 136
	pictureGap    = 60
	pictureRow    = 232
	cellTop       = 68
	cellHeight    = 124
	pictureFoot   = 40
)

// fonts is the stack of system fonts of pages and pictures. The style sheet
// repeats it.
const fonts = `-apple-system, "Segoe UI", Inter, Roboto, "Noto Sans", "Helvetica Neue", "Liberation Sans", Arial, "DejaVu Sans Condensed", sans-serif`

func loadPicture(r Run) picture {
	return picture{run: r, theme: Light(), y: r.Frame.panelLoad(), columns: pictureColumns(len(r.Series))}
}

func completionPicture(r Run) picture {
	return picture{run: r, theme: Light(), y: r.Frame.share(), columns: pictureColumns(len(r.Series))}
}

// pictureColumns is how many panels stand side by side, as on a page.
func pictureColumns(panels int) int {
	if panels == 4 {
		return 2
	}
	return max(1, min(3, panels))
}

func (p picture) rows() int { return (len(p.run.Series) + p.columns - 1) / p.columns }

func (p picture) height() int { return pictureHead + p.rows()*pictureRow + pictureFoot }

// cell is one panel's place on a picture.
type cell struct {
	picture
	series            Series
	first             bool
	left, top, bottom float64 // corner of the panel; the row of its baseline
	width, height     float64
}

func (p picture) cells() []cell {
	width := (pictureWidth - 2*pictureMargin - float64(p.columns-1)*pictureGap) / float64(p.columns)
	var cells []cell
	for i, s := range p.run.Series {
		left := pictureMargin + float64(i%p.columns)*(width+pictureGap)
		top := pictureHead + float64(i/p.columns*pictureRow)
		cells = append(cells, cell{
			picture: p, series: s, first: i == 0, width: width, height: cellHeight,
			left: left, top: top, bottom: top + cellTop + cellHeight,
		})
	}
	return cells
}

func (c cell) colour() string { return c.theme.of(c.series.Strategy.Tone) }

func (c cell) right() float64 { return c.left + c.width }

// name is the strategy's name, or the short one where that does not fit: a letter is about
// 8 px wide.
func (c cell) name() string {
	if utf8.RuneCountInString(c.series.Strategy.Name) > int(c.width-18)/8 {
		return c.series.Strategy.Brief()
	}
	return c.series.Strategy.Name
}

// px and py project data units.
func (c cell) px(bin float64) float64 { return c.left + c.width*c.run.Frame.X().Share(bin) }

func (c cell) py(v float64) float64 { return c.bottom - c.height*c.y.Share(v) }

// bars is the outline of the counts as far as they lie between low and high.
func (c cell) bars(low, high float64) string {
	var b strings.Builder
	open := false
	for bin, n := range c.series.Attempts {
		v := math.Min(float64(n), high)
		if v <= low {
			if open {
				b.WriteString("V" + pixel(c.py(low)) + "Z")
			}
			open = false
			continue
		}
		if !open {
			b.WriteString("M" + pixel(c.px(float64(bin))) + " " + pixel(c.py(low)))
		}
		open = true
		b.WriteString("V" + pixel(c.py(v)) + "H" + pixel(c.px(float64(bin+1))))
	}
	if open {
		b.WriteString("V" + pixel(c.py(low)) + "Z")
	}
	return b.String()
}

// cutPath are the lines through which the first burst leaves the chart.
func (c cell) cutPath() string {
	top, d := c.bottom-c.height, ""
	for _, y := range cutLines {
		d += "M" + pixel(c.left) + " " + pixel(top+y[0]) + "L" + pixel(c.px(float64(c.run.Frame.Start))) + " " + pixel(top+y[1])
	}
	return d
}

// steps is the running total as a line.
func (c cell) steps() string {
	d := "M" + pixel(c.left) + " " + pixel(c.bottom)
	total := 0
	for bin, n := range c.series.Completed {
		total += n
		if n > 0 || bin == len(c.series.Completed)-1 {
			d += "H" + pixel(c.px(float64(bin+1)))
		}
		if n > 0 {
			d += "V" + pixel(c.py(float64(total)))
		}
	}
	return d
}

// band is the range of the running totals of all series: along the top of it,
// and back along the bottom.
func (c cell) band() string {
	all := Completed(c.run.Series)
	if len(all) == 0 || len(all[0]) == 0 {
		return ""
	}
	totals := make([]int, len(all))
	var there, back strings.Builder
	var lows []int
	for bin := range all[0] {
		low, high := Spread(totals)
		lows = append(lows, low)
		there.WriteString("V" + pixel(c.py(float64(high))) + "H" + pixel(c.px(float64(bin+1))))
		for i := range all {
			totals[i] += all[i][bin]
		}
	}
	for bin := len(lows) - 1; bin >= 0; bin-- {
		back.WriteString("V" + pixel(c.py(float64(lows[bin]))) + "H" + pixel(c.px(float64(bin))))
	}
	return "M" + pixel(c.left) + " " + pixel(c.bottom) + there.String() + back.String() + "Z"
}

// fastest is what the capacity allows at best, in pixels, where the frame has that.
func (c cell) fastest() string {
	f := c.run.Frame
	total := float64(f.Total)
	start := math.Min(total, float64(f.Burst))
	end := math.Min(f.X().Max, (total-start)/f.Capacity())
	return "M" + pixel(c.left) + " " + pixel(c.py(start)) +
		"L" + pixel(c.px(end)) + " " + pixel(c.py(start+end*f.Capacity()))
}

// FullColour and dashed explain what a picture shows besides its data.
func FullColour(f Frame) string {
	if f.Rate == 0 {
		return ""
	}
	return " Full colour is load above the capacity."
}

func Dashed(f Frame) string {
	if f.fastest() == "" {
		return ""
	}
	return "Dashed: the fastest the capacity allows."
}

// pixel writes a coordinate to a tenth of a pixel.
func pixel(v float64) string { return Number(math.Round(v*10) / 10) }

// crisp is a coordinate on the half pixel, where a hairline is sharp.
func crisp(v float64) string { return pixel(math.Round(v) + 0.5) }

// headlineRoom is how many characters of a headline fit on a line.
const headlineRoom = 76

// fit breaks a headline that is too long for a line into two of about the same
// length.
func fit(text string) []string {
	if utf8.RuneCountInString(text) <= headlineRoom {
		return []string{text}
	}
	best, gap := len(text), len(text)
	for i := range text {
		if d := max(2*i-len(text), len(text)-2*i); text[i] == ' ' && d < gap {
			best, gap = i, d
		}
	}
	if best == len(text) {
		return []string{text}
	}
	return []string{text[:best], text[best+1:]}
}

// bandShare is how much of its grey the range of all strategies keeps.
const bandShare = 0.16

// headline is what a picture says largest: the link's own title, with the finding
// below it, or else the finding.
func headline(r Run, finding string) (title, below string) {
	if r.Own.Title == "" {
		return finding, ""
	}
	return cut(r.Own.Title, 26, pictureWidth-2*pictureMargin), cut(finding, 17, pictureWidth-2*pictureMargin)
}

// before is a text, and a space between it and what follows.
func before(text string) string {
	if text == "" {
		return ""
	}
	return text + " "
}

// titleY is the row of a line of the headline: one line stands lower than two.
func titleY(title string, line int) int {
	if len(fit(title)) == 1 {
		return 78
	}
	return 52 + 32*line
}

func (c cell) anchor(tick int) string {
	return timeMarks(c.run.Frame)[tick].anchor
}

// textWidth estimates how wide a text is in bold, in pixels: what is drawn outside a
// browser is set in one of many fonts, so a little more than in most of them.
func textWidth(text string, size float64) float64 {
	ems := 0.0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case r >= 0x2e80: // as wide as high, where a font has it
			ems++
		case strings.ContainsRune("iljtfrI.,:;|'!()[] ·\u2009\u202f\u00a0", r):
			ems += 0.33
		case strings.ContainsRune("mwMW@%—…", r):
			ems += 0.88
		case unicode.IsUpper(r):
			ems += 0.65
		default:
			ems += 0.555
		}
	}
	return ems * size
}

// cut is as much of a text as fits on a line, with an ellipsis where some is left out.
func cut(text string, size, room float64) string {
	if textWidth(text, size) <= room {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && textWidth(string(letters)+"…", size) > room {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ") + "…"
}

// lines breaks a text into at most two lines, the second one cut.
func lines(text string, size, room float64) []string {
	if textWidth(text, size) <= room {
		return []string{text}
	}
	best := 0
	for i, r := range text {
		if r == ' ' && textWidth(text[:i], size) <= room {
			best = i
		}
	}
	if halves := fit(text); len(halves) == 2 && textWidth(halves[0], size) <= room && textWidth(halves[1], size) <= room {
		return halves // of about the same length
	}
	if best == 0 {
		return []string{cut(text, size, room)}
	}
	return []string{text[:best], cut(strings.TrimSpace(text[best:]), size, room)}
}
