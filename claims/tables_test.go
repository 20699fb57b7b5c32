package claims

import (
	"fmt"
	"strings"
)

// columns are the measures of the tables' columns, by their heads. Times are in milliseconds.
var columns = map[string]measure{
	"Peak": peakRate, "Over": peakOver, "Attempts": attemptsMade, "Requests": requestsBegun, "Lost": lostRequests, "95 % done": done95, "Recovery": recovery,
	"Amplif.": amplification,
	"Wasted": {name: "attempts for nothing per request", of: func(_ *run, f *fleet) (float64, bool) {
		return float64(f.Attempts-f.Successes) / float64(max(1, f.Requests)), f.Requests > 0
	}},
	"Success": {name: "per cent that succeed", of: func(_ *run, f *fleet) (float64, bool) {
		return 100 * float64(f.Successes) / float64(max(1, f.Requests)), f.Requests > 0
	}},
	"Herd": {name: "herd index", of: func(_ *run, f *fleet) (float64, bool) {
		if f.HerdIndex == nil {
			return 0, false
		}
		return *f.HerdIndex, true
	}, slack: func(*run) float64 { return 0.05 }}, // two digits of it are shown
	"Median": optional("median", func(f *fleet) *float64 { return f.P50 }),
	"90 %":   optional("90 %", func(f *fleet) *float64 { return f.P90 }),
	"Queued": optional("99 % of the waits for a server", func(f *fleet) *float64 { return f.Queued }),
	"99 %":   optional("99 %", func(f *fleet) *float64 { return f.P99 }),
	"Max":    longestWait,
	"Hedges": counted("hedges", func(_ *run, f *fleet) int { return f.Hedges }),
}

// heads are the titles and the units of a table's columns.
func heads(table *node) (titles, units []string) {
	for _, head := range table.all("thead th") {
		unit := ""
		if small := head.all("small"); len(small) > 0 {
			unit = ordinary(small[0].words())
		}
		titles = append(titles, strings.TrimSuffix(ordinary(head.words()), unit))
		units = append(units, unit)
	}
	return titles, units
}

// miscounted are the cells of the tables that the answer contradicts.
func miscounted(p *page) []fault {
	var faults []fault
	say := func(c *claim) *claim { c.page, c.faults = p, &faults; return c }
	for _, table := range p.markup.all("#table table") {
		titles, units := heads(table)
		for _, row := range table.all("tbody tr") {
			cells := row.all("td")
			name := ordinary(row.all("th")[0].words())
			f := p.run.fleet(name)
			if f == nil {
				continue // a part of a mix
			}
			for i, cell := range cells[1:] {
				c := say(&claim{sentence: sentence{"cell", fmt.Sprintf("%s of %s: %s", titles[i+2], name, cell.words()), cell}})
				c.holdCell(f, titles[i+2], units[i+2], ordinary(cell.words()))
			}
		}
	}
	for _, row := range p.markup.all("#herds tbody tr") {
		f := p.run.fleet(ordinary(row.all("th")[0].words()))
		for i, cell := range row.all("td") {
			c := say(&claim{sentence: sentence{"cell", "wave of " + f.name + ": " + cell.words(), cell}})
			c.holdWave(f, i, ordinary(cell.words()))
		}
	}
	faults = append(faults, misspread(p)...)
	faults = append(faults, misnumbered(p)...)
	faults = append(faults, misrowed(p)...)
	p.told.sentences += len(p.markup.all("#table td")) + len(p.markup.all("#herds td"))
	return faults
}

func (c *claim) holdCell(f *fleet, title, unit, text string) {
	m, known := columns[title]
	x, ok := m.of, false
	if !known {
		c.fault("unknown", "no measure is called %s", title)
		return
	}
	value, ok := x(c.run, f)
	shown := figureOf(strings.TrimSuffix(text, "×"))
	if unit == "s" && !timeIn.MatchString(text) {
		shown = figure{1e3 * shown.value, 1e3 * shown.step}
	}
	if ok != (text != "—") || ok && !m.shown(c.run, shown, value) {
		c.fault("number", "%s of %s is %s", m.name, f.name, brief(value))
	}
}

func (c *claim) holdWave(f *fleet, i int, text string) {
	if text == "—" {
		if i < len(f.Waves) {
			c.fault("missing", "%+v", f.Waves[i])
		}
		return
	}
	parts := strings.Fields(strings.NewReplacer(" from ", " ", " at ", " ").Replace(text))
	if i >= len(f.Waves) || !figureOf(parts[0]).isCount(float64(f.Waves[i].Retries)) || !figureOf(parts[1]).isCount(float64(f.Waves[i].Clients)) || !figureOf(strings.Join(parts[2:], " ")).shows(f.Waves[i].From) {
		c.fault("number", "%+v", f.Waves)
	}
}

// spreads are the names of figures over many runs, by the heads of their columns.
var spreads = map[string]string{
	"Attempts": "attempts", "Requests": "requests", "Wasted": "wasted_per_request", "Amplif.": "amplification", "Peak": "peak", "Herd": "herd_index", "Worst wave": "largest_wave",
	"Later wave": "later_wave", "Lost": "lost", "95 % done": "done_95", "Median": "completion_p50", "99 %": "completion_p99", "Max": "completion_max", "Recovery": "recovery",
}

// misspread are the cells of the table of many runs that the answer contradicts.
func misspread(p *page) []fault {
	var faults []fault
	for _, table := range firstOf(p.markup.all("#spread table.bands")) {
		titles, units := heads(table)
		for r, row := range table.all("tbody tr") {
			for i, cell := range row.all("td") {
				c := &claim{page: p, faults: &faults, sentence: sentence{"cell", fmt.Sprintf("%s of %s: %s", titles[i+1], p.run.Replications[r].Strategy, cell.words()), cell}}
				c.holdSpread(p.run.Replications[r], titles[i+1], units[i+1], cell)
			}
		}
		p.told.sentences += len(table.all("td"))
	}
	return faults
}

func (c *claim) holdSpread(r replication, title, unit string, cell *node) {
	small := ordinary(cell.all("small")[0].words())
	median := strings.TrimSuffix(ordinary(cell.words()), small)
	for _, f := range r.Figures {
		if f.Name != spreads[title] {
			continue
		}
		if f.Runs == r.Runs && median == "—" || f.Runs == 0 && median != "—" {
			c.fault("number", "%d runs have it", f.Runs)
		}
		if median != "—" {
			between, _, _ := strings.Cut(small, ", ")
			low, high := rangeOf(between)
			for _, shown := range []struct {
				figure
				x float64
			}{{figureOf(median), f.Median}, {low, f.Low}, {high, f.High}} {
				if timed := unit == "" && timeIn.MatchString(median); timed {
					shown.x *= 1e3
				}
				if slack := 0.05 * shown.x; !shown.shows(shown.x) && !(title == "Herd" && shown.shows(min(max(shown.x-slack, shown.value), shown.x+slack))) {
					c.fault("number", "from %s over %s to %s", brief(f.Low), brief(f.Median), brief(f.High))
				}
			}
		}
		return
	}
	if median != "—" {
		c.fault("unknown", "no figure is called %s", title)
	}
}

// firstOf is the first of some elements: the table of differences is like that of the spread.
func firstOf(all []*node) []*node { return all[:min(1, len(all))] }

// misrowed are the figures at the ends of the load picture's rows that the answers contradict;
// a row of the baseline follows that of its fleet.
func misrowed(p *page) []fault {
	var faults []fault
	name := ""
	for _, row := range p.markup.all("#load figure") {
		from := p.run
		if pinned := !row.is("figure.panel"); !pinned {
			name = ordinary(row.all(".name")[0].attr["title"])
		} else if from = p.baseline; len(row.all(".readout")) == 0 {
			if from != nil && from.fleet(name) != nil {
				faults = append(faults, fault{"missing", sentence{"row", "pinned " + name, row}, "it is in the baseline"})
			}
			continue
		}
		figures := row.all(".readout span")
		c := &claim{page: p, faults: &faults, sentence: sentence{"row", "figures of " + name, row}}
		if from == nil || from.fleet(name) == nil || len(figures) != 2 {
			c.fault("missing", "%d figures of a fleet", len(figures))
			continue
		}
		c.holdTime(from, from.fleet(name), ordinary(figures[0].words()))
		x, _ := columns["Wasted"].of(from, from.fleet(name))
		if shown := ordinary(figures[1].words()); !columns["Wasted"].shown(from, figureOf(shown), x) {
			c.fault("number", "%s: it wasted %s", shown, brief(x))
		}
		p.told.sentences += 2
	}
	return faults
}

// holdTime holds the first figure of a row: when 95 % are done, or who was lost instead.
func (c *claim) holdTime(from *run, f *fleet, text string) {
	number, what, _ := strings.Cut(text, " ")
	m := map[string]measure{"gave up": gaveUp, "waiting": unfinished, "lost": lostRequests}[what]
	if m.of == nil {
		m, number = done95, text
		if lost, _ := lostRequests.of(from, f); lost > 0 {
			c.fault("contrast", "%s lost requests", f.name)
		}
	}
	if x, ok := m.of(from, f); ok == (text == "—") || ok && !m.shown(from, figureOf(number), x) {
		c.fault("number", "%s: %s of %s is %s", text, m.name, f.name, brief(x))
	}
}
