package exchanged

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/explain"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/web/templates"
	"backofflab/web/view"
)

// Bounds of what a page shows of a text.
const (
	mostLost  = 40   // in the list above the lines
	mostLines = 2000 // of a text
	around    = 3    // lines of which nothing is said that are shown beside one of which something is
	shortText = 120  // lines of a text that is shown whole
	widest    = 400  // letters of a line
)

// MostBytes bounds a text that is read.
const MostBytes = form.MaxTextBytes

// TooLong says of a text of which not all was taken that it is too long.
var TooLong = fmt.Sprintf("The text is longer than %s bytes, which is the most that is read. Paste the part that is about retries.", format.Count(MostBytes))

// Pasted is what somebody wants read.
type Pasted struct {
	Text   string
	Format string // key of a format; "" recognises it
	Into   string // query of the link that he came from; "" where there is none
}

// Import is the page of what was pasted; ok says whether it could be read. Without a text it is
// the page to paste it on.
func Import(p Pasted) (page templates.Import, ok bool) {
	page = templates.Import{Text: p.Text, Format: p.Format, Into: p.Into, MaxBytes: MostBytes, Formats: readable()}
	if strings.TrimSpace(p.Text) == "" {
		return page, true
	}
	r, err := exchange.Read(p.Text, p.Format)
	if err != nil {
		page.Problem = problemOf(err)
		return page, false
	}
	page.Read = readOf(p, r)
	return page, true
}

// Sample is an example of a format to read; false where there is no such format.
func Sample(key string) (text string, ok bool) {
	f, ok := exchange.Find(key)
	return f.Sample, ok && f.Read != nil
}

// problemOf is what keeps a text from being read, in sentences.
func problemOf(err error) string {
	var wrong scenario.FieldErrors
	if !errors.As(err, &wrong) || len(wrong) == 0 {
		return err.Error()
	}
	return wrong[0].Message
}

// readable are the formats that are read, in groups.
func readable() []templates.ImportFormats {
	byGroup := map[string][]templates.ImportFormat{}
	for _, f := range exchange.Formats() {
		if f.Read != nil {
			byGroup[groupOf(f)] = append(byGroup[groupOf(f)], formatOf(f))
		}
	}
	var all []templates.ImportFormats
	for name, formats := range byGroup {
		all = append(all, templates.ImportFormats{Name: name, Formats: formats})
	}
	slices.SortFunc(all, func(a, b templates.ImportFormats) int {
		return cmp.Compare(rank(a.Name), rank(b.Name))
	})
	return all
}

func formatOf(f form.Format) templates.ImportFormat {
	return templates.ImportFormat{Key: f.Key, Name: f.Name, Sample: f.Sample}
}

func readOf(p Pasted, r form.Reading) *templates.ImportRead {
	s := r.Scenario()
	read := &templates.ImportRead{
		Format: templates.ImportFormat{Key: r.Format, Name: r.Name}, Chosen: p.Format != "",
		Policy:   explain.Policy(s),
		Simulate: view.ScenarioLink(s.Query()),
		Export:   withQuery("/export", s.Query()),
	}
	if delays := view.ScheduleOf(s); delays.Retries > 0 {
		delays.Panels[0].Strategy.Short = bareName(r.Key()) // its settings stand beside the lines
		read.Schedule = delays
	}
	beside(read, p.Into, r)
	text, _ := form.NewText(p.Text) // it was read before
	for _, f := range exchange.Recognise(text) {
		if f.Key != r.Format {
			read.Others = append(read.Others, formatOf(f))
		}
	}
	notes(read, r)
	read.Lines = linesOf(text.Raw, r.Notes)
	return read
}

// bareName is the short name of a strategy without its own settings.
func bareName(key string) string {
	layers := scenario.Layers(key)
	if len(layers) > 1 {
		return scenario.FleetName(key)
	}
	return view.StrategiesOf([]string{layers[0].Strategy})[0].Brief()
}

// beside puts what was read beside the strategies of a link.
func beside(read *templates.ImportRead, into string, r form.Reading) {
	if into == "" {
		return
	}
	wanted, err := link.Parse(into)
	if err != nil {
		read.Full = "Your scenario has a setting that is wrong, so this cannot be put beside it."
		return
	}
	if len(wanted.Scenario.Strategies) >= scenario.MaxStrategies {
		read.Full = fmt.Sprintf("Your scenario compares %d strategies already: remove one to put this beside them.", scenario.MaxStrategies)
		return
	}
	both, err := r.In(wanted.Scenario, "")
	if err != nil {
		read.Full = "This cannot be put beside your scenario: " + problemOf(err)
		return
	}
	wanted.Scenario = both
	read.Beside = view.ScenarioLink(wanted.Query())
}

// notes sorts what is said of the text as a whole, and what is lost.
func notes(read *templates.ImportRead, r form.Reading) {
	for _, n := range r.Notes {
		note := noteOf(n)
		switch {
		case n.Kind == form.Lost && len(read.Lost) == mostLost:
			read.More++
		case n.Kind == form.Lost:
			read.Lost = append(read.Lost, note)
		case n.Kind == form.Assumed:
			read.Assumed = append(read.Assumed, note)
		case n.Line == 0:
			read.Other = append(read.Other, note)
		}
	}
}

func noteOf(n form.Note) templates.ImportNote {
	note := templates.ImportNote{Line: n.Line, Kind: n.Kind.String(), Says: n.Says}
	if n.Value != "" {
		note.Setting = n.Field + "=" + n.Value
	}
	return note
}

// linesOf are the lines of a text, with what was understood of each. Of a long text those are
// left out that are far from any that means something.
func linesOf(text string, notes []form.Note) (shown []templates.ImportLine) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	said := map[int][]templates.ImportNote{}
	for _, n := range notes {
		if n.Line > 0 && n.Kind != form.Assumed {
			said[n.Line] = append(said[n.Line], noteOf(n))
		}
	}
	keep := kept(len(lines), said)
	skipped := 0
	for i, line := range lines {
		if !keep[i] || len(shown) >= mostLines {
			skipped++
			continue
		}
		shown = skip(shown, skipped)
		skipped = 0
		shown = append(shown, templates.ImportLine{Number: i + 1, Text: clip(line), Notes: said[i+1]})
	}
	return skip(shown, skipped)
}

func skip(shown []templates.ImportLine, lines int) []templates.ImportLine {
	if lines == 0 {
		return shown
	}
	return append(shown, templates.ImportLine{Skipped: lines})
}

// kept says which lines are shown: all of a short text.
func kept(lines int, said map[int][]templates.ImportNote) []bool {
	keep := make([]bool, lines)
	for i := range keep {
		keep[i] = lines <= shortText
	}
	for line := range said {
		for i := max(0, line-1-around); i < min(lines, line+around); i++ {
			keep[i] = true
		}
	}
	return keep
}

// clip bounds a line, and replaces what no document may hold.
func clip(line string) string {
	if letters := []rune(line); len(letters) > widest {
		line = string(letters[:widest]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' {
			return '\ufffd'
		}
		return r
	}, line)
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}
