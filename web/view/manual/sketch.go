package manual

import (
	"slices"
	"time"

	"backofflab/explain/glossary"
	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// Tracer runs a scenario with one of its strategies.
type Tracer func(s scenario.Scenario, strategy string) (sim.Trace, error)

// Bounds of a sketch: bars that can be told apart, and clients that have a line each.
const (
	sketchBars    = 80
	sketchClients = 5
)

// SketchOf draws the picture of a word.
func SketchOf(p glossary.Picture, trace Tracer) (templates.Sketch, error) {
	s, err := scenario.ParseQuery(p.Query)
	if err != nil {
		return templates.Sketch{}, err
	}
	sketch := templates.Sketch{Caption: format.Typeset(p.Caption), Tone: "slate"}
	switch {
	case p.Draw == glossary.TradeOff:
		sketch.Layers, err = tradeOffLayers(s, trace)
		return sketch, err
	case p.Draw == glossary.Waits:
		sketch.Layers = waitLayers(p.Mark, s)
	default:
		sketch.Layers, err = runLayers(p, s, trace)
	}
	sketch.Tone = view.StrategiesOf(s.Strategies)[slices.Index(s.Strategies, p.Fleet)].Tone
	return sketch, err
}

// runLayers draw a run of one strategy.
func runLayers(p glossary.Picture, s scenario.Scenario, trace Tracer) ([]templates.Layer, error) {
	found, err := trace(s, p.Fleet)
	if err != nil {
		return nil, err
	}
	if p.Draw == glossary.Clients {
		return clientLayers(p.Mark, found), nil
	}
	bins := len(found.Result.Columns.Attempts)
	if p.Against == "" {
		return curveOf(p.Draw, found.Result, bins).layers(p, s, found.Result), nil
	}
	other, err := scenario.ParseQuery(p.Against)
	if err != nil {
		return nil, err
	}
	behind, err := trace(other, p.Fleet)
	if err != nil {
		return nil, err
	}
	bins = max(bins, len(behind.Result.Columns.Attempts))
	drawn := curveOf(p.Draw, found.Result, bins)
	drawn.behind = curveOf(p.Draw, behind.Result, bins).values
	return drawn.layers(p, s, found.Result), nil
}

// curve is what a picture over time shows, in bars of equal width.
type curve struct {
	values []int
	above  []int   // on top of values; nil mostly
	behind []int   // of another run; nil mostly
	bar    float64 // width of a bar, in seconds
	whole  int     // what values can reach; 0: anything
}

// curveOf is what a picture that spans so many bins shows of a run.
func curveOf(draw glossary.Draw, r sim.Result, bins int) curve {
	wide := (bins + sketchBars - 1) / sketchBars
	c := curve{bar: float64(wide) * r.Bin.Seconds()}
	switch draw {
	case glossary.Load:
		c.values = joined(r.Columns.Attempts, wide)
	case glossary.Answers:
		c.values = joined(r.Columns.Accepted, wide)
		c.above = joined(r.Columns.Attempts, wide)
		for i := range c.above {
			c.above[i] -= c.values[i]
		}
	case glossary.Done:
		c.values, c.whole = joined(r.Columns.Completed, wide), r.Requests
		for i := 1; i < len(c.values); i++ {
			c.values[i] += c.values[i-1]
		}
	case glossary.Open:
		c.values = lasts(r.Columns.Open, wide)
	case glossary.Queued:
		c.values = lasts(r.Columns.Queued, wide)
	}
	return c
}

// joined adds up neighbours.
func joined(counts []int, wide int) []int {
	var sums []int
	for chunk := range slices.Chunk(counts, wide) {
		sum := 0
		for _, n := range chunk {
			sum += n
		}
		sums = append(sums, sum)
	}
	return sums
}

// lasts keeps the last of neighbours.
func lasts(values []int, wide int) []int {
	var kept []int
	for chunk := range slices.Chunk(values, wide) {
		kept = append(kept, chunk[len(chunk)-1])
	}
	return kept
}

// layers draw the curve of a picture.
func (c curve) layers(p glossary.Picture, s scenario.Scenario, r sim.Result) []templates.Layer {
	limit := s.Capacity() * c.bar
	plot := c.plot(p, s, limit)
	var layers []templates.Layer
	add := func(class, d string) { layers = append(layers, templates.Layer{Class: class, D: d}) }
	from, to, some := marked(p.Mark, s, r)
	if p.Mark == glossary.MarkTime && some {
		add("span", plot.Span(from, to))
	}
	switch p.Draw {
	case glossary.Load:
		if c.behind != nil {
			add("behind", plot.Bars(c.behind, 0, plot.Y))
		}
		add("pale", plot.Bars(c.values, 0, orAll(limit, plot.Y)))
		if limit > 0 {
			add("full", plot.Bars(c.values, limit, plot.Y))
			add("limit", plot.Level(limit))
		}
	case glossary.Answers:
		add("pale", plot.Over(c.above, c.values))
		add("full", plot.Bars(c.values, 0, plot.Y))
	default:
		if c.behind != nil {
			add("other", plot.Steps(c.behind))
		}
		add("line", plot.Steps(c.values))
		if p.Draw == glossary.Done {
			add("limit", plot.Level(float64(c.whole)))
		}
	}
	if d := c.mark(p.Mark, plot, from, to); some && d != "" {
		add("mark", d)
	}
	return layers
}

func orAll(limit, all float64) float64 {
	if limit > 0 {
		return limit
	}
	return all
}

// plot is the scale: of the whole run, and as high as what is drawn, or as the herds after
// the first burst, where that is so much higher that it would press them flat.
func (c curve) plot(p glossary.Picture, s scenario.Scenario, limit float64) templates.Plot {
	bars := max(len(c.values), len(c.behind))
	high := float64(max(c.whole, 1))
	for i, n := range c.values {
		if c.above != nil {
			n += c.above[i]
		}
		high = max(high, float64(n))
	}
	for _, n := range c.behind {
		high = max(high, float64(n))
	}
	if p.Draw == glossary.Load && p.Mark != glossary.MarkFirst && p.Mark != glossary.MarkPeak && c.behind == nil {
		later := 0
		for _, n := range c.values[min(len(c.values), int(s.FirstBurst().Seconds()/c.bar)/4+1):] {
			later = max(later, n)
		}
		if later > 0 {
			high = min(high, max(1.3*float64(later), 3*limit))
		}
	}
	return templates.Plot{Bar: c.bar, X: float64(bars) * c.bar, Y: 1.06 * max(high, 1.5*limit*flag(p.Draw == glossary.Load))}
}

func flag(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// marked is the time that a picture points at, in seconds.
func marked(m glossary.Mark, s scenario.Scenario, r sim.Result) (from, to float64, some bool) {
	switch m {
	case glossary.MarkWave:
		return r.Later.From.Seconds(), r.Later.To.Seconds(), r.Later.Retries > 0
	case glossary.MarkFirst:
		return 0, s.FirstBurst().Seconds(), true
	case glossary.MarkPeak:
		at := (time.Duration(r.PeakBin)*r.Bin + r.Bin/2).Seconds()
		return at, at, true
	case glossary.Mark95:
		return r.Done95.Seconds(), r.Done95.Seconds(), r.HasDone95
	case glossary.MarkGap:
		from, to = longestGap(r)
		return from, to, to > from
	case glossary.MarkTime:
		for _, d := range s.Disturbances() {
			return d.From.Seconds(), d.To.Seconds(), true
		}
	}
	return 0, 0, false
}

// longestGap is the longest stretch of bins without an attempt, in seconds.
func longestGap(r sim.Result) (from, to float64) {
	most, since := 0, 0
	for i, n := range r.Columns.Attempts {
		if n > 0 {
			since = i + 1
			continue
		}
		if i+1-since > most {
			most = i + 1 - since
			from, to = float64(since)*r.Bin.Seconds(), float64(i+1)*r.Bin.Seconds()
		}
	}
	return from, to
}

// mark is how a picture points at a time; "" where the ground behind it does.
func (c curve) mark(m glossary.Mark, plot templates.Plot, from, to float64) string {
	switch m {
	case glossary.MarkTime, glossary.MarkLimit, "":
		return ""
	case glossary.Mark95:
		return plot.Pin(from, 0.95*float64(c.whole))
	}
	return plot.Bracket(from, to)
}

// waitLayers draw the waits of a policy: a column a retry, from the shortest to the longest
// wait, and the line that half of the clients stay below.
func waitLayers(mark glossary.Mark, s scenario.Scenario) []templates.Layer {
	waits := schedule.Of(s)[0].Picture()
	plot := templates.Plot{X: float64(len(waits))}
	for _, w := range waits {
		plot.Y = max(plot.Y, 1.06*w.Max.Seconds())
	}
	var areas, lines string
	for i, w := range waits {
		area, line := plot.Range(i, len(waits), w.Min.Seconds(), w.Median.Seconds(), w.Max.Seconds())
		areas, lines = areas+area, lines+line
	}
	layers := []templates.Layer{{Class: "pale", D: areas}, {Class: "line", D: lines}}
	switch mark {
	case glossary.MarkFirst:
		layers = append(layers, templates.Layer{Class: "mark", D: plot.Bracket(0.1, 0.9)})
	case glossary.MarkLimit:
		layers = append(layers, templates.Layer{Class: "limit", D: plot.Level(s.Cap.Seconds())})
	}
	return layers
}

// clientLayers draw some clients, each a line with its attempts.
func clientLayers(mark glossary.Mark, t sim.Trace) []templates.Layer {
	lines := make([][]sim.Attempt, min(sketchClients, t.Result.Clients))
	plot := templates.Plot{X: 1e-3, Y: 1}
	for _, a := range t.Attempts {
		if int(a.Client) < len(lines) {
			lines[a.Client] = append(lines[a.Client], a)
			plot.X = max(plot.X, 1.02*overAt(a))
		}
	}
	var threads, served, others string
	busiest := 0
	for row, line := range lines {
		if len(line) > len(lines[busiest]) {
			busiest = row
		}
		for i, a := range line {
			if a.Number > 1 {
				threads += plot.Thread(row, len(lines), line[i-1].Sent.Seconds(), a.Sent.Seconds())
			}
			bead := plot.Bead(row, len(lines), a.Sent.Seconds(), overAt(a))
			if a.Answered != sim.Unknown && a.Outcome == retry.Success {
				served += bead
			} else {
				others += bead
			}
		}
	}
	layers := []templates.Layer{{Class: "thread", D: threads}, {Class: "pale", D: others}, {Class: "full", D: served}}
	if from, to, some := pointedAt(mark, lines[busiest]); some {
		layers = append(layers, templates.Layer{Class: "mark", D: plot.Ring(busiest, len(lines), from, to)})
	}
	return layers
}

// overAt is when an attempt was over, in seconds; when it was sent if that is unknown.
func overAt(a sim.Attempt) float64 { return max(a.Sent, a.Answered).Seconds() }

// pointedAt is a part of a client's line.
func pointedAt(m glossary.Mark, line []sim.Attempt) (from, to float64, some bool) {
	if len(line) < 2 {
		return 0, 0, false
	}
	last := overAt(line[len(line)-1])
	switch m {
	case glossary.MarkRow:
		return line[0].Sent.Seconds(), last, true
	case glossary.MarkAttempt:
		return line[1].Sent.Seconds(), overAt(line[1]), true
	case glossary.MarkRetries:
		return line[1].Sent.Seconds(), last, true
	case glossary.MarkPause:
		return overAt(line[0]), line[1].Sent.Seconds(), true
	}
	return 0, 0, false
}

// tradeOffLayers draw every strategy by its time and its waste.
func tradeOffLayers(s scenario.Scenario, trace Tracer) ([]templates.Layer, error) {
	type point struct{ seconds, wasted float64 }
	points := make([]point, len(s.Strategies))
	plot := templates.Plot{X: 1e-3, Y: 1e-3}
	for i, fleet := range s.Strategies {
		found, err := trace(s, fleet)
		if err != nil {
			return nil, err
		}
		r := found.Result
		points[i] = point{r.Done95.Seconds(), float64(r.Wasted) / float64(max(1, r.Requests))}
		plot.X, plot.Y = max(plot.X, 1.1*points[i].seconds), max(plot.Y, 1.2*points[i].wasted)
	}
	var layers []templates.Layer
	for i, strategy := range view.StrategiesOf(s.Strategies) {
		layers = append(layers, templates.Layer{Class: "full " + strategy.Class(), D: plot.Dot(points[i].seconds, points[i].wasted)})
	}
	return layers, nil
}
