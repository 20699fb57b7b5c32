package calculator

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"backofflab/retry"
	"backofflab/scenario"
)

// A formula is written for people; here it is computed as it is written. What it says of each
// retry, for the least and the largest draw, is what the strategy does.
func TestFormulasAreWhatStrategiesDo(t *testing.T) {
	for _, settings := range []string{
		"", "base=300ms&cap=2s&factor=3", "offset=1&factor=1.5", "factor=1", "base=9s&cap=2s",
		"floor=150ms&jitter=0.5&extra=40ms&power=1.5&delays=2s", "first-retry=at-once", "first-retry=at-once&offset=1&cap=1h",
	} {
		for _, kind := range retry.Kinds() {
			p := policyOf(parse(t, settings+"&strategies="+kind.Key))
			for _, u := range []float64{0, beforeOne} {
				checkFormula(t, p, kind, u)
			}
		}
	}
}

// checkFormula holds the formulas of the first retries against what a client waits that draws u
// every time.
func checkFormula(t *testing.T, p policy, kind retry.Kind, u float64) {
	t.Helper()
	var memory, d time.Duration
	previous := p.scenario.Base // before anything is drawn
	if kind.Key == "decorrelated" {
		previous = min(p.scenario.Base, p.scenario.Cap)
	}
	behind := p.scenario.FirstRetry == scenario.FirstAtOnce
	for k := 1; k <= 9; k++ {
		d, memory = p.strategy.Delay(k, memory, u)
		f := formulaOf(p, kind, k)
		if got := compute(t, f.Numbers, k, u, previous); !near(got, d) {
			t.Errorf("%s: retry %d is %s = %v at u = %v; it waits %v", kind.Key, k, f.Numbers, got, u, d)
		}
		if behind && k == 1 {
			continue // which the note is about
		}
		if got := compute(t, f.Text, k, u, previous); !near(got, d) {
			t.Errorf("%s: %s is %v for retry %d at u = %v; it waits %v", kind.Key, f.Text, got, k, u, d)
		}
		if low, high := ends(t, f.Value); u == 0 && !near(d, low) || u > 0 && !near(d, high) {
			t.Errorf("%s: retry %d is %s worked out; it waits %v at u = %v", kind.Key, k, f.Value, d, u)
		}
		previous = max(d, p.scenario.Base) // decorrelated-aws never draws from less
		if kind.Key == "decorrelated" {
			previous = d
		}
	}
}

func TestEveryOwnKindHasAFormula(t *testing.T) {
	for _, kind := range retry.Kinds() {
		if formulas[kind.Key] == nil {
			t.Errorf("%s has none", kind.Key)
		}
	}
	if len(formulas) != len(retry.Kinds()) {
		t.Errorf("%d formulas of %d kinds", len(formulas), len(retry.Kinds()))
	}
}

func TestFormulasReadWell(t *testing.T) {
	for _, tt := range []struct{ query, text, numbers, value string }{
		{"", "random(0, min(5 s, 100 ms × 2^(k−1)))", "random(0, min(5 s, 100 ms × 2^3))", "random(0, 800 ms)"},
		{"strategy=exponential", "min(5 s, 100 ms × 2^(k−1))", "min(5 s, 100 ms × 2^3)", "800 ms"},
		{"strategy=equal&retry=1", "min(5 s, 100 ms × 2^(k−1)) / 2 + random(0, min(5 s, 100 ms × 2^(k−1)) / 2)", "min(5 s, 100 ms × 2^0) / 2 + random(0, min(5 s, 100 ms × 2^0) / 2)", "random(50 ms, 100 ms)"},
		{"strategy=decorrelated&retry=1", "random(100 ms, min(5 s, 3 × previous))", "random(100 ms, min(5 s, 3 × 100 ms))", "random(100 ms, 300 ms)"},
		{"strategy=decorrelated", "random(100 ms, min(5 s, 3 × previous))", "random(100 ms, min(5 s, 3 × previous))", "100 ms to 5 s"},
		{"strategy=list", "number min(k, 3) of (1 s, 5 s, 30 s)", "number min(4, 3) of (1 s, 5 s, 30 s)", "30 s"},
		{"strategy=lib:gax-go", "random(0, min(30 s, 1 s × 2^(k−1)))", "random(0, min(30 s, 1 s × 2^3))", "random(0, 8 s)"},
		{"strategy=full&first-retry=at-once", "random(0, min(5 s, 100 ms × 2^(k−2)))", "random(0, min(5 s, 100 ms × 2^2))", "random(0, 400 ms)"},
		{"attempts=1", "random(0, min(5 s, 100 ms × 2^(k−1)))", "", ""},
	} {
		a := parse(t, tt.query)
		f := All(a).Formula
		if plain(f.Text) != tt.text || plain(f.Numbers) != tt.numbers || plain(f.Value) != tt.value {
			t.Errorf("%s: %q, %q, %q", tt.query, f.Text, f.Numbers, f.Value)
		}
	}
}

func parse(t *testing.T, query string) Ask {
	t.Helper()
	a, err := Parse(strings.TrimPrefix(query, "&"))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return a
}

// plain has ordinary spaces.
func plain(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text)
}

// near allows for the six digits of what is written.
func near(a, b time.Duration) bool {
	return math.Abs(float64(a-b)) <= 2+1e-5*math.Max(float64(a), float64(b))
}

// ends are the least and the largest that a value says.
func ends(t *testing.T, text string) (low, high time.Duration) {
	t.Helper()
	if from, to, ok := strings.Cut(text, " to "); ok {
		return compute(t, from, 0, 0, 0), compute(t, to, 0, 0, 0)
	}
	return compute(t, text, 0, 0, 0), compute(t, text, 0, beforeOne, 0)
}

// compute is a formula at retry k and draw u.
func compute(t *testing.T, text string, k int, u float64, previous time.Duration) time.Duration {
	t.Helper()
	e := &expression{t: t, rest: plain(text), k: float64(k), u: u, previous: float64(previous)}
	d := e.sum()
	if e.peek() != "" {
		t.Fatalf("%q ends before %q", text, e.rest)
	}
	return retry.Nanoseconds(math.Round(d))
}

// expression is what is left of a formula that is being computed. Durations are nanoseconds.
type expression struct {
	t              *testing.T
	rest           string
	k, u, previous float64
}

// peek is what comes next: a sign, a word or a number.
func (e *expression) peek() string {
	e.rest = strings.TrimSpace(e.rest)
	n := 0
	for n < len(e.rest) && (e.rest[n] >= '0' && e.rest[n] <= '9' || e.rest[n] == '.') {
		n++
	}
	for n == 0 && e.rest != "" {
		for n < len(e.rest) && e.rest[n] >= 'a' && e.rest[n] <= 'z' {
			n++
		}
		if n == 0 {
			n = len(string([]rune(e.rest)[0]))
		}
	}
	return e.rest[:n]
}

// take takes a text if it is next.
func (e *expression) take(text string) bool {
	ok := text != "" && e.peek() == text
	if ok {
		e.rest = e.rest[len(text):]
	}
	return ok
}

func (e *expression) sum() float64 {
	x := e.product()
	for {
		switch {
		case e.take("+"):
			x += e.product()
		case e.take("−"):
			x -= e.product()
		default:
			return x
		}
	}
}

func (e *expression) product() float64 {
	x := e.power()
	for {
		switch {
		case e.take("×"):
			x *= e.power()
		case e.take("/"):
			x /= e.power()
		default:
			return x
		}
	}
}

func (e *expression) power() float64 {
	x := e.atom()
	if e.take("^") {
		return math.Pow(x, e.atom())
	}
	return x
}

func (e *expression) atom() float64 {
	switch word := e.peek(); {
	case e.take("k"):
		return e.k
	case e.take("previous"):
		return e.previous
	case e.take("("):
		x := e.sum()
		e.take(")")
		return x
	case e.take("min"):
		all := e.list()
		return math.Min(all[0], all[1])
	case e.take("max"):
		all := e.list()
		return math.Max(all[0], all[1])
	case e.take("random"):
		all := e.list()
		return all[0] + e.u*(all[1]-all[0])
	case e.take("number"):
		n := e.sum()
		e.take("of")
		return e.list()[int(n)-1]
	default:
		x, err := strconv.ParseFloat(word, 64)
		if err != nil {
			e.t.Fatalf("%q cannot be computed", e.rest)
		}
		e.take(word)
		d := x * e.unit()
		if next := e.peek(); next != "" && next[0] >= '0' && next[0] <= '9' {
			d += e.atom() // 2 min 5 s
		}
		return d
	}
}

// unit is what follows a number.
func (e *expression) unit() float64 {
	x := 1.0
	for _, u := range []struct {
		name string
		of   time.Duration
	}{{"ns", 1}, {"µs", time.Microsecond}, {"ms", time.Millisecond}, {"s", time.Second}, {"min", time.Minute}, {"h", time.Hour}} {
		if e.peek() == u.name && !strings.HasPrefix(e.rest, u.name+"(") {
			e.take(u.name)
			return float64(u.of)
		}
	}
	return x
}

func (e *expression) list() []float64 {
	e.take("(")
	all := []float64{e.sum()}
	for e.take(",") {
		all = append(all, e.sum())
	}
	if !e.take(")") {
		e.t.Fatalf("%q is no end of a list", e.rest)
	}
	return all
}
