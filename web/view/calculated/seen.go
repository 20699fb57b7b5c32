package calculated

import (
	"fmt"
	"math"
	"slices"
	"time"

	"backofflab/calculator"
	"backofflab/calculator/fit"
	"backofflab/calculator/observed"
	"backofflab/internal/format"
	templates "backofflab/web/templates/calculator"
	"backofflab/web/view"
)

// Bounds of the picture of the delays.
const (
	mostColumns = 30   // retries that have one
	mostDots    = 2000 // of more delays a part is drawn, evenly
	labelled    = 12   // columns that have a label each
)

// seenOf is the picture of the delays over the bounds of the first candidate, and of the policy
// of the page where that does not fit; nil where there is nothing to draw.
func seenOf(o Observed) *templates.Seen {
	p := pictureOf(o.Log)
	if len(p.columns) == 0 {
		return nil
	}
	r := o.Result
	p.addBand(r.Candidates[0], "", false)
	if len(r.Expected) > 0 && o.Policy != nil && !r.Expected[0].Fits {
		p.addExpected(*o.Policy, r.Expected[0])
	}
	s := p.draw()
	if o.Log.Times || o.Log.Step >= time.Second {
		s.Scale += " What was rounded off puts some dots a little outside the bounds of a strategy that fits."
	}
	if r.Verdict == fit.Unknown && len(s.Bands) > 0 {
		s.Bands[0].Name += ", the nearest"
	}
	return s
}

// picture gathers what is drawn.
type picture struct {
	columns [][]observed.Delay // by retry
	all     int                // delays
	left    int                // of later retries
	bands   []band
	judge   *judge // whose bounds delays are held against; nil: nobody's
}

// judge is a strategy, of which the delays that it cannot make are marked.
type judge struct {
	band
	broken map[[2]int]bool // the first ones, by line and retry
	beyond time.Duration   // how far outside a delay is surely impossible, however it was rounded
}

// breaks reports whether a delay of a column is one that the strategy cannot make.
func (j *judge) breaks(k int, d observed.Delay) bool {
	if j == nil {
		return false
	}
	long := d.Delay > j.high[k]+j.beyond
	return j.broken[[2]int{d.Line, d.Retry}] || long || !d.Censored && d.Delay < j.low[k]-j.beyond
}

type band struct {
	templates.Band
	low, high []time.Duration
}

func pictureOf(log observed.Log) picture {
	var p picture
	for _, c := range log.Clients {
		for _, d := range c.Delays {
			if d.Retry > mostColumns {
				p.left++
				continue
			}
			for len(p.columns) < d.Retry {
				p.columns = append(p.columns, nil)
			}
			p.columns[d.Retry-1] = append(p.columns[d.Retry-1], d)
			p.all++
		}
	}
	return p
}

// addBand adds the bounds of a candidate, where settings come to it.
func (p *picture) addBand(c fit.Candidate, name string, outlined bool) {
	if a, ok := askOf(c, len(p.columns)); ok {
		p.add(a, c, name, outlined)
	}
}

// addExpected adds the bounds of the policy of the page, and marks the delays that break them.
func (p *picture) addExpected(a calculator.Ask, c fit.Candidate) {
	a.Scenario.Attempts, a.Scenario.Deadline = len(p.columns)+1, 0
	if a.AfterRejection != c.Rejected {
		a = a.AfterOther()
	}
	p.add(a, c, ", as configured", true)
}

func (p *picture) add(a calculator.Ask, c fit.Candidate, suffix string, outlined bool) {
	var b band
	for _, row := range calculator.All(a).Rows {
		b.low, b.high = append(b.low, row.Least), append(b.high, row.Most)
	}
	if len(b.low) == 0 {
		return
	}
	for k := len(b.low); k < len(p.columns); k++ { // a list ends
		b.low, b.high = append(b.low, 0), append(b.high, 0)
	}
	b.low, b.high = b.low[:len(p.columns)], b.high[:len(p.columns)]
	b.Strategy = view.StrategiesOf([]string{c.Key})[0]
	b.Name, b.Outlined = b.Strategy.Name+suffix, outlined
	p.bands = append(p.bands, b)
	if c.Broken == 0 {
		return
	}
	p.judge = &judge{band: b, broken: map[[2]int]bool{}, beyond: c.Reading.Step + c.Reading.Attempt}
	for _, br := range c.Breaks {
		p.judge.broken[[2]int{br.Line, br.Retry}] = true
	}
}

// draw puts everything into its place.
func (p *picture) draw() *templates.Seen {
	scale := p.scale()
	s := &templates.Seen{Scale: scale.words(), Y: scale.ticks(), X: p.labels(), Says: p.says()}
	every := max(1, float64(p.all)/mostDots)
	n, next := 0, 0.0
	for k, column := range p.columns {
		for i, d := range column {
			odd := p.judge.breaks(k, d)
			n++
			if float64(n) <= next && !odd {
				continue
			}
			next += every
			at := templates.Place{X: (float64(k) + 0.5 + spreadOf(i, len(column))) / float64(len(p.columns)), Y: scale.at(d.Delay)}
			switch {
			case odd:
				s.Odd = append(s.Odd, at)
			case d.Censored:
				s.Open = append(s.Open, at)
			default:
				s.Dots = append(s.Dots, at)
			}
		}
		s.Rows = append(s.Rows, p.row(k))
	}
	for _, b := range p.bands {
		for k := range b.low {
			b.Low, b.High = append(b.Low, scale.at(b.low[k])), append(b.High, scale.at(b.high[k]))
		}
		s.Bands = append(s.Bands, b.Band)
	}
	if p.judge != nil {
		s.OddOf = p.judge.Name
	}
	if p.left > 0 {
		s.Left = fmt.Sprintf("%s of retries after the %s are not drawn.", format.Plural(p.left, "delay"), format.Count(mostColumns)+"th")
	}
	return s
}

// spreadOf sets the delays of one column beside each other, up to a third of it to each side, in
// the order of the clients.
func spreadOf(i, n int) float64 {
	if n < 2 {
		return 0
	}
	return (float64(i)/float64(n-1) - 0.5) * 0.6
}

func (p *picture) labels() (ticks []templates.Tick) {
	every := (len(p.columns) + labelled - 1) / labelled
	for k := 0; k < len(p.columns); k += every {
		ticks = append(ticks, templates.Tick{X: (float64(k) + 0.5) / float64(len(p.columns)), Text: number(k + 1)})
	}
	return ticks
}

// row is a retry in words.
func (p *picture) row(k int) templates.SeenRow {
	row := templates.SeenRow{Retry: number(k + 1), Number: format.Count(len(p.columns[k]))}
	if sorted := sortedOf(p.columns[k]); len(sorted) > 0 {
		row.Least, row.Median, row.Most = format.Span(sorted[0]), format.Span(sorted[len(sorted)/2]), format.Span(sorted[len(sorted)-1])
	}
	for _, b := range p.bands {
		row.Bounds = append(row.Bounds, between(b.low[k], b.high[k]))
	}
	return row
}

func sortedOf(column []observed.Delay) []time.Duration {
	var all []time.Duration
	for _, d := range column {
		all = append(all, d.Delay)
	}
	slices.Sort(all)
	return all
}

// says is the picture in a sentence, for who cannot see it.
func (p *picture) says() string {
	text := format.Plural(p.all, "delay") + " by retry."
	for _, k := range []int{0, len(p.columns) - 1} {
		sorted := sortedOf(p.columns[k])
		if len(sorted) == 0 || k == 0 && len(p.columns) == 1 {
			continue
		}
		text += fmt.Sprintf(" Retry %d: from %s to %s.", k+1, format.Span(sorted[0]), format.Span(sorted[len(sorted)-1]))
	}
	return text + " The table below has all."
}

// scale places delays between 0 and 1: evenly up to a time, and from there on by the logarithm.
// Where the longest is not much longer than the shortest, all of it is even.
type scale struct {
	even, top time.Duration
	share     float64 // of the height that is even
}

// much is from how many times the shortest delay on the scale is logarithmic.
const much = 12

func (p *picture) scale() scale {
	least, most := time.Duration(math.MaxInt64), time.Duration(0)
	take := func(d time.Duration) {
		if most = max(most, min(d, farthest)); d > 0 {
			least = min(least, d)
		}
	}
	zero := false
	for _, column := range p.columns {
		for _, d := range column {
			take(d.Delay)
			zero = zero || d.Delay == 0
		}
	}
	for _, b := range p.bands {
		for k := range b.low {
			take(b.low[k])
			take(b.high[k])
		}
	}
	most += most / 20
	if most == 0 {
		return scale{even: time.Second, top: time.Second, share: 1}
	}
	if least = max(least, most/100_000); most/least < much {
		return scale{even: most, top: most, share: 1}
	}
	even := time.Duration(math.Pow(10, math.Floor(math.Log10(float64(least)))))
	return scale{even: even, top: most, share: 0.08}
}

// farthest bounds the picture: bounds without an end go beyond it.
const farthest = 100 * 24 * time.Hour

func (s scale) at(d time.Duration) float64 {
	switch {
	case d >= s.top:
		return 1
	case d <= s.even:
		return s.share * float64(d) / float64(s.even)
	}
	return s.share + (1-s.share)*math.Log(float64(d)/float64(s.even))/math.Log(float64(s.top)/float64(s.even))
}

func (s scale) words() string {
	if s.share == 1 {
		return ""
	}
	return "Above " + format.Span(s.even) + " the scale is logarithmic."
}

// powers are the labels of a logarithmic scale.
var powers = []time.Duration{
	time.Microsecond, 10 * time.Microsecond, 100 * time.Microsecond, time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond,
	time.Second, 10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 10 * time.Hour, 4 * 24 * time.Hour, 40 * 24 * time.Hour,
}

// ticks are labels on the left, each at its height.
func (s scale) ticks() (all []templates.Tick) {
	if s.share == 1 {
		for _, d := range ticks(s.top) {
			all = append(all, templates.Tick{X: s.at(d), Text: format.Briefly(d)})
		}
		return all
	}
	all = append(all, templates.Tick{X: 0, Text: "0"})
	for _, d := range powers {
		if d >= s.even && d <= s.top {
			all = append(all, templates.Tick{X: s.at(d), Text: format.Briefly(d)})
		}
	}
	return all
}
