package api

import (
	"net/http"
	"strings"
	"testing"
)

// A run that is known to be too large says what it needs, what is allowed and what would be,
// on the page and on a socket, before it begins.
func TestTooLargeRunIsNotBegun(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts, c.PageAttempts = 200_000, 10_000 })
	const query = "clients=10000&attempts=50&strategies=full,fixed"
	said := []string{"The run is too large", "It needs at least", "at most 200\u202f000 are allowed", `data-query="clients=2000&amp;strategies=fixed,full&amp;attempts=50"`, "Use 2\u202f000 clients", "data-anyway", "Run it anyway: it stops at 200\u202f000 attempts"}
	v := lab.dial(t)
	v.ask(1, query, 0)
	m := v.next()
	if m.Type != "error" || m.Run != 1 || m.Fields == nil || !strings.HasPrefix(m.Detail, "It needs at least") {
		t.Fatalf("got %+v", m)
	}
	page := lab.get(t, "/?"+query)
	if page.status != http.StatusOK || !strings.Contains(page.body, `data-state="error"`) {
		t.Errorf("the page: %d", page.status)
	}
	for _, words := range append(said, `href="/?clients=2000`) {
		if !strings.Contains(m.Notice, words) || !strings.Contains(page.body, words) {
			t.Errorf("%q is not said: %s", words, m.Notice)
		}
	}
	v.ask(2, "clients=2000&attempts=50&strategies=full,fixed", 0)
	v.until("done")
	v.askAnyway(3, query)
	all := v.until("done")
	if note := all[len(all)-1].Fragments["note"]; !strings.Contains(note, "reached the limit on attempts") {
		t.Errorf("begun anyway it ends with %q", note)
	}
}

// Where too much memory is needed there is no way to begin.
func TestTooMuchMemoryIsSaid(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.Memory = 64 << 20 })
	v := lab.dial(t)
	v.askAnyway(1, "clients=1000000&attempts=2")
	if m := v.next(); m.Type != "error" || !strings.Contains(m.Detail, "MB of memory; at most 48\u00a0MB are allowed") || strings.Contains(m.Notice, "data-anyway") || !strings.Contains(m.Notice, "Use ") {
		t.Errorf("got %+v", m)
	}
}

// The progress of a run that will be stopped says so, and counts what is left of the attempts.
func TestProgressOfARunThatWillBeStopped(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.StreamAttempts = 10_000_000 })
	v := lab.dial(t)
	v.askAnyway(1, "clients=1000000&attempts=50&cap=1h&base=5s&rate=1&strategies=fixed,exponential")
	all := v.until("done")
	told, last := 0, 0.0
	for _, m := range all {
		if m.Type != "progress" {
			continue
		}
		told, last = told+1, *m.Share
		if !strings.HasSuffix(m.Words, ", stops at 10\u00a0million attempts") {
			t.Errorf("progress says %q", m.Words)
		}
	}
	if told > 2 && last < 0.3 {
		t.Errorf("the last of %d says that %v are done", told, last)
	}
}
