package wire

import (
	"strconv"
	"strings"
	"time"

	"backofflab/scenario"
	"backofflab/sim"
)

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
	rows := [][]string{{"strategy", "part_of", "peak_per_s", "peak_over_capacity", "attempts", "attempts_per_request", "herd_index",
		"requests", "success_percent", "gave_up", "completion_p50_s", "completion_p90_s", "completion_p99_s", "completion_max_s"}}
	for _, r := range results {
		o := OutcomeOf(r)
		rows = append(rows, append([]string{
			CellText(r.Strategy), "", plain(&o.PeakPerS), plain(o.PeakOverRate), strconv.Itoa(r.Attempts), per(1, r.Attempts, r.Requests), plain(o.HerdIndex),
			strconv.Itoa(r.Requests), per(100, r.Successes, r.Requests), strconv.Itoa(o.GaveUp),
		}, o.completion.seconds()...))
		for _, p := range o.Parts {
			rows = append(rows, append([]string{
				CellText(p.Strategy), CellText(r.Strategy), "", "", strconv.Itoa(p.Attempts), per(1, p.Attempts, p.Requests), "",
				strconv.Itoa(p.Requests), per(100, p.Successes, p.Requests), strconv.Itoa(p.GaveUp),
			}, p.completion.seconds()...))
		}
	}
	return rows
}

func (c completion) seconds() []string {
	var cells []string
	for _, ms := range []*float64{c.CompletionP50MS, c.CompletionP90MS, c.CompletionP99MS, c.CompletionMaxMS} {
		if ms == nil {
			cells = append(cells, "")
			continue
		}
		cells = append(cells, strconv.FormatFloat(*ms/1000, 'f', -1, 64))
	}
	return cells
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

func plain(figure *float64) string {
	if figure == nil {
		return ""
	}
	return strconv.FormatFloat(*figure, 'f', -1, 64)
}

// per is n over so many, in a unit of which there are so many in one.
func per(unit float64, n, of int) string {
	if of == 0 {
		return ""
	}
	ratio := unit * float64(n) / float64(of)
	return plain(&ratio)
}

// CellText is a text that no spreadsheet takes for a formula.
func CellText(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
