package lesson

import (
	"cmp"
	"strconv"

	"github.com/a-h/templ"

	"backofflab/web/templates/chart"
)

// Block is a part of a text: one of the pointers, or else prose.
type Block struct {
	Prose    string // markup
	Lab      *Lab
	Question *Question
	Goal     *Goal
	Recall   *Recall
}

// Form is where a block asks again: its address, and what the address says of the other
// blocks.
type Form struct {
	Name     string
	Action   string // address of the page, with the block behind #
	Fragment string // address of the block alone
	Kept     []Pair
	Query    string // of the whole page, this block included
	Embed    string // address of its frame; "" where there is none
	Site     string // scheme and host of the lab, for the pages of others
}

// data tells the script where it asks again.
func (f Form) data() templ.Attributes {
	return templ.Attributes{"data-name": f.Name, "data-block": f.Fragment, "data-query": f.Query}
}

// id is that of the block on its page, which headings have ids of, too.
func (f Form) id() string { return BlockID(f.Name) }

// BlockID is the id of a block of a name.
func BlockID(name string) string { return "block-" + name }

// Pair is what an address says of one thing.
type Pair struct{ Name, Value string }

// Lab is a run in a text.
type Lab struct {
	Form
	Title   string
	Lead    string // what is simulated
	Hidden  bool   // until somebody has guessed
	Shows   Shows
	Run     *chart.Run
	Delays  *chart.Schedule
	Levers  []Lever
	Verdict chart.Text // what the run shows; none of a run that is hidden
	Open    string     // address in the lab
	Moved   bool       // a lever is not as the text has it
	Problem string     // why there is no run
}

// Shows is what a lab draws.
type Shows uint8

// What can be drawn.
const (
	ShowsLoad Shows = iota
	ShowsCompletion
	ShowsDelays
)

// Lever is a setting, and what it can be set to.
type Lever struct {
	Name   string // of its inputs: "exercise.base"
	Label  string
	Help   string
	Values []LeverValue
}

// LeverValue is one position of a lever.
type LeverValue struct {
	Value, Label string
	On           bool
}

// Question is asked before its run.
type Question struct {
	Form
	Ask      string
	Lab      Lab
	Choices  []string // to choose from; nil: a value is typed
	Range    string   // what may be typed
	Unit     string
	Guess    string // as it was typed, or the number of the sentence from 1
	Problem  string // what is wrong with the guess
	Answered bool
	Right    bool
	Said     string // the answer beside the guess
	Answer   string // markup
	Draw     *Draw  // nil: nothing is drawn
}

// Draw is how a guess is marked in the chart.
type Draw struct {
	Kind string  // "time" or "level"
	Row  string  // key of the strategy; "" is the first
	Unit float64 // of a level: attempts per second that 1 stands for
	Axis float64 // the largest guess
	Said float64 // the guess
	True float64 // the answer; 0 while it is not told

	SaidWords, TrueWords string // what stands at the two marks
}

// data tells the script what to draw.
func (q Question) data() templ.Attributes {
	a := templ.Attributes{"data-answered": strconv.FormatBool(q.Answered)}
	if d := q.Draw; d != nil {
		a["data-draw"], a["data-row"] = d.Kind, d.Row
		a["data-unit"], a["data-axis"] = chart.Number(d.Unit), chart.Number(d.Axis)
		if q.Answered && q.Guess != "" {
			a["data-said"], a["data-said-words"] = chart.Number(d.Said), d.SaidWords
		}
		if q.Answered {
			a["data-true"], a["data-true-words"] = chart.Number(d.True), d.TrueWords
		}
	}
	return a
}

// how says how to answer.
func (q Question) how() string {
	switch {
	case q.Draw != nil && q.Draw.Kind == "time":
		return "Drag the mark in the chart. Or: " + q.Range
	case q.Draw != nil:
		return "Drag the line in the chart. Or: " + q.Range
	}
	return q.Range
}

// guessed is the guess as the address has it.
func (q Question) guessed() string { return cmp.Or(q.Guess, "skip") }

// Goal is an exercise.
type Goal struct {
	Form
	Ask    string
	Lab    Lab
	Wants  []Want
	Done   bool
	Tried  bool // a lever has been moved
	Answer string
	Hints  []string // those that were asked for
	More   string   // address at which there is one more hint; "" where there is none
	Others []string // other settings that reach it, once it is reached
}

// Want is one condition, and whether the run meets it.
type Want struct {
	Text, Now string
	Met       bool
}

// Recall is a question for a week later.
type Recall struct {
	Ask    string
	Answer string // markup
}
