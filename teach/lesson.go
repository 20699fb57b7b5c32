package teach

import (
	"fmt"
	"maps"
	"slices"

	"backofflab/scenario"
)

// Lesson is a text: a lesson, or a page of the guide.
type Lesson struct {
	File   string // that it was read from, "03-backoff-alone.md"
	Key    string // of its address: that name without its number, "backoff-alone"; "" where it can have none
	Number int    // among the others, 0 where the name of the file has none
	Title  string
	Idea   string // the one sentence to keep, from the quotation below the title
	Blocks []Block
	Own    bool // it is not one of ours

	// Problems are what is wrong with the text. The blocks that can be read are there all the
	// same.
	Problems []Problem
}

// Problem is what is wrong with a text, and where.
type Problem struct {
	File string
	Line int // from 1; 0: nowhere in particular
	Text string
}

// Error is the problem as compilers write it, "03-backoff-alone.md:12: …".
func (p Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// Block is a part of a text: exactly one of the pointers is not nil.
type Block struct {
	Line     int // at which it begins
	Prose    *Prose
	Lab      *Lab
	Question *Question
	Goal     *Goal
	Recall   *Recall
}

// Lab is a run that a text shows.
type Lab struct {
	Name     string // in its text, unique
	Title    string
	Scenario scenario.Scenario // as the text begins with it
	Rows     []string          // what the strategies are called, in their order; nil: as they are
	Levers   []Lever           // at most MaxLevers
	Shows    Shows
	Holds    []Condition // what the text says of it
	Asked    bool        // a question hides it until somebody has guessed
}

// MaxLevers is how many settings a lab offers. With more of them nobody sees which one did it.
const MaxLevers = 3

// Lever is a field of the scenario that the reader may set, and the values to choose from.
type Lever struct {
	Field  string
	Label  string            // what it is called; "": as in the lab
	Values []string          // as links write them
	Called map[string]string // what values are called, of those that have other names than in the lab
}

// Shows is what a lab draws.
type Shows uint8

// What can be drawn.
const (
	ShowsLoad       Shows = iota // attempts that reach the service
	ShowsCompletion              // who has succeeded
	ShowsDelays                  // the delay before each retry
)

var shows = map[string]Shows{"": ShowsLoad, "load": ShowsLoad, "completion": ShowsCompletion, "delays": ShowsDelays}

// Question is predicted before its lab runs.
type Question struct {
	Name   string
	Lab    string // whose run has the answer
	Ask    string
	Kind   Kind
	Of     Expression // the answer, unless options are to choose from
	Axis   float64    // of what is drawn or slid: its end, in the unit of the answer
	Close  float64    // a guess this near to the answer is right: a share of it
	Choose []Option
	Answer *Prose // what is read once the answer is there; nil: nothing more
}

// Kind is how a question is answered.
type Kind uint8

// Kinds of questions.
const (
	Choose Kind = iota // one of several sentences
	Number             // a number
	Time               // a moment, marked on the time axis of the chart
	Level              // a height, a line that is dragged in the chart
)

// Option is a sentence to choose, and when it is true.
type Option struct {
	Text string
	When Condition
}

// Goal is an exercise.
type Goal struct {
	Lab       // as it begins, which does not reach the goal
	Ask       string
	Want      []Condition
	Solutions []string // queries over the levers, each of which reaches it: two at least
	Fails     []string // others, which the text says do not
	Answer    *Prose   // what is read once it is reached
}

// Recall is a question for a week later.
type Recall struct {
	Ask    string
	Answer *Prose
}

// Lab returns the lab of a name, also that of an exercise.
func (l Lesson) Lab(name string) (Lab, bool) {
	for _, b := range l.Blocks {
		switch {
		case b.Lab != nil && b.Lab.Name == name:
			return *b.Lab, true
		case b.Goal != nil && b.Goal.Name == name:
			return b.Goal.Lab, true
		}
	}
	return Lab{}, false
}

// Question returns the question of a name.
func (l Lesson) Question(name string) (Question, bool) {
	for _, b := range l.Blocks {
		if b.Question != nil && b.Question.Name == name {
			return *b.Question, true
		}
	}
	return Question{}, false
}

// Card is what is to be recalled of a lesson, nil where there is nothing.
func (l Lesson) Card() *Recall {
	for _, b := range l.Blocks {
		if b.Recall != nil {
			return b.Recall
		}
	}
	return nil
}

// With is the lab's scenario with some of its levers set, by the names of their fields. Values
// are read as people type them; a field that is no lever is refused.
func (l Lab) With(set map[string]string) (scenario.Scenario, error) {
	s := l.Scenario
	var problems scenario.FieldErrors
	for _, name := range slices.Sorted(maps.Keys(set)) {
		value := set[name]
		if err := l.pull(&s, name, value); err != nil {
			problems = append(problems, scenario.NewFieldError(name, value, err.Error()))
		}
	}
	if len(problems) > 0 {
		return l.Scenario, problems
	}
	return s, s.Validate()
}

func (l Lab) pull(s *scenario.Scenario, name, value string) error {
	for _, lever := range l.Levers {
		if lever.Field == name {
			field, _ := scenario.FieldNamed(name)
			return field.Set(s, value)
		}
	}
	return sentence("This lab has no such lever.")
}

// sentence is an error that people read by itself.
type sentence string

// Error is the sentence.
func (s sentence) Error() string { return string(s) }
