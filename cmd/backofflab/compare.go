package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/cmd/backofflab/screen"
	"backofflab/experiment"
	"backofflab/explain/figures"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

func (p *program) compareCommand() *cobra.Command {
	var how string
	c := &cobra.Command{
		Use: "compare LINK LINK…", Short: "put scenarios beside each other",
		Long: `Compares each scenario with the first, strategy by strategy: the figures of one run, how
they differ and which is better; and the differences over twenty runs with the same seeds, with
95 % intervals. Scenarios with one strategy each are compared whatever these are. With runs=50
in a link there are fifty.

JSON is what /api/v1/compare answers, a line for each scenario after the first.`,
		Example: `  backofflab compare thundering-herd 'preset=thundering-herd&rate=80'
  backofflab compare strategies=exponential strategies=full --format csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return wrongf("write at least two links")
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			return completeLinks(nil, nil, typed)
		},
		RunE: func(c *cobra.Command, args []string) error {
			var links []link.Link
			for _, arg := range args {
				l, err := p.readLink([]string{arg})
				if err != nil {
					return err
				}
				links = append(links, l)
			}
			return p.compare(c, links, how)
		},
	}
	formatFlag(c, &how)
	return c
}

// compare compares each link with the first.
func (p *program) compare(c *cobra.Command, links []link.Link, how string) error {
	lab, err := p.lab()
	if err != nil {
		return err
	}
	baseline := links[0].Scenario
	rows := [][]string{{"scenario", "strategy", "figure", "runs", "baseline", "now", "difference", "low", "high", "verdict"}}
	for i, l := range links[1:] {
		l.With = &baseline
		body, err := lab.compare(c.Context(), l, p.watcher(l.Scenario, false))
		if err != nil {
			return err
		}
		var a compared
		if err := json.Unmarshal(body, &a); err != nil {
			return exit{failed, fmt.Errorf("the answer cannot be read: %w", err)}
		}
		switch how {
		case "json":
			_, _ = p.out.Write(body) // an error shows with the next
		case "csv":
			rows = append(rows, a.rows()...)
		default:
			if len(a.Strategies) == 0 {
				return wrongf("there is no strategy in both links: the first has %s, number %d has %s", format.List(baseline.Strategies), i+2, format.List(l.Scenario.Strategies))
			}
			if i > 0 {
				fmt.Fprintln(p.out)
			}
			p.writeCompared(a, l.Scenario, i+2)
		}
	}
	if how != "csv" {
		return nil
	}
	body, err := wire.CSV(rows)
	if err == nil {
		_, err = p.out.Write(body)
	}
	return err
}

// compared is what is read of the JSON of a comparison.
type compared struct {
	Query      string `json:"query"`
	Runs       int    `json:"runs"`
	Title      string `json:"title"`
	Strategies []struct {
		Strategy    string                  `json:"strategy"`
		With        string                  `json:"with"`
		Now         result                  `json:"now"`
		Baseline    result                  `json:"baseline"`
		Differences []wire.PairedDifference `json:"differences"`
	} `json:"strategies"`
}

// rows are the differences over all seeds, and where there is one seed the two figures.
func (a compared) rows() (rows [][]string) {
	for _, s := range a.Strategies {
		for _, d := range s.Differences {
			rows = append(rows, []string{
				wire.CellText(a.Query), wire.CellText(s.Strategy), d.Figure, strconv.Itoa(d.Runs), bare(d.Baseline), bare(d.Now), bare(d.Mean), bare(d.Low), bare(d.High), d.Verdict,
			})
		}
	}
	return rows
}

func (p *program) writeCompared(a compared, s scenario.Scenario, number int) {
	says := a.Title
	if one := a.Strategies[0]; one.With != one.Strategy { // of which the title says nothing
		says = scenario.FleetName(one.Strategy) + ", and 1 has " + scenario.FleetName(one.With)
	}
	fmt.Fprintln(p.out, screen.Fold(fmt.Sprintf("%d against 1: %s.", number, says), p.width))
	fmt.Fprintln(p.out)
	p.writePairs(a, s, number)
	if a.Runs > 1 {
		fmt.Fprintf(p.out, "\n%s\n", screen.Fold(fmt.Sprintf("Over %s of each with the same seeds, means and 95 %% intervals of the difference:", format.Plural(a.Runs, "run")), p.width))
		p.writeIntervals(a, s, number)
	}
}

// writePairs has the figures of one run of both, those of the comparison on the page.
func (p *program) writePairs(a compared, s scenario.Scenario, number int) {
	shown := slices.DeleteFunc(experiment.FiguresBy(func(at experiment.Places) int { return at.Baseline }), func(f experiment.Figure) bool { return !f.Shown(s) })
	longest := a.longest()
	t := screen.Table{Head: [][]string{{"", ""}, {"", ""}}}
	for _, f := range shown {
		title, unit := figures.Head(f, s, longest)
		t.Head[0], t.Head[1] = append(t.Head[0], title), append(t.Head[1], unit)
	}
	for i, name := range a.names() {
		pair := a.Strategies[i]
		rows := [][]string{{name, "1"}, {"", format.Name(number)}, {"", "change"}, {"", ""}}
		for _, f := range shown {
			d := figures.Beside(f, pair.Now.value(f), pair.Baseline.value(f), longest)
			better := map[int]string{+1: "better", -1: "worse"}[d.Better]
			for k, cell := range []string{d.Then, d.Now, d.Change, better} {
				rows[k] = append(rows[k], cell)
			}
		}
		t.Rows = append(t.Rows, rows...)
	}
	t.Keep = 2
	t.Write(p.out, p.width)
}

// writeIntervals has a line for each figure that differs in some run.
func (p *program) writeIntervals(a compared, s scenario.Scenario, number int) {
	longest := a.longest()
	t := screen.Table{Head: [][]string{{"", "Figure", "1", format.Name(number), "Difference", "From", "To", ""}}, Left: true}
	for i, name := range a.names() {
		for _, d := range a.Strategies[i].Differences {
			f, ok := figureNamed(d.Figure)
			if !ok || d.Verdict == string(experiment.Same) {
				continue
			}
			write, differs := figures.Rule(f.Kind, longest), figures.Rule(f.Kind, longest)
			title, unit := figures.Head(f, s, longest)
			if title == "" {
				title = f.Name
			}
			t.Rows = append(t.Rows, []string{
				name, title + " " + unit, write(d.Baseline), write(d.Now), format.Signed(d.Mean, differs), format.Signed(d.Low, differs), format.Signed(d.High, differs), d.Verdict,
			})
			name = ""
		}
	}
	if len(t.Rows) == 0 {
		fmt.Fprintln(p.out, "No figure differs in any run.")
		return
	}
	t.Write(p.out, p.width)
}

func (a compared) names() []string {
	var keys []string
	for _, s := range a.Strategies {
		keys = append(keys, s.Strategy)
	}
	names := scenario.FleetShorts(keys)
	for i, s := range a.Strategies {
		if s.With != s.Strategy {
			names[i] = scenario.FleetShorts([]string{s.With})[0] + ", " + names[i]
		}
	}
	return names
}

func (a compared) longest() time.Duration {
	var all []result
	for _, s := range a.Strategies {
		all = append(all, s.Now, s.Baseline)
	}
	return longestIn(all)
}
