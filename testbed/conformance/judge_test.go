package conformance

import (
	"strings"
	"testing"
	"time"
)

// timed are clients whose fault is one of time. They are made up, so that no machine is
// too slow to see it: the delays in milliseconds, and whether the command ended.
var timed = []struct {
	name   string
	delays []int
	ended  bool
	want   Verdict
	reason string
}{
	{"retry-after-seconds", []int{1949}, true, Fail, "came back after 1 949 ms, although 2 000 ms"},
	{"retry-after-seconds", []int{1951}, true, Pass, "after 1 951 ms"},
	{"retry-after-seconds", []int{2600}, true, Pass, ""},
	{"retry-after-seconds", []int{2601}, true, Warn, "601 ms later"},
	{"retry-after-date-past", []int{2}, true, Pass, "2 ms"},
	{"retry-after-zero", []int{0}, true, Pass, "0 ms"},
	{"retry-after-words", []int{100, 4}, true, Fail, "at once"},
	{"retry-after-words", []int{100, 6}, true, Pass, "its own"},
	{"retry-after-negative", []int{100, 0}, true, Fail, "at once"},
	{"retry-after-negative", []int{1000, 49}, true, Fail, "at once"},
	{"retry-after-negative", []int{1000, 51}, true, Pass, "its own"},
	{"retry-after-negative", []int{5000, 51}, true, Pass, "its own"},
	{"retry-after-fraction", []int{100, 0}, true, Fail, "at once"},
	{"retry-after-twice", []int{100, 0}, true, Fail, "at once"},
	{"retry-after-twice", []int{100, 500}, true, Pass, "took neither"},
	{"retry-after-twice", []int{100, 1000}, true, Pass, "1 000 ms"},
	{"retry-after-twice", []int{100, 2300}, true, Warn, "later than either"},
	{"retry-after-90", []int{100, 2}, true, Fail, "at once"},
	{"retry-after-90", []int{100, 60_000}, true, Fail, "although 90 s"},
	{"retry-after-90", []int{100}, false, Pass, "waiting"},
	{"retry-after-huge", []int{100, 1}, true, Fail, "at once"},
	{"retry-after-huge", []int{100}, true, Pass, "gave up"},
	{"no-hint", []int{1, 1}, true, Fail, "at once, twice"},
	{"no-hint", []int{1, 200}, true, Warn, "the first retry came at once"},
	{"no-hint", []int{100, 1}, true, Pass, ""},
	{"no-hint", []int{100}, true, NotTried, "stopped after attempt 2"},
	{"always-unavailable", []int{100, 104, 101}, true, Warn, "same delay"},
	{"always-unavailable", []int{100, 120, 101}, true, Pass, "gave up"},
	{"always-unavailable", []int{100, 200, 400}, false, Pass, "grew to 400 ms"},
	{"always-unavailable", []int{100, 200, 140}, false, Warn, "do not grow"},
	{"always-unavailable", nil, false, Fail, "still waiting"},
	{"always-unavailable", make([]int, 40), true, Fail, "made 41 attempts"},
	{"always-unavailable", make([]int, 12), true, Warn, "made 13 attempts"},
}

func TestTimes(t *testing.T) {
	for _, row := range timed {
		c, ok := Find(row.name)
		if !ok {
			t.Fatalf("there is no case %q", row.name)
		}
		s := Seen{Call: c.Call, Ended: row.ended, Attempts: []Attempt{{Status: 429}}}
		at := time.Duration(0)
		for _, d := range row.delays {
			at += time.Duration(d) * time.Millisecond
			s.Attempts = append(s.Attempts, Attempt{At: at, Answered: at, Status: 429})
		}
		f := c.find(&s)
		if f.Verdict != row.want || !strings.Contains(strings.ReplaceAll(f.Reason, "\u202f", " "), row.reason) {
			t.Errorf("%s with delays %v: %s: %s; want %s with %q", row.name, row.delays, f.Verdict, f.Reason, row.want, row.reason)
		}
	}
}

// A GET may be repeated: a command that makes one where a POST was asked for shows nothing. The
// method of a client that has methods of its own is not its method.
func TestOtherMethodIsNotJudged(t *testing.T) {
	for _, row := range []struct {
		name, method string
		want         Verdict
	}{
		{"post-unavailable", "GET", NotTried}, {"post-reset", "HEAD", NotTried}, {"put-body", "GET", NotTried},
		{"post-unavailable", "POST", Fail}, {"no-hint", "POST", Fail}, {"post-unavailable", "", Fail},
	} {
		c, _ := Find(row.name)
		f := c.find(&Seen{Call: c.Call, Ended: true, Attempts: []Attempt{{Method: row.method}, {Method: row.method}, {Method: row.method}}})
		if f.Verdict != row.want || row.want == NotTried && !strings.Contains(f.Reason, "made a "+row.method) {
			t.Errorf("%s with %s: %s: %s", row.name, row.method, f.Verdict, f.Reason)
		}
	}
}

// crowdAt is a crowd of calls that were turned away at one moment, and came back one
// every step after the wait.
func crowdAt(c *Case, wait, step time.Duration) *Seen {
	s := &Seen{Call: c.Call, Ended: true}
	const together = 700 * time.Millisecond // it takes a while until the last has arrived
	for range c.Call.Calls {
		s.Attempts = append(s.Attempts, Attempt{Status: 429, Answered: together})
	}
	for i := range c.Call.Calls {
		s.Attempts = append(s.Attempts, Attempt{At: together + wait + time.Duration(i)*step, Status: 200})
	}
	return s
}

func TestHerds(t *testing.T) {
	for _, row := range []struct {
		name       string
		wait, step time.Duration
		want       Verdict
		reason     string
	}{
		{"crowd-jitter", 0, 500 * time.Microsecond, Pass, "spread over 90 ms"},
		{"crowd-jitter", 100 * time.Millisecond, 100 * time.Microsecond, Warn, "herd"},
		{"crowd-jitter", time.Second, 500 * time.Microsecond, Warn, "herd"}, // a tenth of the delay is asked
		{"crowd-jitter", time.Second, time.Millisecond, Pass, "spread over"},
		{"crowd-hint", time.Second, 500 * time.Microsecond, Pass, "spread over 90 ms"},
		{"crowd-hint", time.Second, 100 * time.Microsecond, Warn, "herd"},
		{"crowd-hint", 900 * time.Millisecond, 2 * time.Millisecond, Fail, "25 retries before the wait"},
	} {
		c, _ := Find(row.name)
		if f := c.find(crowdAt(&c, row.wait, row.step)); f.Verdict != row.want || !strings.Contains(f.Reason, row.reason) {
			t.Errorf("%s after %v, one every %v: %s: %s; want %s with %q", row.name, row.wait, row.step, f.Verdict, f.Reason, row.want, row.reason)
		}
	}
}

// What only chance can have done is tried again; what it cannot, is not.
func TestLuckIsTriedAgain(t *testing.T) {
	for name, want := range map[string]bool{"retry-after-words": true, "retry-after-seconds": false} {
		c, _ := Find(name)
		s := Seen{Ended: true, Attempts: make([]Attempt, 3)}
		if f := c.find(&s); f.Verdict != Fail || f.luck != want {
			t.Errorf("%s at once: %s, by chance: %v", name, f.Verdict, f.luck)
		}
	}
}
