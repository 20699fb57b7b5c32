package chart

import (
	"html"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// many and one are what completes.
func (f Frame) many() string { return OrElse(f.Noun, "clients") }

func (f Frame) one() string { return strings.TrimSuffix(f.many(), "s") }

// longTimes reports whether the times of a table are so long that each carries its units.
func longTimes(columns []Column) bool {
	return slices.ContainsFunc(columns, func(c Column) bool { return c.Unit == "" })
}

// breakable is a name that a line may part behind an underscore, as it may behind a hyphen.
func breakable(name string) templ.Component {
	return templ.Raw(strings.ReplaceAll(html.EscapeString(name), "_", "_<wbr>"))
}

// Never is what a cell shows that has no value.
const Never = "—"

// MaxWaves is how many waves of a strategy are shown.
const MaxWaves = 3

var waveTitles = [MaxWaves]string{"Worst wave", "Second", "Third"}
