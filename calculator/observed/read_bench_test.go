package observed_test

import (
	"fmt"
	"strings"
	"testing"

	"backofflab/calculator/observed"
)

// full repeats a text up to the longest that is read; n of each line is its number.
func full(line string) []byte {
	var b strings.Builder
	for i := 0; b.Len()+len(line)+16 < observed.MaxPasted; i++ {
		if strings.Contains(line, "%") {
			fmt.Fprintf(&b, line, i)
		} else {
			b.WriteString(line)
		}
	}
	return []byte(b.String())
}

// heavy are texts of 2 MiB: those that people have, and those that cost most.
func heavy() map[string][]byte {
	return map[string][]byte{
		"lines":            full("1.52s\n"),
		"numbers":          full("1\n"),
		"one-line":         full("1.5 "),
		"digits":           full("1"),
		"commas":           full("1,"),
		"csv":              full("req-%d,1,0.52\n"),
		"csv-header":       append([]byte("client,attempt,delay_ms\n"), full("req-%d,1,520\n")[:2<<20-100]...),
		"json-array":       append(append([]byte("["), full("1.5,")...), "1]"...),
		"json-lines":       full(`{"time":"2026-11-02T10:15:03.25Z","level":"WARN","msg":"retrying","attempt":1,"delay_ms":1520,"request_id":"r%d"}` + "\n"),
		"json-broken":      full("{\"a\":1}\n{x}\n"),
		"json-half":        full("{\n"),
		"brackets":         full("["),
		"braces":           full(`{"a":`),
		"log":              full("2026-11-02 10:15:03,123 - app - WARNING - attempt 1 failed, retrying in 1.52 seconds request_id=r%d\n"),
		"times":            full("2026-11-02T10:15:03.%09dZ POST /pay failed with 503\n"),
		"clocks":           full("10:15:03\n"),
		"colons":           full("10:"),
		"retry":            full("retry "),
		"retry-lines":      full("retry retry retry in in in in\n"),
		"keys":             full("a=1 "),
		"quotes":           full(`a="`),
		"csv-quote":        append([]byte("client,delay\n\"a,1\n"), full("a,1.5\n")[:2<<20-100]...),
		"words":            full("nothing of use here\n"),
		"dashes":           full("00000000-"),
		"words-in-a-line":  full("nothing "),
		"tail-objects":     full("a{\"\n"),
		"tail-objects-end": full("a {\"b\":1}\n"),
		"zero":             full("\x00"),
	}
}

func BenchmarkRead(b *testing.B) {
	for name, text := range heavy() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				_, _ = observed.Read(text, observed.Options{})
			}
		})
	}
}
