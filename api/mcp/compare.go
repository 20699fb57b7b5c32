package mcp

import (
	"context"
	"strings"

	"backofflab/explain"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// compared are two scenarios as arguments.
type compared struct {
	asked
	Baseline string `json:"baseline,omitempty" jsonschema:"What link and fields are compared with, in the same forms as link. None: the baseline of the link, or else the default scenario."`
}

func compare(ctx context.Context, lab Lab, in compared) (*answer, error) {
	wanted, err := in.read()
	if err != nil {
		return nil, err
	}
	baseline, err := asked{Link: in.Baseline}.read()
	if err != nil {
		return nil, err
	}
	s, with := wanted.Scenario, baseline.Scenario
	if in.Baseline == "" && wanted.With != nil {
		with = *wanted.With
	}
	now, err := lab.Simulate(ctx, s)
	if err != nil {
		return nil, err
	}
	before, err := lab.Simulate(ctx, with)
	if err != nil {
		return nil, err
	}
	var a answer
	h, hBefore := explain.Headlines(s, now), explain.Headlines(with, before)
	if len(explain.Pairs(now.Results, before.Results)) > 0 {
		a.line("Change: " + ended(explain.Change(s, with, now, before)))
	} else {
		a.line("Change: the two have no strategy in common, so none is compared with itself.")
	}
	a.line("Verdict: " + verdict(h))
	a.line("Verdict of the baseline: " + verdict(hBefore))
	head, rows := resultTable(s, now.Results, "")
	_, more := resultTable(s, before.Results, "baseline ")
	a.add(&block{head: "Figures (s: seconds; nothing where there is none):\n" + head, lines: paired(rows, more), noun: "row", least: 2, spare: spareRows})
	if s.Runs > 1 || with.Runs > 1 {
		a.line("These are of the first run of each; the verdicts are of all runs.")
	}
	a.line("Differs: " + differing(s, with))
	a.add(warnings(h, s))
	a.link(siteOf(ctx) + link.Link{Scenario: s, With: &with}.Path())
	return &a, nil
}

// paired puts rows of the same strategy beside each other: a row of the second list after that
// of the first which begins alike.
func paired(rows, more []string) []string {
	var all []string
	taken := map[string]bool{}
	for _, row := range rows {
		all = append(all, row)
		key, _, _ := strings.Cut(row, ",")
		for _, other := range more {
			if strings.HasPrefix(other, "baseline "+key+",") {
				all, taken[other] = append(all, other), true
			}
		}
	}
	for _, other := range more {
		if !taken[other] {
			all = append(all, other)
		}
	}
	return all
}

// differing names the fields in which two scenarios differ.
func differing(s, with scenario.Scenario) string {
	var all []string
	for _, f := range scenario.Fields() {
		if now, before := f.Format(s), f.Format(with); now != before {
			all = append(all, f.Name+"="+now+" (baseline "+before+")")
		}
	}
	if all == nil {
		return "nothing; both are the same scenario."
	}
	return strings.Join(all, ", ") + "."
}
