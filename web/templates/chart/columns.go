package chart

import (
	"strings"

	"backofflab/internal/format"
)

// Columns returns the columns of the table of numbers, in the order of
// Row.Cells. A cell that has no value is Never. Where nothing bounds the service
// there is no column for its capacity.
func Columns(f Frame) []Column {
	columns := []Column{{"Peak", "/s", "Attempts in the busiest bin, as a rate"}}
	if f.Rate > 0 {
		columns = append(columns, Column{"Over", "capacity", "The peak as a multiple of the capacity"})
	}
	return append(columns,
		Column{"Attempts", "total", "Attempts that were made, first tries included"},
		Column{"Amplif.", "per " + f.one(), "Amplification: attempts for each request"},
		Column{"Herd", "index", "Variance over mean of the attempts per bin: 1 is independent arrivals, large a herd"},
		Column{"Success", "%", "Share of the requests that succeeded"},
		Column{"Gave up", f.many(), format.Capital(f.many()) + " that ran out of attempts, time or budget, or met a permanent failure"},
		Column{"Median", "s", "Completion time, median of the " + f.many() + " that succeeded"},
		Column{"90 %", "s", "Completion time, 90th percentile of the " + f.many() + " that succeeded"},
		Column{"99 %", "s", "Completion time, 99th percentile of the " + f.many() + " that succeeded"},
		Column{"Max", "s", "Longest completion time of the " + f.many() + " that succeeded"},
	)
}

// many and one are what completes.
func (f Frame) many() string { return OrElse(f.Noun, "clients") }

func (f Frame) one() string { return strings.TrimSuffix(f.many(), "s") }

// Never is what a cell shows that has no value.
const Never = "—"

// MaxWaves is how many waves of a strategy are shown.
const MaxWaves = 3

var waveTitles = [MaxWaves]string{"Worst wave", "Second", "Third"}
