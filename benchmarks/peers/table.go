package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// table has a row for each engine, the lab's first, and a column for each number of
// clients: nanoseconds an attempt, and how many times the lab's. Its last row is
// how many attempts the lab counted; an engine that counted others says so.
func table(engines []*engine, sizes []int) [][]string {
	lab := engines[0]
	head, foot := []string{"ns of CPU time an attempt (× the lab's)"}, []string{"attempts"}
	for _, n := range sizes {
		head = append(head, "N = "+thousands(n))
		count := "—"
		if c, some := lab.at(n); some {
			count = thousands(c.median().attempts)
		}
		foot = append(foot, count)
	}
	rows := [][]string{head}
	for _, e := range engines {
		row := []string{e.name}
		for _, n := range sizes {
			row = append(row, e.entry(lab, n))
		}
		rows = append(rows, row)
	}
	return append(rows, foot)
}

func (e *engine) entry(lab *engine, clients int) string {
	c, some := e.at(clients)
	if !some {
		return "—"
	}
	m := c.median()
	text := thousands(int(m.perAttempt() + 0.5))
	if l, some := lab.at(clients); some {
		text += fmt.Sprintf(" (%.2f)", m.perAttempt()/l.median().perAttempt())
		if m.attempts != l.median().attempts {
			text += fmt.Sprintf(", %s attempts", thousands(m.attempts))
		}
	}
	return text
}

func writeText(w io.Writer, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(t, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return t.Flush()
}

func writeMarkdown(w io.Writer, rows [][]string) error {
	line := func(row []string) string { return "| " + strings.Join(row, " | ") + " |\n" }
	text := line(rows[0]) + "|---" + strings.Repeat("|---:", len(rows[0])-1) + "|\n"
	for _, row := range rows[1:] {
		text += line(row)
	}
	_, err := io.WriteString(w, text)
	return err
}

// thousands writes n with commas.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = string(slices.Insert([]byte(digits), i, ','))
	}
	return digits
}
