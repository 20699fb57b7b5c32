package teach

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"go.yaml.in/yaml/v4"

	"backofflab/experiment"
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
	r.last = name
	if !e.bad {
		r.Blocks = append(r.Blocks, Block{Line: e.line, Lab: &found})
	}
}

func (e *entries) shows() Shows {
	what, ok := shows[e.text("shows")]
	if !ok {
		e.wrong(e.nodes["shows"], "shows is load, completion or delays")
	}
	return what
}

// levers are fields with the values to choose from: "base: 100ms, 500ms, 1s".
func (e *entries) levers() []Lever {
	var all []Lever
	for _, pair := range e.pairs("levers") {
		field, ok := scenario.FieldNamed(pair[0].Value)
		if !ok {
			e.wrong(pair[0], fmt.Sprintf("%q is no field of a scenario; docs/links.md has their names", pair[0].Value))
			continue
		}
		all = append(all, e.lever(field, pair[1]))
	}
	if len(all) > MaxLevers {
		e.wrong(e.nodes["levers"], fmt.Sprintf("a lab has at most %d levers, this one has %d; whoever wants more opens it in the lab", MaxLevers, len(all)))
	}
	return all
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

// lever is one field: a list of values, or values with names, and then what it is called itself
// behind "label".
func (e *entries) lever(field scenario.Field, node *yaml.Node) Lever {
	l := Lever{Field: field.Name}
	if node.Kind != yaml.MappingNode {
		l.Values = e.values(field, node)
		return l
	}
	l.Called = map[string]string{}
	var values yaml.Node
	values.Kind, values.Line = yaml.SequenceNode, node.Line
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == "label" {
			l.Label = node.Content[i+1].Value
			continue
		}
		values.Content = append(values.Content, node.Content[i])
	}
	l.Values = e.values(field, &values)
	for i, at := 0, 0; i+1 < len(node.Content) && at < len(l.Values); i += 2 {
		if node.Content[i].Value != "label" {
			l.Called[l.Values[at]] = node.Content[i+1].Value
			at++
		}
	}
	return l
}

// maxValues is how many values a lever has at most, so that all of them are in sight.
const maxValues = 8

func (e *entries) values(field scenario.Field, node *yaml.Node) []string {
	var texts []string
	if node.Kind == yaml.SequenceNode {
		for _, one := range node.Content {
			texts = append(texts, one.Value)
		}
	} else {
		texts = strings.Split(node.Value, ",")
	}
	var values []string
	for _, text := range texts {
		s := scenario.Default()
		if err := field.Set(&s, strings.TrimSpace(text)); err != nil {
			e.wrong(node, fmt.Sprintf("%s=%s: %v", field.Name, strings.TrimSpace(text), err))
			continue
		}
		values = append(values, field.Format(s))
	}
	if len(texts) < 2 || len(texts) > maxValues {
		e.wrong(node, fmt.Sprintf("a lever has 2 to %d values, %s has %d", maxValues, field.Name, len(texts)))
	}
	return values
}

// question reads what is to be predicted.
func (r *reader) question(code *ast.FencedCodeBlock) {
	e, name := r.entriesOf(code, blockQuestion)
	found := Question{Name: name, Ask: e.needed("ask"), Lab: e.text("lab")}
	if found.Lab == "" {
		found.Lab = r.last
	}
	if !r.labs[found.Lab] {
		e.wrong(e.nodes["lab"], fmt.Sprintf("there is no lab %q before this question", found.Lab))
	}
	e.about = found.Lab
	e.way(&found)
	e.end()
	if !e.bad {
		r.Blocks = append(r.Blocks, Block{Line: e.line, Question: &found})
	}
}

// way reads how a question is answered: by exactly one of the kinds.
func (e *entries) way(q *Question) {
	kinds := 0
	for key, kind := range map[string]Kind{"number": Number, "time": Time, "level": Level} {
		if of, ok := e.expression(key); ok {
			kinds++
			q.Kind, q.Of = kind, of
			e.fits(key, of)
		}
	}
	for _, pair := range e.pairs("choose") {
		c, err := e.r.parser(e.about).condition(pair[1].Value)
		if err != nil {
			e.wrong(pair[1], err.Error())
			continue
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
		e.wrong(e.nodes["axis"], "axis is a number above 0, of a time a duration such as 90s")
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
	found.Solutions, found.Fails = e.settings("solutions", found.Lab), e.settings("fails", found.Lab)
	e.end()
	for key, n := range map[string]int{"want": len(found.Want), "solutions": len(found.Solutions), "levers": len(found.Levers)} {
		if n == 0 && !e.bad {
			e.wrong(nil, fmt.Sprintf("the block goal needs a line “%s: …”", key))
		}
	}
	if len(found.Solutions) == 1 {
		e.wrong(e.nodes["solutions"], "an exercise has more than one solution")
	}
	if !e.bad {
		r.Blocks = append(r.Blocks, Block{Line: e.line, Goal: &found})
	}
}

// settings are ways to set the levers of an exercise.
func (e *entries) settings(key string, l Lab) []string {
	var all []string
	for _, node := range e.list(key) {
		if e.solution(l, node) {
			all = append(all, node.Value)
		}
	}
	return all
}

// solution looks whether the levers can be set so.
func (e *entries) solution(l Lab, node *yaml.Node) bool {
	set, err := Levers(node.Value)
	if err != nil {
		e.wrong(node, err.Error())
		return false
	}
	for field, value := range set {
		i := slices.IndexFunc(l.Levers, func(l Lever) bool { return l.Field == field })
		if i < 0 || !slices.Contains(l.Levers[i].Values, value) {
			e.wrong(node, fmt.Sprintf("no lever can be set to %s=%s", field, value))
			return false
		}
	}
	if _, err := l.With(set); err != nil {
		e.wrong(node, err.Error())
		return false
	}
	return true
}

// Levers reads how levers are set: "base=1s&cap=10s".
func Levers(query string) (map[string]string, error) {
	set := map[string]string{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok {
			return nil, fmt.Errorf("%q sets nothing; write base=1s&cap=10s", pair)
		}
		set[name] = value
	}
	return set, nil
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
	return r.markdown(r.textOf(code), r.lineOf(code), about)
}

func (r *reader) markdown(source []byte, line int, about string) *Prose {
	d := markdown.Parse(source, markdown.Foreign)
	d.Relink(destination)
	text, wrong := r.parser(about).prose(d.HTML())
	for _, err := range wrong {
		r.wrong(line, err.Error())
	}
	return text
}

// recall reads the card of a lesson.
func (r *reader) recall(code *ast.FencedCodeBlock) {
	e, _ := r.entriesOf(code, blockRecall)
	for _, b := range r.Blocks {
		if b.Recall != nil {
			e.wrong(nil, "a lesson has one card to recall, and has it at line "+strconv.Itoa(b.Line))
		}
	}
	found := Recall{Ask: e.needed("ask"), Answer: r.markdown([]byte(e.needed("answer")), e.line, r.last)}
	e.end()
	if !e.bad {
		r.Blocks = append(r.Blocks, Block{Line: e.line, Recall: &found})
	}
}
