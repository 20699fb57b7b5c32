package teach

import (
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario/typed"
)

// Guess is what a reader predicts.
type Guess struct {
	X       float64 // in the unit of the answer, times in seconds
	Option  int     // of sentences to choose from, from 0
	Skipped bool    // no guess: just the answer
	Text    string  // as it was typed
}

// Skip is what stands for a guess where somebody only wants the answer.
const Skip = "skip"

// ReadGuess reads what was typed as people type it: "30", "30s"; "half a minute" is refused.
func (q Question) ReadGuess(text string) (Guess, error) {
	g := Guess{Text: strings.TrimSpace(text), Skipped: text == Skip}
	if g.Skipped {
		return g, nil
	}
	if q.Kind == Choose {
		n, err := strconv.Atoi(g.Text)
		if err != nil || n < 1 || n > len(q.Choose) {
			return g, sentence("Choose one of the " + format.Word(len(q.Choose)) + " sentences.")
		}
		g.Option = n - 1
		return g, nil
	}
	x, ok := q.number(g.Text)
	if !ok || x < 0 || x > q.Axis {
		return g, sentence("Enter " + q.Range() + ".")
	}
	g.X = x
	return g, nil
}

func (q Question) number(text string) (float64, bool) {
	if q.Of.Kind() == experiment.Time {
		plain, ok := typed.Duration(text, time.Second)
		d, err := time.ParseDuration(plain)
		return d.Seconds(), ok && err == nil
	}
	plain, ok := typed.Number(text, "x", "×", "times", "%", "/s", "attempts", "clients", "requests")
	x, err := strconv.ParseFloat(plain, 64)
	return x, ok && err == nil
}

// Range is what may be guessed, in words: "a time from 0 s to 90 s".
func (q Question) Range() string {
	switch kind := q.Of.Kind(); kind {
	case experiment.Time:
		return "a time from 0\u00a0s to " + q.Limit() + ", for example 12s or 2\u00a0min; a number alone is seconds"
	case experiment.Times:
		return "a multiple from 0 to " + format.Exact(q.Axis)
	case experiment.PerS:
		return "a rate from 0 to " + format.Exact(q.Axis) + " per second"
	case experiment.Percent:
		return "a share from 0 to " + format.Exact(q.Axis) + "\u00a0%"
	}
	return "a number from 0 to " + format.Exact(q.Axis)
}

// Value is a guess as a number of the answer's kind.
func (q Question) Value(g Guess) Value { return Value{g.X, q.Of.Kind(), !g.Skipped, true} }

// Unit is what a guess counts in, "" for a plain number.
func (q Question) Unit() string {
	switch q.Of.Kind() {
	case experiment.Time:
		return "s"
	case experiment.Times:
		return "×"
	case experiment.PerS:
		return "/s"
	case experiment.Percent:
		return "%"
	}
	return ""
}

// Truth is the answer: a value, or which sentence is true, -1 for none.
func (q Question) Truth(runs Runs) (Value, int) {
	if q.Kind != Choose {
		return q.Of.Of(runs), -1
	}
	for i, o := range q.Choose {
		if o.When.True(runs) {
			return Value{}, i
		}
	}
	return Value{}, -1
}

// Said sets the answer beside the guess in a sentence, and says whether they agree.
func (q Question) Said(g Guess, runs Runs) (sentence string, right bool) {
	v, at := q.Truth(runs)
	switch {
	case q.Kind == Choose && at < 0, q.Kind != Choose && !v.Ok:
		return "This run has no answer to it.", false
	case q.Kind == Choose && g.Skipped:
		return "It is " + quoted(q.Choose[at]) + ".", false
	case q.Kind == Choose && at == g.Option:
		return "Yes: " + quoted(q.Choose[at]) + ".", true
	case q.Kind == Choose:
		return "You said " + quoted(q.Choose[g.Option]) + ". It is " + quoted(q.Choose[at]) + ".", false
	case g.Skipped:
		return "It is " + v.String() + ".", false
	}
	guess, same := q.Value(g).String(), v
	same.X = g.X
	switch off := abs(g.X - v.X); {
	case same.String() == v.String():
		return "You said " + guess + ", and it is.", true
	case off <= q.Close*v.X:
		return "You said " + guess + ", it is " + v.String() + ": close.", true
	}
	return "You said " + guess + ", it is " + v.String() + times(g.X, v.X) + ".", false
}

// quoted is a sentence to choose within another one.
func quoted(o Option) string { return "“" + strings.TrimSuffix(o.Text, ".") + "”" }

// times says how far a guess is off, where that is far.
func times(guess, truth float64) string {
	switch {
	case guess > 0 && truth >= 1.5*guess:
		return ": " + format.Multiple(truth/guess) + " times as much"
	case truth > 0 && guess >= 1.5*truth:
		return ": you guessed " + format.Multiple(guess/truth) + " times as much"
	}
	return ""
}

// Row is the key of the strategy that a question is about, "" where it is about several.
func (q Question) Row(r Run) string {
	i, ok := q.Of.First.at(r.Scenario)
	if !ok || q.Of.Sign != 0 || q.Kind == Choose {
		return ""
	}
	return r.Scenario.Strategies[i]
}

// PerRate reports whether the height that is guessed is a multiple of the capacity.
func (q Question) PerRate() bool { return q.Of.Kind() == experiment.Times }

// Limit is the largest guess in words: "90 s".
func (q Question) Limit() string { return Value{q.Axis, q.Of.Kind(), true, true}.String() }
