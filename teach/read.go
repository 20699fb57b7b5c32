package teach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"backofflab/experiment"
	"backofflab/internal/format"
	"backofflab/internal/markdown"
	"backofflab/scenario"
)

// lab reads a run to show.
func (r *reader) lab(code *ast.FencedCodeBlock) {
	e, name := r.entriesOf(code, blockLab)
	e.about = name
	found := Lab{Name: name, Title: e.text("title"), Scenario: e.scenario("scenario"), Levers: e.levers(), Shows: e.shows(), Holds: e.conditions("holds")}
	found.Rows = e.rows(found.Scenario)
	e.end()
	e.tries(found)
	r.last = name
	if e.bad {
		r.broken[name] = true
		return
	}
	r.Blocks = append(r.Blocks, Block{Line: e.line, Lab: &found})
}

func (e *entries) shows() Shows {
	what, ok := shows[e.text("shows")]
	if !ok {
		e.wrong(e.nodes["shows"], "shows is load, completion or delays")
	}
	return what
}

// rows are what the strategies of a run are called.
func (e *entries) rows(s scenario.Scenario) []string {
	nodes := e.list("rows")
	names := make([]string, len(nodes))
	for i, node := range nodes {
		names[i] = strings.TrimSpace(node.Value)
	}
	if len(names) > 0 && len(names) != len(s.Strategies) {
		e.wrong(e.nodes["rows"], fmt.Sprintf("rows has a name for each strategy; there are %d, in this order: %s", len(s.Strategies), strings.Join(s.Strategies, ", ")))
	}
	if len(names) == 0 {
		return nil
	}
	return names
}

// question reads what is to be predicted.
func (r *reader) question(code *ast.FencedCodeBlock) {
	e, name := r.entriesOf(code, blockQuestion)
	found := Question{Name: name, Ask: e.needed("ask"), Lab: e.text("lab")}
	if found.Lab == "" {
		found.Lab = r.last
	}
	e.about = found.Lab
	if !e.before(found.Lab) {
		return
	}
	e.way(&found)
	e.end()
	if !e.bad {
		r.Blocks = append(r.Blocks, Block{Line: e.line, Question: &found})
	}
}

// before refuses a question about a lab that is not there. Of one that cannot be read its own
// problems are enough.
func (e *entries) before(lab string) bool {
	there := slices.ContainsFunc(e.r.Blocks, func(b Block) bool { return b.Lab != nil && b.Lab.Name == lab })
	switch {
	case there:
	case e.r.broken[lab]:
		e.bad = true
	case lab == "":
		e.wrong(nil, "there is no lab before this question; write one, a block ```lab")
	default:
		e.wrong(e.nodes["lab"], fmt.Sprintf("there is no lab %q before this question", lab))
	}
	return there
}

// way reads how a question is answered: by exactly one of the kinds.
func (e *entries) way(q *Question) {
	kinds := 0
	for kind, key := range []string{Number: "number", Time: "time", Level: "level"} {
		if key == "" {
			continue
		}
		if of, ok := e.expression(key); ok {
			kinds++
			q.Kind, q.Of = Kind(kind), of
			e.fits(key, of)
		}
	}
	for _, pair := range e.pairs("choose", "text: condition") {
		c, err := e.r.parser(e.about).condition(pair[1].Value)
		if err != nil {
			e.wrong(pair[1], err.Error())
			continue
		}
		if strings.TrimSpace(pair[0].Value) == "" {
			e.wrong(pair[0], "a sentence to choose stands before its condition: “text: condition”")
		}
		q.Choose = append(q.Choose, Option{pair[0].Value, c})
	}
	if len(q.Choose) > 0 {
		kinds++
		q.Kind = Choose
	}
	if kinds != 1 && !e.bad {
		e.wrong(nil, "a question has one of the lines number, time, level and choose")
	}
	if n := len(q.Choose); n == 1 || n > maxValues {
		e.wrong(e.nodes["choose"], fmt.Sprintf("there are 2 to %d sentences to choose from, here %d", maxValues, n))
	}
	e.axis(q)
}

// fits refuses a time axis for what is no time, and a height for what is no load.
func (e *entries) fits(key string, of Expression) {
	switch kind := of.Kind(); {
	case key == "time" && kind != experiment.Time:
		e.wrong(e.nodes[key], "time asks for a figure that is a time, such as done_95")
	case key == "level" && kind != experiment.PerS && kind != experiment.Times:
		e.wrong(e.nodes[key], "level asks for a height in the load chart: peak or peak_over_capacity")
	}
}

// maxAxis is as long as a run can be.
const maxAxis = 30 * 24 * time.Hour

// axis reads how far a guess may go, and how near it has to come.
func (e *entries) axis(q *Question) {
	q.Close = 0.2
	if text := e.text("close"); text != "" {
		v, ok := literal(text)
		if !ok || v.Kind != experiment.Percent || v.X < 0 || v.X > 100 {
			e.wrong(e.nodes["close"], "close is a share in per cent, such as 20%")
		}
		q.Close = v.X / 100
	}
	text := e.text("axis")
	if q.Kind == Choose {
		if text != "" {
			e.wrong(e.nodes["axis"], "sentences to choose from have no axis")
		}
		return
	}
	v, ok := literal(text)
	switch {
	case text == "" && !e.bad:
		e.wrong(nil, "the block question needs a line “axis: …”, the largest guess; it must not betray the answer")
	case text != "" && (!ok || v.X <= 0):
		e.wrong(e.nodes["axis"], fmt.Sprintf("axis is a number above 0, at most %s, of a time a duration such as 90s; not %q", format.Exact(maxNumber), text))
	case ok && v.Kind == experiment.Time && v.X > maxAxis.Seconds():
		e.wrong(e.nodes["axis"], fmt.Sprintf("axis is a time up to %s, not %s", format.Span(maxAxis), text))
	case ok && (v.Kind == experiment.Time) != (q.Of.Kind() == experiment.Time) && !e.bad:
		e.wrong(e.nodes["axis"], "axis is in the unit of the answer: of a time a duration such as 90s")
	}
	q.Axis = v.X
}

// goal reads an exercise.
func (r *reader) goal(code *ast.FencedCodeBlock) {
	e, name := r.entriesOf(code, blockGoal)
	e.about = name
	found := Goal{
		Lab: Lab{Name: name, Title: e.text("title"), Scenario: e.scenario("scenario"), Levers: e.levers(), Shows: e.shows()},
		Ask: e.needed("ask"), Want: e.conditions("want"),
	}
	found.Rows = e.rows(found.Scenario)
	e.tries(found.Lab)
	found.Solutions, found.Fails = e.settings("solutions", found.Lab), e.settings("fails", found.Lab)
	e.end()
	for _, needed := range []struct {
		key string
		n   int
	}{{"levers", len(found.Levers)}, {"want", len(found.Want)}, {"solutions", len(found.Solutions)}} {
		if needed.n == 0 && !e.bad {
			e.wrong(nil, fmt.Sprintf("the block goal needs a line “%s: …”", needed.key))
		}
	}
	if len(found.Solutions) == 1 {
		e.wrong(e.nodes["solutions"], "an exercise has more than one solution")
	}
	if !e.bad {
		r.Blocks = append(r.Blocks, Block{Line: e.line, Goal: &found})
	}
}

// answer belongs to the question or the exercise before it.
func (r *reader) answer(code *ast.FencedCodeBlock) {
	line := r.lineOf(code)
	if len(r.Blocks) == 0 {
		r.wrong(line, "an answer follows its question or its exercise")
		return
	}
	switch b := r.Blocks[len(r.Blocks)-1]; {
	case b.Question != nil && b.Question.Answer == nil:
		b.Question.Answer = r.within(code, b.Question.Lab)
	case b.Goal != nil && b.Goal.Answer == nil:
		b.Goal.Answer = r.within(code, b.Goal.Name)
	case len(r.Problems) == 0: // else the question may be what is wrong
		r.wrong(line, "an answer follows its question or its exercise")
	}
}

// within is the prose of a block, which is Markdown as well.
func (r *reader) within(code *ast.FencedCodeBlock, about string) *Prose {
	if !r.closed(code) {
		return nil
	}
	return r.markdown(r.textOf(code), r.lineOf(code)+1, about)
}

func (r *reader) markdown(source []byte, line int, about string) *Prose {
	d := markdown.Parse(source, markdown.Foreign)
	d.Relink(destination)
	text, wrong := r.parser(about).prose(d.HTML())
	r.wrongFigures(wrong, source, line)
	return r.few(text, line)
}

// recall reads the card of a lesson.
func (r *reader) recall(code *ast.FencedCodeBlock) {
	e, _ := r.entriesOf(code, blockRecall)
	for _, b := range r.Blocks {
		if b.Recall != nil {
			e.wrong(nil, "a lesson has one card to recall, and has it at line "+strconv.Itoa(b.Line))
		}
	}
	found := Recall{Ask: e.needed("ask"), Answer: r.markdown([]byte(e.needed("answer")), e.lineOf("answer"), r.last)}
	e.end()
	if !e.bad {
		r.Blocks = append(r.Blocks, Block{Line: e.line, Recall: &found})
	}
}
