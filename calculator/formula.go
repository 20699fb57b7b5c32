package calculator

import (
	"strconv"
	"strings"
	"time"

	"backofflab/internal/format"
	"backofflab/retry"
	"backofflab/scenario"
	"backofflab/scenario/schedule"
)

// Formula is a strategy's formula with the policy's numbers put in. random(a, b) is a time drawn
// evenly from a to b.
type Formula struct {
	Text    string // for retry k: "random(0, min(5 s, 100 ms × 2^(k−1)))"
	Retry   int    // one of them, from 1; 0 where there is none
	Numbers string // for that retry: "random(0, min(5 s, 100 ms × 2^3))"
	Value   string // worked out: "random(0, 800 ms)"
	Note    string // what else must be known; "" mostly
}

func formulaOf(p policy, kind retry.Kind, k int) Formula {
	f := Formula{Retry: k}
	own := p.scenario.For(p.key)
	at := func(t term) string { return write(kind, own, t) }
	first := own.FirstRetry == scenario.FirstAtOnce
	f.Text = at(inGeneral(first))
	if first {
		f.Note = "Retry 1 goes out at once; the formula begins with retry 2."
	}
	if strings.Contains(f.Text, "previous") && !kind.Library {
		f.Note = strings.TrimSpace(f.Note + " Previous is the delay before, and at first the base.")
	}
	if k == 0 {
		return f
	}
	f.Numbers = at(ofRetry(k, first))
	if first && k == 1 {
		f.Numbers = "0"
	}
	f.Value = p.valueOf(k)
	return f
}

// valueOf is what the delay before retry k comes to.
func (p policy) valueOf(k int) string {
	r := reachOf(p.strategy)
	var least, most time.Duration
	for n := range k {
		least, most = r.next(n + 1)
	}
	switch {
	case least == most:
		return span(least)
	case p.even(k):
		return "random(" + span(least) + ", " + span(most) + ")"
	}
	return span(least) + " to " + span(most)
}

// even reports whether every delay from the least to the most is as likely: nothing is
// remembered, or nothing is there yet to be remembered, and the delay is linear in its draw.
func (p policy) even(k int) bool {
	if k > 1 && p.remembers() {
		return false
	}
	least, most := p.delay(k, 0), p.delay(k, beforeOne)
	for _, u := range []float64{0.21, 0.5, 0.83} {
		straight := least + time.Duration(u*float64(most-least))
		if off := p.delay(k, u) - straight; off < -2 || off > 2 {
			return false
		}
	}
	return true
}

// span is a duration in a formula, where nothing is 0 whatever its unit.
func span(d time.Duration) string {
	switch {
	case d == 0:
		return "0"
	case d >= schedule.Endless:
		return "over " + format.Span(schedule.Endless)
	}
	return format.Span(d)
}

// term is how the number of the retry stands in a formula.
type term struct {
	k     string // the number that the strategy counts by
	power func(offset int) string
	first bool // nothing was drawn before
}

// inGeneral is retry k; behind a first retry at once the strategy is one behind.
func inGeneral(atOnce bool) term {
	k, behind := "k", 1
	if atOnce {
		k, behind = "(k−1)", 2
	}
	return term{k: k, power: func(offset int) string {
		if n := behind - offset; n > 0 {
			return "^(k−" + strconv.Itoa(n) + ")"
		}
		return "^k"
	}}
}

// ofRetry is one retry, from 1.
func ofRetry(k int, atOnce bool) term {
	if atOnce {
		k = max(1, k-1)
	}
	return term{k: strconv.Itoa(k), first: k == 1, power: func(offset int) string { return "^" + strconv.Itoa(k-1+offset) }}
}

// numbers are those of a scenario on their way into a formula.
type numbers struct {
	scenario.Scenario
	term
}

// write puts the numbers in. A library's formula has its own already.
func write(kind retry.Kind, s scenario.Scenario, t term) string {
	if own, ok := formulas[kind.Key]; ok {
		return own(numbers{s, t})
	}
	text := strings.ReplaceAll(kind.Formula, "U(", "random(")
	if t.k == "k" || t.k == "(k−1)" {
		return text
	}
	n, _ := strconv.Atoi(t.k)
	return strings.NewReplacer("(k−2)", strconv.Itoa(n-2), "(k−1)", strconv.Itoa(n-1), "k−1", strconv.Itoa(n-1), "k", t.k).Replace(text)
}

// formulas are those of the strategies of package retry, by key. Each says what Delay of its
// strategy does: TestFormulasAreWhatStrategiesDo computes both.
var formulas = map[string]func(numbers) string{
	"immediate":   func(numbers) string { return "0" },
	"fixed":       func(n numbers) string { return span(n.Base) },
	"linear":      func(n numbers) string { return n.capped(n.base() + " × " + n.k) },
	"polynomial":  func(n numbers) string { return n.capped(n.base() + " × " + n.k + "^" + format.Exact(n.Power)) },
	"list":        func(n numbers) string { return n.list() },
	"exponential": func(n numbers) string { return n.backoff() },
	"full":        func(n numbers) string { return n.full() },
	"equal": func(n numbers) string {
		return n.backoff() + " / 2 + random(0, " + n.backoff() + " / 2)"
	},
	"decorrelated": func(n numbers) string {
		return "random(" + span(min(n.Base, n.Cap)) + ", " + n.capped("3 × "+n.previous(min(n.Base, n.Cap))) + ")"
	},
	"decorrelated-aws": func(n numbers) string {
		return n.capped("random(" + span(n.Base) + ", 3 × " + n.previous(n.Base) + ")")
	},
	"proportional": func(n numbers) string {
		return n.backoff() + " × random(" + format.Exact(1-n.Jitter) + ", " + format.Exact(1+n.Jitter) + ")"
	},
	"upward":   func(n numbers) string { return n.backoff() + " × random(1, " + format.Exact(1+n.Jitter) + ")" },
	"additive": func(n numbers) string { return n.backoff() + " + random(0, " + span(n.Extra) + ")" },
}

// capped is an expression that the cap bounds.
func (n numbers) capped(text string) string { return "min(" + span(n.Cap) + ", " + text + ")" }

// base is the base to be multiplied: in brackets where it has two units.
func (n numbers) base() string {
	text := span(n.Base)
	if strings.Count(text, "\u00a0") > 1 {
		text = "(" + text + ")"
	}
	return text
}

// backoff is e(k), the capped exponential.
func (n numbers) backoff() string {
	text := span(n.Base)
	if n.Factor != 1 {
		text = n.base() + " × " + format.Exact(n.Factor) + n.power(n.Offset)
	}
	return n.capped(text)
}

func (n numbers) full() string {
	if n.Floor == 0 {
		return "random(0, " + n.backoff() + ")"
	}
	return "random(" + span(n.Floor) + ", max(" + span(n.Floor) + ", " + n.backoff() + "))"
}

// previous is the delay before: the base before the first, or where the cap is less that, then
// what was drawn, which is known only by a client.
func (n numbers) previous(first time.Duration) string {
	if n.first {
		return span(first)
	}
	return "previous"
}

func (n numbers) list() string {
	var all []string
	for _, d := range n.Delays {
		all = append(all, span(d))
	}
	text := strings.Join(all, ", ")
	if len(all) == 1 {
		return text
	}
	return "number min(" + n.k + ", " + strconv.Itoa(len(all)) + ") of (" + text + ")"
}
