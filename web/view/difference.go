package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates/chart"
)

// differencesOf says field by field in what a scenario differs from a baseline, in
// the words of the form.
func differencesOf(baseline, now scenario.Scenario) []chart.Difference {
	var all []chart.Difference
	for _, f := range scenario.Fields() {
		if f.Format(baseline) == f.Format(now) {
			continue
		}
		d := chart.Difference{Label: f.Label, Baseline: valueOf(f, baseline), Now: valueOf(f, now), Idle: !f.Met(baseline) && !f.Met(now)}
		if f.Name == "strategies" {
			d.Baseline, d.Now = namesOf(baseline.Strategies, now.Strategies), namesOf(now.Strategies, baseline.Strategies)
			switch {
			case d.Now == "":
				d.Baseline, d.Now = "with "+d.Baseline, "without"
			case d.Baseline == "":
				d.Baseline, d.Now = "without "+d.Now, "with it"
			}
		}
		all = append(all, d)
	}
	return all
}

// namesOf are the fleets that are in one list and not in another.
func namesOf(keys, others []string) string {
	var names []string
	for _, key := range keys {
		if !slices.Contains(others, key) {
			names = append(names, scenario.FleetName(key))
		}
	}
	return strings.Join(names, ", ")
}

// valueOf is a field's value as people write it: "50/s", "1 000", "250 ms".
func valueOf(f scenario.Field, s scenario.Scenario) string {
	text := f.Format(s)
	if f.Choices != nil {
		var members []string
		for member := range strings.SplitSeq(text, ",") {
			members = append(members, scenario.ChoiceLabel(member))
		}
		return strings.Join(members, ", ")
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		if d, err := time.ParseDuration(text); err == nil && d > 0 {
			return format.Span(d)
		}
		return strings.Replace(text, "0s", "0\u00a0s", 1)
	}
	if f.Name == "seed" {
		return text // which nobody counts
	}
	switch f.Unit {
	case "share", "probability":
		return format.Share(x)
	case "of its speed":
		return format.Share(x) + " of its speed"
	}
	text = format.Exact(x)
	switch {
	case f.Unit == "times" && x == 0:
		return "none"
	case f.Unit == "times":
		return text + "×"
	case strings.HasSuffix(f.Unit, "/s"):
		if x > 0 && x < 1 {
			return format.PerTime(x)
		}
		return text + "/s"
	case f.Unit == "" || strings.Contains(strings.ToLower(f.Label), f.Unit):
		return text
	}
	if text == "1" {
		return text + " " + strings.TrimSuffix(f.Unit, "s")
	}
	return text + " " + f.Unit
}

// namedDifferences is how many differences a title names.
const namedDifferences = 2

// ComparedTitle says what is compared: what differs where that is little, else how
// much differs.
func ComparedTitle(l link.Link) string {
	all := differencesOf(*l.With, l.Scenario)
	switch n := len(all); {
	case n == 0:
		return "Two runs of one scenario. Nothing differs."
	case n > namedDifferences:
		return "Two scenarios side by side. They differ in " + format.Plural(n, "setting") + "."
	}
	var parts []string
	for i, d := range all {
		part := inTitle(d)
		if i > 0 {
			part = strings.ToLower(part[:1]) + part[1:]
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ") + ". All else is the same."
}

// longestInTitle is how many letters a difference may have that a title names.
const longestInTitle = 56

// inTitle is a difference as the beginning of a title. Its first letter is ASCII.
func inTitle(d chart.Difference) string {
	with, withIt := strings.CutPrefix(d.Baseline, "without ")
	without, withoutIt := strings.CutPrefix(d.Baseline, "with ")
	text := fmt.Sprintf("%s %s instead of %s", d.Label, d.Now, d.Baseline)
	switch {
	case withIt:
		text = "With " + with
	case withoutIt:
		text = "Without " + without
	}
	if utf8.RuneCountInString(text) > longestInTitle || strings.HasPrefix(d.Label, "±") {
		return "Another choice of " + strings.ToLower(d.Label)
	}
	return text
}

// BaselineBarOf is the bar that names the baseline.
func BaselineBarOf(l link.Link) *chart.BaselineBar {
	if l.With == nil {
		return nil
	}
	swapped, alone, only := l, l, l
	swapped.Scenario, swapped.With = *l.With, &l.Scenario
	alone.With = nil
	only.Scenario, only.With = *l.With, nil
	return &chart.BaselineBar{
		Value:        WithOf(*l.With),
		Words:        brief(*l.With),
		Differences:  differencesOf(*l.With, l.Scenario),
		Swapped:      chart.Place{Path: swapped.Path(), Query: swapped.Query()},
		BaselineOnly: chart.Place{Path: only.Path(), Query: only.Query()},
		RunOnly:      chart.Place{Path: alone.Path(), Query: alone.Query()},
	}
}

// WithOf is a scenario as the value of a link's with.
func WithOf(s scenario.Scenario) string {
	query := link.Link{Scenario: scenario.Default(), With: &s}.Query()
	return strings.TrimPrefix(query, link.WithName+"=")
}

// brief is a scenario in a few words.
func brief(s scenario.Scenario) string {
	limit := "no bound"
	if capacity := s.Capacity(); capacity > 0 {
		limit = format.PerTime(capacity)
	}
	return format.Plural(s.Clients, "client") + ", " + limit + ", " + format.Plural(len(s.Strategies), "strategy")
}
