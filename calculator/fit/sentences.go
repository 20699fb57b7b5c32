package fit

import (
	"fmt"
	"slices"
	"strings"

	"backofflab/internal/format"
)

// named is how many strategies a sentence lists before it counts the others.
const named = 4

// few is below how many delays a result says that they are few.
const few = 20

// Sentences say in plain English what the delays fit, what they rule out and how much that
// is worth.
func (r Result) Sentences() []string {
	var all []string
	switch r.Verdict {
	case Nothing:
		return []string{"There are no delays to test."}
	case Unknown:
		all = append(all, "No known strategy makes "+r.these()+".", "Nearest is "+r.Candidates[0].inWords()+": "+r.Candidates[0].against()+".")
	default:
		all = append(all, r.first())
		all = append(all, r.alike()...)
		all = append(all, r.besides()...)
		all = append(all, r.ruledOut()...)
	}
	all = append(all, r.wasExpected()...)
	return append(all, r.worth()...)
}

func (r Result) these() string {
	if r.Samples == 1 {
		return "this delay"
	}
	text := "these " + format.Plural(r.Samples, "delay")
	if r.Clients > 1 {
		text += " of " + format.Plural(r.Clients, "client")
	}
	return text
}

func (r Result) first() string {
	best := r.Candidates[0]
	return format.Capital(r.these()) + " " + format.Verb(r.Samples, "fits", "fit") + " " + best.inWords() + " (" + best.p() + ")."
}

// inWords is a candidate with its parameters: "full jitter with base 100 ms, factor 2 and cap 5 s".
func (c Candidate) inWords() string {
	name := c.Name
	if c.isOwn() {
		name = format.Lower(name)
	}
	if c.Rejected {
		name += " after rejections"
	}
	if c.AtOnce {
		name += " after a first retry at once"
	}
	if set := c.parameters(); len(set) > 0 {
		name += " with " + format.List(set)
	}
	return name
}

// parameters are those that were searched, with their names.
func (c Candidate) parameters() []string {
	p, all := c.Params, []string(nil)
	add := func(some bool, name, value string) {
		if some {
			all = append(all, name+" "+value)
		}
	}
	add(p.Base > 0, "base", format.Span(rounded(p.Base, c.Reading.Step)))
	add(p.Factor > 1, "factor", format.Exact(p.Factor))
	add(p.Power > 0 && c.Key == "polynomial", "power", format.Exact(p.Power))
	add(p.Share > 0, "share", format.Share(p.Share))
	add(p.Extra > 0, "up to", format.Span(rounded(p.Extra, c.Reading.Step))+" on top")
	add(p.Floor > 0, "floor", format.Span(floorOf(p.Floor, c.Reading.Step)))
	add(c.Capped() && p.Factor != 1 || c.Capped() && walking[c.Key], "cap", format.Span(rounded(p.Cap, c.Reading.Step)))
	var delays []string
	for _, d := range p.Delays {
		delays = append(delays, format.Span(rounded(d, c.Reading.Step)))
	}
	add(len(delays) > 0, "delays", format.List(delays))
	return all
}

// walking are the kinds whose factor is 1 because they have none.
var walking = map[string]bool{"decorrelated": true, "decorrelated-aws": true}

func (c Candidate) p() string {
	if c.P < 0.001 {
		return "p below 0.001"
	}
	return "p = " + format.Fixed(c.P, 2+more(c.P))
}

// more is a third decimal for small numbers.
func more(p float64) int {
	if p < 0.1 {
		return 1
	}
	return 0
}

// alike names those that cannot be told from the first.
func (r Result) alike() []string {
	var names []string
	for _, c := range r.Candidates[1:r.Fitting] {
		if slices.Contains(r.Candidates[0].Same, c.ID()) {
			names = append(names, c.inWords())
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"The same delays come of " + shortened(names) + ": these delays cannot tell them apart."}
}

// besides names those that fit and differ, the lab's own first.
func (r Result) besides() []string {
	var names, libraries []string
	for _, c := range r.Candidates[1:r.Fitting] {
		switch {
		case slices.Contains(r.Candidates[0].Same, c.ID()):
		case c.isOwn():
			names = append(names, c.inWords())
		default:
			libraries = append(libraries, c.inWords())
		}
	}
	names = append(names, libraries...)
	if len(names) == 0 {
		return nil
	}
	return []string{format.Verb(len(names), "One other fits", "Others fit") + " too: " + shortened(names) + "."}
}

// shortened is a list that counts what is too much to name.
func shortened(names []string) string {
	if len(names) > named {
		names = append(slices.Clone(names[:named-1]), format.Count(len(names)-named+1)+" more")
	}
	if commas(names) {
		return strings.Join(names, "; ")
	}
	return format.List(names)
}

func commas(names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, ",") || strings.Contains(n, " and ") })
}

// ruledOut says of the two nearest of the lab's own strategies what speaks against them.
func (r Result) ruledOut() []string {
	var all []string
	for _, c := range r.Candidates[r.Fitting:] {
		if c.isOwn() && len(all) < 2 && c.strategy != nil {
			all = append(all, format.Capital(format.Lower(c.Name))+" is ruled out: "+c.against()+".")
		}
	}
	return all
}

// against is what speaks against a candidate: the first delay that it cannot make, or its p.
func (c Candidate) against() string {
	switch {
	case len(c.Breaks) > 0:
		return c.Breaks[0].inWords()
	case c.strategy == nil:
		return "no parameters make such delays"
	case c.Searched > 0:
		return "whatever its parameters, delays like these are rare (" + c.p() + ")"
	}
	return "delays like these are rare (" + c.p() + ")"
}

// inWords is a broken bound: "retry 3 waited 40 ms, and it waits at least 200 ms there".
func (b Break) inWords() string {
	waited, bound := format.Span(b.Value), "at most "+format.Span(b.High)
	if b.Censored {
		waited = "at least " + waited
	}
	if b.Value < b.Low {
		bound = "at least " + format.Span(b.Low)
	}
	switch {
	case b.Low == b.High:
		bound = "exactly " + format.Span(b.Low)
	case b.Low <= b.Value && b.Value <= b.High:
		bound = "nothing between its steps"
	}
	return fmt.Sprintf("retry %d waited %s (line %d), and it waits %s there", b.Retry, waited, b.Line, bound)
}

// wasExpected says what became of what the clients are said to do.
func (r Result) wasExpected() []string {
	var all []string
	for _, c := range r.Expected {
		if c.Fits {
			all = append(all, "As configured, "+c.inWords()+" fits ("+c.p()+").")
		} else {
			all = append(all, "As configured, "+c.inWords()+" does not fit: "+c.against()+".")
		}
	}
	if len(r.Others) > 0 {
		all = append(all, format.List(r.Others)+" "+format.Verb(len(r.Others), "is", "are")+" not tested: a mix or layers have no delays of one kind.")
	}
	return all
}

// worth says what the answer rests on.
func (r Result) worth() []string {
	var all []string
	if r.Samples < few && r.Fitting > 1 {
		all = append(all, fmt.Sprintf("%s %s out little: %s of %s strategies fit.", format.Plural(r.Samples, "delay"),
			format.Verb(r.Samples, "rules", "rule"), format.Count(r.Fitting), format.Count(len(r.Candidates))))
	}
	if r.Tested < r.Samples {
		all = append(all, fmt.Sprintf("How they are spread was tested on %s of them; bounds were held against all, or %s where one delay depends on the last.", format.Count(r.Tested), format.Count(min(r.Samples, MaxFollowed))))
	}
	if reading := r.Candidates[0].Reading; reading.Rounding == Between && reading.Attempt > 0 {
		all = append(all, "The values are differences of times; what attempts took is taken to be at most "+format.Span(reading.Attempt)+".")
	}
	return all
}
