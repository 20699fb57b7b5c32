package chart

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"backofflab/internal/format"

	"github.com/a-h/templ"
)

// loadSentence is the accessible name of a load panel.
func loadSentence(f Frame, s Series) string {
	if s.Caption.Figure == "" {
		return "Load with " + s.Strategy.Name + " over time"
	}
	text := fmt.Sprintf("Load with %s over time: %s%s", s.Strategy.Name, s.Caption.Figure, s.Caption.Words)
	if f.Rate > 0 {
		text += ", against a " + f.bound() + " of " + format.SetRate(f.Rate)
	}
	if early := total(s.Early); early > 0 {
		text += ", " + format.Plural(early, "attempt") + " earlier than asked"
	}
	if s.Baseline != nil {
		text += baselineSentence(s.Baseline.Caption)
	}
	return text
}

func total(counts []int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// completionSentence is the accessible name of a completion panel.
func completionSentence(f Frame, s Series) string {
	if len(s.Completed) == 0 {
		return format.Capital(f.many()) + " that got through with " + s.Strategy.Name + " over time"
	}
	done := total(s.Completed)
	of := ""
	if f.Total > 0 {
		of = " of " + format.Count(f.Total)
	}
	who := f.many()
	if f.Total == 1 || f.Total == 0 && done == 1 {
		who = f.one()
	}
	text := fmt.Sprintf("With %s %s%s %s got through: %s%s",
		s.Strategy.Name, format.Count(done), of, who, s.Finish.Figure, s.Finish.Words)
	if s.Baseline != nil {
		text += baselineSentence(s.Baseline.Finish)
	}
	return text
}

// LoadWords and completionWords say what the charts show.
func LoadWords(f Frame) string {
	return "Attempts per second that reach the service, in bins of " + format.Span(f.Bin) + "."
}

func CompletionWords(f Frame) string {
	if f.Total == 0 {
		return format.Capital(f.many()) + " that got through, by time. "
	}
	return "Share of the " + f.many() + " that got through, by time. "
}

// RangeWords explains the grey band; a strategy alone has none.
func RangeWords(r Run) string {
	if len(r.Series) < 2 {
		return ""
	}
	return "Grey: the range of all strategies. "
}

// RunData is what a script needs to turn paths back into values.
func RunData(r Run) templ.Attributes {
	data := templ.Attributes{
		"data-bins":   strconv.Itoa(r.Frame.Bins),
		"data-bin-ms": strconv.FormatFloat(r.Frame.Bin.Seconds()*1000, 'f', -1, 64),
		"data-rate":   strconv.FormatFloat(r.Frame.Rate, 'f', -1, 64),
		"data-total":  strconv.Itoa(r.Frame.Total),
		"data-noun":   r.Frame.many(),
	}
	if p := r.Frame.Baseline; p != nil {
		data["data-pin-bins"] = strconv.Itoa(p.Bins)
		data["data-pin-ms"] = strconv.FormatFloat(p.Bin.Seconds()*1000, 'f', -1, 64)
		data["data-pin-total"] = strconv.Itoa(p.Total)
	}
	return data
}

// waves are when the waves of retries end, in ms of virtual time.
func (r Run) waves() string {
	var ends []string
	for _, h := range r.Herds {
		for _, w := range h.Waves {
			ends = append(ends, w.UntilMS)
		}
	}
	return strings.Join(ends, " ")
}

func Completed(series []Series) [][]int {
	out := make([][]int, len(series))
	for i, s := range series {
		out[i] = s.Completed
	}
	return out
}

// sentences splits a text after each full stop.
func sentences(text string) []string {
	parts := strings.SplitAfter(text, ". ")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func OrElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// PanelID is the id of an element of a panel, by the panel's place. Keys of
// strategies hold characters that ids should not.
func PanelID(what string, i int) string { return what + "-" + strconv.Itoa(i) }

// id is PanelID on a page that has several runs.
func (f Frame) id(what string, i int) string { return f.Within + PanelID(what, i) }

// Class is what gives a series its colour.
func (s Strategy) Class() string { return "s-" + s.Tone }

// shading is how the bars of a panel become pale below the capacity.
type shading int

const (
	byNothing shading = iota // there is no capacity
	byPale                   // something lies over them
	byRamp                   // a gradient fills them
)

func (f Frame) shading() shading {
	switch {
	case f.Rate == 0:
		return byNothing
	case f.Runs > 1:
		return byRamp
	}
	return byPale
}

// ramp fills the bars of a panel with two shades.
func ramp(f Frame, i int) templ.Attributes {
	if f.shading() != byRamp {
		return nil
	}
	fill := "url(#" + f.id("ramp", i) + ")"
	return templ.Attributes{"fill": fill, "stroke": fill}
}

// place is where a finding is seen, for a script. No key of a fleet has a space.
func (f Finding) place() templ.Attributes {
	return templ.Attributes{"data-chart": f.Chart, "data-fleets": strings.Join(f.Fleets, " "), "data-from": Number(f.From), "data-to": Number(f.To)}
}

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
