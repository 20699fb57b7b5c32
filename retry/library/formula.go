package library

import (
	"fmt"
	"time"
)

// formula writes the library's delay the way Kind.Formula has it, k = 1 for the
// first retry. It is made from the fields, so it cannot say anything else than
// they do.
func (s Library) formula() string {
	if s.rejectedBase > 0 {
		rejected := s.afterRejection()
		s.rejectedBase = 0
		return rejected.formula() + " after a rejection, else " + s.formula()
	}
	text := s.backoffText()
	if s.jitter.text != nil {
		text = s.jitter.text(s, text)
	}
	if s.floor > 0 {
		text = fmt.Sprintf("max(%s, %s)", short(s.floor), text)
	}
	if s.clips&after != 0 && text != "0" && (s.jitter.text != nil || s.clips&before == 0) {
		text = fmt.Sprintf("min(%s, %s)", short(s.cap), text)
	}
	switch {
	case s.firstAtOnce && s.base > 0:
		text += "; retry 1 at once"
	case s.firstUnjittered:
		text += "; retry 1 after " + short(s.base)
	case s.constantFrom > 0:
		text += fmt.Sprintf("; from retry %d on %s", s.constantFrom, short(s.cap))
	}
	return text
}

func (s Library) backoffText() string {
	text := ""
	switch s.growth {
	case exponential:
		exponent := map[int]string{-1: "(k−2)", 0: "(k−1)", 1: "k"}[s.offset]
		text = fmt.Sprintf("%s × %v^%s", short(s.base), s.factor, exponent)
		if s.factor == 1 || s.base == 0 {
			text = short(s.base)
		}
	case linear:
		text = short(s.base) + " × k"
	case fibonacci:
		text = short(s.base) + " × {1, 2, 3, 5, 8, …}"
	case lessBase:
		text = fmt.Sprintf("%s × (%v^k − 1)", short(s.base), s.factor)
	case quartic:
		text = short(s.base) + " + (k−1)⁴ s"
	}
	if s.clips&before != 0 && s.base > 0 {
		text = fmt.Sprintf("min(%s, %s)", short(s.cap), text)
	}
	return text
}

// short writes a duration of whole milliseconds for people: 100 ms, 1.5 s.
func short(d time.Duration) string {
	switch {
	case d < 0:
		return "−" + short(-d)
	case d == 0:
		return "0"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%v s", d.Seconds())
}
