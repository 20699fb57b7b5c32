package found

import (
	"slices"
	"time"

	"backofflab/experiment"
	"backofflab/experiment/find"
	"backofflab/experiment/ranking"
	"backofflab/explain/studied"
	"backofflab/internal/format"
	templates "backofflab/web/templates/found"
)

// mostAlike is how many policies are listed that cannot be told from the best.
const mostAlike = 8

// Far says how far a search is, and the same as a share: how many policies are out, and of what
// follows when one is chosen a little. An outcome without candidates is one that has not begun.
func Far(o find.Outcome) (words string, part float64) {
	all := len(o.Candidates)
	switch {
	case all == 0:
		return "The policies are drawn up", 0
	case o.Over:
		return format.Plural(all, "policy") + ", " + format.Plural(o.Runs, "run") + " to choose among them", 1
	case o.Ending != "":
		return "Chosen of " + format.Plural(all, "policy") + ", and compared", compared
	}
	return format.Of(o.Left, all, "policy") + " left", compared * float64(all-o.Left) / float64(max(1, all-1))
}

// compared is the share of a search that is done when a policy is chosen.
const compared = 0.9

// Found is what is known of a search.
func Found(s find.Search, o find.Outcome) templates.Found {
	said := studied.Found(s, o)
	f := templates.Found{Asked: said.Asked, Out: outOf(s, o)}
	if len(o.Candidates) == 0 || !o.Over {
		f.Progress = progressOf(s, o)
		return f
	}
	f.Best = cardOf(s, o, said)
	f.Alike = alikeOf(s, o)
	f.Rivals = rivalsOf(s, o)
	f.Front = frontOf(s, o, said.Front)
	f.Out.Failed = said.Out
	return f
}

func progressOf(s find.Search, o find.Outcome) *templates.Progress {
	p := &templates.Progress{Left: format.Count(o.Left), All: format.Plural(len(o.Candidates), "policy"), Runs: format.Plural(o.Runs, "run"), Now: now(s, o)}
	if o.Best >= 0 && o.Best < len(o.Candidates) {
		best := policyOf(o.Candidates[o.Best].Candidate)
		p.Best, p.Path, p.Strategy = studied.Policy(o.Candidates[o.Best].Candidate), best.Path, best.Strategy
	}
	return p
}

// shown is the candidate that stands out: the best, or the closest where none can be chosen; -1
// where there is neither.
func shown(o find.Outcome) int {
	if o.Best >= 0 {
		return o.Best
	}
	return o.Nearest
}

// cardOf is the chosen policy, or the closest where none can be chosen.
func cardOf(s find.Search, o find.Outcome, said studied.Finding) *templates.Card {
	c := &templates.Card{Says: whatIs(o), Title: titleOf(s, o), Promise: said.Promise, Effort: effort(o, said.Effort)}
	if o.Best < 0 {
		c.Why = said.Chosen
	}
	at := shown(o)
	if at < 0 {
		return c
	}
	of := o.Candidates[at]
	c.Strategy, c.Settings = strategyOf(of.Candidate), settingsOf(s, of.Candidate)
	policy := policyOf(of.Candidate)
	c.Lab, c.Use, c.Compare = policy.Path, useOf(of.Candidate), compareOf(s, of.Candidate)
	goal, limits := of.Goal, of.Limits
	if i := slices.IndexFunc(o.Rivals, func(r find.Rival) bool { return r.Candidate == at }); i >= 0 {
		goal, limits = o.Rivals[i].Goal, o.Rivals[i].Means
	}
	if of.Runs > 0 {
		c.Figures = append(c.Figures, figureOf(s, s.Goal.Figure, goal))
	}
	for i, l := range s.Limits {
		if i < len(limits) {
			c.Figures = append(c.Figures, limitOf(s, l, limits[i], within(l, limits[i].Mean)))
		}
	}
	return c
}

func figureOf(s find.Search, f experiment.Figure, e find.Estimate) templates.Figure {
	return templates.Figure{Label: format.Capital(studied.What(f, s.Scenario)), Mean: studied.Value(f, e.Mean), Range: rangeOf(f, e)}
}

// limitOf is a figure with its limit.
func limitOf(s find.Search, l find.Limit, e find.Estimate, keeps bool) templates.Figure {
	f := figureOf(s, l.Figure, e)
	f.Limit, f.Broken = bound(l), !keeps
	return f
}

func rangeOf(f experiment.Figure, e find.Estimate) string {
	low, high := studied.Value(f, e.Low), studied.Value(f, e.High)
	if low == high {
		return ""
	}
	return low + " to " + high
}

func within(l find.Limit, mean float64) bool {
	if l.AtLeast() {
		return mean >= l.Value
	}
	return mean <= l.Value
}

func alikeOf(s find.Search, o find.Outcome) *templates.Alike {
	title, says := alikeWords(s, o)
	if says == "" {
		return nil
	}
	a := &templates.Alike{Title: title, Says: says}
	for _, i := range o.Alike[:min(mostAlike, len(o.Alike))] {
		a.Policies = append(a.Policies, policyOf(o.Candidates[i].Candidate))
	}
	if more := len(o.Alike) - len(a.Policies); more > 0 {
		a.More = "And " + format.Plural(more, "other") + "."
	}
	return a
}

func rivalsOf(s find.Search, o find.Outcome) *templates.Rivals {
	if len(o.Rivals) < 2 {
		return nil
	}
	r := &templates.Rivals{Sub: rivalsSub(o.Rivals), Goal: format.Capital(studied.What(s.Goal.Figure, s.Scenario))}
	for _, l := range s.Limits {
		r.Limits = append(r.Limits, format.Capital(studied.Limit(l, s.Scenario)))
	}
	for _, one := range o.Rivals {
		r.Rows = append(r.Rows, rivalOf(s, o, one))
	}
	return r
}

func rivalOf(s find.Search, o find.Outcome, one find.Rival) templates.Rival {
	row := templates.Rival{Policy: policyOf(o.Candidates[one.Candidate].Candidate), Best: one.Candidate == o.Best}
	f := s.Goal.Figure
	switch {
	case one.Lacks:
		row.Mean, row.Gap = "not in every run", ""
	default:
		row.Mean, row.Range = studied.Value(f, one.Goal.Mean), rangeOf(f, one.Goal)
		row.Gap = studied.Behind(f, one.Gap)
	}
	if row.Best {
		row.Gap = "the best"
	}
	row.Unsure = !row.Best && !one.Sure
	for i, l := range s.Limits {
		if i >= len(one.Kept) {
			break
		}
		cell := templates.Figure{Mean: studied.Value(l.Figure, one.Means[i].Mean), Limit: "kept", Broken: !one.Kept[i]}
		switch {
		case one.Kept[i]:
		case within(l, one.Means[i].Mean): // so a run lacks it
			cell.Mean, cell.Limit = "—", "not in every run"
		default:
			cell.Limit = "broken"
		}
		row.Limits = append(row.Limits, cell)
	}
	return row
}

// outOf counts what became of the candidates.
func outOf(s find.Search, o find.Outcome) *templates.Out {
	if len(o.Candidates) == 0 {
		return nil
	}
	out := &templates.Out{Title: "What became of " + format.Plural(len(o.Candidates), "policy")}
	for _, f := range fates(s) {
		n := 0
		for _, p := range o.Candidates {
			if f.is(p) {
				n++
			}
		}
		if n > 0 {
			out.Reasons = append(out.Reasons, templates.Reason{
				Count: format.Count(n), Words: f.words, Share: float64(n) / float64(len(o.Candidates)), Left: f.fate == ranking.Left,
			})
		}
	}
	return out
}

func duration(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
