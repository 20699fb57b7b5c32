package templates

import (
	"slices"

	"backofflab/web/templates/chart"
)

// Strip is the row of controls beside the charts.
type Strip struct {
	Places [][]Control // of each place the first control that matters is shown
	Kept   []Control   // what a link says besides, and what a script has to know of
	Asked  string      // the query as it was asked
}

// shows reports whether a field has its control in the strip, and that control is shown.
func (s Strip) shows(field string) bool {
	return slices.ContainsFunc(s.Places, func(place []Control) bool { return place[firstMet(place)].Name == field })
}

// Settings are all controls: in the drawer, and on a page of their own.
type Settings struct {
	Static    string // URL prefix of the static files
	Path      string // where the form leads, with the page's query
	Compared  bool   // the form leads to the page that compares
	Kept      []Control
	Groups    []ControlGroup
	Toggles   []Toggle       // the strategies of its own, then what else is chosen
	Libraries []LibraryGroup // libraries that can be chosen as well
	Problems  []Problem      // what is wrong with the request
}

// ControlGroup is a titled set of controls.
type ControlGroup struct {
	Title      string
	Open       bool // unfolded when the page comes
	Strategies bool // it has the strategies, whose toggles are not controls like the others
	Controls   []Control
}

// Control is one field of the scenario. Its Name is the field's name in links.
type Control struct {
	Name    string
	Label   string
	Term    string   // key of its word in the glossary; "" for none
	Unit    string   // what a plain number counts; "" for durations and choices
	Help    string   // one sentence, and the range
	Words   []string // what the field is called elsewhere
	Value   string   // as links write it; after a bad request, what was asked for
	Shown   string   // the same for people
	Default string   // as links write it
	Off     string   // the word for nothing, where nothing means more than 0; "" elsewhere
	Low     string   // the least and the largest that a link may say; "" of a choice
	High    string
	Above   string   // a control that this one must not be below; "": none
	Slide   *Slide   // its slider; nil when it has none
	Choices []Choice // for a field that is one of a few, or some of them; nil otherwise
	List    bool     // it is some of its choices; Value has commas between them
	Needs   []Need   // when it matters; nil: always
	Unmet   bool     // it does not matter here
	Why     string   // when it matters, in words; "": always
	Roll    bool     // a button sets it at random
	Problem string   // what is wrong with Value; "" when nothing is
}

// Changed reports whether the control says something else than its default.
func (c Control) Changed() bool { return c.Value != c.Default }

// Slide is the rule of a slider: which values it has, and where. Its values have two
// significant digits, on a logarithmic scale, or are Step apart on a level one.
type Slide struct {
	From, To string  // its ends, as links write them
	Zero     string  // what stands at the left of From: "0s", "0", "auto"; "": nothing
	Step     string  // "" on a logarithmic scale
	Whole    bool    // whole numbers only
	Time     bool    // durations
	At       int     // where it stands, of SlideEnd
	Now      float64 // its value, of a duration in milliseconds
}

// SlideEnd is the last position of a slider.
const SlideEnd = 1000

// Need is a condition under which a control matters: another field has one of some
// values.
type Need struct {
	Field  string
	Values []string
	Not    []string // where there are none: one begins with none of these
	Or     *Need    // another that does as well; nil: none
}

// Choice is one possible value of a control, or one possible member of its value.
type Choice struct {
	Value, Label string
}

// Toggle switches a strategy on or off.
type Toggle struct {
	Strategy chart.Strategy
	Formula  string
	Source   string
	On       bool
	Default  bool // on unless a link says otherwise
	Chosen   bool // a library or a mix, which has a toggle for as long as it is chosen
}

// LibraryGroup are libraries of a language that have something in common.
type LibraryGroup struct {
	Language  string
	Common    string // what they have in common, "100 ms to 10 s"; "" where they are as published
	Libraries []Library
}

// Library is a library whose own retry strategy can be chosen.
type Library struct {
	Key, Name, Version string
	On                 bool // it is among the toggles
}

// FleetChoices are what can be compared.
type FleetChoices struct {
	Groups []FleetGroup
	Full   string // why no more can be added; "" where one can
	Most   int    // that may be compared
	Query  string // of the scenario that they are for
}

// FleetGroup are the strategies of the lab's own, or libraries of a language.
type FleetGroup struct {
	Title  string
	Fleets []FleetChoice
}

// FleetChoice is a strategy or a library that can be added or taken away.
type FleetChoice struct {
	Strategy chart.Strategy
	On       bool
	Says     string // what it does, or which version it is
	Searched string // the text that a search looks through
}
