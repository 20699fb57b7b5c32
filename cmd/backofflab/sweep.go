package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/experiment/sweep"
	"backofflab/scenario"
	"backofflab/sim"
)

func (p *program) sweepCommand() *cobra.Command {
	var how string
	var runs int
	c := &cobra.Command{
		Use: "sweep [LINK] [FIELD=VALUE…] --x AXIS", Short: "simulate all values of one or two settings",
		Long: `Simulates a scenario for all values of one setting or two, several runs each with the same
seeds everywhere, and writes a table for each figure. Values are added where curves cross or bend.
A LINK may be that of a sweep, /sweep?….

An AXIS is a setting and its values: 'cap:1s,5s,20s', 'clients:10..190 step 20',
'base:10ms..10s log 7', 'limiter:gcra,token-bucket'. Ctrl C ends a sweep with what is known by then.`,
		Example: `  backofflab sweep strategies=exponential,full --x 'clients:10..190 step 20'
  backofflab sweep thundering-herd --x 'cap:1s..1m log 5' --y rate:20,40,80 --figures peak,done_95
  backofflab sweep -q --x 'base:10ms..10s log 7' --format csv`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			if err := p.onlyHere(c); err != nil {
				return err
			}
			if c.Flags().Changed("runs") {
				if runs < 2 {
					return scenario.FieldErrors{scenario.NewFieldError("--runs", strconv.Itoa(runs), "Write how many runs each cell has, 2 or more: one tells nothing of how sure a mean is.")}
				}
				args = append(orStandard(args), "runs="+strconv.Itoa(runs))
			}
			query, err := p.studyLink(args, sweep.Names, fieldsOf(c, sweep.Names))
			if err != nil {
				return err
			}
			s, err := sweep.Parse(query)
			if err != nil {
				return err
			}
			return p.sweep(c.Context(), s, how)
		},
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.String("x", "", "the setting to sweep, and its values: an `axis`")
	flags.String("y", "", "another one: an `axis`")
	flags.IntVar(&runs, "runs", 20, "how many `runs` each cell has")
	flags.String("figures", "attempts,last_success", "the `figures` to show, some of those that --format json has")
	flags.Int("refine", 8, "add so many `values` at most, where curves cross or bend")
	formatFlag(c, &how)
	_ = c.RegisterFlagCompletionFunc("x", completeAxis(scenario.Fields()))
	_ = c.RegisterFlagCompletionFunc("y", completeAxis(scenario.Fields()))
	_ = c.RegisterFlagCompletionFunc("figures", completeFigures(columnNames()))
	return c
}

// orStandard are arguments with a link that settings can follow.
func orStandard(args []string) []string {
	if len(args) == 0 {
		return []string{"v=1"}
	}
	return args
}

func columnNames() []string {
	var names []string
	for _, f := range sweep.Columns() {
		names = append(names, f.Name)
	}
	return names
}

// sweep simulates a sweep and writes what came of it, and of one that was stopped what is known.
func (p *program) sweep(ctx context.Context, s sweep.Sweep, how string) error {
	found, failure := p.study(ctx, swept{s})
	t, ok := found.(sweep.Table)
	if !ok {
		return failure
	}
	if err := p.writeSweep(s, t, how); err != nil {
		return err
	}
	return failure
}

func (p *program) writeSweep(s sweep.Sweep, t sweep.Table, how string) error {
	var body []byte
	var err error
	switch how {
	case "json":
		body, err = wire.Encode(sweptAnswer{sim.EngineVersion, s.Scenario.Strategies, columnNames(), t})
	case "csv":
		body, err = wire.CSV(sweptRows(s, t))
	default:
		p.writeSwept(s, t)
		return nil
	}
	if err == nil {
		_, err = p.out.Write(body)
	}
	return err
}

// sweptAnswer is the JSON of a sweep: its cells have the figures of each strategy in these orders.
type sweptAnswer struct {
	Engine     string   `json:"engine"`
	Strategies []string `json:"strategies"`
	Figures    []string `json:"figures"`
	sweep.Table
}

// sweptRows has a row for each cell, strategy and figure that is shown, and one for each cell
// that failed.
func sweptRows(s sweep.Sweep, t sweep.Table) [][]string {
	head := []string{s.X.Field}
	if s.Y.Field != "" {
		head = append(head, s.Y.Field)
	}
	rows := [][]string{append(head, "added", "strategy", "figure", "unit", "runs", "mean", "sd", "p5", "p50", "p95", "best", "sure", "scenario", "failed")}
	for i, c := range t.Cells {
		x, y := spotsOf(t, i)
		at := []string{wire.CellText(x.Value)}
		if s.Y.Field != "" {
			at = append(at, wire.CellText(y.Value))
		}
		at = append(at, strconv.FormatBool(x.Added))
		if c.Failed != "" {
			rows = append(rows, append(at, "", "", "", "", "", "", "", "", "", "", "", wire.CellText(c.Query), wire.CellText(c.Failed)))
		}
		rows = append(rows, cellRows(s, c, at)...)
	}
	return rows
}

func cellRows(s sweep.Sweep, c sweep.Cell, at []string) (rows [][]string) {
	for fleet, summaries := range c.Fleets {
		for i, f := range sweep.Columns() {
			if !isShown(s, f.Name) {
				continue
			}
			sum, best := summaries[i], c.Best[i]
			row := append(append([]string{}, at...), wire.CellText(s.Scenario.Strategies[fleet]), f.Name, f.Unit, strconv.Itoa(sum.Runs))
			for _, x := range []float64{sum.Mean, sum.SD, sum.Low, sum.Median, sum.High} {
				cell := ""
				if sum.Runs > 0 {
					cell = bare(x)
				}
				row = append(row, cell)
			}
			first := best.Fleet == fleet
			rows = append(rows, append(row, strconv.FormatBool(first), strconv.FormatBool(first && best.Sure), wire.CellText(c.Query), ""))
		}
	}
	return rows
}
