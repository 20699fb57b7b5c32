package mcp

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
)

// How soon parts of an answer are left out, the last of these first.
const (
	spareRows = iota + 1
	spareWarnings
	spareShort
	spareDetails
)

func simulate(ctx context.Context, lab Lab, in asked) (*answer, error) {
	wanted, err := in.read()
	if err != nil {
		return nil, err
	}
	s := wanted.Scenario
	found, err := lab.Simulate(ctx, s)
	if err != nil {
		return nil, err
	}
	var a answer
	h := explain.Headlines(s, found)
	a.line("Verdict: " + verdict(h))
	a.add(tableOf(s, found))
	a.add(&block{head: "Findings:", lines: bulleted(texts(explain.Brief(s, found))), noun: "finding", spare: spareShort})
	a.add(&block{head: "In detail:", lines: bulleted(texts(explain.Story(s, found))), noun: "detail", spare: spareDetails})
	a.line("Assumed: " + h.Lead)
	a.line(defaults(s, asDefault))
	limits := warnings(h, s)
	if wanted.With != nil {
		limits.lines = append(limits.lines, "- The link has a baseline, which is left aside here: ask compare.")
	}
	a.add(limits)
	a.link(siteOf(ctx) + link.Link{Scenario: s}.Path())
	return &a, nil
}

// verdict is who is ahead, what it costs, and how far other seeds bear it out.
func verdict(h explain.Headline) string {
	said := []string{ended(h.Verdict.String())}
	if len(h.TradeOff) > 0 {
		said = append(said, ended(h.TradeOff.String()))
	}
	if h.Seeds != "" {
		said = append(said, ended(h.Seeds))
	}
	return strings.Join(said, " ")
}

func ended(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// tableOf has a row for each strategy: of the run, or over all runs where there are several.
func tableOf(s scenario.Scenario, found experiment.Outcome) *block {
	if len(found.Spreads) > 0 {
		return spreadTable(found.Spreads)
	}
	head, rows := resultTable(s, found.Results, "")
	return &block{head: "Figures (s: seconds; nothing where there is none):\n" + head, lines: rows, noun: "strategy", least: 1, spare: spareRows}
}

// resultTable are the figures that the lab's own table shows, a row for each result.
func resultTable(s scenario.Scenario, results []sim.Result, label string) (head string, rows []string) {
	figures := slices.DeleteFunc(experiment.FiguresBy(func(at experiment.Places) int { return at.Table }),
		func(f experiment.Figure) bool { return f.CSV == "" || !f.Shown(s) })
	columns := []string{"strategy"}
	for _, f := range figures {
		columns = append(columns, f.CSV)
	}
	for _, r := range results {
		row := []string{label + named(r.Strategy)}
		for _, f := range figures {
			row = append(row, valueOf(f, r))
		}
		rows = append(rows, strings.Join(row, ","))
	}
	return strings.Join(columns, ","), rows
}

// ofSpread are the figures over several runs that strategies are judged by, and the slowest.
var ofSpread = []string{"lost", "done_95", "completion_p99", "wasted_per_request", "later_wave"}

func spreadTable(spreads []experiment.Spread) *block {
	columns := []string{"strategy"}
	for _, name := range ofSpread {
		if unit := spreads[0].Of(name).Unit; unit != "" {
			name += "_" + unit
		}
		columns = append(columns, name)
	}
	b := &block{noun: "strategy", least: 1, spare: spareRows}
	b.head = fmt.Sprintf("Figures, median (5 %% to 95 %%) of %d runs:\n%s", spreads[0].Runs, strings.Join(columns, ","))
	for _, of := range spreads {
		row := []string{named(of.Strategy)}
		for _, name := range ofSpread {
			row = append(row, bandOf(of.Of(name), of.Runs))
		}
		b.lines = append(b.lines, strings.Join(row, ","))
	}
	return b
}

// bandOf is a figure over runs, and how many of them have it where some have not.
func bandOf(f experiment.FigureBand, runs int) string {
	if f.Runs == 0 {
		return ""
	}
	text := digits(f.Band.Median) + " (" + digits(f.Band.Low) + " to " + digits(f.Band.High) + ")"
	if f.Runs < runs {
		text += fmt.Sprintf(" in %d", f.Runs)
	}
	return text
}

func valueOf(f experiment.Figure, r sim.Result) string {
	x, ok := f.Read(r)
	switch {
	case !ok:
		return ""
	case f.Kind == experiment.Time:
		x = time.Duration(x).Seconds()
	}
	return digits(x)
}

// digits writes a number with four digits, and all of those before the point.
func digits(x float64) string {
	if math.Abs(x) >= 1000 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 4, 64)
}

// named is the key of a strategy, as far as a row has room for it.
func named(key string) string {
	const longest = 48
	return strings.ReplaceAll(clipped(key, longest), ",", ";")
}

func texts(sentences []explain.Sentence) []string {
	var all []string
	for _, s := range sentences {
		all = append(all, s.Text)
	}
	return all
}

func bulleted(lines []string) []string {
	for i, line := range lines {
		lines[i] = "- " + line
	}
	return lines
}

// asDefault are the fields whose values an assistant should know that it did not choose.
var asDefault = []string{"clients", "population", "spread", "offered", "duration", "limiter", "rate", "burst", "servers", "service", "latency",
	"base", "factor", "cap", "attempts", "timeout", "deadline", "retry-on", "honour", "seed", "runs"}

// defaults names what the link does not say, of some fields and of what matters in the scenario.
func defaults(s scenario.Scenario, names []string) string {
	standard := scenario.Default()
	var all []string
	for _, name := range names {
		f, ok := scenario.FieldNamed(name)
		if value := f.Format(s); ok && value == f.Format(standard) && f.Met(s) {
			if f.Zero != "" && strings.Trim(value, "0s") == "" {
				value = f.Zero
			}
			all = append(all, name+"="+value)
		}
	}
	if all == nil {
		return ""
	}
	return "By default: " + strings.Join(all, " ") + "."
}

// warnings are what limits a result, and what was asked for in vain.
func warnings(h explain.Headline, s scenario.Scenario) *block {
	b := &block{head: "Warnings:", noun: "warning", least: 1, spare: spareWarnings}
	if h.Note != "" {
		b.lines = append(b.lines, h.Note)
	}
	if h.Of > 0 && !h.Clear {
		b.lines = append(b.lines, "No difference between the strategies is clear: do not rank them by the figures.")
	}
	if vain := inVain(s); vain != nil {
		b.lines = append(b.lines, "Without effect in this scenario: "+strings.Join(vain, ", ")+".")
	}
	b.lines = bulleted(b.lines)
	return b
}

// inVain are fields that were set and change nothing.
func inVain(s scenario.Scenario) (all []string) {
	standard := scenario.Default()
	for _, f := range scenario.Fields() {
		if value := f.Format(s); value != f.Format(standard) && !f.Met(s) {
			all = append(all, f.Name+"="+clipped(value, 40))
		}
	}
	return all
}
