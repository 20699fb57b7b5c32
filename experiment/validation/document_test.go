package validation

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// served is where `make run` serves the scenarios that the document links to.
const served = "http://127.0.0.1:8080/?"

// document writes a report as docs/validation.md.
func document(r Report) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("<!-- Written by `make validate`; edits are lost. -->")
	line("# Validation")
	line("")
	line("What others have published, and what this lab makes of it. `make validate` simulates")
	line("every scenario anew and writes this page; these figures are of engine %s. A result", r.Engine)
	line("that is not reproduced stays here, marked. Scenarios open in the lab that `make run`")
	line("serves.")
	line("")
	line("| | result | figures | verdict |")
	line("|---|---|---|---|")
	for _, c := range r.Claims {
		passed := 0
		for _, row := range c.Rows {
			if row.Pass {
				passed++
			}
		}
		line("| %s | [%s](#%s) | %d of %d | %s |", c.ID, c.Title, strings.ToLower(c.ID), passed, len(c.Rows), mark(c.Pass))
	}
	for _, c := range r.Claims {
		line("")
		line(`<a id="%s"></a>`, strings.ToLower(c.ID))
		line("## %s %s", c.ID, c.Title)
		line("")
		for _, part := range []struct{ word, text string }{
			{"Source", link(c.Source, c.SourceURL)}, {"Says", c.Says}, {"Tolerance", c.Tolerance}, {"Note", c.Note},
		} {
			if part.text != "" {
				line("- **%s.** %s", part.word, strings.TrimSuffix(part.text, ".")+".")
			}
		}
		if c.Query != "" {
			line("- **Scenario.** [open](%s%s)", served, c.Query)
		}
		line("")
		line("| figure | theirs | ours | off | |")
		line("|---|---|---|---|---|")
		for _, row := range c.Rows {
			what := row.What
			if row.Query != "" {
				what = link(what, served+row.Query)
			}
			line("| %s | %s | %s | %s | %s |", what, row.Theirs, row.Ours, row.Off, mark(row.Pass))
		}
		for i, row := range c.Rows {
			if i == 0 && row.Note != "" {
				line("\nWhat was run of each package:\n")
			}
			if row.Note != "" {
				line("- %s: %s.", row.What, row.Note)
			}
		}
	}
	return b.String()
}

func link(text, url string) string {
	if url == "" {
		return text
	}
	return "[" + text + "](" + url + ")"
}

func mark(pass bool) string {
	if pass {
		return "reproduced"
	}
	return "**not reproduced**"
}

// table writes a claim for a terminal.
func table(c Claim) string {
	cells := [][4]string{{"", "theirs", "ours", "off"}}
	for _, r := range c.Rows {
		cells = append(cells, [4]string{r.What, r.Theirs, r.Ours, r.Off})
	}
	var width [4]int
	for _, row := range cells {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\nTolerance: %s\n", c.ID, c.Title, strings.Trim(mark(c.Pass), "*"), c.Tolerance)
	for i, row := range cells {
		for j, cell := range row {
			fmt.Fprintf(&b, "%s%s  ", cell, strings.Repeat(" ", width[j]-utf8.RuneCountInString(cell)))
		}
		if i > 0 {
			b.WriteString(strings.Trim(mark(c.Rows[i-1].Pass), "*"))
		}
		b.WriteString("\n")
	}
	return b.String()
}
