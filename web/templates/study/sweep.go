package study

import (
	"strconv"

	"backofflab/web/templates/chart"
)

// SweepForm asks for a sweep.
type SweepForm struct {
	Path    string
	Kept    []Kept // fields of the scenario
	X, Y    AxisForm
	Runs    Box
	Refine  Box
	Figures []Choice
	Problem string // with the figures
	Open    bool   // what is seldom set is to be seen
}

// Kept is sent along as it is.
type Kept struct{ Name, Value string }

// AxisForm asks for a field and its values.
type AxisForm struct {
	Name    string // "x"
	Label   string
	Groups  []Group
	Values  Box
	Problem string // with the field
	None    bool   // there may be no such axis
}

// Group are fields of one sort.
type Group struct {
	Title   string
	Choices []Choice
}

// Choice is one of several.
type Choice struct {
	Value, Label string
	Suggests     string // values worth trying
	On           bool
}

// Box is a field that is typed.
type Box struct {
	Name, Label, Value, Example, Help, Problem string
}

// SweepFound is what is known of a sweep.
type SweepFound struct {
	Charts []SweepChart // of one axis, by figure
	Maps   *SweepMaps   // of two axes; nil of one
	Failed []string     // why some cells were not simulated
}

// SweepChart is a figure over one axis.
type SweepChart struct {
	ID       string
	Title    string
	Sub      string // quantity, unit, what the band is
	Finding  string // a sentence; "" where there is nothing to say
	Sentence string // the chart for those who listen
	Axis     string // what the axis counts
	Lines    []SweepLine
	X        []XTick
	Y        chart.Scale
	Rows     []SweepRow // by place
}

// SweepLine is a figure of one strategy.
type SweepLine struct {
	Strategy chart.Strategy
	Points   []SweepPoint // of places that are known, from left to right
	Label    float64      // row of its label, in pixels
	End      string       // its last value
}

// SweepPoint is a mean, in the units of the scale, and where 90 % of the runs are.
type SweepPoint struct {
	Share           float64 // of the axis, from 0 to 1
	Mean, Low, High float64
	Added           bool
}

// XTick is a labelled place of an axis.
type XTick struct {
	Share float64
	Text  string
	Roomy bool // there is no room for it on a phone
}

// SweepRow is a place of the axis as a row of a table.
type SweepRow struct {
	Value  string
	Path   string  // its scenario in the lab; "" where nothing is known yet
	Share  float64 // where it lies on the axis
	Added  bool
	Failed string
	Cells  []SweepCell // by strategy; none where nothing is known
}

// SweepCell is a mean as it is written, and the range of most runs.
type SweepCell struct {
	Mean, Range string
	Some        string // in how many runs there is one; "" in all
	Best        bool   // for sure the best
}

// SweepMaps are a figure over two axes.
type SweepMaps struct {
	Title, Sub, Finding string
	Corner              string // "Cap \ Base"
	Across, Down        string // what the axes count
	Columns             []MapValue
	Tight               bool // values do not fit into cells
	Best                SweepMap
	Each                []SweepMap // by strategy
	Low, High           string     // ends of the scale of colours
	Others              []Example  // the same sweep, another figure first
}

// SweepMap is one map.
type SweepMap struct {
	ID       string
	Title    string
	Strategy chart.Strategy // none of the map of the best
	Rows     []MapRow       // the highest first
}

// MapValue is a value of an axis.
type MapValue struct {
	Text  string
	Added bool // it was not asked for
}

// MapRow is a row of cells.
type MapRow struct {
	MapValue
	Cells []MapCell
}

// MapCell is a cell of a map.
type MapCell struct {
	Class string // its colour
	Text  string // what stands in it
	Says  string // all of it
	Path  string // its scenario in the lab; "" where nothing is known yet
}

// Steps is how many colours the scale of maps has.
const Steps = 9

// Legend are the classes of the scale of colours.
func (m SweepMaps) legend() []string {
	all := make([]string, Steps)
	for i := range all {
		all[i] = StepClass(i)
	}
	return all
}

// StepClass is the class of a colour of the scale, from 0 to Steps-1.
func StepClass(i int) string { return "h" + strconv.Itoa(i) }
