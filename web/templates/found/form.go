package found

import "github.com/a-h/templ"

// Form asks for a search, in words or field by field.
type Form struct {
	Path    string // that it is sent to
	Kept    []Kept // the scenario, sent along as it is
	Want    Box    // goal and limits in words
	Goal    string // as it was understood; "" where nothing was asked
	Chips   []Chip // the limits, likewise
	Goals   []Choice
	Limits  []Limit
	Problem string // with all limits together
	Rest    []Kept // what the fields of goal and limits are sent with

	Vary        []Vary
	VaryProblem string
	Usual       []string // what varies where nothing is said, in words
	Most        Box
	Indifferent Box
	Confident   Box
	Open        bool // the fields of the policies are unfolded
	OpenLimits  bool // those of goal and limits are
}

// Kept is sent along as it is.
type Kept struct{ Name, Value string }

// Box is a field that is typed in.
type Box struct {
	Name, Label, Value, Example, Help, Problem string
}

// Chip is a limit in words, and the address of the same search without it.
type Chip struct{ Words, Without string }

// Choice is one of several.
type Choice struct {
	Value, Label string
	On           bool
}

// Limit is a figure and its bound; both are "" in a row that is free.
type Limit struct {
	Number  int // from 1
	Figures []Choice
	Value   string
	Problem string
}

// Vary is a setting of the policy and the values that are tried.
type Vary struct {
	Number  int // from 1
	Fields  []Choice
	Values  string
	Problem string
}

// wrong marks a field whose value is none.
func wrong(problem string) templ.Attributes {
	if problem == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}
