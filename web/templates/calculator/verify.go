package calculator

import (
	"strconv"

	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// Verify is the part of the page that says which strategies observed delays fit.
type Verify struct {
	Text     string // what was pasted; "" at first
	Policy   string // query of the policy above, where it is right
	Against  bool   // the delays are held against it
	Units    []Choice
	Samples  []Sample
	MaxBytes int // of a text that is read
	Problem  string
	Verified *Verified // nil where nothing was read
}

// Sample is an example of what can be read.
type Sample struct{ Key, Name, Text, Path string }

// Verified is what delays fit.
type Verified struct {
	Verdict  string // nothing, unknown, one or several
	Finding  string // the first sentence
	Says     []string
	Read     string    // what was read, a sentence
	Expected *Expected // nil where nobody says what the clients do
	Unasked  string    // why the policy above was not tested; "" where it was, or nobody asked
	Seen     *Seen     // nil where there is nothing to draw
	Fitting  []Fitting
	Ruled    []Ruled // out, of the lab's own strategies
	Others   []Ruled // of libraries
	Notes    []Line  // of the whole text
	Lines    []Line
	Left     string // lines that are not shown; "" where all are
}

// Expected is what became of the policy above.
type Expected struct {
	Fits   bool
	Says   string // a sentence
	Breaks []Broken
	More   string // how many of all those are
}

// Broken is a delay that a strategy cannot make.
type Broken struct {
	Line                          int
	Retry, Attempt, Waited, Bound string
}

// Fitting is a strategy that fits.
type Fitting struct {
	Strategy   chart.Strategy
	After      string // which retries it is of; "" mostly
	Parameters string
	P          string
	Same       bool   // as the first, on these delays
	Lab        string // address; "" where no settings come to it
	Use        string // query of the calculator
}

// Ruled is a strategy that does not fit, and why: before the line, and after it.
type Ruled struct {
	Name        string
	Before      string
	Line        int // 0: the reason is no single delay
	After       string
	P           string // "" where bounds are broken
	LineInWords string
}

// Line is a line of the text, with what was read of it.
type Line struct {
	Number  int
	Text    string
	Says    []string
	Notes   []string
	Skipped int // it stands for so many lines of which nothing is said
}

// Seen is the picture of the delays: a column for each retry, over the bounds of strategies.
type Seen struct {
	Says            string
	Scale           string // "linear" or what of it is logarithmic
	Bands           []Band
	Dots, Open, Odd []Place // those that ended, that had not, and that the policy cannot make
	X, Y            []Tick
	Rows            []SeenRow
	OddOf           string // the strategy whose bounds Odd break
	Left            string // what is not drawn
}

// Place is a place in the picture, both from 0 to 1.
type Place struct{ X, Y float64 }

// Band are the bounds of a strategy, retry by retry.
type Band struct {
	Strategy  chart.Strategy
	Name      string
	Outlined  bool
	Low, High []float64 // 0 to 1
}

// SeenRow is a retry of the picture, in words.
type SeenRow struct {
	Retry, Number, Least, Median, Most string
	Bounds                             []string
}

const (
	verifyPath        = "/calculator/verify"
	verifyPlaceholder = "1.52s\n2026-11-02T10:15:03Z request=7 attempt=2 failed\n{\"retry\": 1, \"delay_ms\": 164}"
)

// shownFitting is how many strategies stand in a list before the others are folded.
const shownFitting = 8

func lineID(n int) string { return "line-" + strconv.Itoa(n) }

func fold[T any](all []T, shown int) (first, rest []T) {
	if len(all) <= shown+2 {
		return all, nil
	}
	return all[:shown], all[shown:]
}

// fittingTitle counts what fits.
func (v Verified) fittingTitle() string {
	return format.Capital(format.Plural(len(v.Fitting), "strategy")) + " " + format.Verb(len(v.Fitting), "fits", "fit")
}

// view is the viewBox of the picture.
func (s Seen) view() string {
	return "0 0 " + chart.Number(float64(axisUnits)) + " " + chart.Number(shareUnits)
}

func (s Seen) dots(points []Place) string {
	text := make([]byte, 0, 16*len(points))
	for _, p := range points {
		text = append(text, "M"+chart.Number(p.X*axisUnits)+" "+chart.Number((1-p.Y)*shareUnits)+"h0"...)
	}
	return string(text)
}

// outline goes round a band: along the longest delays, and back along the shortest.
func (b Band) outline() string {
	n := len(b.Low)
	width := float64(axisUnits) / float64(n)
	path := "M0 " + chart.Number((1-b.High[0])*shareUnits)
	for k := range n {
		path += "V" + chart.Number((1-b.High[k])*shareUnits) + "H" + chart.Number(width*float64(k+1))
	}
	for k := n - 1; k >= 0; k-- {
		path += "V" + chart.Number((1-b.Low[k])*shareUnits) + "H" + chart.Number(width*float64(k))
	}
	return path + "z"
}

const (
	seenTop    = 8   // pixels above the picture
	seenHeight = 236 // pixels of it
)

// seenRow is the pixel row of a height, on the half pixel.
func seenRow(y float64) string { return chart.Number(seenTop + float64(int((1-y)*seenHeight)) + 0.5) }
