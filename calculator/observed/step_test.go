package observed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"backofflab/calculator/observed"
)

func TestStep(t *testing.T) {
	for _, row := range []struct {
		text  string
		step  time.Duration
		times bool
	}{
		{"1s\n2s\n4s", time.Second, false},
		{"1.0\n2.0\n4.0", time.Second, false},           // as Python writes whole seconds
		{"1.000000\n2.000000", time.Second, false},      // as C does
		{"1.500000\n2.250000", time.Millisecond, false}, // three decimals are zeros throughout
		{"1.5\n2.0", 100 * time.Millisecond, false},
		{"1.50\n2.05", 10 * time.Millisecond, false},
		{"1s\n250ms", time.Millisecond, false},
		{"1000ms\n2000ms", time.Millisecond, false}, // what is written in milliseconds is known to one
		{"2 min\n4 min", time.Minute, false},
		{"1m30s\n2m", time.Second, false},
		{"0.1234567890123\n1", 1, false},
		{"1e-3s\n2s", time.Millisecond, false},
		{"PT1.5S\nPT2S", 100 * time.Millisecond, false},
		{"00:00:01\n00:00:02", time.Second, false},
		{"0\n0", time.Second, false},
		{"10:15:03 x\n10:15:05 x", time.Second, true},
		{"10:15:03.000 x\n10:15:05.000 x", time.Second, true},
		{"10:15:03.250 x\n10:15:05.000 x", time.Millisecond, true},
		{"2026-11-02T10:15:03.250000000Z x\n2026-11-02T10:15:05.000000000Z x", time.Millisecond, true},
		{"2026-11-02T10:15Z x\n2026-11-02T10:17Z x", time.Minute, true},
		{"1793614503250\n1793614504750", time.Millisecond, true},
		{"1793614503\n1793614504", time.Second, true},
		{"t_ms,x\n0,a\n520,a\n", time.Millisecond, true},
	} {
		log, err := observed.Read([]byte(row.text), observed.Options{})
		if err != nil || log.Step != row.step || log.Times != row.times {
			t.Errorf("%q: step %v, times %v, %v; want %v, %v", row.text, log.Step, log.Times, err, row.step, row.times)
		}
	}
}

// The unit that is asked for holds for bare numbers, and for those alone.
func TestUnit(t *testing.T) {
	for unit, want := range map[string]string{"": "200ms 300ms 1s", "s": "3m20s 5m0s 1s", "ms": "200ms 300ms 1s", "m": "3h20m0s 5h0m0s 1s", "us": "200µs 300µs 1s"} {
		log, err := observed.Read([]byte("200\n300\n1s\n"), observed.Options{Unit: unit})
		if got := delaysOf(log); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", unit, got, err, want)
		}
	}
}

// Of a text with more delays than are kept, the first are, and the note says where the rest
// begins.
func TestMostDelays(t *testing.T) {
	for name, text := range map[string]string{
		"lines": strings.Repeat("1s\n", observed.MaxDelays+2), "blocks": strings.Repeat("1s\n\n", observed.MaxDelays+2), "one line": strings.Repeat("1s ", observed.MaxDelays+2),
		"JSON": "[" + strings.Repeat("1,", observed.MaxDelays+1) + "1]", "table": "delay,client\n" + strings.Repeat("1,a\n", observed.MaxDelays+2),
		"times": strings.Repeat("10:15:03\n", observed.MaxDelays+3),
	} {
		log, err := observed.Read([]byte(text), observed.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		count := 0
		for _, c := range log.Clients {
			count += len(c.Delays)
		}
		if count != observed.MaxDelays || !slices.ContainsFunc(log.Notes, func(n observed.Note) bool {
			return strings.HasPrefix(n.Text, "The first 100\u202f000 delays are read.")
		}) {
			t.Errorf("%s: %d delays, %+v", name, count, log.Notes)
		}
	}
}

// Notes of one kind are told one by one up to twenty, and then counted.
func TestManyNotes(t *testing.T) {
	log, err := observed.Read([]byte("1s\n2s\n"+strings.Repeat("what?\n", 1000)), observed.Options{})
	if err != nil || len(log.Notes) != 21 {
		t.Fatalf("%d notes, %v", len(log.Notes), err)
	}
	if last := log.Notes[20]; last.Line != 23 || last.Text != "There are 980 more like those before, the first of them here." {
		t.Errorf("%+v", last)
	}
}
