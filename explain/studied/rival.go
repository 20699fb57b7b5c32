package studied

import (
	"fmt"
	"math"

	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/experiment/ranking"
	"backofflab/internal/format"
)

// rival is how a policy stands beside the best one: the limits that it breaks, and by how much
// it is behind.
func rival(s find.Search, o find.Outcome, r find.Rival) string {
	text := Policy(o.Candidates[r.Candidate].Candidate)
	if r.Lacks {
		text += ": in some run it has no " + What(s.Goal.Figure, s.Scenario)
	} else {
		text += ": " + Told(s.Goal.Figure, r.Goal.Mean, s.Scenario) + ", " + Behind(s.Goal.Figure, r.Gap)
	}
	for _, broken := range Broken(s, r) {
		text += "; " + broken
	}
	return text + "."
}

// Behind is a difference of goals in words, paired and with its interval: "worse by 0.52 (0.31
// to 0.73)". Gap is the goal of the other minus that of the best.
func Behind(f experiment.Figure, gap find.Estimate) string {
	mean, low, high := gap.Mean, gap.Low, gap.High
	if f.Better > 0 {
		mean, low, high = -mean, -high, -low
	}
	switch {
	case low == 0 && high == 0:
		return "the same"
	case low > 0:
		return fmt.Sprintf("worse by %s (%s to %s)", Difference(f, mean), Difference(f, low), Difference(f, high))
	case high < 0:
		return fmt.Sprintf("better by %s (%s to %s)", Difference(f, -mean), Difference(f, -high), Difference(f, -low))
	}
	return fmt.Sprintf("no clear difference (from %s better to %s worse)", Difference(f, -low), Difference(f, high))
}

// Broken are the limits that a rival breaks, in words.
func Broken(s find.Search, r find.Rival) []string {
	var texts []string
	for l, kept := range r.Kept {
		if kept {
			continue
		}
		limit := s.Limits[l]
		if within(limit, r.Means[l].Mean) { // so a run has no value
			texts = append(texts, "not in every run "+Limit(limit, s.Scenario))
			continue
		}
		texts = append(texts, fmt.Sprintf("over a limit: %s, not %s", Told(limit.Figure, r.Means[l].Mean, s.Scenario), boundOf(limit)))
	}
	return texts
}

// boundOf is the value of a limit after "not": "at most 3×".
func boundOf(l find.Limit) string {
	if l.AtLeast() {
		return "at least " + set(l.Figure, l.Value)
	}
	return "at most " + set(l.Figure, l.Value)
}

func within(l find.Limit, mean float64) bool {
	if l.AtLeast() {
		return mean >= l.Value
	}
	return mean <= l.Value
}

// nobody says that no policy keeps the limits, why, and which comes closest.
func nobody(s find.Search, o find.Outcome) string {
	over, lacking := 0, 0
	for _, p := range o.Candidates {
		switch p.Fate {
		case ranking.OverLimit.String():
			over++
		case ranking.Lacking.String():
			lacking++
		}
	}
	text := fmt.Sprintf("None of %s can be chosen", format.Plural(len(o.Candidates), "policy"))
	if len(s.Limits) > 0 {
		text = fmt.Sprintf("None of %s keeps the %s", format.Plural(len(o.Candidates), "policy"), limitsWord(s))
	}
	var why []string
	if over > 0 {
		one := format.Verb(len(s.Limits), "it", "one")
		why = append(why, format.Count(over)+format.Verb(over, " breaks ", " break ")+one)
	}
	if lacking > 0 {
		why = append(why, format.Count(lacking)+format.Verb(lacking, " has", " have")+" a run that "+misses(s))
	}
	if len(why) > 0 {
		text += ": " + format.List(why)
	}
	text += "."
	if o.Nearest < 0 {
		return text
	}
	return text + " " + closest(s, o)
}

// misses is what a run lacks: the goal, or a figure that is limited.
func misses(s find.Search) string {
	if len(s.Limits) == 0 {
		return "has no " + What(s.Goal.Figure, s.Scenario)
	}
	return "never comes to what is asked for"
}

// closest is the policy that breaks the limits by least, with each that it breaks.
func closest(s find.Search, o find.Outcome) string {
	p := o.Candidates[o.Nearest]
	var breaks []string
	for l, e := range p.Limits {
		limit := s.Limits[l]
		if within(limit, e.Mean) {
			continue
		}
		text := fmt.Sprintf("%s in place of %s", Told(limit.Figure, e.Mean, s.Scenario), boundOf(limit))
		if limit.Value > 0 {
			text += fmt.Sprintf(", %s off", off(math.Abs(e.Mean-limit.Value)/limit.Value))
		}
		breaks = append(breaks, text)
	}
	text := "Closest comes " + Policy(p.Candidate)
	if len(breaks) == 0 {
		return text + "."
	}
	return text + ": " + format.List(breaks) + "."
}

// off is a share of a limit by which it is missed.
func off(share float64) string {
	if share < 0.0005 {
		return "less than 0.1 %"
	}
	if share > 10 {
		return "more than ten times"
	}
	return format.Multiple(100*share) + " %"
}

// nobodyPromise is how sure that is.
func nobodyPromise(s find.Search, o find.Outcome) string {
	for _, p := range o.Candidates {
		if p.Fate == ranking.OverLimit.String() {
			return fmt.Sprintf("Had one of them kept the %s by more than makes no difference, it would have been left with a probability of at least %s.", limitsWord(s), format.Share(o.Confidence))
		}
	}
	return ""
}
