package mcp

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/scenario/schedule"
)

// ofPolicy are a scenario and perhaps one of its strategies as arguments.
type ofPolicy struct {
	asked
	Strategy string `json:"strategy,omitempty" jsonschema:"One of the scenario's strategies. None: all of them."`
}

func policy(ctx context.Context, _ Lab, in ofPolicy) (*answer, error) {
	wanted, err := in.read()
	if err != nil {
		return nil, err
	}
	s := wanted.Scenario
	if in.Strategy != "" {
		if !slices.Contains(s.Strategies, in.Strategy) {
			return nil, wrong("strategy", in.Strategy, "Choose one of the scenario's strategies: "+strings.Join(s.Strategies, ", ")+".")
		}
		s.Strategies = []string{in.Strategy}
	}
	var a answer
	all := schedule.Of(s)
	_, note := explain.Schedule(s, all)
	a.line("Seconds before each retry, if every attempt fails and no answer says when to come back. Nothing was simulated. Rows:\n" +
		"retry,min,p5,median,p95,max,median of all so far,percent of clients past the deadline")
	for _, w := range all {
		a.add(delaysOf(w))
	}
	a.line(ended(note))
	a.line(fmt.Sprintf("Assumed: max %d attempts, the first included, where a strategy has no number of its own; quantiles of %d drawn clients.", s.Attempts, schedule.Clients))
	a.line(defaults(s, []string{"base", "factor", "cap", "attempts", "first-retry", "deadline", "latency"}))
	a.link(siteOf(ctx) + link.Link{Scenario: s}.Path())
	return &a, nil
}

// delaysOf is a table with a row for each retry.
func delaysOf(w schedule.Schedule) *block {
	b := &block{noun: "retry", least: 1, spare: spareRows, ends: true}
	b.head = named(w.Strategy) + ":"
	if in, ok := w.InAll(); ok {
		b.head += fmt.Sprintf(" %d retries wait %s in all (median; %s to %s).", w.Made, seconds(in.Total.Median), seconds(in.Total.Min), seconds(in.Total.Max))
	}
	if w.CapAt > 0 {
		b.head += fmt.Sprintf(" Cap %s from retry %d on.", scenario.FormatDuration(w.Cap), w.CapAt)
	}
	for _, r := range w.Retries {
		row := []string{fmt.Sprint(r.Retry)}
		for _, d := range []time.Duration{r.Min, r.P5, r.Median, r.P95, r.Max, r.Total.Median} {
			row = append(row, seconds(d))
		}
		b.lines = append(b.lines, strings.Join(append(row, digits(100*r.Late)), ","))
	}
	if b.lines == nil {
		b.lines = []string{"It makes no retry."}
	}
	return b
}

func seconds(d time.Duration) string { return digits(d.Seconds()) }
