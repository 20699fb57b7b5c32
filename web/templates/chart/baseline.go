package chart

// BaselineBar is the bar of a page that compares: the baseline in words, what differs from
// it, and links to each scenario alone and to both exchanged.
type BaselineBar struct {
	Value        string       // of the field with, as links write it
	Words        string       // the baseline's scenario in a few words
	Differences  []Difference // nil: the scenarios are equal
	Swapped      Place        // run and baseline exchanged
	BaselineOnly Place        // the baseline's scenario alone
	RunOnly      Place        // this scenario alone
}

// Place is an address of the lab, and its canonical query.
type Place struct{ Path, Query string }

// Difference is a setting in which two scenarios differ.
type Difference struct {
	Label, Baseline, Now string
	Idle                 bool // it matters in neither
}

// BaselineComparison is what differs between a run and the baseline.
type BaselineComparison struct {
	Title        string       // the finding, from the results
	Differences  []Difference // between the scenarios; nil: none
	OnlyBaseline string       // names of the strategies that only the baseline has; "" mostly
	OnlyNow      string       // and only this one
	Columns      []Column
	Rows         []BaselineRow // of the strategies that are in both
}

// BaselineRow is one strategy in two runs. Cells are in the order of the columns.
type BaselineRow struct {
	Strategy Strategy
	Cells    []BaselineCell
}

// BaselineCell is a figure in two runs, and its difference: Verdict is "better" or
// "worse", or "" where there is no direction or no difference.
type BaselineCell struct {
	Now, Baseline, Change, Verdict string
}
