package studied

import (
	"fmt"
	"strings"

	"backofflab/experiment/find"
	"backofflab/experiment/ranking"
	"backofflab/internal/format"
	"backofflab/scenario"
)

// Finding are the sentences about a search. One that has nothing to say is "".
type Finding struct {
	Asked   string // what is looked for
	Chosen  string // the policy, and its figures; or that there is none, and which comes closest
	Promise string // how sure that is
	Effort  string // how many runs it took
	Alike   string // policies that cannot be told from it
	Rivals  []string
	Out     string // policies that could not be simulated
	Front   string
}

// Found writes the sentences about what a search came to, or has come to so far: of one that is
// not over only Asked and Chosen.
func Found(s find.Search, o find.Outcome) Finding {
	f := Finding{Asked: asked(s), Chosen: soFar(s, o)}
	if !o.Over {
		return f
	}
	f.Effort, f.Out, f.Front = effort(o), out(o), front(s, o)
	if o.Best < 0 {
		f.Chosen, f.Promise = nobody(s, o), nobodyPromise(s, o)
		return f
	}
	f.Chosen, f.Promise, f.Alike = chosen(s, o), promise(s, o), alike(o)
	for _, r := range o.Rivals {
		if r.Candidate != o.Best {
			f.Rivals = append(f.Rivals, rival(s, o, r))
		}
	}
	return f
}

// asked is the goal and the limits.
func asked(s find.Search) string {
	text := "Looked for: " + Goal(s.Goal, s.Scenario)
	if len(s.Limits) == 0 {
		return text + "."
	}
	limits := make([]string, len(s.Limits))
	for i, l := range s.Limits {
		limits[i] = Limit(l, s.Scenario)
	}
	return text + ", with " + format.List(limits) + "."
}

// soFar is what is known while the search goes on.
func soFar(s find.Search, o find.Outcome) string {
	text := fmt.Sprintf("%s left after %s.", format.Of(o.Left, len(o.Candidates), "policy"), format.Plural(o.Runs, "run"))
	if o.Best < 0 {
		return text
	}
	return text + " The best so far is " + Policy(o.Candidates[o.Best].Candidate) + "."
}

// chosen is the best policy with the means of its goal and of what is limited.
func chosen(s find.Search, o find.Outcome) string {
	text := "Best is " + Policy(o.Candidates[o.Best].Candidate)
	e, limits, runs, ok := means(o, o.Best)
	if !ok {
		return text + "."
	}
	told := []string{Told(s.Goal.Figure, e.Mean, s.Scenario)}
	for l, limit := range s.Limits {
		if l < len(limits) && limit.Figure.Name != s.Goal.Figure.Name {
			told = append(told, Told(limit.Figure, limits[l].Mean, s.Scenario))
		}
	}
	return fmt.Sprintf("%s: %s, means of %s.", text, format.List(told), format.Plural(runs, "run"))
}

// means are those of a policy: of its runs beside the others where there are, else of the
// selection.
func means(o find.Outcome, at int) (goal find.Estimate, limits []find.Estimate, runs int, ok bool) {
	for _, r := range o.Rivals {
		if r.Candidate == at {
			return r.Goal, r.Means, r.Runs, r.Runs > 0
		}
	}
	p := o.Candidates[at]
	return p.Goal, p.Limits, p.Runs, p.Runs > 0
}

// promise is what the selection holds, and no more: the probability is that of the best being
// found where it is ahead of all others by the indifference.
func promise(s find.Search, o find.Outcome) string {
	if len(o.Candidates) == 1 && o.Promised {
		return "It is the only policy that there was to try." + nearLimit(s)
	}
	if !o.Promised {
		return spent(s, o)
	}
	keeps, others := "", "all others"
	if len(s.Limits) > 0 {
		keeps, others = "keeps the "+limitsWord(s)+" and ", "all others that do"
	}
	return fmt.Sprintf("If one of the %s %sis better than %s by more than %s, it is this one with a probability of at least %s.%s",
		format.Plural(len(o.Candidates), "policy"), keeps, others, Difference(s.Goal.Figure, o.Within), format.Share(o.Confidence), nearLimit(s))
}

func limitsWord(s find.Search) string { return format.Verb(len(s.Limits), "limit", "limits") }

// nearLimit says what holds for means close to a limit.
func nearLimit(s find.Search) string {
	if len(s.Limits) == 0 {
		return ""
	}
	return " A mean that is off its limit by less than " + format.Share(s.Indifference) + " may count as keeping it or as breaking it."
}

// spent is said where the runs were used up before anything could be promised.
func spent(s find.Search, o find.Outcome) string {
	text := fmt.Sprintf("The choice is not made: with all runs that a search may take, %s. This one is ahead so far, and nothing is promised", leftOver(o.Left))
	if len(s.Limits) > 0 {
		return text + ", not even that it keeps the " + limitsWord(s) + "."
	}
	return text + "."
}

func leftOver(n int) string {
	return format.Plural(n, "policy") + format.Verb(n, " is", " are") + " left"
}

// effort is how many runs the selection took.
func effort(o find.Outcome) string {
	text := fmt.Sprintf("The choice took %s of %s", format.Plural(o.Runs, "run"), format.Plural(len(o.Candidates), "policy"))
	switch {
	case o.Unpaired <= 0:
		return text + "."
	case o.Unpaired <= o.Runs:
		return text + "; the same seeds for all saved none."
	}
	return fmt.Sprintf("%s; with other seeds for each it had been about %s.", text, format.Count(o.Unpaired))
}

// alike are the policies that are as good, as far as anybody can tell.
func alike(o find.Outcome) string {
	text := ""
	if ties := o.Left - 1; o.Ending == ranking.Tied.String() && ties > 0 {
		text = fmt.Sprintf("%s came to the very same mean, and would have done as well. ", format.Capital(others(ties)))
	}
	n := len(o.Alike)
	if n == 0 {
		return strings.TrimSpace(text)
	}
	return fmt.Sprintf("%s%s as good as it as far as can be told, or behind it by no more than makes no difference to you: %s.",
		text, format.Capital(others(n))+format.Verb(n, " is", " are"), some(o, o.Alike))
}

func others(n int) string { return format.Word(n) + " " + format.Verb(n, "other", "others") }

// out says which policies could not be simulated, with the reason of the first.
func out(o find.Outcome) string {
	n, reason := 0, ""
	for _, p := range o.Candidates {
		if p.Fate == ranking.Failed.String() {
			if n++; n == 1 {
				reason = p.Reason
			}
		}
	}
	if n == 0 {
		return ""
	}
	return format.Of(n, len(o.Candidates), "policy") + " could not be simulated. " + reason
}

// front is how many policies no other beats.
func front(s find.Search, o find.Outcome) string {
	on, certain := 0, 0
	for _, p := range o.Candidates {
		if p.Front {
			on++
			if p.Certain {
				certain++
			}
		}
	}
	if on == 0 {
		return ""
	}
	where := "On the"
	if o.Best < 0 {
		where = "Limits apart, on the"
	}
	return fmt.Sprintf("%s front of %s %s: no other is at least as good as one of them in all three, and better in one. That is certain of %s.",
		where, axes(o, s.Scenario), onFront(on), format.Word(certain))
}

func onFront(n int) string { return format.Verb(n, "is ", "are ") + format.Plural(n, "policy") }

func axes(o find.Outcome, s scenario.Scenario) string {
	var names []string
	for _, f := range find.Aims() {
		for _, name := range o.Axes {
			if f.Name == name {
				names = append(names, What(f, s))
			}
		}
	}
	return format.List(names)
}
