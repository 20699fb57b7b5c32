package templates

import "time"

// Page is everything that the lab's page shows.
type Page struct {
	Static   string // URL prefix of the static files, without a slash at the end
	Path     string // canonical address of this page, "/?clients=…" or "/"
	Query    string // canonical query, without the question mark
	Title    string // what would be simulated, where there is no run; "" with problems
	Lead     string // the same in two sentences
	Controls []ControlGroup
	Toggles  []Toggle
	Presets  []Preset
	Problems []Problem // what is wrong with the request; nil when nothing is
	Run      *Run      // the finished run; nil when there is none on this page
	TooLarge string    // why a valid scenario was not run for this page; it streams
}

// ControlGroup is a titled set of controls.
type ControlGroup struct {
	Title    string
	Controls []Control
}

// Control is one field of the scenario. Its Name is the field's name in links.
type Control struct {
	Name    string
	Label   string
	Unit    string   // what a plain number counts; "" for durations and choices
	Help    string   // one sentence, and the range
	Value   string   // as links write it; after a bad request, what was asked for
	Default string   // as links write it
	Steps   []string // positions of its slider, in order; nil when it has none
	Choices []Choice // for a field that is one of a few; nil otherwise
	Roll    bool     // a button sets it at random
	Problem string   // what is wrong with Value; "" when nothing is
}

// Choice is one possible value of a control.
type Choice struct {
	Value, Label string
}

// Toggle switches a strategy on or off.
type Toggle struct {
	Strategy Strategy
	Formula  string
	Source   string
	On       bool
	Default  bool // on unless a link says otherwise
}

// Strategy is a strategy's identity on screen: Key is its name in links and the
// end of its colour's class, "s-full".
type Strategy struct {
	Key, Name string
}

// Preset is a scenario worth looking at.
type Preset struct {
	Key    string
	Name   string
	Lead   string // what to look for
	Path   string // its address, "/?preset=stress"
	Query  string // the same as a canonical query, without the question mark
	Active bool   // the page shows this very scenario
}

// Problem is one thing that is wrong with a request.
type Problem struct {
	Field, Value, Message string
}

// Run is a finished run.
type Run struct {
	Title      string // of the page: what is simulated, from the scenario
	Lead       string // the same in two sentences
	LoadTitle  string // the finding of the load chart, from the results
	DoneTitle  string // the finding of the completion chart, from the results
	Note       string // what the reader must know about this result; "" mostly
	Frame      Frame
	Series     []Series
	Rows       []Row
	Footer     string // seed and settings that make the result reproducible
	SimulatedS string // "40.0 s", virtual time at the end
}

// Frame is what all charts of a run share.
type Frame struct {
	Bins    int           // bins that have data
	Bin     time.Duration // width of a bin
	Rate    float64       // capacity of the service, requests per second
	Burst   int           // requests that it admits at once at the start
	Clients int
	Peak    int // attempts in the busiest bin of all series
}

// Series is one strategy's data, and the captions of its panels.
type Series struct {
	Strategy  Strategy
	Attempts  []int // per bin: attempts that reached the service
	Completed []int // per bin: clients that learned of their success
	Caption   Caption
	Finish    Caption
}

// Caption is the readout of a panel: a figure and the words after it,
// "228" and "/s peak · 11.4× capacity".
type Caption struct {
	Figure, Words string
}

// Row is one strategy's line in the table. Cells are in the order of Columns.
type Row struct {
	Strategy Strategy
	Attempts []int // for the sparkline
	Cells    []string
}

// Column is the header of a table column.
type Column struct {
	Title, Unit, Help string
}
