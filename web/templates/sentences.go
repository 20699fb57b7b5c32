package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// loadSentence is the name of a load panel for those who do not see it.
func loadSentence(f Frame, s Series) string {
	if s.Caption.Figure == "" {
		return "Load under " + s.Strategy.Name + " over time"
	}
	return fmt.Sprintf("Load under %s over time: %s%s, against a capacity of %s/s",
		s.Strategy.Name, s.Caption.Figure, s.Caption.Words, formatTick(f.Rate))
}

// completionSentence is the name of a completion panel for those who do not see
// it.
func completionSentence(f Frame, s Series) string {
	if len(s.Completed) == 0 {
		return "Clients that got through under " + s.Strategy.Name + " over time"
	}
	done := 0
	for _, n := range s.Completed {
		done += n
	}
	return fmt.Sprintf("Under %s %s of %s clients got through: %s%s",
		s.Strategy.Name, Thousands(done), Thousands(f.Clients), s.Finish.Figure, s.Finish.Words)
}

// rangeWords explains the grey band; a strategy alone has none.
func rangeWords(r Run) string {
	if len(r.Series) < 2 {
		return ""
	}
	return "Grey: the range of all strategies. "
}

// runData is what a script needs to turn paths back into values.
func runData(r Run) templ.Attributes {
	return templ.Attributes{
		"data-bins":    strconv.Itoa(r.Frame.Bins),
		"data-bin-ms":  strconv.FormatFloat(r.Frame.Bin.Seconds()*1000, 'f', -1, 64),
		"data-rate":    strconv.FormatFloat(r.Frame.Rate, 'f', -1, 64),
		"data-clients": strconv.Itoa(r.Frame.Clients),
	}
}

func completed(series []Series) [][]int {
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

// firstOf is the first sentence of a text, and question what follows it.
func firstOf(text string) string  { return sentences(text)[0] }
func question(text string) string { return strings.Join(sentences(text)[1:], " ") }

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
