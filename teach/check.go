package teach

import (
	"fmt"
	"strings"

	"backofflab/scenario"
)

// Simulate is how a run comes about.
type Simulate func(scenario.Scenario) (Run, error)

// Run simulates the labs of a text that its numbers, questions and conditions need, as it
// begins with them. The error is that of the first that has no run; the others are there.
func (l Lesson) Run(simulate Simulate) (Runs, error) {
	runs, problems := l.run(simulate)
	if len(problems) > 0 {
		return runs, problems[0]
	}
	return runs, nil
}

func (l Lesson) run(simulate Simulate) (runs Runs, problems []Problem) {
	runs = Runs{}
	for _, b := range l.Blocks {
		lab := b.Lab
		if b.Goal != nil {
			lab = &b.Goal.Lab
		}
		if lab == nil {
			continue
		}
		found, err := simulate(lab.Scenario)
		if err != nil {
			problems = append(problems, Problem{l.File, b.Line, fmt.Sprintf("the lab %s has no run: %v", lab.Name, err)})
			continue
		}
		runs[lab.Name] = found
	}
	return runs, problems
}

// Check holds a text against its runs: what it says of them, what it asks, and whether its
// exercises can be done and are not done already.
func Check(l Lesson, simulate Simulate) []Problem {
	runs, problems := l.run(simulate)
	c := checker{lesson: l, runs: runs, simulate: simulate, problems: problems}
	for _, b := range l.Blocks {
		c.line = b.Line
		switch {
		case b.Prose != nil:
			c.prose(b.Prose)
		case b.Lab != nil:
			c.holds(b.Lab.Holds)
		case b.Question != nil:
			c.question(*b.Question)
			c.prose(b.Question.Answer)
		case b.Goal != nil:
			c.goal(*b.Goal)
			c.prose(b.Goal.Answer)
		case b.Recall != nil:
			c.prose(b.Recall.Answer)
		}
	}
	return c.problems
}

type checker struct {
	lesson   Lesson
	runs     Runs
	simulate Simulate
	line     int
	problems []Problem
}

func (c *checker) wrong(format string, parts ...any) {
	if len(c.problems) >= maxProblems {
		return
	}
	c.problems = append(c.problems, Problem{c.lesson.File, c.line, fmt.Sprintf(format, parts...)})
}

func (c *checker) prose(p *Prose) {
	if p == nil {
		return
	}
	for _, piece := range p.Pieces {
		if piece.Fill != nil && c.run(*piece.Fill) && !piece.Fill.Of(c.runs).Ok {
			c.wrong("{%s} has no value in its run%s", piece.Fill.Text, c.strategies(*piece.Fill))
		}
	}
}

// run reports whether the labs of an expression have run: else that is what is wrong.
func (c *checker) run(all ...Expression) bool {
	for _, e := range all {
		for _, lab := range e.labs() {
			if _, ok := c.runs[lab]; !ok {
				return false
			}
		}
	}
	return true
}

// strategies lists those of a lab that does not have the one of an expression.
func (c *checker) strategies(all ...Expression) string {
	for _, e := range all {
		for _, o := range []operand{e.First, e.Second} {
			s := c.runs[o.lab].Scenario
			if _, ok := o.at(s); o.figure.Read != nil && !ok {
				return fmt.Sprintf("; %s has no strategy %s, but %s", o.lab, o.strategy, strings.Join(s.Strategies, ", "))
			}
		}
	}
	return ""
}

func (c *checker) holds(all []Condition) {
	for _, one := range all {
		if c.run(one.Left, one.Right) && !one.True(c.runs) {
			c.wrong("%s does not hold: it is %s against %s%s", one.Text, one.Left.Of(c.runs), one.Right.Of(c.runs), c.strategies(one.Left, one.Right))
		}
	}
}

func (c *checker) question(q Question) {
	if _, ok := c.runs[q.Lab]; !ok {
		return
	}
	if q.Kind != Choose {
		switch v := q.Of.Of(c.runs); {
		case !v.Ok:
			c.wrong("the question %s has no answer: %s has no value in its run%s", q.Name, q.Of.Text, c.strategies(q.Of))
		case v.X < 0 || v.X > q.Axis:
			c.wrong("the answer of %s is %s, beyond its axis", q.Name, v)
		}
		return
	}
	var truths []string
	for _, o := range q.Choose {
		if o.When.True(c.runs) {
			truths = append(truths, o.Text)
		}
	}
	if len(truths) != 1 {
		c.wrong("of the sentences of %s exactly one must be true; true are %q", q.Name, truths)
	}
}

func (c *checker) goal(g Goal) {
	if _, ok := c.runs[g.Name]; !ok {
		return
	}
	if met, err := g.Try(nil, c.simulate); err == nil && met.All() {
		c.wrong("the exercise %s is solved before anybody begins", g.Name)
	}
	for _, other := range g.Fails {
		set, _ := Levers(other)
		if met, err := g.Try(set, c.simulate); err == nil && met.All() {
			c.wrong("%s solves %s, and the text says that it does not", other, g.Name)
		}
	}
	for _, solution := range g.Solutions {
		set, _ := Levers(solution)
		met, err := g.Try(set, c.simulate)
		switch {
		case err != nil:
			c.wrong("the solution %s: %v", solution, err)
		case !met.All():
			c.wrong("%s does not solve %s: %s", solution, g.Name, met)
		}
	}
}
