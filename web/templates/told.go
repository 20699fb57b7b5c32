package templates

// Tale is one fact of a run in words, and where it is seen.
type Tale struct {
	Text     string
	Chart    string   // "load" or "completion": the one that shows it best
	Fleets   []string // keys of the strategies whose panels show it
	From, To float64  // when, in bins
}

// Advice is what would help, of so many changes that were tried.
type Advice struct {
	Tried   int
	Changes []Change
}

// Change is one that helps: what it does, and its scenario.
type Change struct {
	Text, Query string
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
