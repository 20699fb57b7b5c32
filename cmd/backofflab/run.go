package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"backofflab/cmd/backofflab/screen"
	"backofflab/experiment"
	"backofflab/explain"
	"backofflab/explain/figures"
	"backofflab/internal/format"
	"backofflab/runs"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// runSettings are the flags of run, which import has as well.
type runSettings struct {
	format  string
	watch   bool
	require []string
}

func (p *program) runCommand() *cobra.Command {
	var set runSettings
	c := &cobra.Command{
		Use: "run [LINK] [FIELD=VALUE…]", Short: "simulate a scenario", GroupID: "",
		Long: `Simulates a scenario and writes its figures, those of the page's table.

JSON is what /api/v1/run answers, CSV what /api/v1/results.csv does.`,
		Example: `  backofflab run thundering-herd
  backofflab run 'http://127.0.0.1:8080/?rate=50&clients=1000' --watch
  backofflab run rate=50 strategies=full,equal --require 'full:p95<30s,gave_up=0'
  backofflab run -q --format csv rate=50 | column -ts,`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			l, err := p.readLink(args)
			if err != nil {
				return err
			}
			return p.simulate(c, l, set)
		},
	}
	set.flags(c)
	return c
}

func (set *runSettings) flags(c *cobra.Command) {
	formatFlag(c, &set.format)
	c.Flags().BoolVarP(&set.watch, "watch", "w", false, "draw the load while the run goes on")
	c.Flags().StringArrayVarP(&set.require, "require", "r", nil, "`conditions` on figures that every strategy must meet, such as 'p95<30s,gave_up=0,lost<1%'; 'full:p95<30s' is for one strategy")
	_ = c.RegisterFlagCompletionFunc("require", completeConditions)
}

// formats are what answers are written in.
var formats = []string{"table", "json", "csv"}

func formatFlag(c *cobra.Command, into *string, less ...string) {
	known := formats
	if len(less) > 0 {
		known = less
	}
	c.Flags().StringVarP(into, "format", "f", "table", "`format` of the output: "+strings.Join(known, ", "))
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(known, cobra.ShellCompDirectiveNoFileComp))
	before := c.PreRunE
	c.PreRunE = func(c *cobra.Command, args []string) error {
		if before != nil {
			if err := before(c, args); err != nil {
				return err
			}
		}
		for _, f := range known {
			if f == *into {
				return nil
			}
		}
		return wrongf("--format=%s: write one of %s%s", *into, strings.Join(known, ", "), meant(*into, known))
	}
}

// simulate runs a link and writes what came of it.
func (p *program) simulate(c *cobra.Command, l link.Link, set runSettings) error {
	s := l.Scenario
	conditions, err := readConditions(set.require, s)
	if err != nil {
		return err
	}
	lab, err := p.lab()
	if err != nil {
		return err
	}
	body, err := lab.run(c.Context(), l, p.watcher(s, set.watch && set.format == "table"))
	if err != nil {
		return err
	}
	a, s, err := readAnswer(body)
	if err != nil {
		return err
	}
	switch set.format {
	case "json":
		_, err = p.out.Write(body)
	case "csv":
		var rows []byte
		if rows, err = lab.results(c.Context(), l); err == nil {
			_, err = p.out.Write(rows)
		}
	default:
		p.writeRun(a, s, set.watch)
	}
	if err != nil {
		return err
	}
	return p.judge(c.CommandPath(), conditions, a, s)
}

// watcher returns what looks at a run while it goes on.
func (p *program) watcher(s scenario.Scenario, draw bool) func(*runs.Log) func() {
	switch {
	case draw && p.live:
		return func(log *runs.Log) func() { return p.animate(log, s) }
	case p.talks && !p.quiet:
		return p.progress
	}
	return nil
}

// judge tells of the conditions that are not met, and then ends with their status.
func (p *program) judge(name string, conditions []condition, a answer, s scenario.Scenario) error {
	not := unmet(conditions, a, s)
	for _, sentence := range not {
		p.tell(name, sentence)
	}
	if len(not) > 0 {
		return exit{status: bad}
	}
	if len(conditions) > 0 && p.talks && !p.quiet {
		p.tell(name, format.Plural(len(conditions), "condition")+" met")
	}
	return nil
}

// writeRun writes what is simulated, who is ahead, and the table of figures.
func (p *program) writeRun(a answer, s scenario.Scenario, draw bool) {
	_, lead := explain.Scenario(s)
	fmt.Fprintln(p.out, screen.Fold(lead, p.width))
	if draw {
		fmt.Fprintln(p.out)
		p.drawLoad(p.out, loadOf(a, s))
	}
	fmt.Fprintln(p.out)
	p.writeFigures(p.out, a.Results, s)
	if says := verdict(a, s); says != "" {
		fmt.Fprintf(p.out, "\n%s\n", screen.Fold(says, p.width))
	}
	for _, r := range a.Results {
		if r.partial {
			fmt.Fprintln(p.out, screen.Fold("The run was stopped early: all figures are of what was simulated.", p.width))
			break
		}
	}
}

// tableFigures are the columns of the page's table.
func tableFigures(s scenario.Scenario) (shown []experiment.Figure) {
	for _, f := range experiment.FiguresBy(func(at experiment.Places) int { return at.Table }) {
		if f.Shown(s) {
			shown = append(shown, f)
		}
	}
	return shown
}

func (p *program) writeFigures(w io.Writer, results []result, s scenario.Scenario) {
	shown, longest := tableFigures(s), longestIn(results)
	t := screen.Table{Head: [][]string{{""}, {""}}}
	for _, f := range shown {
		title, unit := figures.Head(f, s, longest)
		t.Head[0], t.Head[1] = append(t.Head[0], title), append(t.Head[1], unit)
	}
	shorts := scenario.FleetShorts(s.Strategies)
	for i, r := range results {
		t.Rows = append(t.Rows, rowOf(shorts[i], r, shown, longest, 0))
		t.Rows = append(t.Rows, layerRows(r, shown, longest)...)
		for _, part := range r.parts {
			t.Rows = append(t.Rows, rowOf("  "+scenario.FleetName(part.strategy), part, shown, longest, experiment.OfParts))
			t.Rows = append(t.Rows, layerRows(part, shown, longest)...)
		}
	}
	t.Write(w, p.width)
}

// rowOf is a line of the table. Only figures that have a flag are known of a part.
func rowOf(name string, r result, shown []experiment.Figure, longest time.Duration, flag experiment.Flags) []string {
	row := []string{name}
	for _, f := range shown {
		cell := ""
		if f.Has(flag) || flag == 0 {
			cell = figures.Cell(f, r.value(f), longest)
		}
		row = append(row, cell)
	}
	return row
}

// layerRows are the layers in which clients retry: of these the attempts are known.
func layerRows(r result, shown []experiment.Figure, longest time.Duration) (rows [][]string) {
	for _, l := range r.layers {
		row := []string{"  of " + scenario.FleetName(l.strategy)}
		for _, f := range shown {
			cell := ""
			if f.JSON == "attempts" {
				cell = figures.Cell(f, l.value(f), longest)
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

// measures are what strategies are judged by, in words that follow "Ahead in".
var measures = map[string]string{
	experiment.ByLost.String(): "requests lost", experiment.ByTime.String(): "time until 95 % are done",
	experiment.ByWaste.String(): "attempts wasted", experiment.ByWaves.String(): "later waves",
}

// verdict says who is ahead in the measure that decides, the first in which there is a clear
// difference.
func verdict(a answer, s scenario.Scenario) string {
	names := func(keys []string) string {
		var list []string
		for _, key := range keys {
			list = append(list, scenario.FleetName(key))
		}
		return format.List(list)
	}
	if len(a.Results) < 2 {
		return ""
	}
	for _, m := range a.Verdict.Measures {
		if m.Clear {
			says := fmt.Sprintf("Ahead in %s: %s; behind: %s.", measures[m.Measure], names(m.Ahead), names(m.Behind))
			if a.Verdict.Seeds > 1 {
				says += fmt.Sprintf(" %s agree.", format.Of(m.Agree, a.Verdict.Seeds, "seed"))
			}
			return says
		}
	}
	return "There is no clear difference between the strategies."
}
