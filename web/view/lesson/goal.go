package lesson

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"backofflab/experiment"
	"backofflab/explain/figures"
	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/teach"
	"backofflab/web/templates/lesson"
)

func (t *text) goal(g teach.Goal) (lesson.Goal, error) {
	found := lesson.Goal{Form: t.form(g.Name, g.Name), Ask: format.Typeset(g.Ask), Tried: t.tried(g)}
	var err error
	if found.Lab, err = t.lab(g.Lab, g.Name, shown{hidden: !found.Tried}); err != nil || found.Lab.Problem != "" {
		return found, err
	}
	found.Lab.Lead = "" // the levers say it
	set := t.leversOf(g.Lab)
	met, err := g.Try(set, t.simulate)
	if err != nil {
		return found, err
	}
	for _, w := range met.Wants {
		want := lesson.Want{Text: wantWords(w, met.Run.Scenario)}
		if found.Tried {
			want.Now, want.Met = nowWords(w), w.Met
		}
		found.Wants = append(found.Wants, want)
	}
	if !found.Tried {
		found.Lab.Run, found.Lab.Title = nil, "" // it may be the run that a question is about
		return found, nil
	}
	if found.Done = met.All(); found.Done {
		found.Answer = g.Answer.Filled(t.runs)
		found.Others = otherWays(g, met.Run.Scenario)
		return found, nil
	}
	n := t.hints(g)
	if n > 0 {
		if found.Hints, err = t.hintsOf(g, set, n); err != nil {
			return found, err
		}
	}
	if n < mostHints {
		more := append(slices.Clone(t.kept(g.Name, g.Name)), t.leversSet(g.Lab)...)
		more = append(more, lesson.Pair{Name: g.Name + "." + hint, Value: strconv.Itoa(n + 1)})
		found.More = t.path + "?" + query(more) + "#" + lesson.BlockID(g.Name)
	}
	return found, nil
}

// tried reports whether an exercise has been run: a lever was set, or a hint asked for.
func (t *text) tried(g teach.Goal) bool {
	for name := range t.Values {
		if strings.HasPrefix(name, g.Name+".") {
			return true
		}
	}
	return false
}

// errTooLarge is a run that a lesson does not show.
var errTooLarge = errors.New("the run is too large")

func (t *text) simulate(s scenario.Scenario) (teach.Run, error) {
	run, problem, err := t.run(s)
	if problem != "" {
		return run, errTooLarge
	}
	return run, err
}

// wantWords is a condition in words: "95 % done: at most 12 s".
func wantWords(w teach.Want, s scenario.Scenario) string {
	name, _ := w.Left.Figure()
	compare := map[string]string{"<=": "at most ", ">=": "at least ", "<": "below ", ">": "above ", "=": "exactly ", "!=": "not ", "~": "about "}
	return figureWords(name, s) + ": " + compare[w.Compare] + unitOf(w.Left, w.Bound).String()
}

// unitOf writes a plain number in the unit of what it is compared with.
func unitOf(left teach.Expression, bound teach.Value) teach.Value {
	if bound.Kind == experiment.Count {
		bound.Kind = left.Kind()
	}
	return bound
}

// figureWords is what a figure is called: "Wasted per client".
func figureWords(name string, s scenario.Scenario) string {
	for _, f := range experiment.Figures() {
		if f.Name != name && f.JSON != name && f.CSV != name || name == "" || f.Title == "" {
			continue
		}
		title, unit := figures.Head(f, s, time.Second)
		if strings.HasSuffix(title, ".") { // short for a column
			title = format.Capital(strings.ReplaceAll(f.Name, "_", " "))
		}
		if f.Kind == experiment.Time || f.Kind == experiment.PerS || f.Kind == experiment.Percent || unit == "total" {
			return title
		}
		return strings.TrimSpace(title + " " + unit)
	}
	return format.Capital(strings.ReplaceAll(name, "_", " "))
}

func nowWords(w teach.Want) string {
	if !w.Now.Ok {
		return "never"
	}
	return w.Now.String()
}

// hintsOf are as many hints as are asked for: which lever, how far, and one solution.
func (t *text) hintsOf(g teach.Goal, set map[string]string, n int) ([]string, error) {
	h, err := g.Hint(set, t.simulate)
	if err != nil {
		return nil, err
	}
	hints := []string{"No single lever brings you nearer from here. Turn two of them, or begin again."}
	if h.Helps() {
		hints = []string{whichLever(h)}
		if n > 1 {
			hints = append(hints, howFar(h))
		}
	}
	if n == mostHints {
		hints = append(hints, "One solution: "+ways(g, g.Solutions[0])+".")
	}
	return hints, nil
}

// whichLever names the lever that helps most, and its direction where it has one.
func whichLever(h teach.Hint) string {
	f, _ := scenario.FieldNamed(h.Lever.Field)
	text := "Of your levers, “" + leverLabel(h.Lever) + "” brings you nearest."
	from, to := number(f, h.From), number(f, h.Value)
	switch {
	case !f.IsDuration() && !f.IsNumber() && !f.Whole:
		return text
	case to > from:
		return text + " Turn it up."
	}
	return text + " Turn it down."
}

func number(f scenario.Field, value string) float64 {
	if d, err := time.ParseDuration(value); f.IsDuration() && err == nil {
		return d.Seconds()
	}
	x, _ := strconv.ParseFloat(value, 64)
	return x
}

// howFar says what the lever would bring.
func howFar(h teach.Hint) string {
	var parts []string
	for _, w := range h.Met.Wants {
		name, _ := w.Left.Figure()
		parts = append(parts, format.Lower(figureWords(name, h.Met.Run.Scenario))+" "+nowWords(w))
	}
	text := "Set to " + called(h.Lever, h.Value) + " it gives: " + strings.Join(parts, ", ") + "."
	if h.Met.All() {
		return text + " That reaches the goal."
	}
	return text
}

// otherWays are the solutions that differ from what a reader has set.
func otherWays(g teach.Goal, now scenario.Scenario) []string {
	var all []string
	for _, solution := range g.Solutions {
		set, _ := teach.Levers(solution)
		if s, err := g.With(set); err == nil && s.Query() != now.Query() {
			all = append(all, ways(g, solution))
		}
	}
	return all
}

// ways writes how the levers are set.
func ways(g teach.Goal, solution string) string {
	set, _ := teach.Levers(solution)
	var parts []string
	for _, lever := range g.Levers {
		if value, ok := set[lever.Field]; ok {
			parts = append(parts, leverLabel(lever)+" "+called(lever, value))
		}
	}
	return strings.Join(parts, " · ")
}
