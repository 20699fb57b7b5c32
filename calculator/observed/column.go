package observed

import (
	"slices"
	"strings"
	"time"
	"unicode"
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
	"pod": ofClient, "worker": ofClient, "thread": ofClient, "call": ofClient, "host": ofClient, "caller": ofClient, "operation": ofClient, "message": ofMessage,
	"status": ofOutcome, "outcome": ofOutcome, "result": ofOutcome, "state": ofOutcome, "censored": ofOutcome, "pending": ofOutcome,
	"msg": ofMessage, "text": ofMessage, "log": ofMessage, "line": ofMessage, "event": ofMessage,
}

// strays are words with which a name is about something else: limits of a configuration, times
// of answers.
var strays = []string{"max", "maximum", "total", "limit", "timeout", "deadline", "latency", "response", "span", "parent", "code", "level", "size", "bytes", "url", "method", "path", "port", "version", "error"}

// requestRanks are the words of names of clients, those first that name one request.
var requestRanks = []string{"request", "req", "requestid", "reqid", "correlation", "trace", "traceid", "call", "operation", "job", "task", "key", "uuid", "id", "session", "client", "caller", "user", "worker", "pod", "thread", "host"}

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
		case unicode.IsUpper(r) && unicode.IsLower(last):
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
