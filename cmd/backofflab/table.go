package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// table is text in columns. The first column is set to the left, the others to the right.
type table struct {
	head [][]string // lines above the rows
	rows [][]string
	left bool // all columns are set to the left: they are words
}

// plain writes the blanks and signs of screens as terminals have them: they can be searched
// for, copied and counted.
func plain(text string) string {
	return strings.NewReplacer("\u202f", " ", "\u00a0", " ", "\u2212", "-").Replace(text)
}

const between = 2 // blanks between two columns

// write writes the table at most so wide, 0 for as wide as it is. Columns that find no place
// follow below, with the first column again.
func (t table) write(w io.Writer, width int) {
	widths := t.widths()
	for from := 1; from < max(2, len(widths)); {
		to, wide := from, 0
		if len(widths) > 0 {
			wide = widths[0]
		}
		for to < len(widths) && (to == from || width == 0 || wide+between+widths[to] <= width) {
			wide += between + widths[to]
			to++
		}
		if from > 1 {
			fmt.Fprintln(w)
		}
		for _, row := range append(append([][]string{}, t.head...), t.rows...) {
			t.line(w, row, widths, from, to)
		}
		from = max(to, from+1)
	}
}

func (t table) widths() []int {
	var widths []int
	for _, row := range append(append([][]string{}, t.head...), t.rows...) {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(plain(cell)))
		}
	}
	return widths
}

func (t table) line(w io.Writer, row []string, widths []int, from, to int) {
	var b strings.Builder
	cell := func(i int) {
		text := ""
		if i < len(row) {
			text = plain(row[i])
		}
		gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
		if i > 0 {
			b.WriteString(strings.Repeat(" ", between))
		}
		if i == 0 || t.left {
			b.WriteString(text + gap)
		} else {
			b.WriteString(gap + text)
		}
	}
	cell(0)
	for i := from; i < to; i++ {
		cell(i)
	}
	fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
}

// fold breaks a text into lines that are at most so long, 0 for one line.
func fold(text string, width int) string {
	text = plain(text)
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
