package testbed

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// What a value of a script may begin with instead of a literal: a time as HTTP dates, seconds
// of the epoch or RFC 3339 write it, so long after the answer (date+3s) or before it (date-1h).
var clocks = map[string]func(time.Time) string{
	"date":    func(t time.Time) string { return wholeSecond(t).UTC().Format(http.TimeFormat) },
	"epoch":   func(t time.Time) string { return strconv.FormatInt(wholeSecond(t).Unix(), 10) },
	"rfc3339": func(t time.Time) string { return wholeSecond(t).UTC().Format(time.RFC3339) },
}

// wholeSecond is the next whole second, so that nobody is told to come before a time.
func wholeSecond(t time.Time) time.Time {
	if whole := t.Truncate(time.Second); !whole.Equal(t) {
		return whole.Add(time.Second)
	}
	return t
}

// expand returns what is sent for a value of a script at a time.
func expand(value string, now time.Time) string {
	word := strings.ToLower(value)
	if word == "past" {
		word = "date-1h"
	}
	i := strings.IndexAny(word, "+-")
	if i < 0 {
		i = len(word)
	}
	clock, ok := clocks[word[:i]]
	if !ok {
		return value
	}
	var offset time.Duration
	if i < len(word) {
		d, ok := parseTime(word[i+1:])
		if !ok {
			return value
		}
		if offset = d; word[i] == '-' {
			offset = -d
		}
	}
	return clock(now.Add(offset))
}

// asks reports whether a step says when to come back.
func (s *Step) asks() bool {
	for _, f := range s.Header {
		if f.Name == "retry-after" || f.Name == "retry-after-ms" {
			return true
		}
	}
	return false
}

// wait returns how long a step's answer at a time asks to wait, if a client can tell: what is
// malformed asks nothing, and of several values the first counts.
func (s *Step) wait(now time.Time) (time.Duration, bool) {
	for _, f := range s.Header {
		if f.Name == "retry-after-ms" {
			if n, err := strconv.ParseUint(f.Value, 10, 32); err == nil {
				return time.Duration(n) * time.Millisecond, true
			}
		}
	}
	for _, f := range s.Header {
		if f.Name == "retry-after" {
			return readRetryAfter(expand(f.Value, now), now)
		}
	}
	return 0, false
}

// readRetryAfter reads seconds or a date, as RFC 9110 has it, and nothing else.
func readRetryAfter(value string, now time.Time) (time.Duration, bool) {
	if n, err := strconv.ParseUint(value, 10, 64); err == nil {
		return time.Duration(min(n, uint64(forever/time.Second))) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

// due is before when no other attempt of a call's request should come, and whether its answer
// said so.
func (t *Testbed) due(at time.Duration, c *call) (time.Duration, bool) {
	wait, ok := time.Duration(0), false
	switch r := &c.reply; {
	case c.state == gone:
	case r.step != nil:
		wait, ok = r.step.wait(t.wall(at))
	case r.hint >= 0:
		wait, ok = t.family.asked(r.hint), true
	}
	return at + wait, ok
}
