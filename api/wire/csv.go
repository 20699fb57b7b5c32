package wire

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/scenario"
	"backofflab/sim"
)

// CSV writes rows as RFC 4180 has them.
func CSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

func BinRows(_ scenario.Scenario, results []sim.Result) [][]string {
	rows := [][]string{{"strategy", "bin_start_s", "attempts", "accepted", "rejected", "failed", "timed_out",
		"completed", "in_flight", "queued", "open", "begun"}}
	for _, r := range results {
		c := r.Columns
		for bin := range c.Attempts {
			row := []string{CellText(r.Strategy), seconds(time.Duration(bin) * r.Bin)}
			for _, column := range [][]int{c.Attempts, c.Accepted, c.Rejected, c.Failed, c.TimedOut,
				c.Completed, c.InFlight, c.Queued, c.Open, c.Begun} {
				row = append(row, strconv.Itoa(column[bin]))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// ResultRows are the figures of the page's table, unrounded. A figure that is
// undefined is an empty cell. The parts of a mixed fleet follow it.
func ResultRows(_ scenario.Scenario, results []sim.Result) [][]string {
	figures := slices.DeleteFunc(experiment.FiguresBy(func(at experiment.Places) int { return at.Table }), func(f experiment.Figure) bool { return f.CSV == "" })
	head := []string{"strategy", "part_of"}
	for _, f := range figures {
		head = append(head, f.CSV)
	}
	rows := [][]string{head}
	add := func(r sim.Result, fleet string) {
		row := []string{CellText(r.Strategy), CellText(fleet)}
		for _, f := range figures {
			row = append(row, valueInCSV(f, r, fleet != ""))
		}
		rows = append(rows, row)
	}
	for _, r := range results {
		add(r, "")
		for _, p := range r.Parts {
			add(experiment.PartAsResult(p), r.Strategy)
		}
	}
	return rows
}

func valueInCSV(f experiment.Figure, r sim.Result, part bool) string {
	x, ok := f.Read(r)
	switch {
	case !ok || part && !f.Has(experiment.OfParts):
		return ""
	case f.Kind == experiment.Time:
		x = InMS(time.Duration(x)) / 1000
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

// CellText is a text that no spreadsheet takes for a formula.
func CellText(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
