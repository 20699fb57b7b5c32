package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/explain/figures"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/typed"
)

// condition is what is required of a figure of a run.
type condition struct {
	text   string // as it was written
	fleet  int    // of the scenario; -1: each
	figure experiment.Figure
	op     string
	limit  float64 // in the unit of the screen
	share  bool    // limit is in per cent of the requests
}

// namesOf are the names of a figure in conditions: its keys in JSON, in CSV and in
// replications, and the same without what the figure is always of.
func namesOf(f experiment.Figure) []string {
	var names []string
	for _, name := range []string{f.Name, f.JSON, f.CSV} {
		for _, end := range []string{"", "_ms", "_per_s", "_percent", "_s"} {
			short := strings.TrimSuffix(name, end)
			for _, n := range []string{short, strings.TrimPrefix(short, "completion_")} {
				if n != "" && !slices.Contains(names, n) {
					names = append(names, n)
				}
			}
		}
	}
	return names
}

// runFigures are the figures of one run. What only studies tell of is not among them, unless
// other figures of the run say it.
func runFigures() []experiment.Figure {
	return slices.DeleteFunc(experiment.Figures(), func(f experiment.Figure) bool {
		return f.JSON == "" && f.CSV == "" && f.Has(experiment.OfStudies)
	})
}

// figureNamed finds a figure by one of its names, with - or _ alike.
func figureNamed(name string) (experiment.Figure, bool) {
	word := strings.ReplaceAll(typed.Word(name), "-", "_")
	for _, f := range runFigures() {
		if slices.Contains(namesOf(f), word) {
			return f, true
		}
	}
	return experiment.Figure{}, false
}

// shortNames has one name of each figure, the shortest.
func shortNames() []string {
	var names []string
	for _, f := range runFigures() {
		names = append(names, slices.MinFunc(namesOf(f), func(a, b string) int { return len(a) - len(b) }))
	}
	return names
}

// readConditions reads what --require says. All that is wrong with it is told together.
func readConditions(texts []string, s scenario.Scenario) ([]condition, error) {
	var (
		all []condition
		bad scenario.FieldErrors
	)
	for _, text := range texts {
		for _, one := range apart(text) {
			c, err := readCondition(one, s)
			if err != nil {
				bad = append(bad, scenario.NewFieldError("--require", one, err.Error()))
				continue
			}
			all = append(all, c)
		}
	}
	if len(bad) > 0 {
		return nil, bad
	}
	return all, nil
}

// apart splits conditions at commas, but not those within the brackets of a strategy.
func apart(text string) []string {
	var parts []string
	open, from := 0, 0
	for i, r := range text + "," {
		switch {
		case r == '(':
			open++
		case r == ')':
			open--
		case r == ',' && (open == 0 || i == len(text)):
			parts = append(parts, strings.TrimSpace(text[from:min(i, len(text))]))
			from = i + 1
		}
	}
	return parts
}

func readCondition(text string, s scenario.Scenario) (condition, error) {
	c := condition{text: text, fleet: -1}
	text = strings.NewReplacer("≤", "<=", "≥", ">=").Replace(text)
	at := strings.LastIndexAny(text, "<>=") // a strategy has = in its brackets
	if at < 0 {
		return c, sentence("Write a figure, one of < <= > >= =, and a value: p95<30s.")
	}
	left, value := text[:at], strings.TrimSpace(text[at+1:])
	c.op = text[at : at+1]
	if c.op == "=" && at > 0 && strings.ContainsRune("<>=", rune(text[at-1])) {
		left, c.op = text[:at-1], strings.TrimPrefix(text[at-1:at+1], "=")
	}
	if strategy, name, ok := lastColon(left); ok {
		fleet, err := fleetNamed(strategy, s)
		if err != nil {
			return c, err
		}
		c.fleet, left = fleet, name
	}
	left = strings.TrimSpace(left)
	f, ok := figureNamed(left)
	if !ok {
		return c, sentence("There is no figure “%s”%s. Figures are: %s.", left, meant(left, shortNames()), strings.Join(shortNames(), ", "))
	}
	c.figure = f
	return c.limited(left, value)
}

func lastColon(text string) (before, after string, ok bool) {
	at := strings.LastIndexByte(text, ':')
	if at < 0 {
		return "", text, false
	}
	return strings.TrimSpace(text[:at]), text[at+1:], true
}

// fleetNamed finds a strategy of a scenario by its key or as a table names it.
func fleetNamed(text string, s scenario.Scenario) (int, error) {
	shorts := scenario.FleetShorts(s.Strategies)
	for i, key := range s.Strategies {
		if text == key || slices.Contains([]string{typed.Word(key), typed.Word(shorts[i]), typed.Word(scenario.FleetName(key))}, typed.Word(text)) {
			return i, nil
		}
	}
	return 0, sentence("The run has no strategy “%s”%s. It has: %s.", text, meant(text, s.Strategies), strings.Join(s.Strategies, ", "))
}

// limited reads the value of a condition, as people write what the figure counts.
func (c condition) limited(name, text string) (condition, error) {
	plain, ok, example := "", false, "20000"
	kind := c.figure.Kind
	number, isShare := strings.CutSuffix(text, "%")
	switch {
	case kind == experiment.Count && isShare:
		c.share = true
		plain, ok = typed.Number(number)
	case kind == experiment.Count:
		plain, ok = typed.Whole(text, c.figure.Unit)
	case kind == experiment.Percent:
		plain, ok = typed.Number(strings.TrimSpace(number))
		example = "99.9%"
	case kind == experiment.Time:
		unit := time.Second
		if strings.HasSuffix(strings.ReplaceAll(name, "-", "_"), "_ms") {
			unit = time.Millisecond
		}
		plain, ok = typed.Duration(text, unit)
		if d, err := time.ParseDuration(plain); ok && err == nil {
			plain = strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
		}
		example = "30s"
	case kind == experiment.PerS:
		plain, ok = typed.Rate(text, time.Second, 6)
		example = "100/s"
	default:
		plain, ok = typed.Number(text, "x", "×", "times")
		example = "2.5"
	}
	x, err := strconv.ParseFloat(plain, 64)
	if !ok || err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return c, sentence("“%s” is no value of %s. Write one such as %s.", text, name, example)
	}
	c.limit = x
	return c, nil
}

// met reports whether a result has what is required of it, and says what it has. A figure
// that a run has none of is not met: who never recovers has not recovered in time.
func (c condition) met(r result, longest time.Duration) (bool, string) {
	v := r.value(c.figure)
	has := strings.TrimSuffix(figures.Cell(c.figure, v, longest), " "+c.figure.Unit)
	if !v.Ok {
		return false, "has none"
	}
	x := v.X
	switch {
	case c.share:
		x = 100 * x / float64(max(1, r.known.Requests))
		has += fmt.Sprintf(", %s %%", format.Percent(x))
	case c.figure.Kind == experiment.Time && !format.Long(longest):
		has += " s"
	case c.figure.Kind == experiment.Percent:
		has += " %"
	case c.figure.Kind == experiment.PerS:
		has += "/s"
	}
	return map[string]bool{
		"<": x < c.limit, "<=": x <= c.limit, ">": x > c.limit, ">=": x >= c.limit, "=": x == c.limit,
	}[c.op], "has " + has
}

// unmet says which conditions do not hold, a sentence each.
func unmet(conditions []condition, a answer, s scenario.Scenario) []string {
	longest := longestIn(a.Results)
	shorts := scenario.FleetShorts(s.Strategies)
	var all []string
	for _, c := range conditions {
		var who []string
		for i, r := range a.Results {
			if c.fleet >= 0 && c.fleet != i {
				continue
			}
			if ok, has := c.met(r, longest); !ok {
				who = append(who, shorts[i]+" "+has)
			}
		}
		if len(who) > 0 {
			all = append(all, fmt.Sprintf("%s is not met: %s", c.text, strings.Join(who, "; ")))
		}
	}
	return all
}
