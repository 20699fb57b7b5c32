package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"backofflab/api/wire"
	"backofflab/cmd/backofflab/screen"
	"backofflab/internal/format"
	"backofflab/scenario"
)

func (p *program) policyCommand() *cobra.Command {
	var how, strategy string
	c := &cobra.Command{
		Use: "policy [LINK] [FIELD=VALUE…]", Short: "list the delays of a retry policy",
		Long: `Lists what a policy makes clients wait before each retry if every attempt fails: nothing
is simulated. JSON is what /api/v1/policy answers.`,
		Example: `  backofflab policy 'base=1s&cap=1m&attempts=8&strategies=full,equal'
  backofflab policy 'strategies=client:aws-go' --format csv`,
		ValidArgsFunction: completeLinks,
		RunE: func(c *cobra.Command, args []string) error {
			l, err := p.readLink(args)
			if err != nil {
				return err
			}
			if strategy != "" {
				at, err := fleetNamed(strategy, l.Scenario)
				if err != nil {
					return scenario.FieldErrors{scenario.NewFieldError("--strategy", strategy, err.Error())}
				}
				l.Scenario.Strategies = l.Scenario.Strategies[at : at+1]
			}
			lab, err := p.lab()
			if err != nil {
				return err
			}
			body, err := lab.policy(c.Context(), l)
			if err != nil {
				return err
			}
			return p.writePolicy(body, how)
		},
	}
	formatFlag(c, &how)
	c.Flags().StringVarP(&strategy, "strategy", "s", "", "only this strategy of the link, by its `key` or name")
	_ = c.RegisterFlagCompletionFunc("strategy", completeStrategies)
	return c
}

// policyAnswer is what is read of the JSON of policies.
type policyAnswer struct {
	Strategies []struct {
		Strategy string `json:"strategy"`
		delays
		After *string `json:"after"`
		Other *struct {
			After string `json:"after"`
			delays
		} `json:"other"`
	} `json:"strategies"`
}

type delays struct {
	CapMS        *float64 `json:"cap_ms"`
	CapFromRetry *int     `json:"cap_from_retry"`
	Retries      []delay  `json:"retries"`
}

type delay struct {
	Retry       int      `json:"retry"`
	MinMS       float64  `json:"delay_min_ms"`
	P50MS       float64  `json:"delay_p50_ms"`
	P95MS       float64  `json:"delay_p95_ms"`
	MaxMS       float64  `json:"delay_max_ms"`
	MeanMS      float64  `json:"delay_mean_ms"`
	ModeMS      *float64 `json:"mode_ms"`
	ModeShare   float64  `json:"mode_share"`
	TotalMeanMS float64  `json:"total_mean_ms"`
	LateShare   float64  `json:"late_share"`
}

func (p *program) writePolicy(body []byte, how string) error {
	var a policyAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return exit{failed, fmt.Errorf("the answer cannot be read: %w", err)}
	}
	switch how {
	case "json":
		_, err := p.out.Write(body)
		return err
	case "csv":
		return p.policyCSV(a)
	}
	for i, s := range a.Strategies {
		if i > 0 {
			fmt.Fprintln(p.out)
		}
		name := scenario.FleetName(s.Strategy)
		if s.After != nil {
			name += ", after " + afterWhat(*s.After)
		}
		p.writeDelays(name, s.delays)
		if s.Other != nil {
			fmt.Fprintln(p.out)
			p.writeDelays(scenario.FleetName(s.Strategy)+", after "+afterWhat(s.Other.After), s.Other.delays)
		}
	}
	return nil
}

// afterWhat puts what delays come after into a sentence.
func afterWhat(word string) string {
	if word == "rejection" {
		return "a rejection"
	}
	return "any other failure"
}

func (p *program) writeDelays(name string, d delays) {
	if d.CapMS != nil && d.CapFromRetry != nil {
		name += fmt.Sprintf("; from retry %d on the cap of %s bounds it", *d.CapFromRetry, spanOf(*d.CapMS))
	}
	fmt.Fprintln(p.out, screen.Fold(name, p.width))
	if len(d.Retries) == 0 {
		fmt.Fprintln(p.out, "It never retries.")
		return
	}
	t := screen.Table{Head: [][]string{{"Retry", "Least", "Median", "95 %", "Most", "Mean", "In all", "Alike", "Too late"}}}
	for _, r := range d.Retries {
		alike := "—"
		if r.ModeMS != nil {
			alike = format.WholePercent(r.ModeShare) + " wait " + spanOf(*r.ModeMS)
		}
		t.Rows = append(t.Rows, []string{
			format.Name(r.Retry), spanOf(r.MinMS), spanOf(r.P50MS), spanOf(r.P95MS), spanOf(r.MaxMS), spanOf(r.MeanMS), spanOf(r.TotalMeanMS), alike, format.WholePercent(r.LateShare),
		})
	}
	t.Write(p.out, p.width)
}

func spanOf(ms float64) string { return format.Briefly(time.Duration(ms * float64(time.Millisecond))) }

// policyCSV has a row for each retry. The names of its columns are those of the JSON.
func (p *program) policyCSV(a policyAnswer) error {
	rows := [][]string{{"strategy", "after", "retry", "delay_min_ms", "delay_p50_ms", "delay_p95_ms", "delay_max_ms", "delay_mean_ms", "mode_ms", "mode_share", "total_mean_ms", "late_share"}}
	add := func(strategy, after string, d delays) {
		for _, r := range d.Retries {
			mode := ""
			if r.ModeMS != nil {
				mode = bare(*r.ModeMS)
			}
			rows = append(rows, []string{
				wire.CellText(strategy), after, strconv.Itoa(r.Retry), bare(r.MinMS), bare(r.P50MS), bare(r.P95MS), bare(r.MaxMS), bare(r.MeanMS), mode, bare(r.ModeShare), bare(r.TotalMeanMS), bare(r.LateShare),
			})
		}
	}
	for _, s := range a.Strategies {
		after := ""
		if s.After != nil {
			after = *s.After
		}
		add(s.Strategy, after, s.delays)
		if s.Other != nil {
			add(s.Strategy, s.Other.After, s.Other.delays)
		}
	}
	body, err := wire.CSV(rows)
	if err != nil {
		return err
	}
	_, err = p.out.Write(body)
	return err
}

func bare(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
