package chart

import (
	"slices"
	"strings"
)

// many and one are what completes.
func (f Frame) many() string { return OrElse(f.Noun, "clients") }

func (f Frame) one() string { return strings.TrimSuffix(f.many(), "s") }

// longTimes reports whether the times of a table are so long that each carries its units.
func longTimes(columns []Column) bool {
	return slices.ContainsFunc(columns, func(c Column) bool { return c.Unit == "" })
}

// Never is what a cell shows that has no value.
const Never = "—"

// MaxWaves is how many waves of a strategy are shown.
const MaxWaves = 3

var waveTitles = [MaxWaves]string{"Worst wave", "Second", "Third"}
