package observed

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"backofflab/internal/format"
)

// role is what a column of a table, or a key of a log, is about.
type role uint8

const (
	other role = iota
	ofDelay
	ofSpan // a duration of something, which is a delay where nothing else is
	ofTime
	ofAttempt
	ofRetry
	ofLeft // retries that are left
	ofClient
	ofOutcome
	ofMessage
)

// column is what a name says of its values.
type column struct {
	name string
	role role
	unit time.Duration // of bare numbers; 0: not said
	rank int           // of a client: the lower, the better it names one request
	nth  int           // of several columns with delays: the number of the retry; 0: it is the only one
}

// columnWords are the words of names, by what they are about.
var columnWords = map[string]role{
	"delay": ofDelay, "delays": ofDelay, "wait": ofDelay, "waits": ofDelay, "waited": ofDelay, "waiting": ofDelay, "backoff": ofDelay, "backoffs": ofDelay,
	"sleep": ofDelay, "sleeping": ofDelay, "slept": ofDelay, "sleeps": ofDelay, "pause": ofDelay, "backing": ofDelay,
	"interval": ofSpan, "intervals": ofSpan, "gap": ofSpan, "duration": ofSpan, "durations": ofSpan, "elapsed": ofSpan, "value": ofSpan, "values": ofSpan, "observed": ofSpan,
	"time": ofTime, "times": ofTime, "timestamp": ofTime, "timestamps": ofTime, "ts": ofTime, "at": ofTime, "date": ofTime, "datetime": ofTime, "when": ofTime, "t": ofTime,
	"attempt": ofAttempt, "attempts": ofAttempt, "try": ofAttempt, "tries": ofAttempt,
	"retry": ofRetry, "retries": ofRetry, "retrying": ofRetry, "retrycount": ofRetry,
	"client": ofClient, "clients": ofClient, "request": ofClient, "req": ofClient, "requestid": ofClient, "reqid": ofClient, "trace": ofClient, "traceid": ofClient, "correlation": ofClient,
	"key": ofClient, "job": ofClient, "task": ofClient, "user": ofClient, "session": ofClient, "id": ofClient, "uuid": ofClient,
	"pod": ofClient, "worker": ofClient, "thread": ofClient, "call": ofClient, "host": ofClient, "operation": ofClient, "message": ofMessage,
	"status": ofOutcome, "outcome": ofOutcome, "result": ofOutcome, "state": ofOutcome, "censored": ofOutcome, "pending": ofOutcome,
	"msg": ofMessage, "text": ofMessage, "log": ofMessage, "line": ofMessage, "event": ofMessage,
}

// strays are words with which a name is about something else: limits of a configuration, times
// of answers.
var strays = []string{"max", "maximum", "total", "limit", "timeout", "deadline", "latency", "response", "span", "parent", "code", "level", "size", "bytes", "url", "method", "path", "port", "version", "error"}

// requestRanks are the words of names of clients, those first that name one request.
var requestRanks = []string{"request", "req", "requestid", "reqid", "correlation", "trace", "traceid", "call", "operation", "job", "task", "key", "uuid", "id", "session", "client", "user", "worker", "pod", "thread", "host"}

// columnOf reads the name of a column or a key.
func columnOf(name string) column {
	c := column{name: strings.TrimSpace(name)}
	if len(c.name) > 60 {
		return c
	}
	words := wordsOf(c.name)
	if n := len(words); n > 1 {
		if unit, ok := unitNamed(words[n-1]); ok {
			c.unit = unit
			words = words[:n-1]
		}
	}
	if n := len(words); n > 1 && len(words[n-1]) < 4 && digits(words[n-1]) == len(words[n-1]) {
		c.nth = atoi(words[n-1])
		words = words[:n-1]
	}
	c.role = roleOf(words)
	if c.role == ofClient {
		c.rank = slices.IndexFunc(requestRanks, func(word string) bool { return slices.Contains(words, word) })
	}
	return c
}

// roleOf is what some words are about: the delay before the retry, in delay_before_retry.
func roleOf(words []string) role {
	if len(words) == 1 {
		if _, ok := unitNamed(words[0]); ok && len(words[0]) > 2 {
			return ofSpan // a column called seconds
		}
	}
	found := map[role]bool{}
	for i, word := range words {
		found[columnWords[word]] = true
		if word == "left" || word == "remaining" {
			found[ofLeft] = true
		}
		if word == "off" && i > 0 && words[i-1] == "back" || word == "in" && found[ofRetry] {
			found[ofDelay] = true
		}
	}
	stray := slices.ContainsFunc(words, func(word string) bool { return slices.Contains(strays, word) })
	switch {
	case stray && (len(words) == 1 || !found[ofClient] || found[ofDelay]), found[ofRetry] && found[ofTime]:
		return other
	case found[ofDelay]:
		return ofDelay
	case slices.Contains(words, "after"), found[ofClient] && found[ofTime] && !slices.Contains(words, "at"): // what a service asks for, what a request took
		return other
	case found[ofClient] && (slices.Contains(words, "id") || !found[ofTime] && !found[ofAttempt] && !found[ofRetry]):
		return ofClient
	case found[ofTime]:
		return ofTime
	case found[ofLeft]:
		return ofLeft
	case found[ofRetry]:
		return ofRetry
	case found[ofAttempt]:
		return ofAttempt
	}
	for _, r := range []role{ofSpan, ofOutcome, ofMessage} {
		if found[r] {
			return r
		}
	}
	return other
}

// wordsOf takes a name apart: request_id, requestId, "Request ID (ms)", @timestamp.
func wordsOf(name string) []string {
	var words []string
	from, last := -1, rune(0)
	end := func(i int) {
		if from >= 0 && i > from {
			words = append(words, strings.ToLower(name[from:i]))
		}
		from = -1
	}
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
		case unicode.IsUpper(r) && unicode.IsLower(last), unicode.IsDigit(r) && unicode.IsLetter(last):
			end(i)
			from = i
		case from < 0:
			from = i
		}
		last = r
	}
	end(len(name))
	return words
}

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
