package tipped

import "backofflab/web/templates/chart"

// Kept is sent along as it is.
type Kept struct{ Name, Value string }

// Box is a field that is typed.
type Box struct {
	Name, Label, Value, Example, Help, Problem string
}

// List is a field that is chosen.
type List struct {
	Name, Label, Help, Problem string
	Choices                    []Choice
}

// Choice is one of several.
type Choice struct {
	Value, Label string
	On           bool
}

// Link leads somewhere.
type Link struct{ Text, Path string }

// Form asks for a study: fields that are always seen, and those that are seldom set.
type Form struct {
	Path   string
	Kept   []Kept // the scenario, sent along as it is
	Lists  []List
	Boxes  []Box
	Go     string // what the button says
	More   string // what the seldom ones are; "" where there are none
	Seldom []Box
	Choose []List // seldom as well
	Open   bool   // they are to be seen
	Closed *Closed
}

// Closed says why the scenario cannot be asked about, and leads to one that can.
type Closed struct {
	Says string
	Ways []Link
}

// Tips is what is known of a search for where a service tips.
type Tips struct {
	Sub    string // what a threshold is, and what triggers
	Key    string // what the lines of charts are; "" where there are no charts
	Fleets []Fleet
}

// Fleet is what is known of one strategy.
type Fleet struct {
	ID       string
	Strategy chart.Strategy
	Main     string   // the sentence that counts
	Says     []string // the others
	Both     string   // where it stays as it is; "" where nowhere
	Charts   []Loop
	Sides    []Sides
	Axis     string // what the axis counts
	Rows     []Row
}

// Sides are runs just below a threshold and just above it.
type Sides struct {
	What         string // "Without a trigger"
	Below, Above Link
}

// Loop is a chart: what passes at the end of runs over what is turned up, where nothing happened
// and where they had collapsed before.
type Loop struct {
	Title    string
	Sentence string // the chart for those who do not see it
	X, Y     chart.Scale
	Up, Down []Point
	Marks    []Mark
	Region   *Region
}

// Point is a mean, and where 90 % of the runs are, in the units of the scales.
type Point struct{ At, Mean, Low, High float64 }

// Mark is a threshold with its interval, in the units of the scale.
type Mark struct {
	At, Low, High float64
	Label         string
	Level         int  // of its label, from 0 on top
	Left          bool // its label stands left of it
}

// Region is where a service is well or collapsed, as it was before.
type Region struct{ Low, High float64 }

// Row is a place of the loop as a row of a table.
type Row struct {
	Value    string
	Up, Down Flow
}

// Flow is what passes on one branch.
type Flow struct {
	Goodput, GoodputRange, Attempts, AttemptsRange string
	Tipped                                         string // "0 of 6 runs"
	Path                                           string // of such a run; "" where it is not known yet
	Failed                                         string
}

// Seeds is what is known of the worst seed.
type Seeds struct {
	Title, Sub string
	Scale      chart.Scale
	Heads      []string // of the quantiles
	Fleets     []Chance
}

// Chance is what came of one strategy.
type Chance struct {
	Strategy      chart.Strategy
	Says          string // how bad the worst is
	Rare          string
	Never         string
	Strip         *Strip // nil where no seed has the figure
	Worst, Median Link
	Quantiles     []string
	Bad           string // how many seeds are as bad as the worst
}

// Strip is a distribution, in the units of the scale.
type Strip struct{ Least, P5, P25, P50, P75, P95, P99, Most float64 }

// Odds is what is known of how rarely a scenario collapses.
type Odds struct {
	Sub    string // what a collapse is
	Fleets []Odd
}

// Odd is what is known of one strategy.
type Odd struct {
	Strategy chart.Strategy
	Main     string
	Says     []string
	Axis     []chart.Tick // in shares of the width; none where there is nothing to draw yet
	Rows     []OddRow
	Collapse Link // without a path where no run is known
}

// OddRow is the probability as one method has it; places are shares of the width.
type OddRow struct {
	Method                        string
	Low, At, High                 float64
	Seen                          bool // a run collapsed, so that there is a place for it
	Chance, Range, Runs, Attempts string
}
