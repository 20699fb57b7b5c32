package templates

import "backofflab/web/templates/chart"

// Page is everything that the lab's page shows.
type Page struct {
	Static      string       // URL prefix of the static files, without a slash at the end
	Styles      string       // the text of its sheet, to stand in the document; "": it is asked for
	Path        string       // canonical address of this page, "/?clients=…" or "/"
	Query       string       // canonical query, without the question mark
	Title       string       // what would be simulated, where there is no run; "" with problems
	Lead        string       // the same in two sentences
	Strip       Strip        // the settings beside the charts
	Picked      chart.Picked // the scenario, where there is no run
	Folds       []chart.Fold // where there is no run
	Ask         chart.Ask
	Problems    []Problem          // what is wrong with the request; nil when nothing is
	Run         *chart.Run         // the finished run; nil when there is none on this page
	Streams     string             // why a valid scenario was not run for this page: it streams
	TooLarge    *chart.TooLarge    // the same of one that is too large for a stream, too
	Own         chart.Words        // title and note of the link
	Preview     *Preview           // how the page shows where it is linked; nil with problems
	BaselineBar *chart.BaselineBar // what the run is compared with; nil: nothing
	ComparePath string             // address of the page that compares this run with what follows
	Grammar     Grammar            // of links, for scripts
}

// Grammar is what a script has to know of links and cannot ask for in time.
type Grammar struct {
	Standard  string // the default scenario as a baseline
	Layers    string // regular expression of the layers of strategies, and their own settings
	Pair      string // keys of two strategies to show and to mix first, with a space between
	MostTitle int    // characters of a title, and of a note
	MostNote  int
}

// Preset is a scenario worth looking at.
type Preset struct {
	Key       string
	Name      string
	Situation string   // the same in a few words
	Tags      []string // what it is about; the first is its group
	Searched  string   // the text that a search looks through
	Lead      string   // what to look for; "" where only the name is shown
	Path      string   // its address, "/?preset=stress"
	Query     string   // the same as a canonical query, without the question mark
	Active    bool     // the page shows this very scenario
	Small     chart.Small
}

// Problem is one thing that is wrong with a request.
type Problem struct {
	Field, Value, Message string
	Label                 string // of the field on screen; "" where there is none
}
