package chart

import (
	"cmp"
	"strings"
	"time"

	"backofflab/internal/format"
)

// Words are the title and note that a link carries.
type Words struct {
	Title string // in place of the computed title; "" mostly
	Note  string
}

// Strategy is the identity of a strategy, a library or a mix on screen: Key is its
// name in links, which may hold characters that no id should; Short is the name where there
// is little room, 14 letters at most; Tone is its colour in this run, and the end of its
// class "s-green".
type Strategy struct {
	Key, Name, Short, Tone string
}

// Brief is the name where there is little room.
func (s Strategy) Brief() string { return cmp.Or(s.Short, s.Name) }

// Run is a finished run.
type Run struct {
	Query       string    // canonical query of its link, without the question mark
	Own         Words     // title and note of the link
	Question    *Question // what the reader guesses first; the run is without its answers then
	Title       string    // of the page: what is simulated, from the scenario
	Lead        string    // the same in two sentences
	Verdict     Verdict
	LoadTitle   string // the finding of the load chart, from the results
	DoneTitle   string // the finding of the completion chart, from the results
	CostTitle   string // the finding of the table, from the results
	Folds       []Fold // the parts of the page below the first screen
	HerdTitle   string // the finding about herds, from the results; "" where there are none
	Note        string // what the reader must know about this result; "" mostly
	Frame       Frame
	Series      []Series
	Columns     []Column // of the table
	Rows        []Row
	Herds       []Herd
	ByAttempt   *ByAttempt          // nil where nobody makes a second attempt
	TradeOff    *TradeOff           // time against waste; nil where there is nothing to compare
	Schedule    *Schedule           // before a run begins; nil once it has results
	Spread      *Replications       // over replications; nil when there is one run
	Ask         Ask                 // what the scenario asks
	Picked      Picked              // what the picker says of the scenario
	Findings    []Finding           // what happened
	Brief       []Finding           // the same in three short sentences at most, which the load picture numbers
	Advice      *Advice             // what would help; nil: it is asked for later
	Replicate   string              // query of the same with replications; "" where there are some, or it is too large
	Footer      string              // seed and settings that make the result reproducible
	SimulatedS  string              // "40.0 s", virtual time at the end
	BaselineBar *BaselineBar        // what it is compared with; nil: nothing
	Baseline    *Run                // the baseline itself; nil where it could not be made
	Compared    *BaselineComparison // what differs; nil until both runs are known
}

// Picked is a scenario in few words, as the picker of scenarios shows it.
type Picked struct {
	Name      string
	Situation string // in at most five words, "400 clients at once"
	Small     Small
}

// Small is the load of one strategy in so little room that only its shape counts: the
// columns are a share of SmallHeight each. It has none before there is a run.
type Small struct {
	Tone    string
	Columns []int
}

// Piece is a run of words; Tone is the colour of the strategy that it names, "" for plain
// words.
type Piece struct{ Text, Tone string }

// Text is a sentence in pieces.
type Text []Piece

// String returns the sentence.
func (t Text) String() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Verdict is what decides between the strategies of a run; empty where there is nothing to
// say.
type Verdict struct {
	Line      Text   // one sentence
	TradeOff  Text   // another: what those that are ahead pay for it
	Seeds     string // how far other seeds bear it out, without a full stop
	Agree, Of int    // the same in numbers: seeds in which it holds, of so many; 0 of 0 where nothing is compared
	Clear     bool   // somebody is ahead
}

// Fold is a part of the page that is folded at first, with what there is to find in it in a
// line. Its name is that of the part.
type Fold struct {
	Name, Title, Line string
}

// Question is what a reader is asked before the answers are shown: when a strategy has 95 % of
// its clients done, or else which of them wastes the fewest attempts.
type Question struct {
	Strategy Strategy // in whose row the mark is at first
	When     bool     // the mark is a moment in the row of that strategy, not one of the rows
}

// Text is the question in words.
func (q Question) Text() string {
	if q.When {
		return "When is " + format.Lower(q.Strategy.Name) + " done?"
	}
	return "Which strategy wastes the fewest attempts?"
}

// Frame is what all charts of a run share.
type Frame struct {
	Bins   int           // bins that have data
	Bin    time.Duration // width of a bin
	Rate   float64       // capacity of the service, requests per second; 0: nothing bounds it
	Burst  int           // requests that it admits at once at the start
	Total  int           // requests in all; 0: unknown before the end
	Loose  bool          // something else than the capacity bounds who is through, and when
	Noun   string        // what completes, "clients" or "requests"
	Bound  string        // what the capacity is: "limit" where the limiter bounds it
	Peak   int           // attempts in the busiest bin of all series
	Start  int           // bins in which the first burst is; 0: there is none
	Later  int           // attempts in the busiest bin of all series after these
	Done   int           // highest total of completions of all series
	Runs   int           // replications, which have bands; 1 or less: none
	Reach  int           // bins that the bands have
	Least  int           // bins that the time axis has at least
	Kept   Kept          // scales that it has whatever its data
	Within string        // begins the ids of its elements on a page that has several runs; "" where it is alone
	Spans  [4]Span       // when something is wrong with the service or the clients; one without a name is none

	Baseline *Frame // of the run that this one is compared with: the scales hold both; nil: none
}

// Kept are the scales of a picture while a hand moves something in it: those that were there.
// What is beyond them is cut off. Zero is none.
type Kept struct {
	Time, Near time.Duration // lengths of the time axis, and of its beginning that can be zoomed in on
	Top        float64       // of the load scale, attempts per second
}

// Series is one strategy's data, and the captions of its panels.
type Series struct {
	Strategy  Strategy
	Attempts  []int // per bin: attempts that reached the service
	Completed []int // per bin: requests whose client learned of their success
	Early     []int // per bin: attempts that came before they were asked to; nil where nobody knows
	Caption   Caption
	Finish    Caption
	Time      Figure  // within which 95 % are done, or who was lost instead
	Waste     Figure  // attempts that served nobody, for each request
	Done95    float64 // when 95 % are done, in bins; 0: never, or not at one moment
	Bands     Bands   // over replications
	Baseline  *Series // the same strategy in the baseline; nil: none
}

// Figure is what a row of the load picture says at its end: "62.1", " s". Best is for who
// is ahead in it, of several for all of them.
type Figure struct {
	Text, Unit string
	Best       bool
}

// Caption is the readout of a panel: a figure and the words after it,
// "228" and "/s peak · 11.4× capacity".
type Caption struct {
	Figure, Words string
}

// Row is one strategy's line in the table. Cells are in the order of the columns; one
// that has no value is Never.
type Row struct {
	Strategy Strategy
	Part     bool  // it is a part of the fleet above it
	Attempts []int // for the sparkline; nil: none
	Cells    []string
}

// ByAttempt is which attempt brought requests home. All panels have one scale: to its last
// attempt across, and Top times the requests upwards.
type ByAttempt struct {
	Noun   string // whose attempts they are, "clients"
	Last   int
	Top    float64
	Panels []ByAttemptPanel
}

// ByAttemptPanel is that of one strategy: shares of its requests by the number of the attempt,
// element 0 of the first, and the same in tables: of all, then of its parts and layers.
type ByAttemptPanel struct {
	Strategy        Strategy
	Caption         Caption
	Made, Succeeded []float64
	Tables          []ByAttemptTable
}

// ByAttemptTable has a row for an attempt, or for several.
type ByAttemptTable struct {
	Of   string // the layer, or the part of a mix; "" for all
	Noun string // of what its shares are, "clients"
	Rows []ByAttemptRow
}

// ByAttemptRow is what they made and brought: counts, and shares in per cent.
type ByAttemptRow struct{ Attempt, Made, Succeeded, Share, Load string }

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

// Replications is what many runs of one scenario, with different seeds, have in common.
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
	Term              string // key of its word in the glossary; "" for none
}

// Band is where a count lies over replications: the 5 %, 50 % and 95 % quantile.
type Band struct {
	Low, Median, High int
}

// Bands are those of a series, bin by bin. They may have more bins than the series, and
// wider ones: other runs take longer.
type Bands struct {
	Ratio     float64 // width of a bin in bins of the series; 0: 1
	Attempts  []Band  // in the bin
	Completed []Band  // by its end
}

// TradeOff sets waste against time: for each strategy how long its requests take, and how
// many attempts are wasted.
type TradeOff struct {
	Title  string          // the finding, from the results
	Points []TradeOffPoint // of the strategies that have both figures
	Never  []string        // a sentence about each strategy that has not
}

// TradeOffPoint is one strategy.
type TradeOffPoint struct {
	Strategy Strategy
	Seconds  float64 // time within which 95 % of the requests are done
	Wasted   float64 // attempts without success, for each request
	Words    string  // both, "8.5 s · 3.3 wasted"
}

// Span is a stretch of virtual time in which something is wrong: an outage, say.
type Span struct {
	Name     string
	From, To time.Duration
}

// Ask is what a scenario asks: that of a preset. The zero Ask is none.
type Ask struct {
	Name, Lead string // of the preset
}

// Finding is one fact of a run in words, and where it is seen.
type Finding struct {
	Text     string
	Chart    string   // "load" or "completion": the one that shows it best
	Fleets   []string // keys of the strategies whose panels show it
	From, To float64  // when, in bins
	Guide    string   // the page and heading of the guide that explain it, "layers#multiply"; "" for none
	About    string   // what they explain, within a sentence: "layers that multiply"
}

// Advice is what would help, or else a sentence on what was tried.
type Advice struct {
	Tried   string
	Changes []Change
}

// Change is one that helps: in short what it does for one strategy, the figures before and
// after it, and its scenario.
type Change struct {
	Short, Text, Query string
}

// Comparison says which differences between strategies are real.
type Comparison struct {
	Title, Sub string
	Columns    []Column
	Rows       []ComparisonRow
}

// ComparisonRow is one strategy's line. Cells are in the order of the columns.
type ComparisonRow struct {
	Strategy Strategy
	Cells    []ComparisonCell
}

// ComparisonCell is the difference of a strategy from the best: what is said of it, and
// its interval. Kind is "best", "same", "worse", "better", "unsure" or "never".
type ComparisonCell struct {
	Verdict, Interval, Kind string
}
