package teach

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/scenario"
)

// Expression is a number: one that is written, a figure of a run, or two of them with a sign
// between. "alone.exponential.done_95", "alone.exponential.done_95 / alone.full.done_95",
// "12s".
type Expression struct {
	First, Second operand
	Sign          byte // '/', '-' or '*'; 0: there is no second
	Text          string
}

// operand is a figure, a setting, or where it has no lab a number.
type operand struct {
	lab, strategy string // the strategy by its key, or by its place from 1, or "" where there is one
	figure        figure
	field         string // of the lab's scenario, in place of a figure
	value         Value
}

// Value is a number of a kind, times in seconds, or none.
type Value struct {
	X     float64
	Kind  experiment.Kind
	Ok    bool
	Given bool // somebody has set it, so it is written as it is; what is measured is rounded
}

// Condition compares two expressions.
type Condition struct {
	Left, Right Expression
	Compare     string // one of the compares
	Text        string
}

// compares are the signs of conditions; "~" is within a tenth.
var compares = []string{"<=", ">=", "!=", "<", ">", "=", "~"}

// near is how far two numbers are apart at most that are about the same.
const near = 0.1

// parser reads expressions about the labs of a text. Where one is about, a figure may stand
// without its lab.
type parser struct {
	labs  map[string]bool
	about string
}

func (p parser) condition(text string) (Condition, error) {
	at, sign := signOf(text)
	if sign == "" {
		return Condition{}, fmt.Errorf("%q compares nothing; write two figures with one of %s between", text, strings.Join(compares, " "))
	}
	left, err := p.expression(text[:at])
	right, other := p.expression(text[at+len(sign):])
	if err = cmp.Or(err, other); err != nil {
		if !strings.Contains(text, " "+sign+" ") {
			err = fmt.Errorf("%w; in %q, “%s” was taken for the sign that compares: write that with a space before it and after it", err, text, sign)
		}
		return Condition{}, err
	}
	c := Condition{left, right, sign, strings.TrimSpace(text)}
	return c, c.alike()
}

// signOf finds the sign that compares. Strategies have = and > in their keys, as in
// exponential(attempts=4)>full, but none with a space before and after it: so a sign that stands
// free is the one, and only where there is none is it the first of all.
func signOf(text string) (at int, sign string) {
	for at := range text {
		for _, sign := range compares {
			if strings.HasPrefix(text[at:], " "+sign+" ") {
				return at + 1, sign
			}
		}
	}
	for at := range text {
		for _, sign := range compares {
			if strings.HasPrefix(text[at:], sign) {
				return at, sign
			}
		}
	}
	return 0, ""
}

// alike refuses to compare a time with what is none.
func (c Condition) alike() error {
	l, r := c.Left.Kind(), c.Right.Kind()
	if (l == experiment.Time) != (r == experiment.Time) {
		return fmt.Errorf("%q compares a time with what is none; write a duration such as 12s", c.Text)
	}
	return nil
}

func (p parser) expression(text string) (Expression, error) {
	text = strings.TrimSpace(text)
	for _, sign := range []string{" / ", " - ", " * "} {
		first, second, two := strings.Cut(text, sign)
		if !two {
			continue
		}
		a, err := p.operand(first)
		if err != nil {
			return Expression{}, err
		}
		b, err := p.operand(second)
		return Expression{a, b, sign[1], text}, err
	}
	a, err := p.operand(text)
	return Expression{First: a, Text: text}, err
}

func (p parser) operand(text string) (operand, error) {
	text = strings.TrimSpace(text)
	if v, ok := literal(text); ok {
		return operand{value: v}, nil
	}
	if lab, field, ok := strings.Cut(text, ":"); ok && (p.labs[lab] || lab == "") {
		return p.setting(lab, field)
	}
	at := strings.LastIndexByte(text, '.')
	f, ok := figureNamed(text[at+1:])
	if !ok {
		return operand{}, noOperand(text)
	}
	o := operand{lab: p.about, figure: f}
	if at >= 0 {
		o.strategy = text[:at]
	}
	if first, rest, _ := strings.Cut(o.strategy, "."); p.labs[first] {
		o.lab, o.strategy = first, rest
	}
	if o.lab == "" {
		return o, fmt.Errorf("%q does not say which lab; write its name before it", text)
	}
	return o.named(text)
}

// named is an operand whose strategy has its key as scenarios write it.
func (o operand) named(text string) (operand, error) {
	if _, err := strconv.Atoi(o.strategy); o.strategy == "" || err == nil {
		return o, nil
	}
	s := scenario.Default()
	field, _ := scenario.FieldNamed("strategies")
	if err := field.Set(&s, o.strategy); err != nil || len(s.Strategies) != 1 {
		return operand{}, noOperand(text)
	}
	o.strategy = s.Strategies[0]
	return o, nil
}

// noOperand says why a text is no number: it is more than one, or none at all.
func noOperand(text string) error {
	for _, sign := range []string{" / ", " - ", " * ", " + "} {
		if strings.Contains(text, sign) {
			return fmt.Errorf("%q calculates with more than two numbers, or otherwise than by / - *; write two figures with one of these between", text)
		}
	}
	return fmt.Errorf("%q is no number and no figure; a figure is one such as lab.strategy.done_95 (a lab, a strategy of links or its place, a figure), and two of them have “ / ”, “ - ” or “ * ” between, with spaces", text)
}

// literal reads a number that is written: 3, 3x, 40 %, 1.5s.
func literal(text string) (Value, bool) {
	kind := experiment.Count
	plain := strings.ReplaceAll(text, " ", "")
	switch {
	case strings.HasSuffix(plain, "%"):
		plain, kind = strings.TrimSuffix(plain, "%"), experiment.Percent
	case strings.HasSuffix(plain, "x"), strings.HasSuffix(plain, "×"):
		plain, kind = strings.TrimRight(plain, "x×"), experiment.Times
	}
	if x, err := strconv.ParseFloat(plain, 64); err == nil { // which also reads "inf" and "nan"
		return Value{x, kind, true, true}, math.Abs(x) <= maxNumber
	}
	if d, err := time.ParseDuration(plain); err == nil {
		return Value{d.Seconds(), experiment.Time, true, true}, true
	}
	return Value{}, false
}

// maxNumber is the largest number that a text can have: a count of attempts is below it.
const maxNumber = 1e12

// Kind is what an expression counts in.
func (e Expression) Kind() experiment.Kind {
	first, second := e.First.kind(), e.Second.kind()
	switch {
	case e.Sign == '/' && first == second && e.First.figure.Name == e.Second.figure.Name:
		return experiment.Times
	case e.Sign == '/' && first == second:
		return experiment.Ratio // calls for each client: no multiple of anything
	case e.Sign == '*' && second == experiment.Time:
		return second
	}
	return first
}

func (o operand) kind() experiment.Kind {
	switch {
	case o.figure.Read != nil:
		return o.figure.Kind
	case o.field != "":
		return o.settingKind()
	}
	return o.value.Kind
}

// labs are those that an expression is about.
func (e Expression) labs() []string {
	var all []string
	for _, o := range []operand{e.First, e.Second} {
		if o.lab != "" {
			all = append(all, o.lab)
		}
	}
	return all
}

// Of computes an expression over some runs; without a figure that one of them has it is not
// Ok.
func (e Expression) Of(runs Runs) Value {
	v := e.First.of(runs)
	if e.Sign == 0 {
		return v
	}
	w := e.Second.of(runs)
	v.Kind, v.Ok, v.Given = e.Kind(), v.Ok && w.Ok, false
	switch e.Sign {
	case '/':
		v.X, v.Ok = v.X/w.X, v.Ok && w.X != 0
	case '-':
		v.X -= w.X
	case '*':
		v.X *= w.X
	}
	return v
}

// True asks a condition of some runs. What has no value fulfils none.
func (c Condition) True(runs Runs) bool {
	l, r := c.Left.Of(runs), c.Right.Of(runs)
	if !l.Ok || !r.Ok {
		return false
	}
	switch c.Compare {
	case "<=":
		return l.X <= r.X
	case ">=":
		return l.X >= r.X
	case "<":
		return l.X < r.X
	case ">":
		return l.X > r.X
	case "=":
		return l.X == r.X
	case "!=":
		return l.X != r.X
	}
	return l.X-r.X <= near*max(l.X, r.X) && r.X-l.X <= near*max(l.X, r.X)
}

// String writes a value within a sentence: "62.1 s", "15×", "614/s", "8.84". What is none is
// a dash.
func (v Value) String() string {
	if !v.Ok {
		return "—"
	}
	d := time.Duration(math.Round(v.X * float64(time.Second)))
	if v.Given {
		return v.given(d)
	}
	switch v.Kind {
	case experiment.Time:
		return format.Elapsed(d)
	case experiment.PerS:
		return format.PerTime(v.X)
	case experiment.Times:
		return format.Multiple(v.X) + "×"
	case experiment.Percent:
		return format.Percent(v.X) + "\u00a0%"
	case experiment.Ratio:
		if v.X == math.Trunc(v.X) {
			return format.Exact(v.X)
		}
		return format.Ratio(v.X)
	case experiment.Index:
		return format.Index(v.X)
	}
	return format.Exact(v.X)
}

// given writes a value as somebody has set it: "5 s", "3.5", "3×".
func (v Value) given(d time.Duration) string {
	switch v.Kind {
	case experiment.Time:
		return format.Span(d)
	case experiment.PerS:
		return format.Exact(v.X) + "/s"
	case experiment.Times:
		return format.Exact(v.X) + "×"
	case experiment.Percent:
		return format.Exact(v.X) + "\u00a0%"
	}
	return format.Exact(v.X)
}

// Figure is the name of the figure that an expression begins with, and the strategy that it is
// of; "" where it begins with none.
func (e Expression) Figure() (name, strategy string) {
	return e.First.figure.Name, e.First.strategy
}
