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
	keep int  // columns that are there again where others follow below; 0: the first
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
	widths, keep := t.widths(), max(1, t.keep)
	for from := keep; from < max(keep+1, len(widths)); {
		to, wide := from, -between
		for _, n := range widths[:min(keep, len(widths))] {
			wide += between + n
		}
		for to < len(widths) && (to == from || width == 0 || wide+between+widths[to] <= width) {
			wide += between + widths[to]
			to++
		}
		if from > keep {
			fmt.Fprintln(w)
		}
		for _, row := range append(append([][]string{}, t.head...), t.rows...) {
			t.line(w, row, widths, keep, from, to)
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

func (t table) line(w io.Writer, row []string, widths []int, keep, from, to int) {
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
		if i < keep || t.left {
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
