package screen

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Table is text in columns. The first column is set to the left, the others to the right.
type Table struct {
	Head [][]string // lines above the rows
	Rows [][]string
	Left bool // all columns are set to the left: they are words
	Keep int  // columns that are there again where others follow below; 0: the first
}

// Plain writes the blanks and signs of screens as terminals have them: they can be searched
// for, copied and counted.
func Plain(text string) string {
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ", "\u2212", "-").Replace(text)
}

const Between = 2 // blanks Between two columns

// Write writes the table at most so wide, 0 for as wide as it is. Columns that find no place
// follow below, with the first column again.
func (t Table) Write(w io.Writer, width int) {
	widths, keep := t.widths(), max(1, t.Keep)
	for from := keep; from < max(keep+1, len(widths)); {
		to, wide := from, -Between
		for _, n := range widths[:min(keep, len(widths))] {
			wide += Between + n
		}
		for to < len(widths) && (to == from || width == 0 || wide+Between+widths[to] <= width) {
			wide += Between + widths[to]
			to++
		}
		if from > keep {
			fmt.Fprintln(w)
		}
		for _, row := range append(append([][]string{}, t.Head...), t.Rows...) {
			t.line(w, row, widths, keep, from, to)
		}
		from = max(to, from+1)
	}
}

func (t Table) widths() []int {
	var widths []int
	for _, row := range append(append([][]string{}, t.Head...), t.Rows...) {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(Plain(cell)))
		}
	}
	return widths
}

func (t Table) line(w io.Writer, row []string, widths []int, keep, from, to int) {
	var b strings.Builder
	cell := func(i int) {
		text := ""
		if i < len(row) {
			text = Plain(row[i])
		}
		gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
		if i > 0 {
			b.WriteString(strings.Repeat(" ", Between))
		}
		if i < keep || t.Left {
			b.WriteString(text + gap)
		} else {
			b.WriteString(gap + text)
		}
	}
	for i := range min(keep, len(widths)) {
		cell(i)
	}
	for i := from; i < to; i++ {
		cell(i)
	}
	fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
}

// Fold breaks a text into lines that are at most so long, 0 for one line.
func Fold(text string, width int) string {
	text = Plain(text)
	if width <= 0 {
		return text
	}
	var b strings.Builder
	n := 0
	for _, word := range strings.Fields(text) {
		long := utf8.RuneCountInString(word)
		switch {
		case n == 0:
		case n+1+long > width:
			b.WriteByte('\n')
			n = 0
		default:
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		n += long
	}
	return b.String()
}
