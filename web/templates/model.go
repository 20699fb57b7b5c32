package templates

import "time"

// Page is everything that the lab's page shows.
type Page struct {
	Static    string // URL prefix of the static files, without a slash at the end
	Path      string // canonical address of this page, "/?clients=…" or "/"
	Query     string // canonical query, without the question mark
	Title     string // what would be simulated, where there is no run; "" with problems
	Lead      string // the same in two sentences
	Controls  []ControlGroup
	Toggles   []Toggle       // the strategies of its own, then what else is chosen
	Libraries []LibraryGroup // what may be chosen besides
	Presets   []Preset
	Ask       Ask
	Problems  []Problem // what is wrong with the request; nil when nothing is
	Run       *Run      // the finished run; nil when there is none on this page
	Waits     *Waits    // what the policy makes clients wait; nil with problems
	TooLarge  string    // why a valid scenario was not run for this page; it streams
	Own       Words     // what the link says of itself
	Preview   *Preview  // how the page shows where it is linked; nil with problems
	Pin       *Pin      // what the run is compared with; nil: nothing
	PinPath   string    // address of the page that compares this run with what follows
	Grammar   Grammar   // of links, for scripts
}

// Grammar is what a script has to know of links and cannot ask for in time.
type Grammar struct {
	Standard  string // the default scenario as what is pinned
	Members   string // regular expression of what stands between members of a list, and of a mix
	Pair      string // keys of two strategies to show and to mix first, with a space between
	MostTitle int    // characters of a title, and of a note
	MostNote  int
}

// Words are what somebody who made a link says about it.
type Words struct {
	Title string // in place of the computed title; "" mostly
	Note  string
}

// ControlGroup is a titled set of controls.
type ControlGroup struct {
	Title    string
	Open     bool // unfolded when the page comes
	Controls []Control
}

// Control is one field of the scenario. Its Name is the field's name in links.
type Control struct {
	Name    string
	Label   string
	Unit    string // what a plain number counts; "" for durations and choices
	Help    string // one sentence, and the range
	Value   string // as links write it; after a bad request, what was asked for
	Default string // as links write it
	Low     string // the least and the largest that a link may say; "" of a choice
	High    string
	Above   string   // a control that this one must not be below; "": none
	Steps   []string // positions of its slider, in order; nil when it has none
	Choices []Choice // for a field that is one of a few, or some of them; nil otherwise
	List    bool     // it is some of its choices; Value has commas between them
	Needs   []Need   // when it matters; nil: always
	Unmet   bool     // it does not matter here
	Roll    bool     // a button sets it at random
	Problem string   // what is wrong with Value; "" when nothing is
}

// Need is a condition under which a control matters: another field has one of some
// values.
type Need struct {
	Field  string
	Values []string
}

// Choice is one possible value of a control, or one possible member of its value.
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
	Chosen   bool // a library or a mix, which has a toggle for as long as it is chosen
}

// LibraryGroup are the libraries of a language.
type LibraryGroup struct {
	Language  string
	Libraries []Library
}

// Library is a library whose own retry strategy can be chosen.
type Library struct {
	Key, Name, Version string
	On                 bool // it is among the toggles
}

// Strategy is the identity of a strategy, a library or a mix on screen: Key is its
// name in links, which may hold characters that no id should; Tone is its colour in
// this run, and the end of its class "s-green".
type Strategy struct {
	Key, Name, Tone string
}

// Ask is what a scenario asks: that of a preset, or how to begin. The zero Ask is none.
type Ask struct {
	Name, Lead string // of the preset
	Begin      string // where nothing is set yet: query of the preset that is suggested
}

// Preset is a scenario worth looking at.
type Preset struct {
	Key    string
	Name   string
	Lead   string // what to look for; "" where only the name is shown
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
	Query      string // canonical query of its link, without the question mark
	Own        Words  // what the link says of itself
	Title      string // of the page: what is simulated, from the scenario
	Lead       string // the same in two sentences
	LoadTitle  string // the finding of the load chart, from the results
	DoneTitle  string // the finding of the completion chart, from the results
	CostTitle  string // the finding of the table, from the results
	HerdTitle  string // the finding about herds, from the results; "" where there are none
	Note       string // what the reader must know about this result; "" mostly
	Frame      Frame
	Series     []Series
	Rows       []Row
	Herds      []Herd
	Price      *Price        // time against waste; nil where there is nothing to compare
	Waits      *Waits        // of a run that is about to begin; nil of one that is over
	Spread     *Replications // over replications; nil when there is one run
	Ask        Ask           // what the scenario asks
	Story      []Tale        // what happened, in sentences
	Advice     *Advice       // what would help; nil: it is asked for later
	Replicate  string        // query of the same with replications; "" where there are some, or it is too large
	Footer     string        // seed and settings that make the result reproducible
	SimulatedS string        // "40.0 s", virtual time at the end
	Pin        *Pin          // what it is compared with; nil: nothing
	Pinned     *Run          // the pinned run itself; nil where it could not be made
	Compared   *Contrast     // what differs; nil until both runs are known
}

// Frame is what all charts of a run share.
type Frame struct {
	Bins  int           // bins that have data
	Bin   time.Duration // width of a bin
	Rate  float64       // capacity of the service, requests per second; 0: nothing bounds it
	Burst int           // requests that it admits at once at the start
	Total int           // requests that there will be; 0: nobody knows before the end
	Noun  string        // what completes, "clients" or "requests"
	Peak  int           // attempts in the busiest bin of all series
	Done  int           // highest total of completions of all series
	Runs  int           // replications, which have bands; 1 or less: none
	Reach int           // bins that the bands have
	Spans [3]Span       // when something is wrong with the service or the clients; one without a name is none

	Pinned *Frame // of the run that this one is compared with: the scales hold both; nil: none
}

// Series is one strategy's data, and the captions of its panels.
type Series struct {
	Strategy  Strategy
	Attempts  []int // per bin: attempts that reached the service
	Completed []int // per bin: requests whose client learned of their success
	Caption   Caption
	Finish    Caption
	Bands     Bands   // over replications
	Pinned    *Series // the same strategy in the pinned run; nil: none
}

// Caption is the readout of a panel: a figure and the words after it,
// "228" and "/s peak · 11.4× capacity".
type Caption struct {
	Figure, Words string
}

// Row is one strategy's line in the table. Cells are in the order of Columns.
type Row struct {
	Strategy Strategy
	Part     bool  // it is a part of the fleet above it
	Attempts []int // for the sparkline; nil: none
	Cells    []string
}

// Herd are the worst moments of one strategy: when most retries came back together.
type Herd struct {
	Strategy Strategy
	Waves    []Wave // worst first, at most MaxWaves
}

// Wave is one such moment.
type Wave struct {
	When             string // "12.5 s"
	UntilMS          string // when it is over, in milliseconds of virtual time
	Retries, Clients string
}

// Replications is what many runs of one scenario, under different seeds, have in common.
type Replications struct {
	Title, Sub string
	Columns    []Column
	Rows       []SpreadRow
	Compared   *Comparison // of the strategies; nil where there is one
}

// SpreadRow is one strategy's line. Cells are in the order of the columns.
type SpreadRow struct {
	Strategy Strategy
	Cells    []SpreadCell
}

// SpreadCell is a figure over all runs: its median and where most of them lie.
type SpreadCell struct {
	Median, Range string
}

// Column is the header of a table column.
type Column struct {
	Title, Unit, Help string
}
