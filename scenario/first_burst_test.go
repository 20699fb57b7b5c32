package scenario

import (
	"testing"
	"time"
)

func TestFirstBurst(t *testing.T) {
	const ms = time.Millisecond
	for raw, want := range map[string]time.Duration{
		"spread=500ms&base=100ms&cap=5s&latency=10ms":                   500*ms + 30*ms + 3200*ms,
		"spread=500ms&base=100ms&cap=2s&latency=10ms":                   500*ms + 30*ms + 2000*ms,
		"spread=0s&latency=0s&base=1s&cap=8s":                           8000 * ms,
		"spread=0s&latency=0s&base=1s&cap=8s&strategies=immediate,full": 8000 * ms, // whatever the fleet
		"population=closed&spread=1s&latency=0s&base=1s&cap=1s":         2000 * ms,
		"population=open&spread=1s":                                     0,
	} {
		s, err := ParseQuery(raw)
		if err != nil {
			t.Fatal(raw, err)
		}
		if got := s.FirstBurst(); got != want {
			t.Errorf("%s: %v, want %v", raw, got, want)
		}
	}
	long := Default()
	if long.Base, long.Cap = time.Minute, time.Second; long.FirstBurst() < time.Minute {
		t.Errorf("with a cap below the base the first retries come after the burst, %v", long.FirstBurst())
	}
}
