package studies

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"backofflab/experiment/find"
	"backofflab/experiment/job"
	"backofflab/scenario"
	templates "backofflab/web/templates/found"
	"backofflab/web/templates/study"
	"backofflab/web/view/found"
)

var findKind = Kind{
	Name:  "find",
	Plain: found.Plain,
	Asks:  found.Asks,
	Parse: func(raw string) (Study, error) {
		s, err := find.Parse(raw)
		return findStudy{s}, err
	},
	Page: func(raw string, problems scenario.FieldErrors) study.Page {
		return found.Page(raw, problems)
	},
}

// findStudy is a search for a policy as a study.
type findStudy struct{ find.Search }

// Kind is that of searches.
func (s findStudy) Kind() string { return "find" }

// Query is that of the search, and names its goal.
func (s findStudy) Query() string { return found.Query(s.Search) }

// Run selects the best policy.
func (s findStudy) Run(ctx context.Context, runner job.Runner, attempts int64, watch func(any)) (any, error) {
	return s.Search.Run(ctx, runner, attempts, func(o find.Outcome) { watch(o) })
}

// Read reads an outcome that was kept.
func (s findStudy) Read(kept []byte) (any, error) {
	var o find.Outcome
	err := json.Unmarshal(kept, &o)
	return o, err
}

// Shorten is the number of candidates.
func (s findStudy) Shorten() (field, value string) {
	return "candidates", strconv.Itoa(s.Most)
}

// outcome is what is known: of no candidate at first.
func outcome(known any) find.Outcome {
	if o, ok := known.(find.Outcome); ok {
		return o
	}
	return find.Outcome{Candidates: []find.Policy{}, Best: -1, Nearest: -1}
}

// Far counts the policies that are left.
func (s findStudy) Far(known any) (words string, share float64) { return found.Far(outcome(known)) }

// Body is the policy, or what is left of them; nil before anything is known.
func (s findStudy) Body(known any) templ.Component {
	if _, ok := known.(find.Outcome); !ok {
		return nil
	}
	return templates.FoundView(found.Found(s.Search, outcome(known)))
}

// Answer is the outcome, which is made for programs.
func (s findStudy) Answer(known any) any { return outcome(known) }

// Rows are a row for each candidate, as it stands.
func (s findStudy) Rows(known any) [][]string {
	o := outcome(known)
	head := []string{"strategy", "settings", "query", "fate", "runs", s.Goal.Figure.Name, s.Goal.Figure.Name + "_low", s.Goal.Figure.Name + "_high"}
	for _, l := range s.Limits {
		head = append(head, "limited_"+l.Figure.Name)
	}
	rows := [][]string{append(head, "front_"+o.Axes[0], "front_"+o.Axes[1], "front_"+o.Axes[2], "front", "certain", "best")}
	for i, p := range o.Candidates {
		rows = append(rows, candidateRow(p, len(s.Limits), i == o.Best))
	}
	return rows
}

// candidateRow is one candidate; what is not known of it is empty.
func candidateRow(p find.Policy, limits int, best bool) []string {
	number := func(x float64, known bool) string {
		if !known {
			return ""
		}
		return strconv.FormatFloat(x, 'g', 10, 64)
	}
	settings := make([]string, len(p.Settings))
	for i, one := range p.Settings {
		settings[i] = one.Field + "=" + one.Value
	}
	row := []string{p.Strategy, strings.Join(settings, " "), p.Query, p.Fate, strconv.Itoa(p.Runs)}
	for _, x := range []float64{p.Goal.Mean, p.Goal.Low, p.Goal.High} {
		row = append(row, number(x, p.Runs > 1))
	}
	for i := range limits {
		if i < len(p.Limits) {
			row = append(row, number(p.Limits[i].Mean, true))
			continue
		}
		row = append(row, "")
	}
	for _, x := range p.Trade {
		row = append(row, number(x, p.Plotted))
	}
	return append(row, yesNo(p.Front), yesNo(p.Front && p.Certain), yesNo(best))
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
