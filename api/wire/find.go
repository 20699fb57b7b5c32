package wire

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"backofflab/experiment/find"
)

// FindRows are those of the CSV of a search for a policy: one for each policy that was tried.
func FindRows(s find.Search, o find.Outcome) [][]string {
	head := []string{"policy", "strategy", "settings", "own", "classic", "best", "alike", "fate", "runs", s.Goal.Figure.Name, "low", "high"}
	for _, l := range s.Limits {
		head = append(head, "limited_"+l.Figure.Name)
	}
	for _, name := range o.Axes {
		head = append(head, "front_"+name)
	}
	rows := [][]string{append(head, "front", "certain", "scenario", "failed")}
	for i, p := range o.Candidates {
		row := []string{strconv.Itoa(i + 1), CellText(p.Strategy), CellText(settingsOf(p.Candidate)), strconv.FormatBool(p.Own), strconv.FormatBool(p.Classic),
			strconv.FormatBool(i == o.Best), strconv.FormatBool(slices.Contains(o.Alike, i)), p.Fate, strconv.Itoa(p.Runs)}
		row = append(row, numbersOr(p.Runs > 0, p.Goal.Mean, p.Goal.Low, p.Goal.High)...)
		for l := range s.Limits {
			has := l < len(p.Limits)
			mean := 0.0
			if has {
				mean = p.Limits[l].Mean
			}
			row = append(row, numbersOr(has, mean)...)
		}
		row = append(row, numbersOr(p.Plotted, p.Trade[:]...)...)
		rows = append(rows, append(row, strconv.FormatBool(p.Front), strconv.FormatBool(p.Certain), CellText(p.Query), CellText(p.Reason)))
	}
	return rows
}

// numbersOr writes numbers, or empty cells where there are none.
func numbersOr(are bool, numbers ...float64) []string {
	cells := make([]string, len(numbers))
	for i, x := range numbers {
		if are {
			cells[i] = exactly(x)
		}
	}
	return cells
}

// settingsOf are the settings of a policy as links write them.
func settingsOf(c find.Candidate) string {
	texts := make([]string, len(c.Settings))
	for i, s := range c.Settings {
		texts[i] = fmt.Sprintf("%s=%s", s.Field, s.Value)
	}
	return strings.Join(texts, " ")
}
