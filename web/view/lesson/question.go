package lesson

import (
	"strconv"
	"time"

	"backofflab/internal/format"
	"backofflab/teach"
	"backofflab/web/templates/lesson"
)

// guessed is what the address says a reader has guessed; "" is no guess, but the answer.
func (t *text) guessed(q teach.Question) (guess string, ok bool) {
	switch q.Name {
	case t.Values.Get(again):
		return "", false
	case t.Values.Get(show):
		return teach.Skip, true
	}
	return t.Values.Get(q.Name), t.Values.Has(q.Name)
}

func (t *text) question(q teach.Question) (lesson.Question, error) {
	lab, _ := t.Lab(q.Lab)
	found := lesson.Question{Form: t.form(q.Name, lab.Name), Ask: format.Typeset(q.Ask), Unit: q.Unit()}
	if !t.framed && t.page == teach.Path(t.Key) { // pages of the guide have no frames
		found.Embed, found.Site = "/embed"+t.path+"/"+q.Name, t.Site
	}
	if q.Kind == teach.Choose {
		for _, o := range q.Choose {
			found.Choices = append(found.Choices, format.Typeset(o.Text))
		}
	} else {
		found.Range = "Enter " + q.Range() + "."
	}
	guess, problem := t.guessOf(q, &found)
	run, known := t.runs[q.Lab]
	found.Answered = problem == "" && guess != nil && known
	if found.Answered {
		found.Said, found.Right = q.Said(*guess, t.runs)
		found.Answer = q.Answer.Filled(t.runs)
	}
	how := shown{hidden: !found.Answered}
	if known {
		found.Draw, how = drawOf(q, guess, run, how)
		if !found.Answered && found.Draw != nil {
			found.Draw.True, found.Draw.TrueWords = 0, ""
		}
	}
	var err error
	found.Lab, err = t.lab(lab, q.Name, how)
	if found.Lab.Moved {
		found.Draw = nil // which is about the run before
	}
	if found.Draw == nil && how.hidden {
		found.Lab.Run = nil // without a mark to draw, an empty chart says nothing
	}
	if !known {
		found.Lab.Problem = t.failed[q.Lab]
	}
	return found, err
}

// guessOf reads the guess, nil for none yet.
func (t *text) guessOf(q teach.Question, into *lesson.Question) (*teach.Guess, string) {
	typed, ok := t.guessed(q)
	if !ok {
		into.Guess = t.Values.Get(q.Name) // asked again, it stands there still
		return nil, ""
	}
	if typed != teach.Skip {
		into.Guess = typed
	}
	g, err := q.ReadGuess(typed)
	if err != nil {
		into.Problem = err.Error()
		return nil, into.Problem
	}
	return &g, ""
}

// drawOf is how the guess of a question is drawn, and on which axes.
func drawOf(q teach.Question, g *teach.Guess, run teach.Run, how shown) (*lesson.Draw, shown) {
	if q.Kind != teach.Time && q.Kind != teach.Level {
		return nil, how
	}
	truth, _ := q.Truth(teach.Runs{q.Lab: run})
	d := &lesson.Draw{Kind: "time", Row: q.Row(run), Unit: 1, Axis: q.Axis, True: truth.X, TrueWords: "it is " + truth.String()}
	if g != nil {
		d.Said, d.SaidWords = g.X, "you said "+q.Value(*g).String()
	}
	if q.Kind == teach.Time {
		how.time = time.Duration(q.Axis * float64(time.Second))
		return d, how
	}
	d.Kind = "level"
	if q.PerRate() {
		d.Unit = run.Scenario.Capacity()
	}
	if d.Unit == 0 {
		return nil, how // a service without a limit has no height that is once its capacity
	}
	how.top = q.Axis * d.Unit
	return d, how
}

// hints is how many hints of an exercise the address asks for.
func (t *text) hints(g teach.Goal) int {
	n, err := strconv.Atoi(t.Values.Get(g.Name + "." + hint))
	if err != nil {
		return 0
	}
	return max(0, min(n, mostHints))
}
