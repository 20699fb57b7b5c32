package templates

import "backofflab/web/templates/chart"

// Page is everything that the lab's page shows.
type Page struct {
	Static      string // URL prefix of the static files, without a slash at the end
	Path        string // canonical address of this page, "/?clients=…" or "/"
	Query       string // canonical query, without the question mark
	Title       string // what would be simulated, where there is no run; "" with problems
	Lead        string // the same in two sentences
	Controls    []ControlGroup
	Toggles     []Toggle       // the strategies of its own, then what else is chosen
	Libraries   []LibraryGroup // libraries that can be chosen as well
	Presets     []Preset
	Folds       []chart.Fold // where there is no run
	Ask         chart.Ask
	Problems    []Problem          // what is wrong with the request; nil when nothing is
	Run         *chart.Run         // the finished run; nil when there is none on this page
	TooLarge    string             // why a valid scenario was not run for this page; it streams
	Own         chart.Words        // title and note of the link
	Preview     *Preview           // how the page shows where it is linked; nil with problems
	BaselineBar *chart.BaselineBar // what the run is compared with; nil: nothing
	ComparePath string             // address of the page that compares this run with what follows
	Grammar     Grammar            // of links, for scripts
}

// Grammar is what a script has to know of links and cannot ask for in time.
type Grammar struct {
	Standard  string // the default scenario as a baseline
	Members   string // regular expression of what stands between members of a list, and of a mix
	Pair      string // keys of two strategies to show and to mix first, with a space between
	MostTitle int    // characters of a title, and of a note
	MostNote  int
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
	Strategy chart.Strategy
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
