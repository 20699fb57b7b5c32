package chart

// Pin is the bar of a page that compares: which scenario is pinned, what differs from
// it, and where to go from there.
type Pin struct {
	Value       string       // of the field with, as links write it
	Words       string       // the pinned scenario in a few words
	Differences []Difference // nil: the two are one
	Swapped     Place        // the two exchanged
	Only        Place        // the pinned scenario alone
	Unpinned    Place        // the other one alone
}

// Place is an address of the lab, and its canonical query.
type Place struct{ Path, Query string }

// Difference is a setting in which two scenarios differ.
type Difference struct {
	Label, Pinned, Now string
	Idle               bool // it matters in neither
}

// Contrast is what differs between a run and the pinned one.
type Contrast struct {
	Title       string       // the finding, from the results
	Differences []Difference // between the scenarios; nil: none
	OnlyPinned  string       // names of the strategies that only the pinned run has; "" mostly
	OnlyNow     string       // and only this one
	Columns     []Column
	Rows        []ComparedRow // of the strategies that are in both
}

// ComparedRow is one strategy in two runs. Cells are in the order of the columns.
type ComparedRow struct {
	Strategy Strategy
	Cells    []ComparedCell
}

// ComparedCell is a figure in two runs, and its difference: Verdict is "better" or
// "worse", or "" where there is no direction or no difference.
type ComparedCell struct {
	Now, Pinned, Change, Verdict string
}
