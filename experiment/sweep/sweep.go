package sweep

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"backofflab/internal/format"
	"backofflab/scenario"
	"backofflab/scenario/link"
)

// Sweep says what is swept.
type Sweep struct {
	Scenario scenario.Scenario // whose Runs are the replications of each cell; 1, which links do not write, is 20
	X, Y     Axis              // Y may be none
	Refine   int               // values that are added to X and Y at most, where curves cross or bend; 0 where both are words
	Figures  []string          // names of figures: the first is the one to look at; none are the usual pair
}

// Bounds of sweeps.
const (
	MostCells   = 2500
	MostRefined = 50
	mostFigures = 6

	usualRuns       = 20
	usualRefine     = 8
	usualRefineOfXY = 4 // each is a row of cells, or a column
)

// usualFigures are the classic pair: calls, and completion time.
var usualFigures = []string{"attempts", "last_success"}

const (
	xName       = "x"
	yName       = "y"
	refineName  = "refine"
	figuresName = "figures"
)

// Names are those of fields that a sweep has beside its scenario.
var Names = []string{xName, yName, refineName, figuresName}

// Parse reads the query of a sweep. A scenario that says nothing of replications has 20 a
// cell. The errors are scenario.FieldErrors, all of them; with an error the sweep has what
// could be read.
func Parse(raw string) (Sweep, error) {
	if len(raw) > scenario.MaxQueryBytes {
		s, err := scenario.ParseQuery(raw) // which says so
		return Sweep{Scenario: s}, err
	}
	own, rest, problems := link.Split(raw, Names...)
	s, wrong := scenario.ParseQuery(rest)
	sweep := Sweep{Scenario: s}
	sweep.Scenario.Runs = runsOf(s)
	note := func(err error) { problems = problems.And(err) }
	var err error
	sweep.X, err = readAxis(xName, own[xName])
	note(err)
	if own[yName] != "" {
		sweep.Y, err = readAxis(yName, own[yName])
		note(err)
	}
	sweep.Refine, err = sweep.readRefine(own[refineName])
	note(err)
	sweep.Figures, err = readFigures(own[figuresName])
	note(err)
	if len(problems) == 0 {
		note(sweep.check())
	}
	if len(problems) > 0 || !sweep.resolves(wrong) {
		problems = scenario.FieldErrors(nil).And(wrong).And(problems)
	}
	if len(problems) > 0 {
		return sweep, problems
	}
	return sweep, nil
}

// resolves reports whether what is wrong with the scenario is that its fields contradict each
// other, and in some cell those of the axes do not: the time of an outage may be swept that
// has none yet.
func (s Sweep) resolves(wrong error) bool {
	if wrong == nil {
		return true
	}
	if !reflect.DeepEqual(wrong, s.Scenario.Validate()) {
		return false
	}
	order := coarseFirst(len(s.X.Values), max(1, len(s.Y.Values)))
	g := newGrid(s, 0, nil)
	return slices.ContainsFunc(order[:min(len(order), mostTried)], func(i int) bool {
		_, err := g.scenarioOf(i)
		return err == nil
	})
}

// mostTried is how many cells are looked at, the ends of the axes first: each takes a while.
const mostTried = 50

// cell is the scenario of a cell, of one replication. The error says what contradicts what.
func (s Sweep) cell(x, y string) (scenario.Scenario, error) {
	of := s.Scenario
	of.Runs = 1
	for _, at := range []struct{ name, value string }{{s.X.Field, x}, {s.Y.Field, y}} {
		if f, ok := scenario.FieldNamed(at.name); ok {
			if err := f.Set(&of, at.value); err != nil {
				return of, scenario.NewFieldError(at.name, at.value, err.Error())
			}
		}
	}
	return of, of.Validate()
}

// runsOf is how many replications each cell of a scenario has.
func runsOf(s scenario.Scenario) int {
	if s.Runs == 1 {
		return usualRuns
	}
	return s.Runs
}

// readRefine reads how many values may be added. None can where there is no place for them.
func (s Sweep) readRefine(text string) (int, error) {
	usual := s.usualRefine()
	n, err := usual, error(nil)
	if text != "" { // a form without script sends it empty
		n, err = strconv.Atoi(strings.TrimSpace(text))
	}
	if err != nil || n < 0 || n > MostRefined {
		return usual, scenario.NewFieldError(refineName, text, fmt.Sprintf("Write how many values may be added, from 0 to %d.", MostRefined))
	}
	if !s.refinable() {
		return 0, nil
	}
	return n, nil
}

// refinable reports whether values can be added: between numbers.
func (s Sweep) refinable() bool { return s.X.Numeric() || s.Y.Numeric() }

// usualRefine is how many values may be added where nothing is said.
func (s Sweep) usualRefine() int {
	if s.Y.Field == "" {
		return usualRefine
	}
	return usualRefineOfXY
}

func readFigures(text string) ([]string, error) {
	if text == "" {
		return usualFigures, nil
	}
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); slices.Contains(names, name) {
			continue
		}
		if _, ok := columnOf(name); !ok {
			return usualFigures, scenario.NewFieldError(figuresName, name, "There is no such figure. Write some of "+strings.Join(columnNames(), ", ")+".")
		}
		names = append(names, name)
	}
	if len(names) > mostFigures {
		return names[:mostFigures], scenario.NewFieldError(figuresName, text, fmt.Sprintf("Choose at most %s; these are %d.", format.Plural(mostFigures, "figure"), len(names)))
	}
	return names, nil
}

// check is what is wrong with the whole.
func (s Sweep) check() error {
	if s.X.Field == s.Y.Field {
		return scenario.NewFieldError(yName, s.Y.String(), "Both axes are "+s.X.Field+": choose another field for one of them.")
	}
	if n := s.cells(); n > MostCells {
		return scenario.NewFieldError(xName, s.X.String(), fmt.Sprintf("Give fewer values: %s by %s are %s cells, and at most %s are simulated.",
			format.Count(len(s.X.Values)), format.Count(max(1, len(s.Y.Values))), format.Count(n), format.Count(MostCells)))
	}
	if query := s.Query(); len(query) > scenario.MaxQueryBytes {
		return scenario.NewFieldError("query", query, fmt.Sprintf("Shorten the lists of values: the link would have %s, and at most %s are read.", format.Plural(len(query), "byte"), format.Count(scenario.MaxQueryBytes)))
	}
	return nil
}

// cells is how many there are before any is added.
func (s Sweep) cells() int { return len(s.X.Values) * max(1, len(s.Y.Values)) }

// cellsRefined is how many there are at most once values were added: each adds a line of cells
// across the shorter axis, or the other.
func (s Sweep) cellsRefined() int {
	width, height, most := len(s.X.Values), max(1, len(s.Y.Values)), 0
	for toY := range s.Refine + 1 {
		if toY > 0 && !s.Y.Numeric() || toY < s.Refine && !s.X.Numeric() {
			continue
		}
		most = max(most, (width+s.Refine-toY)*(height+toY))
	}
	return max(s.cells(), min(MostCells, most))
}

// Query returns the sweep's form in links: that of its scenario, then what else there is.
// Equal sweeps have equal queries.
func (s Sweep) Query() string {
	var pairs []string
	of := s.Scenario
	if of.Runs == usualRuns {
		of.Runs = 1
	}
	if query := of.Query(); query != "" {
		pairs = append(pairs, query)
	}
	add := func(name, value string) { pairs = append(pairs, name+"="+escape(value)) }
	add(xName, s.X.String())
	if s.Y.Field != "" {
		add(yName, s.Y.String())
	}
	if s.refinable() && s.Refine != s.usualRefine() {
		add(refineName, strconv.Itoa(s.Refine))
	}
	if len(s.Figures) > 0 && !slices.Equal(s.Figures, usualFigures) {
		add(figuresName, strings.Join(s.Figures, ","))
	}
	return strings.Join(pairs, "&")
}

var readable = strings.NewReplacer("%2C", ",", "%3A", ":", "%28", "(", "%29", ")", "%2F", "/")

func escape(value string) string { return readable.Replace(url.QueryEscape(value)) }
