package exchange_test

import (
	"strings"
	"testing"

	"backofflab/exchange"
	"backofflab/exchange/form"
	"backofflab/scenario"
)

// Every format's sample is recognised as it, is read without a word lost, and what is written
// of it is read again as the same.
func TestSamples(t *testing.T) {
	for _, f := range exchange.Formats() {
		if f.Read == nil {
			continue
		}
		r, err := exchange.Read(f.Sample, "")
		if err != nil || r.Format != f.Key {
			t.Errorf("%s: its sample is read as %q, %v", f.Key, r.Format, err)
			continue
		}
		for _, n := range r.Notes {
			if n.Kind == form.Lost {
				t.Errorf("%s: line %d of its sample loses: %s", f.Key, n.Line, n.Says)
			}
		}
		if f.Write == nil {
			continue
		}
		s := r.Scenario()
		text, err := exchange.Write(s, s.Strategies[0], f.Key)
		if err != nil || !text.Same {
			t.Errorf("%s: its sample %s is written as\n%s\nwhich loses %q (%v)", f.Key, r.Key(), text.Code, text.Losses, err)
		}
	}
}

// What a format cannot say is said, with figures.
func TestLosses(t *testing.T) {
	s, err := scenario.ParseQuery("strategies=full&base=100ms&cap=10s&attempts=8&budget=ratio&honour=honour")
	if err != nil {
		t.Fatal(err)
	}
	text, err := exchange.Write(s, "full", "grpc")
	if err != nil {
		t.Fatal(err)
	}
	t.Log(text.Code, strings.Join(text.Losses, "\n"))
}
