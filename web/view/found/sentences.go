package found

import (
	"slices"
	"strings"

	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/experiment/ranking"
	"backofflab/explain/studied"
	"backofflab/internal/format"
)

// now is what a search does at the moment.
func now(s find.Search, o find.Outcome) string {
	some := func(f ranking.Fate) bool {
		return slices.ContainsFunc(o.Candidates, func(p find.Policy) bool { return p.Fate == f.String() })
	}
	switch {
	case o.Ending != "":
		return "The choice is made. Now it runs beside yours and the classic ones, and the front is drawn up."
	case o.Runs == 0:
		return "Each policy gets its first runs, all the same seeds."
	case some(ranking.Outrun):
		return "Those that are left get run after run, until what is between two of them is clear, or below what you care for (Kim and Nelson’s procedure)."
	case some(ranking.Raced):
		return "They race: whoever is clearly behind another, seed by seed, gets no more runs."
	case len(s.Limits) > 0:
		return "Each is held against " + format.Verb(len(s.Limits), "the limit", "the limits") + " before it may beat another."
	}
	return "They are compared seed by seed."
}

// whatIs says what the policy below is.
func whatIs(o find.Outcome) string {
	switch {
	case o.Best >= 0 && o.Promised:
		return "The best:"
	case o.Best >= 0:
		return "Ahead, when the runs were spent:"
	case o.Nearest >= 0:
		return "The closest:"
	}
	return ""
}

// titleOf names the policy that came out, or says that there is none.
func titleOf(s find.Search, o find.Outcome) string {
	switch {
	case o.Best >= 0:
		return studied.Policy(o.Candidates[o.Best].Candidate)
	case o.Nearest >= 0:
		return studied.Policy(o.Candidates[o.Nearest].Candidate)
	case len(s.Limits) > 0:
		return "None keeps " + format.Verb(len(s.Limits), "the limit", "the limits")
	}
	return "None can be chosen"
}

// alikeWords say how many policies cannot be told from the best; "" where each can.
func alikeWords(s find.Search, o find.Outcome) (title, says string) {
	n := len(o.Alike)
	if o.Best < 0 || n == 0 {
		return "", ""
	}
	says = format.Capital(counted(n)) + format.Verb(n, " is", " are") + " as good as it as far as the runs tell, or behind it by no more than " +
		studied.Difference(s.Goal.Figure, o.Within) + ", which makes no difference to you"
	ties := 0
	if o.Ending == ranking.Tied.String() {
		ties = min(n, o.Left-1)
	}
	switch {
	case ties == n:
		says = format.Capital(counted(n)) + " came to the very same mean, and would do as well"
	case ties > 0:
		says += "; " + format.Word(ties) + " of them came to the very same mean"
	}
	return "Cannot tell these " + format.Word(n+1) + " apart", says + "."
}

func counted(n int) string { return format.Word(n) + " " + format.Verb(n, "other", "others") }

// effort says how many runs it took, and how far the same seeds made policies alike.
func effort(o find.Outcome, said string) string {
	if o.Pairing == nil {
		return said
	}
	return said + " Under the same seeds, the correlation of the best with others is " + format.Ratio(*o.Pairing) + "."
}

// bound is the side and the value of a limit: "at most 30 s".
func bound(l find.Limit) string {
	value := format.Exact(l.Value)
	switch l.Figure.Kind {
	case experiment.Time:
		value = format.Span(duration(l.Value))
	case experiment.PerS:
		value = format.SetRate(l.Value)
	case experiment.Times:
		value += "×"
	case experiment.Percent:
		value = format.Share(l.Value / 100)
	}
	if l.AtLeast() {
		return "at least " + value
	}
	return "at most " + value
}

func rivalsSub(rivals []find.Rival) string {
	return "Means of " + format.Plural(rivals[0].Runs, "run") + " with the same seeds, and from where to where they lie with 95\u00a0%. The difference is paired, seed by seed."
}

// fate is what can become of a candidate, in words.
type fate struct {
	fate  ranking.Fate
	by    int // the limit, or one of those below
	words string
}

// A limit that is not told, as while a search goes on, and what has none.
const (
	untold  = -1
	whoever = -2
)

func (f fate) is(p find.Policy) bool {
	return p.Fate == f.fate.String() && (f.by == whoever || p.By == f.by)
}

// fates are all, those that come first in a search first.
func fates(s find.Search) []fate {
	all := []fate{
		{ranking.Failed, whoever, "cannot be simulated"},
		{ranking.Lacking, whoever, "have a run in which " + lacked(s) + " never comes"},
	}
	all = append(all, fate{ranking.OverLimit, untold, format.Verb(len(s.Limits), "break the limit", "break a limit")})
	for i, l := range s.Limits {
		all = append(all, fate{ranking.OverLimit, i, "break a limit: " + studied.Limit(l, s.Scenario)})
	}
	return append(all,
		fate{ranking.Raced, whoever, "are clearly behind another in the race"},
		fate{ranking.Outrun, whoever, "are behind another by Kim and Nelson’s procedure"},
		fate{ranking.Left, whoever, "are left"})
}

// lacked is what a run may not come to.
func lacked(s find.Search) string {
	if len(s.Limits) > 0 {
		return "the goal or a limited figure"
	}
	return studied.What(s.Goal.Figure, s.Scenario)
}

// sentenceOf describes the chart for those who listen.
func sentenceOf(s find.Search, o find.Outcome, on int) string {
	names := make([]string, len(o.Axes))
	for i, name := range o.Axes {
		names[i] = studied.What(figure(name), s.Scenario)
	}
	return "The policies by " + names[0] + ", " + names[1] + " and " + names[2] + ": " + format.Plural(on, "policy") + " on the front, in the table below."
}

// missing says which policies are not drawn.
func missing(behind int, unplotted []string, unplottedAll int) string {
	var texts []string
	if behind > 0 {
		texts = append(texts, format.Plural(behind, "policy")+format.Verb(behind, " lies", " lie")+" outside of the chart, far behind the front.")
	}
	if unplottedAll > 0 {
		text := format.Count(unplottedAll) + format.Verb(unplottedAll, " is", " are") + " not drawn: out by a limit, or without one of the figures"
		if len(unplotted) > 0 {
			text += "; among them " + format.List(unplotted)
		}
		texts = append(texts, text+".")
	}
	return strings.Join(texts, " ")
}
