package observed

import (
	"strconv"
	"strings"

	"backofflab/internal/format"
)

// features are what the values of a column have in common.
type features struct {
	stamps, units, numbers, wholes, counts, fractions bool
	last                                              int
}

// columnsOf guesses what columns without a header are about; nil where the text is no such
// table.
func (r *reader) columnsOf(sample []int, comma rune) []column {
	var all []features
	for k, i := range sample {
		line := strings.TrimSpace(r.lines[i])
		if _, ok := parseStamp(line); ok {
			return nil // 2026-11-02 10:15:03,250
		}
		if m, _, ok := parseMeasure(line, loose); ok && m.unit != 0 {
			return nil // 1,5 s
		}
		fields := fieldsOf(line, comma)
		if k == 0 {
			if len(fields) < 2 {
				return nil
			}
			all = make([]features, len(fields))
			for j := range all {
				all[j] = features{true, true, true, true, true, false, -1}
			}
		}
		if len(fields) != len(all) {
			return nil
		}
		for j, field := range fields {
			if !all[j].look(strings.TrimSpace(field)) {
				return nil
			}
		}
	}
	return guess(all)
}

// look takes one more value of a column; it is false for one that no table has.
func (f *features) look(field string) bool {
	_, stamp := parseStamp(field)
	m, _, ok := parseMeasure(field, loose)
	f.stamps = f.stamps && stamp
	f.units = f.units && ok && (m.unit != 0 || field == "0")
	f.numbers = f.numbers && ok && m.unit == 0 && !stamp
	f.fractions = f.fractions || ok && m.decimals > 0
	if n := digits(field); n == 0 || n != len(field) || n > 4 {
		f.wholes, f.counts = false, false
		return strings.Count(field, " ") < 3 || stamp || ok
	}
	x := atoi(field)
	f.counts = f.counts && (f.last < 0 && x < 3 || f.last >= 0 && (x == f.last+1 || x < 3 && x <= f.last))
	f.last = x
	return true
}

// guess gives columns their roles by what their values have in common.
func guess(all []features) []column {
	columns := make([]column, len(all))
	taken := func(wanted func(features) bool, c column) bool {
		for i := len(all) - 1; i >= 0; i-- {
			if columns[i].role == other && wanted(all[i]) {
				c.name = "column " + strconv.Itoa(i+1)
				columns[i] = c
				return true
			}
		}
		return false
	}
	timed := taken(func(f features) bool { return f.stamps }, column{role: ofTime})
	delayed := taken(func(f features) bool { return f.units && !f.stamps }, column{role: ofDelay}) ||
		taken(func(f features) bool { return f.numbers && f.fractions }, column{role: ofDelay})
	counted := taken(func(f features) bool { return f.counts && f.last > 0 }, column{role: ofRetry})
	if !delayed && !timed {
		delayed = taken(func(f features) bool { return f.numbers && !f.stamps }, column{role: ofDelay})
	}
	named := taken(func(f features) bool { return !f.stamps && !f.units && (!f.numbers || f.wholes) }, column{role: ofClient})
	if !delayed && !timed || !counted && !named && !(timed && delayed) || named && !counted && len(all) > 1 && onlyNumbers(all) {
		return nil
	}
	return columns
}

// onlyNumbers reports whether columns are nothing but numbers: then they are delays.
func onlyNumbers(all []features) bool {
	for _, f := range all {
		if !f.numbers {
			return false
		}
	}
	return true
}

// tellColumns says what columns were taken for.
func (r *reader) tellColumns(columns []column) {
	var words []string
	for _, c := range columns {
		switch c.role {
		case ofTime:
			words = append(words, c.name+" for the time")
		case ofDelay:
			words = append(words, c.name+" for the delay")
		case ofRetry:
			words = append(words, c.name+" for the number of the retry")
		case ofClient:
			words = append(words, c.name+" for the client")
		}
	}
	r.notes.add(0, "There is no header. Taken by their values: %s.", format.List(words))
}
