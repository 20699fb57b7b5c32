package service

import (
	"testing"
	"time"

	"backofflab/limit"
	"backofflab/retry"
)

// The server's jitter lengthens each hint by a draw of the attempt's own, at most by its
// share, and what is in whole seconds stays so. A 503 with a constant has it too.
func TestHintJitter(t *testing.T) {
	kind, _ := limit.Lookup("token-bucket")
	for _, tt := range []struct {
		what        string
		hint        Hint
		fails       float64
		low, high   time.Duration
		whole       bool
		least, most int // different hints of 1,000 attempts
	}{
		{"a constant", Constant{10 * time.Second}, 0, 10 * time.Second, 15 * time.Second, false, 990, 1000},
		{"a constant on 503", Constant{10 * time.Second}, 1, 10 * time.Second, 15 * time.Second, false, 990, 1000},
		{"the next token, of 10 s", Exact{}, 0, 10 * time.Second, 15 * time.Second, false, 990, 1000},
		{"the same in whole seconds", Seconds{}, 0, 10 * time.Second, 15 * time.Second, true, 5, 5},
		{"the end of a window of 10 s", Window{10 * time.Second}, 0, 10 * time.Second, 15 * time.Second, true, 5, 5},
		{"nothing on 503", Exact{}, 1, retry.NotAsked, retry.NotAsked, false, 1, 1},
	} {
		s := New(Config{Limiter: kind, Limits: limit.Params{Rate: 0.1, Burst: 1}, Hint: tt.hint, HintJitter: 0.5, Faults: FaultConfig{Transient: tt.fails}}, nil)
		s.Reset(1)
		s.Arrive(0, Attempt{}, Ask{Cost: 1})
		seen := map[time.Duration]bool{}
		for serial := range uint32(1000) {
			_, a, _ := s.Arrive(0, Attempt{Caller: 7, Serial: serial + 1}, Ask{Cost: 1})
			seen[a.RetryAfter] = true
			if a.RetryAfter < tt.low || a.RetryAfter > tt.high || tt.whole && a.RetryAfter%time.Second != 0 {
				t.Fatalf("%s: told to wait %v", tt.what, a.RetryAfter)
			}
		}
		if len(seen) < tt.least || len(seen) > tt.most {
			t.Errorf("%s: %d different waits", tt.what, len(seen))
		}
	}
}
