package explain

import (
	"testing"
	"time"

	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

func TestDescribeSchedule(t *testing.T) {
	for _, c := range []struct {
		change      func(*scenario.Scenario)
		title, note string
	}{
		{func(s *scenario.Scenario) { s.Strategies = []string{"full", "equal"} }, "Doubling from 1 s to 8 s", ""},
		{func(s *scenario.Scenario) {
			s.Strategies, s.FirstRetry = []string{"full", "equal"}, scenario.FirstAtOnce
		}, "The wait before each retry", ""},
		{func(s *scenario.Scenario) { s.Strategies = []string{"fixed"} }, "All clients wait alike", "All clients wait exactly 1 s at every retry with fixed delay."},
		{func(s *scenario.Scenario) { s.Strategies = []string{"immediate", "exponential", "full"} }, "Doubling from 1 s to 8 s; with immediate retry and no jitter, all clients wait alike",
			"Immediate retries do not wait at all. All clients wait exactly 8 s from retry 4 on without jitter."},
		{func(s *scenario.Scenario) { s.Strategies, s.Attempts = []string{"linear", "exponential"}, 4 }, "Doubling from 1 s to 4 s; all clients wait alike",
			"All clients wait exactly 3 s at retry 3 with linear backoff and exactly 4 s at retry 3 without jitter."},
		{func(s *scenario.Scenario) { s.Strategies = []string{"full", "exponential@20/full@80"} }, "Doubling from 1 s to 8 s",
			"At retry 12, 20 % of the clients wait exactly 8 s with “20 % No jitter, 80 % Full jitter”."},
		{func(s *scenario.Scenario) { s.Attempts = 1 }, "No client retries", ""},
		{func(s *scenario.Scenario) { s.Deadline = time.Millisecond; s.Strategies = []string{"fixed"} }, "No client retries", ""},
		// The cap is reached at retry 4, which nobody makes.
		{func(s *scenario.Scenario) {
			s.Deadline = 7 * time.Second
			s.Strategies = []string{"exponential"}
			s.Latency = 0
		}, "Doubling from 1 s to 4 s; all clients wait alike",
			"All clients wait exactly 4 s at retry 3 without jitter."},
	} {
		s := scenario.Default()
		s.Base, s.Cap = time.Second, 8*time.Second
		c.change(&s)
		title, note := Schedule(s, schedule.Of(s))
		if ordinary(title) != c.title || ordinary(note) != c.note {
			t.Errorf("%v:\n%q\n%q\nwant\n%q\n%q", s.Query(), title, ordinary(note), c.title, c.note)
		}
	}
}

// ordinary is a text with ordinary spaces.
func ordinary(text string) string {
	out := []rune(text)
	for i, r := range out {
		if r == '\u00a0' {
			out[i] = ' '
		}
	}
	return string(out)
}
